package dev.rondo.run;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.RememberedAbsence;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.metrics.MetricsLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the datasets of a run are made from, as their places in it tell: rollouts from the policy
 * before them, a policy from the rollouts of its round, an evaluation from its policy, the base
 * policy from the problems. A run commits nothing before what it is made from, so that what is
 * there proves that all of this was committed once, however many manifests are lost in between.
 */
final class MadeFrom {
  /** Folders of a run that have its datasets. */
  static final List<String> FOLDERS = List.of("problems", "policies", "rollouts", "evals");

  private static final Pattern OF_ROUND =
      Pattern.compile("(rollouts|policies)/(round|control)-([0-9]{6})");
  private static final Pattern EVALUATION =
      Pattern.compile("evals/([^/]+)/(?:greedy/)?((?:round|control)-[0-9]{6}|control)(/.*)?");
  private static final String CONTROL = RunDirectory.policyDirectory(RunDirectory.CONTROL);
  private static final String BASE = RunDirectory.policyDirectory(0);

  private final RunDirectory run;

  /** Datasets, each after what it is made from, with what proves that it was committed. */
  private final Map<String, String> proofs = new LinkedHashMap<>();

  private MadeFrom(RunDirectory run) {
    this.run = run;
  }

  /**
   * Every dataset that a run has committed or must have committed, each after those that it is made
   * from. What is no file is not refused here: one must not keep the others from their repair.
   */
  static Set<String> datasets(RunDirectory run) throws IOException {
    int latest = 0;
    try {
      latest = latestRoundOfMetrics(run);
    } catch (InvalidInputException e) {
      // A log that cannot be read proves nothing, and must not keep datasets from their repair.
    }
    return new LinkedHashSet<>(
        proven(run, latest, folder -> NamesBelow.of(run.root(), folder)).keySet());
  }

  /**
   * The first dataset without a manifest that something was made from. A manifest that this machine
   * does not see is looked for again: another may have committed it since it was last asked for.
   *
   * @return the dataset, and what proves that it was committed
   */
  static Optional<Map.Entry<String, String>> lost(RunDirectory run) throws IOException {
    // What proves is listed before what is asked for here: a run that goes on meanwhile loses none.
    Map<String, String> proven = proven(run, latestRoundOfMetrics(run), run.storage()::list);
    for (Map.Entry<String, String> proof : proven.entrySet()) {
      if (!proof.getValue().isEmpty() && !isThere(run, proof.getKey())) {
        return Optional.of(proof);
      }
    }
    return Optional.empty();
  }

  private static boolean isThere(RunDirectory run, String dataset) throws IOException {
    if (run.isCommitted(dataset)) {
      return true;
    }
    String manifest = run.dataset(dataset).storagePath(DatasetLayout.MANIFEST);
    RememberedAbsence.end(run.storage(), manifest);
    return run.isCommitted(dataset);
  }

  /** Lists the files of a folder of the run. */
  private interface Listing {
    List<String> of(String folder) throws IOException;
  }

  private static Map<String, String> proven(RunDirectory run, int latest, Listing listing)
      throws IOException {
    MadeFrom made = new MadeFrom(run);
    Set<String> committed = new LinkedHashSet<>();
    List<String> summaries = new ArrayList<>();
    for (String folder : FOLDERS) {
      for (String path : listing.of(folder)) {
        DatasetLayout.datasetOf(path).ifPresent(committed::add);
        if (path.endsWith("/" + EvaluationSummary.FILE_NAME)) {
          summaries.add(path);
        }
      }
    }
    committed.forEach(dataset -> made.add(dataset, ""));
    summaries.forEach(made::addSources);
    if (latest > 0) {
      made.add(
          RunDirectory.policyDirectory(latest - 1),
          MetricsLog.PATH + " has rows of round " + latest);
    }
    return made.proofs;
  }

  /** The latest round that the log of the run has rows of; they come after the policy before it. */
  private static int latestRoundOfMetrics(RunDirectory run) throws IOException {
    int latest = 0;
    for (MetricsLog.Row row : new MetricsLog(run.root().resolve(MetricsLog.PATH)).rows()) {
      latest = Math.max(latest, row.position().round());
    }
    return Math.min(latest, run.config().run().rounds());
  }

  private void add(String dataset, String proof) {
    String known = proofs.get(dataset);
    if (known == null) {
      addSources(dataset);
    }
    if (known == null || known.isEmpty()) {
      proofs.put(dataset, proof);
    }
  }

  private void addSources(String path) {
    for (String source : sources(path)) {
      add(source, path + " was made from it");
    }
  }

  /** Directories of what a dataset, or a file of an evaluation, is made from directly. */
  static List<String> sources(RunDirectory run, String path) {
    return new MadeFrom(run).sources(path);
  }

  private List<String> sources(String dataset) {
    Matcher evaluation = EVALUATION.matcher(dataset);
    if (evaluation.matches()) {
      String policy = RunDirectory.policyDirectory(evaluation.group(2));
      return isOfRun(policy) ? List.of(policy) : List.of();
    }
    if (dataset.equals(CONTROL)) {
      return List.of(BASE);
    }
    if (dataset.equals(BASE)) {
      return problems();
    }
    Matcher ofRound = OF_ROUND.matcher(dataset);
    if (!ofRound.matches() || !isOfRun(dataset)) {
      return List.of();
    }
    Chain chain = ofRound.group(2).equals("control") ? Chain.CONTROL : Chain.ROUNDS;
    int round = Integer.parseInt(ofRound.group(3));
    String before = chain.policyDirectory(Math.max(0, round - 1));
    return ofRound.group(1).equals("rollouts")
        ? List.of(before)
        : List.of(before, chain.rolloutsDirectory(round));
  }

  private boolean isOfRun(String dataset) {
    Matcher ofRound = OF_ROUND.matcher(dataset);
    return !ofRound.matches() || Integer.parseInt(ofRound.group(3)) <= run.config().run().rounds();
  }

  private List<String> problems() {
    List<String> problems = new ArrayList<>();
    Benchmark.of(run.config()).forEach(benchmark -> problems.add(benchmark.directory()));
    problems.add(RunDirectory.HELD_OUT_PROBLEMS);
    problems.add(RunDirectory.DEMONSTRATIONS);
    problems.add(RunDirectory.TRAINING_PROBLEMS);
    return problems;
  }
}
