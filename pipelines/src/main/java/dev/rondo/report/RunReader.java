package dev.rondo.report;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.JudgedRollout;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.report.RunReport.DatasetFacts;
import dev.rondo.report.RunReport.Evaluated;
import dev.rondo.report.RunReport.RoundFacts;
import dev.rondo.report.RunReport.SampleRollout;
import dev.rondo.run.EarlyStop;
import dev.rondo.run.RunDirectory;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Problem;
import dev.rondo.trainer.metrics.MetricsLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gathers the facts of a run from its directory: committed datasets, evaluation summaries, the
 * metrics log. What is not there yet is left out, so an unfinished run has a report too.
 */
public final class RunReader {
  private static final int MOST_ROUNDS = 200;
  private static final int SAMPLES_OF_A_KIND = 3;
  private static final String MANIFEST_SUFFIX = "/" + DatasetManifest.FILE_NAME;

  private final RunDirectory run;

  private RunReader(RunDirectory run) {
    this.run = run;
  }

  /** The facts; reads every rollout of at most 200 rounds, evenly chosen. */
  public static RunReport read(RunDirectory run) throws IOException {
    return new RunReader(run).read();
  }

  /** The evaluations alone, without reading rollouts. */
  public static List<Evaluated> evaluations(RunDirectory run) throws IOException {
    return new RunReader(run).evaluations();
  }

  private RunReport read() throws IOException {
    int rounds = committedRounds();
    int stride = Math.max(1, (rounds + MOST_ROUNDS - 1) / MOST_ROUNDS);
    List<RoundFacts> facts = new ArrayList<>();
    List<SampleRollout> samples = new ArrayList<>();
    Map<String, Problem> problems = rounds == 0 ? Map.of() : problems();
    for (int round = 1; round <= rounds; round++) {
      if (round == 1 || round == rounds || round % stride == 0) {
        DatasetStore dataset = run.dataset(RunDirectory.rolloutsDirectory(round));
        boolean isShown = round == 1 || round == rounds;
        RoundCount count = new RoundCount(round, problems);
        if (isShown) {
          JudgedRollout.forEachWithTexts(dataset, count::add);
        } else {
          JudgedRollout.forEach(dataset, count::add);
        }
        facts.add(count.facts(dataset.committedManifest()));
        samples.addAll(count.samples());
      }
    }
    List<MetricsLog.Row> metrics = new MetricsLog(run.root().resolve(MetricsLog.PATH)).rows();
    return new RunReport(
        run.config(),
        evaluations(),
        facts,
        metrics,
        datasets(),
        samples,
        EarlyStop.of(run, run.publishedRounds()));
  }

  private int committedRounds() throws IOException {
    int round = 0;
    while (round < run.config().run().rounds()
        && run.isCommitted(RunDirectory.rolloutsDirectory(round + 1))) {
      round++;
    }
    return round;
  }

  private Map<String, Problem> problems() throws IOException {
    Map<String, Problem> problems = new HashMap<>();
    for (Problem problem : run.dataset(RunDirectory.TRAINING_PROBLEMS).readAllRows(Problem.class)) {
      problems.put(problem.getProblemId(), problem);
    }
    return problems;
  }

  /** What is counted over the rollouts of a round, and the first of them that are shown. */
  private static final class RoundCount {
    private final int round;
    private final Map<String, Problem> problems;
    private final TreeMap<String, Long> reasons = new TreeMap<>();
    private final Map<String, boolean[]> verdicts = new HashMap<>();
    private final List<SampleRollout> right = new ArrayList<>();
    private final List<SampleRollout> wrong = new ArrayList<>();
    private String lastRight = "";
    private String lastWrong = "";
    private long rollouts;
    private long correct;
    private long unknown;
    private long truncated;
    private long tokens;

    RoundCount(int round, Map<String, Problem> problems) {
      this.round = round;
      this.problems = problems;
    }

