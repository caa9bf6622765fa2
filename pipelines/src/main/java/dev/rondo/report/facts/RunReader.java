package dev.rondo.report.facts;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Removal;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.report.facts.RunFacts.DatasetFacts;
import dev.rondo.report.facts.RunFacts.Evaluated;
import dev.rondo.run.EarlyStop;
import dev.rondo.run.RunContinuity;
import dev.rondo.run.RunDirectory;
import dev.rondo.run.RunRepair;
import dev.rondo.schema.Problem;
import dev.rondo.trainer.metrics.MetricsLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Gathers the facts of a run from its directory: manifests, evaluation summaries, the metrics log,
 * and of the rollouts those columns that are counted. What is not there yet is left out, so an
 * unfinished run has facts too. A reader that is asked again reads only what is new.
 */
public final class RunReader {
  private static final int ROUNDS_WITH_LENGTHS = 200;
  private static final long MOST_COUNTED_TOKENS = 100_000_000;
  private static final int ROUNDS_WITH_SAMPLES = 24;

  private final RunDirectory run;
  private final Map<Integer, RoundFacts> knownRounds = new HashMap<>();
  private int wholeRounds;
  private final Map<String, DatasetFacts> knownDatasets = new HashMap<>();
  private final SortedMap<Integer, List<SampleRollout>> knownSamples = new TreeMap<>();

  /** A reader of a run. */
  public RunReader(RunDirectory run) {
    this.run = run;
  }

  /** The facts of a run. */
  public static RunFacts read(RunDirectory run) throws IOException {
    return new RunReader(run).facts();
  }

  /** The evaluations alone. */
  public static List<Evaluated> evaluations(RunDirectory run) throws IOException {
    return new RunReader(run).evaluations();
  }

  /** The facts as the directory has them now. */
  public RunFacts facts() throws IOException {
    wholeRounds = Math.max(wholeRounds, RunContinuity.requireWhole(run, wholeRounds));
    int rounds = committedRounds();
    List<DatasetFacts> datasets = datasets();
    return new RunFacts(
        run.config(),
        evaluations(),
        rounds(rounds),
        new RunFacts.Logs(
            new MetricsLog(run.root().resolve(MetricsLog.PATH)).rows(),
            new MetricsLog(run.root().resolve(RunDirectory.CONTROL_METRICS)).rows()),
        datasets,
        samples(rounds),
        prompts(),
        EarlyStop.of(run, run.publishedRounds()));
  }

  private int committedRounds() throws IOException {
    int round = 0;
    while (round < run.config().run().rounds()
        && (knownRounds.containsKey(round + 1)
            || run.isCommitted(RunDirectory.rolloutsDirectory(round + 1)))) {
      round++;
    }
    return round;
  }

  private List<RoundFacts> rounds(int count) throws IOException {
    SortedSet<Integer> withLengths = evenly(count, ROUNDS_WITH_LENGTHS);
    long tokens = count == 0 ? 0 : tokensOf(1) * withLengths.size();
    if (tokens > MOST_COUNTED_TOKENS) {
      int fewer = (int) Math.max(2, withLengths.size() * MOST_COUNTED_TOKENS / tokens);
      withLengths = evenly(count, fewer);
    }
    List<RoundFacts> rounds = new ArrayList<>();
    for (int round = 1; round <= count; round++) {
      RoundFacts known = knownRounds.get(round);
      if (known == null || (withLengths.contains(round) && known.lengths().isEmpty())) {
        known = RoundReader.read(run, round, withLengths.contains(round));
        knownRounds.put(round, known);
      }
      rounds.add(known);
    }
    return rounds;
  }

  private long tokensOf(int round) throws IOException {
    return run.dataset(RunDirectory.rolloutsDirectory(round))
        .committedManifest()
        .counts()
        .getOrDefault("response-tokens", 0L);
  }

  /** At most so many of the numbers 1 .. count, evenly, the first and the last among them. */
  static SortedSet<Integer> evenly(int count, int most) {
    SortedSet<Integer> chosen = new TreeSet<>();
    int number = Math.min(count, most);
    for (int i = 0; i < number; i++) {
      chosen.add(number == 1 ? 1 : 1 + (int) ((long) i * (count - 1) / (number - 1)));
    }
    return chosen;
  }

