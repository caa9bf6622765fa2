package dev.rondo.run;

import dev.rondo.config.EvaluationSettings;
import dev.rondo.config.RolloutSettings;
import dev.rondo.config.RunConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How many tokens a run samples at most in each of its parts, said before it begins: they decide
 * how long it takes, and an evaluation is often many times a round.
 */
public final class SamplingPlan {
  private SamplingPlan() {}

  /**
   * A line for rounds, one for each kind of evaluation and one for each benchmark.
   *
   * @throws dev.rondo.schema.InvalidInputException if a benchmark cannot be read
   */
  public static List<String> lines(RunConfig config) throws IOException {
    RolloutSettings rollout = config.rollout();
    EvaluationSettings evaluation = config.evaluation();
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            "a round",
            rollout.problemsPerRound() * (1L + rollout.reserves()),
            rollout.groupSize(),
            rollout));
    lines.add(
        line(
            "an evaluation, of base and last policy"
                + (config.control().isAsked() ? ", control" : ""),
            evaluation.problems(),
            withGreedy(evaluation.samples()),
            rollout));
    if (config.run().evaluateEvery() > 0) {
      lines.add(
          line(
              "one between them",
              evaluation.problems(),
              withGreedy(evaluation.progressSamples()),
              rollout));
    }
    for (Benchmark benchmark : Benchmark.of(config)) {
      lines.add(
          line(
              "one on " + benchmark.name(),
              benchmark.problems().size(),
              withGreedy(evaluation.benchmarkSamples()),
              rollout));
    }
    return lines;
  }

  private static long withGreedy(int samples) {
    return samples + 1L;
  }

  private static String line(String what, long problems, long responses, RolloutSettings rollout) {
    return String.format(
        Locale.ROOT,
        "%s: %,d problems x %,d responses of at most %,d tokens, %,d in all",
        what,
        problems,
        responses,
        rollout.maxResponseTokens(),
        problems * responses * rollout.maxResponseTokens());
  }
}
