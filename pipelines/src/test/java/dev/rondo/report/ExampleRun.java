package dev.rondo.report;

import dev.rondo.config.RunConfig;
import dev.rondo.evaluate.EvaluationSubject;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.ProblemTally;
import dev.rondo.report.RunReport.DatasetFacts;
import dev.rondo.report.RunReport.Evaluated;
import dev.rondo.report.RunReport.RoundFacts;
import dev.rondo.report.RunReport.SampleRollout;
import dev.rondo.run.EarlyStop;
import dev.rondo.schema.SamplingSettings;
import dev.rondo.trainer.metrics.MetricsLog;
import dev.rondo.trainer.metrics.MetricsPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** A made-up run with every kind of fact, for tests of what is rendered. */
final class ExampleRun {
  private static final String DIGEST = "ab".repeat(32);

  private ExampleRun() {}

  static RunReport finished() {
    RunConfig config = RunConfig.preset("small");
    Random random = new Random(7);
    List<RoundFacts> rounds = new ArrayList<>();
    List<MetricsLog.Row> metrics = new ArrayList<>();
    for (int update = 1; update <= 400; update++) {
      metrics.add(
          row("warm-start", 0, update, "train/cross_entropy", 2.5 * Math.exp(-update / 90.0)));
    }
    for (int round = 1; round <= 60; round++) {
      long correct = Math.round(512 * (0.45 + 0.3 * round / 60 + 0.05 * random.nextGaussian()));
      TreeMap<String, Long> reasons = new TreeMap<>();
      reasons.put("CORRECT, equal", correct);
      reasons.put("INCORRECT, different", 500 - correct);
      reasons.put("INCORRECT, no-answer", 12L);
      rounds.add(
          new RoundFacts(
              round, 512, correct, 0, 3, 64, 40 - round / 4, 0, 30 + random.nextDouble(), reasons));
      for (int update = 1; update <= 4; update++) {
        TreeMap<String, Double> values = new TreeMap<>();
        values.put("train/entropy", 0.12 - 0.001 * round + 0.005 * random.nextDouble());
        values.put("train/gradient_norm", 4 + random.nextDouble());
        values.put("train/loss", 0.69 - 0.0005 * round);
        values.put("train/behavior_gap_max", 2e-6 * random.nextDouble());
        values.put("train/learning_rate", 2e-4 * (1 - round / 70.0));
        values.put("train/seconds", 0.2);
        metrics.add(new MetricsLog.Row("train", new MetricsPosition(round, update), values));
      }
    }
    for (int round = 1; round <= 60; round++) {
      TreeMap<String, Double> values = new TreeMap<>();
      values.put("label/auc", 0.55 + 0.1 * random.nextDouble());
      values.put("label/calibration_error", 0.1 * random.nextDouble());
      if (round == 7 || round == 9) {
        values.put("alarm/behavior_gap", 1.0);
      }
      metrics.add(new MetricsLog.Row("round", new MetricsPosition(round, 0), values));
    }
    return new RunReport(
        config,
        List.of(
            evaluated(0, false, 0.45),
            evaluated(30, false, 0.6),
            evaluated(60, false, 0.72),
            evaluated(0, true, 0.47)),
        rounds,
        metrics,
        List.of(
            new DatasetFacts("problems", "problems", DIGEST, 4624, 90_000, new TreeMap<>()),
            new DatasetFacts(
                "rollouts/round-000001",
                "rollouts",
                "cd".repeat(32),
                512,
                64_000,
                new TreeMap<>(Map.of("problems", DIGEST)))),
        List.of(
            new SampleRollout(
                60, "785*6=", "4710", "5*6=30;8*6+3=51;7*6+5=47;\\boxed{4710}", "CORRECT", "equal"),
            new SampleRollout(60, "399*7=", "2793", "9*7=63;<b>&", "INCORRECT", "no-answer")),
        Optional.of(new EarlyStop(60, "the last 10 rounds brought nothing")));
  }

  private static MetricsLog.Row row(String phase, int round, int update, String key, double value) {
    return new MetricsLog.Row(
        phase, new MetricsPosition(round, update), new TreeMap<>(Map.of(key, value)));
  }

  private static Evaluated evaluated(int round, boolean isControl, double skill) {
    return new Evaluated(
        round,
        isControl,
        summary(skill, 256, List.of(1, 2, 4, 8, 16, 32, 64, 128, 256)),
        summary(skill + 0.03, 1, List.of(1)));
  }

  private static EvaluationSummary summary(double skill, int samples, List<Integer> ks) {
    Random random = new Random(3);
    List<ProblemTally> tallies = new ArrayList<>();
    for (int problem = 0; problem < 128; problem++) {
      double chance = Math.min(1, Math.max(0, skill + 0.35 * random.nextGaussian()));
      int correct =
          samples == 1 ? (random.nextDouble() < chance ? 1 : 0) : (int) (samples * chance);
      tallies.add(
          new ProblemTally(
              String.format(Locale.ROOT, "problem-%03d", problem),
              samples,
              correct,
              0,
              0,
              0,
              samples - samples / 50,
              31L * samples));
    }
    return EvaluationSummary.of(
        new EvaluationSubject(
            "held-out", DIGEST, "ef".repeat(32), new SamplingSettings(1, 1, 0, 40), "arithmetic@1"),
        tallies,
        ks);
  }
}