  private List<SampleRollout> samples(int rounds) throws IOException {
    List<Integer> kept = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      if (knownDatasets.get(RunDirectory.rolloutsDirectory(round)).removed().isEmpty()) {
        kept.add(round);
      }
    }
    SortedSet<Integer> wanted = new TreeSet<>();
    evenly(kept.size(), ROUNDS_WITH_SAMPLES).forEach(index -> wanted.add(kept.get(index - 1)));
    knownSamples.keySet().retainAll(wanted);
    SortedSet<Integer> missing = new TreeSet<>(wanted);
    missing.removeAll(knownSamples.keySet());
    knownSamples.putAll(SampleReader.read(run, missing));
    return knownSamples.values().stream().flatMap(List::stream).toList();
  }

  private SortedMap<String, String> prompts() throws IOException {
    SortedMap<String, String> prompts = new TreeMap<>();
    if (run.isCommitted(RunDirectory.HELD_OUT_PROBLEMS)) {
      run.dataset(RunDirectory.HELD_OUT_PROBLEMS)
          .forEachRow(
              Problem.class,
              List.of("problemId", "prompt"),
              row -> prompts.put(row.get("problemId").toString(), row.get("prompt").toString()));
    }
    return prompts;
  }

  private List<Evaluated> evaluations() throws IOException {
    List<Evaluated> evaluations = new ArrayList<>();
    evaluations(RunDirectory.HELD_OUT, evaluations);
    for (String benchmark : run.benchmarks()) {
      evaluations(benchmark, evaluations);
    }
    return evaluations;
  }

  private void evaluations(String benchmark, List<Evaluated> evaluations) throws IOException {
    for (int round = 0; round <= run.config().run().rounds(); round++) {
      evaluation(benchmark, round, false, RunDirectory.roundName(round), evaluations);
    }
    var control = run.config().control();
    if (control.isAsked() && (!control.hasRounds() || run.publishedRounds() > 0)) {
      evaluation(benchmark, 0, true, run.controlPolicy(), evaluations);
    }
  }

  private void evaluation(
      String benchmark, int round, boolean isControl, String policy, List<Evaluated> evaluations)
      throws IOException {
    String directory = RunDirectory.evaluationDirectory(benchmark, policy);
    EvaluationSummary sampled = summary(directory);
    if (sampled != null) {
      evaluations.add(
          new Evaluated(round, isControl, sampled, run.greedySummary(directory).orElse(null)));
    }
  }

  /** The summary in an evaluation's directory, or null before it is written. */
  private EvaluationSummary summary(String directory) throws IOException {
    return run.summary(directory).orElse(null);
  }

  private List<DatasetFacts> datasets() throws IOException {
    List<DatasetFacts> datasets = new ArrayList<>();
    Set<String> paths = new LinkedHashSet<>(RunRepair.withoutDamaged(run.storage().list("")));
    for (String path : paths) {
      Optional<String> directory = DatasetLayout.datasetOf(path);
      if (directory.isPresent()) {
        DatasetFacts known = knownDatasets.get(directory.get());
        if (known == null || known.removed().size() < removals(directory.get(), paths)) {
          known = dataset(directory.get());
          knownDatasets.put(directory.get(), known);
        }
        datasets.add(known);
      }
    }
    return datasets;
  }

  /** A manifest never changes, and what is said to be removed of a dataset only gets more. */
  private static long removals(String directory, Set<String> paths) {
    return Removal.KINDS.stream()
        .filter(what -> paths.contains(directory + "/" + Removal.path(what)))
        .count();
  }

  private DatasetFacts dataset(String directory) throws IOException {
    DatasetStore dataset = run.dataset(directory);
    DatasetManifest manifest = dataset.committedManifest();
    return new DatasetFacts(
        directory,
        manifest.kind(),
        dataset.manifestDigest(),
        manifest.files().stream().mapToLong(FileEntry::rows).sum(),
        manifest.files().stream().mapToLong(FileEntry::bytes).sum(),
        dataset.removals().all(),
        manifest.lineage());
  }
}
