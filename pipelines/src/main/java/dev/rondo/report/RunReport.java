package dev.rondo.report;

import dev.rondo.config.RunConfig;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.PairedComparison;
import dev.rondo.run.EarlyStop;
import dev.rondo.trainer.metrics.MetricsLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run's directory says, gathered for people: the input of the report page and of the summary
 * on the terminal. Pure data; everything but the time metrics is a function of committed datasets.
 *
 * @param config the frozen configuration
 * @param evaluations in order of round; the control last
 * @param rounds one a committed round, in order
 * @param metrics rows of the metrics log, in its order
 * @param datasets every committed dataset, in order of its path
 * @param samples rollouts to look at, from the first and the last round
 * @param endedEarly why the run ended before its last round, or empty
 */
public record RunReport(
    RunConfig config,
    List<Evaluated> evaluations,
    List<RoundFacts> rounds,
    List<MetricsLog.Row> metrics,
    List<DatasetFacts> datasets,
    List<SampleRollout> samples,
    Optional<EarlyStop> endedEarly) {

  /** Seed of the tests by permutation of the comparisons that are made here. */
  static final long INTERVAL_SEED = 1;

  private static final String ALARM_PREFIX = "alarm/";

  /** Copies the lists. */
  public RunReport {
    evaluations = List.copyOf(evaluations);
    rounds = List.copyOf(rounds);
    metrics = List.copyOf(metrics);
    datasets = List.copyOf(datasets);
    samples = List.copyOf(samples);
  }

  /**
   * One evaluated policy.
   *
   * @param round round that published it; 0 for the base policy and the control
   * @param isControl whether it is the control of more supervised training
   * @param sampled pass@k
   * @param greedy one greedy answer a problem; null if it was not measured
   */
  public record Evaluated(
      int round, boolean isControl, EvaluationSummary sampled, EvaluationSummary greedy) {

    /** Name for tables and legends. */
    public String label() {
      return isControl ? "control" : round == 0 ? "base policy" : "round " + round;
    }

    /** Share of problems that the greedy answer solves, or empty. */
    public Optional<Double> greedyShare() {
      return Optional.ofNullable(greedy).map(summary -> summary.passAt(1).value());
    }
  }

  /**
   * What one round sampled.
   *
   * @param round round index, 1 and above
   * @param rollouts rollouts accepted
   * @param correct of them with verdict CORRECT
   * @param unknown of them with verdict UNKNOWN
   * @param truncated of them cut at the length limit
   * @param groups groups accepted
   * @param mixedGroups of them with both correct and incorrect rollouts
   * @param rejectedGroups groups rejected whole
   * @param meanResponseTokens mean length of a response, tokens
   * @param reasons verdict and reason, to the number of rollouts
   */
  public record RoundFacts(
      int round,
      long rollouts,
      long correct,
      long unknown,
      long truncated,
      int groups,
      int mixedGroups,
      long rejectedGroups,
      double meanResponseTokens,
      SortedMap<String, Long> reasons) {

    /** Mean outcome reward, with unknown as 0. */
    double meanReward() {
      return rollouts == 0 ? 0 : (double) correct / rollouts;
    }
  }

  /**
   * One committed dataset.
   *
   * @param path directory relative to the run
   * @param kind kind of its manifest
   * @param version SHA-256 of its manifest
   * @param rows rows in all files
   * @param bytes bytes of all files
   * @param parents role to version of what went in
   */
  public record DatasetFacts(
      String path,
      String kind,
      String version,
      long rows,
      long bytes,
      SortedMap<String, String> parents) {}

  /**
   * One rollout to look at.
   *
   * @param round round it was sampled in
   * @param prompt the problem
   * @param answer its reference answer
   * @param response text of the response
   * @param verdict CORRECT, INCORRECT or UNKNOWN
   * @param reason the verifier's reason
   */
  public record SampleRollout(
      int round, String prompt, String answer, String response, String verdict, String reason) {}

  /** The base policy's evaluation, or empty before it is done. */
  public Optional<Evaluated> before() {
    return evaluations.stream().filter(e -> !e.isControl() && e.round() == 0).findFirst();
  }

  /** The evaluation of the latest round, or empty before there is one. */
  public Optional<Evaluated> after() {
    return evaluations.stream()
        .filter(e -> !e.isControl() && e.round() > 0)
        .reduce((first, second) -> second);
  }

  /** The control's evaluation, or empty if there is none. */
  public Optional<Evaluated> control() {
    return evaluations.stream().filter(Evaluated::isControl).findFirst();
  }

  /** Paired difference of pass@1, latest round minus base policy. */
  public Optional<PairedComparison> gain() {
    return compare(before(), after());
  }

  /** Paired difference of pass@1, control minus base policy. */
  public Optional<PairedComparison> controlGain() {
    return compare(before(), control());
  }

  /** Paired difference of pass@1, latest round minus control. */
  public Optional<PairedComparison> gainOverControl() {
    return compare(control(), after());
  }

  private static Optional<PairedComparison> compare(
      Optional<Evaluated> first, Optional<Evaluated> second) {
    if (first.isEmpty() || second.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        PairedComparison.of(first.get().sampled(), second.get().sampled(), 1, INTERVAL_SEED));
  }

  /** Alarms that rang, by name, each with the rounds it rang at. */
  SortedMap<String, List<Integer>> alarms() {
    SortedMap<String, List<Integer>> alarms = new TreeMap<>();
    for (MetricsLog.Row row : metrics) {
      row.values()
          .forEach(
              (key, value) -> {
                if (key.startsWith(ALARM_PREFIX) && value > 0) {
                  alarms
                      .computeIfAbsent(
                          key.substring(ALARM_PREFIX.length()).replace('_', '-'),
                          name -> new ArrayList<>())
                      .add(row.position().round());
                }
              });
    }
    return alarms;
  }

  /**
   * One metric over the rounds: the mean over the updates of each round, for rounds that have it.
   */
  List<double[]> metricByRound(String phase, String key) {
    List<double[]> points = new ArrayList<>();
    double sum = 0;
    int count = 0;
    int round = -1;
    for (MetricsLog.Row row : metrics) {
      Double value = row.phase().equals(phase) ? row.values().get(key) : null;
      if (value == null) {
        continue;
      }
      if (row.position().round() != round) {
        if (count > 0) {
          points.add(new double[] {round, sum / count});
        }
        round = row.position().round();
        sum = 0;
        count = 0;
      }
      sum += value;
      count++;
    }
    if (count > 0) {
      points.add(new double[] {round, sum / count});
    }
    return points;
  }
}
