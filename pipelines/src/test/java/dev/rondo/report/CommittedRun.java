package dev.rondo.report;

import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.SampleLineage;
import dev.rondo.evaluate.EvaluationSubject;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.ProblemTally;
import dev.rondo.policy.text.CharacterVocabulary;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.run.RunDirectory;
import dev.rondo.schema.FinishReason;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Problem;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SampleRollouts;
import dev.rondo.schema.SamplingSettings;
import dev.rondo.trainer.metrics.MetricsLog;
import dev.rondo.trainer.metrics.MetricsPosition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Commits a run to a directory without any model: real datasets, summaries and metrics with made-up
 * content that a test can compute again.
 */
public final class CommittedRun {
  /** Held-out problems and training problems each. */
  public static final int PROBLEMS = 12;

  /** Samples of each held-out problem. */
  public static final int SAMPLES = 8;

  /** The benchmarks that it ends with; the policies have more skill on the second one. */
  static final String FIRST_BENCHMARK = "aime24";

  static final String SECOND_BENCHMARK = "aime25";

  private static final String CHARACTERS = "0123456789+*=;\n<>&\"é ";
  private static final CharacterVocabulary VOCABULARY =
      new CharacterVocabulary(List.of("\\boxed{", "};"), CHARACTERS);

  private final RunDirectory run;
  private final int rounds;
  private final int problemsPerRound;
  private final int groupSize;
  private final int shards;
  private final Map<String, String> versions = new TreeMap<>();

  private CommittedRun(
      RunDirectory run, int rounds, int problemsPerRound, int groupSize, int shards) {
    this.run = run;
    this.rounds = rounds;
    this.problemsPerRound = problemsPerRound;
    this.groupSize = groupSize;
    this.shards = shards;
  }

  /** A run that is only frozen. */
  public static RunDirectory begun(Path root, int rounds) {
    FrozenConfig.freeze(config(rounds, 4, 4), root);
    return RunDirectory.open(root);
  }

  /** A run of some rounds of 4 groups of 4, in 2 shards, with evaluations, control and metrics. */
  public static RunDirectory finished(Path root, int rounds) throws IOException {
    return of(root, rounds, 4, 4, 2);
  }

  /** As above, in another size. */
  public static RunDirectory of(
      Path root, int rounds, int problemsPerRound, int groupSize, int shards) throws IOException {
    FrozenConfig.freeze(config(rounds, problemsPerRound, groupSize), root);
    RunDirectory run = RunDirectory.open(root);
    new CommittedRun(run, rounds, problemsPerRound, groupSize, shards).commit();
    return run;
  }

  private static RunConfig config(int rounds, int problems, int groupSize) {
    return RunConfig.parse(
        String.format(
            Locale.ROOT,
            """
            run:
              name: committed
              rounds: %d
            task:
              name: last-digit
            optimizer:
              warm-up-rounds: 0
            rollout:
              problems-per-round: %d
              group-size: %d
            evaluation:
              samples: 8
              progress-samples: 8
              benchmarks: [imported/aime24, imported/aime25]
              benchmark-samples: 8
            control:
              updates: 8
            """,
            rounds,
            problems,
            groupSize),
        "a test");
  }

