package dev.rondo.run;

import dev.rondo.config.RunConfig;
import dev.rondo.evaluate.EvaluationSummary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a run can do next: a pure function of its directory. There is no other state, so a run that
 * is killed at any instant and started again goes on where it was.
 */
public final class Plan {
  private Plan() {}

  /**
   * The actions whose inputs are there and whose outputs are not, in the order in which one process
   * does them; empty when the run is done. Doing any of them, in any order, leads to the same
   * directory.
   */
  public static List<Action> plan(RunDirectory run) throws IOException {
    if (!hasProblems(run)) {
      return List.of(new Action.MakeProblems());
    }
    int published = run.publishedRounds();
    if (published < 0) {
      return List.of(new Action.WarmStart());
    }
    int last = lastRound(run, published);
    List<Action> actions = new ArrayList<>();
    for (int round = 0; round <= published; round++) {
      heldOut(run, round, last).ifPresent(actions::add);
    }
    actions.addAll(Retention.due(run, Chain.ROUNDS, published, last));
    if (published < last) {
      int round = published + 1;
      boolean isSampled = run.isCommitted(RunDirectory.rolloutsDirectory(round));
      actions.add(isSampled ? new Action.Train(round) : new Action.Sample(round));
    }
    if (published == last) {
      // Before the control, which they need nothing of, and which an alarm may stop.
      String newest = RunDirectory.roundName(last);
      actions.addAll(benchmarks(run, List.of(RunDirectory.roundName(0), newest)));
    }
    if (run.config().control().hasRounds()) {
      if (published == last) {
        int controls = Chain.CONTROL.publishedRounds(run, last);
        actions.addAll(Retention.due(run, Chain.CONTROL, controls, last));
        controlRound(run, controls, last).ifPresent(actions::add);
      }
    } else if (run.config().control().isAsked()) {
      if (run.isCommitted(RunDirectory.policyDirectory(RunDirectory.CONTROL))) {
        heldOut(run, RunDirectory.CONTROL, run.config().evaluation().samples())
            .ifPresent(actions::add);
      } else {
        actions.add(new Action.TrainControl());
      }
    }
    if (published == last && run.config().control().isAsked()) {
      actions.addAll(benchmarks(run, List.of(run.controlPolicy())));
    }
    if (actions.isEmpty() && !ShownState.isShown(run)) {
      actions.add(new Action.WriteReport());
    }
    return List.copyOf(actions);
  }

  /** The next step of a control that has rounds: as many as the run turned out to have. */
  private static Optional<Action> controlRound(RunDirectory run, int published, int last)
      throws IOException {
    int round = published + 1;
    if (round > last) {
      return heldOut(run, Chain.CONTROL.name(last), run.config().evaluation().samples());
    }
    return Optional.of(
        run.isCommitted(Chain.CONTROL.rolloutsDirectory(round))
            ? new Action.TrainControlRound(round)
            : new Action.SampleControl(round));
  }

  /** Policies on the benchmarks that the run ends with, as far as they are published. */
  private static List<Action> benchmarks(RunDirectory run, List<String> policies)
      throws IOException {
    List<Action> actions = new ArrayList<>();
    for (Benchmark benchmark : Benchmark.of(run.config())) {
      for (String policy : policies) {
        if (run.isCommitted(RunDirectory.policyDirectory(policy))) {
          evaluation(run, benchmark.name(), policy, run.config().evaluation().benchmarkSamples())
              .ifPresent(actions::add);
        }
      }
    }
    return actions;
  }

  /** The round after which the run ends, as far as its published rounds tell. */
  static int lastRound(RunDirectory run, int published) throws IOException {
    return EarlyStop.of(run, published).map(EarlyStop::round).orElse(run.config().run().rounds());
  }

  /** Whether all problems of a run are made. */
  static boolean hasProblems(RunDirectory run) throws IOException {
    return run.isCommitted(RunDirectory.TRAINING_PROBLEMS)
        && run.isCommitted(RunDirectory.DEMONSTRATIONS)
        && run.isCommitted(RunDirectory.HELD_OUT_PROBLEMS)
        && hasBenchmarks(run);
  }

  private static boolean hasBenchmarks(RunDirectory run) throws IOException {
    for (Benchmark benchmark : Benchmark.of(run.config())) {
      if (!run.isCommitted(benchmark.directory())) {
        return false;
      }
    }
    return true;
  }

  /** Samples per problem that a round's policy is evaluated with; 0 if it is not. */
  static int samples(RunConfig config, int round, int last) {
    int every = config.run().evaluateEvery();
    if (round == 0 || round == last) {
      return config.evaluation().samples();
    }
    return every > 0 && round % every == 0 ? config.evaluation().progressSamples() : 0;
  }

  /** The evaluation of a round's policy, if it is to be done and is not. */
  static Optional<Action> heldOut(RunDirectory run, int round, int last) throws IOException {
    return heldOut(run, RunDirectory.roundName(round), samples(run.config(), round, last));
  }

  private static Optional<Action> heldOut(RunDirectory run, String policy, int samples)
      throws IOException {
    return evaluation(run, RunDirectory.HELD_OUT, policy, samples);
  }

  private static Optional<Action> evaluation(
      RunDirectory run, String benchmark, String policy, int samples) throws IOException {
    String directory = RunDirectory.evaluationDirectory(benchmark, policy);
    if (samples == 0
        || (samplesOf(run, directory) >= samples && run.greedySummary(directory).isPresent())) {
      return Optional.empty();
    }
    return Optional.of(new Action.Evaluate(benchmark, policy, samples));
  }

  /** Samples per problem that a summary counts; 0 if there is none. */
  private static int samplesOf(RunDirectory run, String directory) throws IOException {
    return run.summary(directory).map(EvaluationSummary::samples).orElse(0);
  }
}
