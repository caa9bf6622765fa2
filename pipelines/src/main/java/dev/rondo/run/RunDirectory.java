package dev.rondo.run;

import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.NewerFormatException;
import dev.rondo.dataset.Storage;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A run: its frozen configuration and the names of everything in its directory, which is the whole
 * state of the run.
 */
public final class RunDirectory {
  /** Problems that rounds draw from. */
  public static final String TRAINING_PROBLEMS = "problems/training";

  /** Problems with worked solutions, for the warm start. */
  public static final String DEMONSTRATIONS = "problems/demonstrations";

  /** Problems for evaluation only. */
  public static final String HELD_OUT_PROBLEMS = "problems/held-out";

  /** The benchmark that every run evaluates. */
  public static final String HELD_OUT = "held-out";

  /** Name of the control's policy. */
  public static final String CONTROL = "control";

  /** The log of a control that has rounds. */
  public static final String CONTROL_METRICS = "metrics/control/metrics.jsonl";

  /** The report, relative to the run's directory. */
  public static final String REPORT = "report/index.html";

  private final Path root;
  private final RunConfig config;
  private final StorageLocation location;
  private final Storage storage;

  private RunDirectory(Path root, RunConfig config, StorageLocation location) {
    this.root = root;
    this.config = config;
    this.location = location;
    this.storage = location.open();
  }

  /**
   * Opens a run.
   *
   * @throws dev.rondo.schema.InvalidInputException if the directory is not a run
   */
  public static RunDirectory open(Path root) {
    return open(root, StorageLocation.directory(root));
  }

  /**
   * As above, with another way to its files.
   *
   * @param location of the same directory
   */
  static RunDirectory open(Path root, StorageLocation location) {
    return new RunDirectory(root.toAbsolutePath().normalize(), FrozenConfig.of(root), location);
  }

  /** The directory, absolute. */
  public Path root() {
    return root;
  }

  /** The frozen configuration. */
  public RunConfig config() {
    return config;
  }

  /** Where its datasets live. */
  public Storage storage() {
    return storage;
  }

  /** The same for a job's workers. */
  public StorageLocation location() {
    return location;
  }

  /** A dataset of the run. */
  public DatasetStore dataset(String directory) {
    return new DatasetStore(storage, directory);
  }

  /** Whether a dataset of the run is committed. */
  public boolean isCommitted(String directory) throws IOException {
    return dataset(directory).isCommitted();
  }

  /**
   * Name of the policy that a round publishes, {@code round-000001}; round 0 is the base policy.
   */
  public static String roundName(int round) {
    return String.format(Locale.ROOT, "round-%06d", round);
  }

  /** Directory of a policy by its name: that of a round, or {@link #CONTROL}. */
  public static String policyDirectory(String name) {
    return "policies/" + name;
  }

  /**
   * Name of the control's policy: {@link #CONTROL}, or where the control has rounds, that of its
   * last one.
   */
  public String controlPolicy() throws IOException {
    if (!config.control().hasRounds()) {
      return CONTROL;
    }
    int published = publishedRounds();
    return Chain.CONTROL.name(
        EarlyStop.of(this, published).map(EarlyStop::round).orElse(config.run().rounds()));
  }

  /** Directory of the policy that a round publishes. */
  public static String policyDirectory(int round) {
    return policyDirectory(roundName(round));
  }

  /** Directory of a round's rollouts. */
  public static String rolloutsDirectory(int round) {
    return "rollouts/" + roundName(round);
  }

  /** Names of the benchmarks that the run ends with, the held-out problems not among them. */
  public List<String> benchmarks() {
    return Benchmark.of(config).stream().map(Benchmark::name).toList();
  }

  /** Directory of a benchmark's problems; the held-out problems are one, too. */
  public static String problemsDirectory(String benchmark) {
    return "problems/" + benchmark;
  }

  /** Directory of a policy's evaluation on a benchmark. */
  public static String evaluationDirectory(String benchmark, String policy) {
    return "evals/" + benchmark + "/" + policy;
  }

  /** Path of a summary of samples, {@code pass-at-k.json}, in an evaluation's directory. */
  public static String summaryPath(String evaluationDirectory) {
    return EvaluationSummary.path(evaluationDirectory);
  }

  /**
   * Directory of the greedy answers of an evaluation; it has a summary too. It is not below the
   * evaluation's directory, whose rows are all samples.
   */
  public static String greedyDirectory(String evaluationDirectory) {
    int name = evaluationDirectory.lastIndexOf('/');
    return evaluationDirectory.substring(0, name) + "/greedy" + evaluationDirectory.substring(name);
  }

  /**
   * The summary of the greedy answers of an evaluation, if it is written. Version 1 of the format
   * had them below the evaluation's directory.
   */
  public Optional<EvaluationSummary> greedySummary(String evaluationDirectory) throws IOException {
    Optional<EvaluationSummary> summary = summary(greedyDirectory(evaluationDirectory));
    return summary.isPresent() ? summary : summary(evaluationDirectory + "/greedy");
  }

  /**
   * The summary of an evaluation of the run, if it is written.
   *
   * @throws InvalidInputException naming the file and the repair, if it is damaged
   */
  public Optional<EvaluationSummary> summary(String evaluationDirectory) throws IOException {
    try {
      return EvaluationSummary.of(storage, evaluationDirectory);
    } catch (NewerFormatException e) {
      throw e; // no damage
    } catch (InvalidInputException e) {
      throw new InvalidInputException(
          e.getMessage() + "; rondo repair counts it again from its blocks", e);
    }
  }

  /** Number of rounds whose policy is published; -1 if there is no base policy yet. */
  public int publishedRounds() throws IOException {
    int round = -1;
    while (round < config.run().rounds() && isCommitted(policyDirectory(round + 1))) {
      round++;
    }
    return round;
  }
}