  private void commit() throws IOException {
    problems(RunDirectory.TRAINING_PROBLEMS, "training");
    problems(RunDirectory.DEMONSTRATIONS, "training");
    problems(RunDirectory.HELD_OUT_PROBLEMS, "held-out");
    problems(RunDirectory.problemsDirectory(FIRST_BENCHMARK), "held-out");
    problems(RunDirectory.problemsDirectory(SECOND_BENCHMARK), "held-out");
    policy(RunDirectory.roundName(0), 0, Map.of("problems", version("problems/training")));
    MetricsLog metrics = new MetricsLog(run.root().resolve(MetricsLog.PATH));
    for (int update = 1; update <= 6; update++) {
      metrics.append(
          "warm-start",
          new MetricsPosition(0, update),
          new TreeMap<>(Map.of("train/cross_entropy", 3.0 / update)));
    }
    for (int round = 1; round <= rounds; round++) {
      rollouts(round);
      policy(
          RunDirectory.roundName(round),
          round,
          Map.of(
              "policy", version(RunDirectory.policyDirectory(round - 1)),
              "rollouts", version(RunDirectory.rolloutsDirectory(round))));
      metrics(metrics, round);
    }
    policy(RunDirectory.CONTROL, 0, Map.of("policy", version(RunDirectory.policyDirectory(0))));
    for (String benchmark : List.of(RunDirectory.HELD_OUT, FIRST_BENCHMARK, SECOND_BENCHMARK)) {
      int more = benchmark.equals(SECOND_BENCHMARK) ? 2 : 0;
      evaluation(benchmark, RunDirectory.roundName(0), 1 + more);
      evaluation(benchmark, RunDirectory.roundName(rounds), 5 + more);
      evaluation(benchmark, RunDirectory.CONTROL, 2 + more);
    }
  }

  private String version(String directory) {
    return versions.get(directory);
  }

  private static Lineage lineage(Map<String, String> parents, int round) {
    return SampleLineage.round(round, 4).withParents(parents);
  }

  private void committed(
      DatasetStore dataset,
      String kind,
      List<FileEntry> files,
      Map<String, Long> counts,
      Lineage of)
      throws IOException {
    dataset.commit(kind, files, new TreeMap<>(counts), of);
    versions.put(dataset.directory(), dataset.manifestDigest());
  }