    void add(JudgedRollout rollout) {
      boolean isCorrect = rollout.verdict() == Outcome.CORRECT;
      rollouts++;
      correct += isCorrect ? 1 : 0;
      unknown += rollout.verdict() == Outcome.UNKNOWN ? 1 : 0;
      truncated += rollout.isTruncated() ? 1 : 0;
      tokens += rollout.responseTokens();
      reasons.merge(rollout.verdict() + ", " + rollout.verdictReason(), 1L, Long::sum);
      verdicts.computeIfAbsent(rollout.problemId(), id -> new boolean[2])[isCorrect ? 1 : 0] = true;
      if (rollout.responseText() != null) {
        show(rollout, isCorrect);
      }
    }

    private void show(JudgedRollout rollout, boolean isCorrect) {
      List<SampleRollout> kind = isCorrect ? right : wrong;
      // One of each problem at most: siblings look alike.
      boolean isRepeat = rollout.problemId().equals(isCorrect ? lastRight : lastWrong);
      if (kind.size() == SAMPLES_OF_A_KIND || isRepeat) {
        return;
      }
      Problem problem = problems.get(rollout.problemId());
      kind.add(
          new SampleRollout(
              round,
              problem == null ? rollout.problemId() : problem.getPrompt(),
              problem == null ? "–" : problem.getAnswer(),
              rollout.responseText(),
              rollout.verdict().name(),
              rollout.verdictReason()));
      if (isCorrect) {
        lastRight = rollout.problemId();
      } else {
        lastWrong = rollout.problemId();
      }
    }

    RoundFacts facts(DatasetManifest manifest) {
      int mixed = (int) verdicts.values().stream().filter(seen -> seen[0] && seen[1]).count();
      return new RoundFacts(
          round,
          rollouts,
          correct,
          unknown,
          truncated,
          verdicts.size(),
          mixed,
          manifest.counts().getOrDefault("rejected-groups", 0L),
          rollouts == 0 ? 0 : (double) tokens / rollouts,
          reasons);
    }

    List<SampleRollout> samples() {
      List<SampleRollout> samples = new ArrayList<>(right);
      samples.addAll(wrong);
      return samples;
    }
  }

  private List<Evaluated> evaluations() throws IOException {
    List<Evaluated> evaluations = new ArrayList<>();
    for (int round = 0; round <= run.config().run().rounds(); round++) {
      evaluation(round, false, RunDirectory.roundName(round), evaluations);
    }
    evaluation(0, true, RunDirectory.CONTROL, evaluations);
    return evaluations;
  }

  private void evaluation(int round, boolean isControl, String policy, List<Evaluated> evaluations)
      throws IOException {
    String directory = RunDirectory.evaluationDirectory(RunDirectory.HELD_OUT, policy);
    EvaluationSummary sampled = summary(directory);
    if (sampled != null) {
      EvaluationSummary greedy = summary(RunDirectory.greedyDirectory(directory));
      evaluations.add(new Evaluated(round, isControl, sampled, greedy));
    }
  }

  /** The summary in an evaluation's directory, or null before it is written. */
  private EvaluationSummary summary(String directory) throws IOException {
    String path = RunDirectory.summaryPath(directory);
    return run.storage().exists(path)
        ? EvaluationSummary.fromJson(run.storage().read(path), path)
        : null;
  }

  private List<DatasetFacts> datasets() throws IOException {
    List<DatasetFacts> datasets = new ArrayList<>();
    for (String path : run.storage().list("")) {
      if (!path.endsWith(MANIFEST_SUFFIX)) {
        continue;
      }
      String directory = path.substring(0, path.length() - MANIFEST_SUFFIX.length());
      DatasetStore dataset = run.dataset(directory);
      DatasetManifest manifest = dataset.committedManifest();
      datasets.add(
          new DatasetFacts(
              directory,
              manifest.kind(),
              dataset.manifestDigest(),
              manifest.files().stream().mapToLong(FileEntry::rows).sum(),
              manifest.files().stream().mapToLong(FileEntry::bytes).sum(),
              manifest.lineage().parents() == null
                  ? new TreeMap<>()
                  : manifest.lineage().parents()));
    }
    return datasets;
  }
}
