package dev.rondo.report.facts;

import dev.rondo.config.RunConfig;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.Removal;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.Interval;
import dev.rondo.evaluate.PairedComparison;
import dev.rondo.run.EarlyStop;
import dev.rondo.run.RunDirectory;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.metrics.MetricsLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run's directory says, gathered for people: the input of the report page and of the summary
 * on the terminal. Pure data; everything but the metrics is a function of committed datasets.
 *
 * @param config the frozen configuration
 * @param evaluations on the held-out problems in order of round, the control last; then those on
 *     each benchmark that the run ends with
 * @param rounds one a committed round, in order
 * @param logs rows of the metrics logs
 * @param datasets every committed dataset, in order of its path
 * @param samples rollouts to look at, in order of round, problem and sample
 * @param prompts text of each held-out problem, by its id
 * @param endedEarly why the run ended before its last round, or empty
 */
public record RunFacts(
    RunConfig config,
    List<Evaluated> evaluations,
    List<RoundFacts> rounds,
    Logs logs,
    List<DatasetFacts> datasets,
    List<SampleRollout> samples,
    SortedMap<String, String> prompts,
    Optional<EarlyStop> endedEarly) {

  /** Seed of the tests by permutation of the comparisons that are made here. */
  public static final long INTERVAL_SEED = 1;

  private static final String ALARM_PREFIX = "alarm/";

  /** Copies the lists. */
  public RunFacts {
    evaluations = List.copyOf(evaluations);
    rounds = List.copyOf(rounds);
    datasets = List.copyOf(datasets);
    samples = List.copyOf(samples);
    prompts = Collections.unmodifiableSortedMap(new TreeMap<>(prompts));
  }

  /**
   * Rows of the metrics logs, each in its order.
   *
   * @param run those of the run
   * @param control those of the control's rounds, none without any
   */
  public record Logs(List<MetricsLog.Row> run, List<MetricsLog.Row> control) {

    /** Copies the lists. */
    public Logs {
      run = List.copyOf(run);
      control = List.copyOf(control);
    }
  }

  /** Rows of the run's metrics log, in its order. */
  public List<MetricsLog.Row> metrics() {
    return logs.run();
  }

  /** What an evaluated policy is to the run. */
  public enum Role {
    BEFORE,
    AFTER,
    CONTROL;

    /** Name for tables and legends. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
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

    /** Whether it is of the held-out problems. */
    public boolean isHeldOut() {
      return sampled.benchmark().equals(RunDirectory.HELD_OUT);
    }

    /** What its policy is to the run. */
    public Role role() {
      return isControl ? Role.CONTROL : round == 0 ? Role.BEFORE : Role.AFTER;
    }

    /** Name for tables and legends. */
    public String label() {
      return isControl ? "control" : round == 0 ? "base policy" : "round " + round;
    }

    /**
     * Estimate and interval of pass@k, or empty if there are fewer samples. There is no interval
     * where k is the number of samples: every problem was tried once.
     */
    public Optional<PassAtK> passAt(int k) {
      if (k > sampled.samples()) {
        return Optional.empty();
      }
      Interval interval = sampled.passAt(k);
      return Optional.of(
          new PassAtK(
              k,
              interval.value(),
              Optional.of(interval)
                  .filter(ends -> ends.hasEnds() && (k < sampled.samples() || k == 1))));
    }

    /** All estimates, in order of k. */
    public List<PassAtK> passAtK() {
      return sampled.passAtK().stream().map(e -> passAt(e.k()).orElseThrow()).toList();
    }

    /** Share of problems that the greedy answer solves, or empty. */
    public Optional<Double> greedyShare() {
      return Optional.ofNullable(greedy).map(summary -> summary.passAt(1).value());
    }
  }

  /**
   * One estimate of pass@k.
   *
   * @param k number of tries
   * @param value the estimate, 0 .. 1
   * @param interval its 95 % interval, where there is one
   */
  public record PassAtK(int k, double value, Optional<Interval> interval) {}

  /**
   * One committed dataset.
   *
   * @param path directory relative to the run
   * @param kind kind of its manifest
   * @param version SHA-256 of its manifest
   * @param rows rows in all files
   * @param bytes bytes of all files, those that were removed among them
   * @param removed what was removed on purpose, and by which rule
   * @param lineage what went in, what made it and on what
   */
  public record DatasetFacts(
      String path,
      String kind,
      String version,
      long rows,
      long bytes,
      List<Removal> removed,
      Lineage lineage) {

    /** Copies the list. */
    public DatasetFacts {
      removed = List.copyOf(removed);
    }
  }

  /** Evaluations on the held-out problems. */
  public List<Evaluated> heldOut() {
    return evaluationsOn(RunDirectory.HELD_OUT);
  }

  /** Evaluations on a benchmark, in order of round; the control last. */
  public List<Evaluated> evaluationsOn(String benchmark) {
    return evaluations.stream().filter(e -> e.sampled().benchmark().equals(benchmark)).toList();
  }

  /** Benchmarks that the run ends with, in their order, as far as there are evaluations on them. */
  public List<String> benchmarks() {
    return evaluations.stream()
        .map(e -> e.sampled().benchmark())
        .filter(name -> !name.equals(RunDirectory.HELD_OUT))
        .distinct()
        .toList();
  }

  /**
   * What a benchmark's evaluations come to: those of the base policy, the latest round and the
   * control, in this order, as far as they are there.
   */
  public List<Evaluated> endpoints(String benchmark) {
    SortedMap<Role, Evaluated> endpoints = new TreeMap<>();
    evaluationsOn(benchmark).forEach(evaluated -> endpoints.put(evaluated.role(), evaluated));
    return List.copyOf(endpoints.values());
  }

  /** The base policy's evaluation, or empty before it is done. */
  public Optional<Evaluated> before() {
    return endpoint(Role.BEFORE);
  }

  /** The evaluation of the latest round, or empty before there is one. */
  public Optional<Evaluated> after() {
    return endpoint(Role.AFTER);
  }

  /** The control's evaluation, or empty if there is none. */
  public Optional<Evaluated> control() {
    return endpoint(Role.CONTROL);
  }

  private Optional<Evaluated> endpoint(Role role) {
    return endpoints(RunDirectory.HELD_OUT).stream().filter(e -> e.role() == role).findFirst();
  }

  /**
   * The paired difference of pass@1 on the held-out problems between two policies of the run.
   *
   * @param of whose pass@1
   * @param to what is taken off
   * @param paired empty if the two evaluations cannot be compared
   * @param reason why they cannot, on one line; empty if they can
   */
  public record Difference(Role of, Role to, Optional<PairedComparison> paired, String reason) {}

  /**
   * Latest round minus base policy, control minus base policy and latest round minus control, in
   * this order, as far as both are evaluated.
   */
  public List<Difference> differences() {
    List<Difference> differences = new ArrayList<>();
    difference(Role.AFTER, after(), Role.BEFORE, before()).ifPresent(differences::add);
    difference(Role.CONTROL, control(), Role.BEFORE, before()).ifPresent(differences::add);
    difference(Role.AFTER, after(), Role.CONTROL, control()).ifPresent(differences::add);
    return List.copyOf(differences);
  }

  /** The first of the differences; empty before both of its policies are evaluated. */
  public Optional<Difference> gain() {
    return difference(Role.AFTER, after(), Role.BEFORE, before());
  }

  private static Optional<Difference> difference(
      Role of, Optional<Evaluated> minuend, Role to, Optional<Evaluated> subtrahend) {
    if (minuend.isEmpty() || subtrahend.isEmpty()) {
      return Optional.empty();
    }
    EvaluationSummary first = subtrahend.get().sampled();
    EvaluationSummary second = minuend.get().sampled();
    try {
      PairedComparison paired = PairedComparison.of(first, second, 1, INTERVAL_SEED);
      return Optional.of(new Difference(of, to, Optional.of(paired), ""));
    } catch (InvalidInputException e) { // such as judged by two versions of a verifier
      return Optional.of(new Difference(of, to, Optional.empty(), e.getMessage()));
    }
  }

  /** Alarms that rang in the run's rounds, by name, each with the rounds it rang at. */
  public SortedMap<String, List<Integer>> alarms() {
    return alarms(logs.run());
  }

  /** Those that rang in the control's rounds. */
  public SortedMap<String, List<Integer>> controlAlarms() {
    return alarms(logs.control());
  }

  private static SortedMap<String, List<Integer>> alarms(List<MetricsLog.Row> metrics) {
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
   * One metric over the rounds: the mean over the rows of each round that have it. Later rows of a
   * round count to it wherever they stand.
   *
   * @param phase whose rows
   * @return round to mean, in order of the rounds; rounds without it are not there
   */
  public SortedMap<Integer, Double> metricByRound(String phase, String key) {
    SortedMap<Integer, double[]> sums = new TreeMap<>();
    for (MetricsLog.Row row : metrics()) {
      Double value = row.phase().equals(phase) ? row.values().get(key) : null;
      if (value != null) {
        double[] sum = sums.computeIfAbsent(row.position().round(), round -> new double[2]);
        sum[0] += value;
        sum[1]++;
      }
    }
    SortedMap<Integer, Double> means = new TreeMap<>();
    sums.forEach((round, sum) -> means.put(round, sum[0] / sum[1]));
    return means;
  }
}