  private void problems(String directory, String source) throws IOException {
    DatasetStore dataset = run.dataset(directory);
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < Math.max(PROBLEMS, problemsPerRound); i++) {
      problems.add(new Problem(problemId(i), prompt(i), answer(i), "arithmetic", source, null));
    }
    Lineage lineage = Lineage.ofNoParents();
    FileEntry file =
        dataset.writeRows(
            "problems.parquet",
            Problem.getClassSchema(),
            problems,
            DatasetStore.lineageMetadata(lineage));
    committed(dataset, "problems", List.of(file), Map.of("rows", (long) problems.size()), lineage);
  }

  /** Id of a problem. */
  public static String problemId(int problem) {
    return String.format(Locale.ROOT, "problem-%04d", problem);
  }

  /** Its text; one has markup in it, one is wider than a phone. */
  public static String prompt(int problem) {
    return problem == 1
        ? "<b>1+1</b>="
        : problem == 3
            ? "Three and one make how many, all told, if none is lost on the way?"
            : problem + "+1=";
  }

  static String answer(int problem) {
    return Integer.toString(problem + 1);
  }

  private void policy(String name, int round, Map<String, String> parents) throws IOException {
    DatasetStore dataset = run.dataset(RunDirectory.policyDirectory(name));
    List<FileEntry> files = new ArrayList<>();
    files.add(
        dataset.writeFile(FileTokenizer.FILE_NAME, out -> out.write(VOCABULARY.tokenizerJson())));
    files.add(
        dataset.writeFile(
            FileTokenizer.CONFIG_FILE_NAME, out -> out.write(VOCABULARY.tokenizerConfig(64))));
    committed(dataset, "policy", files, Map.of("parameters", 100L), lineage(parents, round));
  }

  /** The verdict of one rollout. */
  public static Outcome verdict(int round, int problem, int sample) {
    int turn = (round + 2 * problem + sample) % 7;
    return turn == 6 ? Outcome.UNKNOWN : turn % 2 == 0 ? Outcome.CORRECT : Outcome.INCORRECT;
  }

  /** Whether one rollout is cut. */
  public static boolean isTruncated(int problem, int sample) {
    return problem % 3 == 0 && sample == 0;
  }

  /** Number of tokens of one rollout, the stop token included. */
  public static int tokens(int round, int problem, int sample) {
    return 9 + (round + problem) % 4 + sample;
  }

  private void rollouts(int round) throws IOException {
    DatasetStore dataset = run.dataset(RunDirectory.rolloutsDirectory(round));
    Lineage lineage =
        lineage(
            Map.of(
                "policy", version(RunDirectory.policyDirectory(round - 1)),
                "problems", version(RunDirectory.TRAINING_PROBLEMS)),
            round);
    List<FileEntry> files = new ArrayList<>();
    long tokens = 0;
    int perShard = (problemsPerRound + shards - 1) / shards;
    for (int shard = 0; shard < shards; shard++) {
      List<Rollout> rows = new ArrayList<>();
      int last = Math.min(problemsPerRound, (shard + 1) * perShard);
      for (int problem = shard * perShard; problem < last; problem++) {
        for (int sample = 0; sample < groupSize; sample++) {
          rows.add(rollout(round, problem, sample));
          tokens += tokens(round, problem, sample);
        }
      }
      files.add(
          dataset.writeRows(
              String.format(Locale.ROOT, "shard-%05d.parquet", shard),
              Rollout.getClassSchema(),
              rows,
              DatasetStore.lineageMetadata(lineage)));
    }
    committed(
        dataset,
        "rollouts",
        files,
        Map.of(
            "planned-groups",
            problemsPerRound + 1L,
            "accepted-groups",
            (long) problemsPerRound,
            "rejected-groups",
            1L,
            "response-tokens",
            tokens,
            "rows",
            (long) problemsPerRound * groupSize),
        lineage);
  }

  private static Rollout rollout(int round, int problem, int sample) {
    boolean isTruncated = isTruncated(problem, sample);
    Outcome verdict = verdict(round, problem, sample);
    String extracted = verdict == Outcome.UNKNOWN ? null : Integer.toString(problem + sample);
    // Text that a browser would obey, and a line feed, both of which must be seen as they are.
    StringBuilder text = new StringBuilder();
    List<Integer> tokens = new ArrayList<>();
    List<Float> logprobs = new ArrayList<>();
    int count = tokens(round, problem, sample);
    String body = "<1>&\n" + problem + ";" + "é0123456789".repeat(2);
    for (int i = 0; i < count; i++) {
      boolean isEnd = i == count - 1 && !isTruncated;
      char c = body.charAt(i % body.length());
      tokens.add(isEnd ? CharacterVocabulary.END_ID : 4 + CHARACTERS.indexOf(c));
      logprobs.add(-0.25f * (i % 20));
      if (!isEnd) {
        text.append(c);
      }
    }
    return new Rollout(
        problemId(problem),
        sample,
        List.of(3, 4),
        tokens,
        logprobs,
        null,
        isTruncated ? FinishReason.LENGTH : FinishReason.STOP,
        text.toString(),
        extracted,
        verdict,
        verdict == Outcome.CORRECT ? "equal" : verdict == Outcome.UNKNOWN ? "timeout" : "different",
        verdict == Outcome.UNKNOWN ? null : verdict == Outcome.CORRECT ? (Float) 1f : (Float) 0f,
        round,
        prompt(problem));
  }

  private static void metrics(MetricsLog metrics, int round) throws IOException {
    for (int update = 1; update <= 2; update++) {
      TreeMap<String, Double> values = new TreeMap<>();
      values.put("train/entropy", 2.0 / round + update);
      values.put("train/kl_to_behavior", 0.001 * round * update);
      values.put("train/loss", 0.7 - 0.01 * round);
      values.put("train/gradient_norm", 1.0 + update);
      values.put("train/learning_rate", 2e-4 / round);
      values.put("train/behavior_gap_max", 1e-6 * round);
      metrics.append(MetricsLog.UPDATE_PHASE, new MetricsPosition(round, update), values);
    }
    TreeMap<String, Double> values = new TreeMap<>();
    values.put("label/groups", round % 3 == 0 ? 0.0 : 2.0);
    if (round % 3 != 0) {
      values.put("label/auc", 0.5 + 0.4 / round);
      values.put("label/calibration_error", 0.2 / round);
    }
    if (round == 2) {
      values.put("alarm/behavior_gap", 1.0);
    }
    values.put("train/round_seconds", 2.0);
    metrics.append(MetricsLog.ROUND_PHASE, new MetricsPosition(round, 0), values);
    metrics.append(
        "sample", new MetricsPosition(round, 0), new TreeMap<>(Map.of("rollout/seconds", 3.0)));
  }

  /** Correct samples of a held-out problem, for a skill that the policy has. */
  public static int correct(int problem, int skill) {
    return Math.min(SAMPLES, problem * skill / 6);
  }

  private void evaluation(String benchmark, String policy, int skill) throws IOException {
    String directory = RunDirectory.evaluationDirectory(benchmark, policy);
    String version = version(RunDirectory.policyDirectory(policy));
    List<ProblemTally> tallies = new ArrayList<>();
    List<ProblemTally> greedy = new ArrayList<>();
    for (int problem = 0; problem < PROBLEMS; problem++) {
      int correct = correct(problem, skill);
      tallies.add(new ProblemTally(problemId(problem), SAMPLES, correct, 0, 1, 2, 7, 80));
      greedy.add(new ProblemTally(problemId(problem), 1, correct > 4 ? 1 : 0, 0, 0, 0, 1, 10));
    }
    summary(benchmark, directory, version, tallies, List.of(1, 2, 4, 8));
    summary(benchmark, RunDirectory.greedyDirectory(directory), version, greedy, List.of(1));
  }

  private void summary(
      String benchmark,
      String directory,
      String policy,
      List<ProblemTally> tallies,
      List<Integer> ks)
      throws IOException {
    byte[] json =
        EvaluationSummary.of(
                new EvaluationSubject(
                    benchmark,
                    policy,
                    version(RunDirectory.HELD_OUT_PROBLEMS),
                    new SamplingSettings(1, 1, 0, 40),
                    "arithmetic@1"),
                tallies,
                ks)
            .toJson();
    run.storage().putIfAbsent(RunDirectory.summaryPath(directory), out -> out.write(json));
  }

  /**
   * Commits a block of two responses of the base policy to each of six held-out problems: the first
   * has the right answer in a box, the second has it after a colon. Their verdicts are made up.
   *
   * @param first sample of each problem
   */
  public static void block(RunDirectory run, String evaluation, int first) throws IOException {
    DatasetStore dataset =
        run.dataset(String.format(Locale.ROOT, "%s/block-%06d-%06d", evaluation, first, first + 2));
    String policy = run.dataset(RunDirectory.policyDirectory(0)).manifestDigest();
    String problems = run.dataset(RunDirectory.HELD_OUT_PROBLEMS).manifestDigest();
    Lineage lineage =
        SampleLineage.round(0, 2)
            .withRound(null)
            .withParents(Map.of("policy", policy, "problems", problems))
            .byPolicy(policy);
    List<Rollout> rows = new ArrayList<>();
    for (int problem = 0; problem < 6; problem++) {
      List<Rollout> group = SampleRollouts.group(problemId(problem), 2, first + problem);
      group.forEach(row -> row.setRound(null));
      group.forEach(row -> row.setSampleIndex(first + row.getSampleIndex()));
      group.get(0).setResponseText("\\boxed{" + answer(problem) + "}");
      group.get(1).setResponseText("The answer is: " + answer(problem));
      rows.addAll(group);
    }
    FileEntry file =
        dataset.writeRows(
            "shard-00000.parquet",
            Rollout.getClassSchema(),
            rows,
            DatasetStore.lineageMetadata(lineage));
    dataset.commit("evaluation", List.of(file), new TreeMap<>(Map.of("rows", 12L)), lineage);
  }
}
