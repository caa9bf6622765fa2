package dev.rondo.run;

import dev.rondo.config.EvaluationSettings;
import dev.rondo.config.RolloutSettings;
import dev.rondo.config.TaskSettings;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.NumericClass;
import dev.rondo.dataset.Storage;
import dev.rondo.evaluate.EvaluationPlan;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PlannedProblem;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import dev.rondo.schema.SamplingSettings;
import dev.rondo.task.TaskGenerators;
import dev.rondo.verify.Verifiers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns a run's configuration and directory into plans of sampling jobs. The same directory gives
 * the same plans: which problems a round has is a pure function of the seed and the round.
 */
public final class RunPlans {
  /** Samples per problem in one block of an evaluation, at most. */
  static final int BLOCK_SAMPLES = 64;

  private static final Pattern BLOCK = Pattern.compile("block-([0-9]{6})-([0-9]{6})/manifest.json");
  private static final String POLICY = "policy";
  private static final String PROBLEMS = "problems";

  private final RunDirectory run;
  private final NumericClass numericClass;
  private final String programDigest;
  private final Map<String, List<Problem>> problems = new HashMap<>();

  /**
   * @param numericClass what every worker computes with
   * @param programDigest digest of the policy program
   */
  public RunPlans(RunDirectory run, NumericClass numericClass, String programDigest) {
    this.run = run;
    this.numericClass = numericClass;
    this.programDigest = programDigest;
  }

  /** The rollouts of a round. The problems and the policy of the round before are committed. */
  public DatasetPlan rollouts(int round) throws IOException {
    RolloutSettings settings = run.config().rollout();
    List<Problem> all = problems(RunDirectory.TRAINING_PROBLEMS);
    List<Problem> chosen = new ArrayList<>();
    for (int index :
        roundProblems(run.config().run().seed(), round, all.size(), settings.problemsPerRound())) {
      chosen.add(all.get(index));
    }
    SamplingSettings sampling =
        new SamplingSettings(
            settings.temperature(), settings.topP(), settings.topK(), settings.maxResponseTokens());
    return DatasetPlan.of(
        RunDirectory.rolloutsDirectory(round),
        "rollouts",
        lineage(
            RunDirectory.TRAINING_PROBLEMS,
            RunDirectory.policyDirectory(round - 1),
            run.config().run().seed(),
            round,
            sampling,
            settings.groupSize(),
            chosen),
        planned(chosen),
        settings.shards(),
        0,
        settings.batchSequences(),
        settings.maxPositionsPerCall());
  }

  /**
   * Positions of a round's problems in the training problems: every problem once before any of them
   * a second time, in an order that the seed decides anew for each pass. A rest too small for a
   * whole round is left out of its pass.
   */
  static List<Integer> roundProblems(long seed, int round, int problemCount, int perRound) {
    if (perRound > problemCount) {
      throw new InvalidInputException(
          "Cannot choose problems-per-round: "
              + perRound
              + " (allowed: 1 to the number of problems, "
              + problemCount
              + ")");
    }
    int roundsPerPass = problemCount / perRound;
    int pass = (round - 1) / roundsPerPass;
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < problemCount; i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(seed * 0x9E3779B97F4A7C15L + pass));
    int from = (round - 1) % roundsPerPass * perRound;
    return List.copyOf(order.subList(from, from + perRound));
  }

  /**
   * What an evaluation makes.
   *
   * @param datasets blocks of samples and the greedy answers, those that are committed included
   * @param summaries what is computed from them
   */
  public record Evaluation(List<DatasetPlan> datasets, List<EvaluationPlan> summaries) {}

  /**
   * The evaluation of a policy. Blocks that are committed stay; further samples go into further
   * blocks, so that none is ever drawn twice.
   */
  public Evaluation evaluation(Action.Evaluate action) throws IOException {
    EvaluationSettings settings = run.config().evaluation();
    String policy = RunDirectory.policyDirectory(action.policy());
    List<Problem> problems =
        problems(RunDirectory.HELD_OUT_PROBLEMS).subList(0, settings.problems());
    String directory = RunDirectory.evaluationDirectory(action.benchmark(), action.policy());
    List<DatasetPlan> blocks = new ArrayList<>();
    for (int[] range : blockRanges(committedBlocks(run.storage(), directory), action.samples())) {
      SamplingSettings sampling =
          new SamplingSettings(
              settings.temperature(),
              settings.topP(),
              settings.topK(),
              run.config().rollout().maxResponseTokens());
      String block =
          String.format(Locale.ROOT, "%s/block-%06d-%06d", directory, range[0], range[1]);
      blocks.add(evaluationBlock(block, policy, problems, sampling, range[0], range[1] - range[0]));
    }
    SamplingSettings greedy =
        new SamplingSettings(0, 1, 0, run.config().rollout().maxResponseTokens());
    String greedyDirectory = RunDirectory.greedyDirectory(directory);
    DatasetPlan greedyBlock =
        evaluationBlock(greedyDirectory + "/block-000000-000001", policy, problems, greedy, 0, 1);
    List<DatasetPlan> datasets = new ArrayList<>(blocks);
    datasets.add(greedyBlock);
    int samples = blocks.stream().mapToInt(block -> block.lineage().groupSize()).sum();
    List<Integer> ks = settings.ks().stream().filter(k -> k <= samples).toList();
    return new Evaluation(
        datasets,
        List.of(
            summary(directory, action.benchmark(), policy, ks, blocks),
            summary(
                greedyDirectory, action.benchmark(), policy, List.of(1), List.of(greedyBlock))));
  }

  /**
   * Blocks that cover samples 0 .. n-1: those that are there, then new ones that end at multiples
   * of the block size or at n.
   *
   * @param committed ranges from-to of blocks that are there; only those that follow each other
   *     without a gap count
   */
  static List<int[]> blockRanges(SortedMap<Integer, Integer> committed, int samples) {
    List<int[]> ranges = new ArrayList<>();
    int from = 0;
    while (committed.containsKey(from)) {
      ranges.add(new int[] {from, committed.get(from)});
      from = committed.get(from);
    }
    while (from < samples) {
      int to = Math.min(samples, (from / BLOCK_SAMPLES + 1) * BLOCK_SAMPLES);
      ranges.add(new int[] {from, to});
      from = to;
    }
    return ranges;
  }

  static SortedMap<Integer, Integer> committedBlocks(Storage storage, String directory)
      throws IOException {
    SortedMap<Integer, Integer> ranges = new TreeMap<>();
    for (String path : storage.list(directory)) {
      Matcher block = BLOCK.matcher(path.substring(directory.length() + 1));
      if (block.matches()) {
        ranges.put(Integer.parseInt(block.group(1)), Integer.parseInt(block.group(2)));
      }
    }
    return ranges;
  }

  private DatasetPlan evaluationBlock(
      String directory,
      String policy,
      List<Problem> problems,
      SamplingSettings sampling,
      int firstSample,
      int samples)
      throws IOException {
    EvaluationSettings settings = run.config().evaluation();
    return DatasetPlan.of(
        directory,
        "evaluation",
        lineage(
            RunDirectory.HELD_OUT_PROBLEMS,
            policy,
            settings.seed(),
            null,
            sampling,
            samples,
            problems),
        planned(problems),
        settings.shards(),
        firstSample,
        settings.batchSequences(),
        run.config().rollout().maxPositionsPerCall());
  }

  private EvaluationPlan summary(
      String directory, String benchmark, String policy, List<Integer> ks, List<DatasetPlan> blocks)
      throws IOException {
    TaskSettings task = run.config().task();
    return new EvaluationPlan(
        RunDirectory.summaryPath(directory),
        benchmark,
        run.dataset(policy).manifestDigest(),
        run.dataset(RunDirectory.HELD_OUT_PROBLEMS).manifestDigest(),
        ks,
        run.config().evaluation().seed(),
        blocks,
        task.isImported() ? null : new TaskWellFormed(task.name(), task.size(), task.knownFacts()));
  }

  private record TaskWellFormed(String task, int size, double knownFacts)
      implements EvaluationPlan.WellFormed {
    @Override
    public boolean test(String responseText) {
      return TaskGenerators.named(task, size, knownFacts).isWellFormed(responseText);
    }
  }

  private Lineage lineage(
      String problemsDirectory,
      String policyDirectory,
      long seed,
      Integer round,
      SamplingSettings sampling,
      int groupSize,
      List<Problem> problems)
      throws IOException {
    DatasetStore policy = run.dataset(policyDirectory);
    String policyDigest = policy.manifestDigest();
    SortedMap<String, String> parents = new TreeMap<>();
    parents.put(POLICY, policyDigest);
    parents.put(PROBLEMS, run.dataset(problemsDirectory).manifestDigest());
    return Lineage.of(parents)
        .withSeed(seed)
        .withRound(round)
        .byPolicy(policyDigest)
        .withTokenizer(tokenizerDigest(policy))
        .sampledWith(sampling)
        .inGroupsOf(groupSize)
        .judgedBy(Verifiers.identities(problems))
        .configuredBy(run.config().contentDigest())
        .writtenBy(CodeVersion.current())
        .computedBy(programDigest)
        .computedOn(numericClass);
  }

  private static String tokenizerDigest(DatasetStore policy) throws IOException {
    return FileTokenizer.digestOf(policy.committedManifest().files());
  }

  /** Problems of a run never change, so they are read once. */
  private List<Problem> problems(String directory) throws IOException {
    List<Problem> known = problems.get(directory);
    if (known == null) {
      known = run.dataset(directory).readAllRows(Problem.class);
      problems.put(directory, known);
    }
    return known;
  }

  private static List<PlannedProblem> planned(List<Problem> problems) {
    return problems.stream().map(PlannedProblem::of).toList();
  }
}
