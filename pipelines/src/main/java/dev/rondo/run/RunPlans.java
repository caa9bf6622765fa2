package dev.rondo.run;

import dev.rondo.config.EvaluationSettings;
import dev.rondo.config.RolloutSettings;
import dev.rondo.config.RunConfig;
import dev.rondo.config.TaskSettings;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.NumericClass;
import dev.rondo.dataset.Removal;
import dev.rondo.dataset.Removals;
import dev.rondo.dataset.SplitMix64;
import dev.rondo.evaluate.EvaluationBlock;
import dev.rondo.evaluate.EvaluationPlan;
import dev.rondo.evaluate.EvaluationPlanner;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Turns a run's configuration and directory into plans of sampling jobs. The same directory gives
 * the same plans: which problems a round has is a pure function of the seed and the round.
 */
public final class RunPlans {
  private static final String POLICY = "policy";
  private static final String PROBLEMS = "problems";

  private final RunDirectory run;
  private final NumericClass numericClass;
  private final String programDigest;
  private final String codeVersion;
  private final Map<String, List<Problem>> problems = new HashMap<>();

  /** Whether prompts open the reasoning, by the tokenizer's digest. */
  private final Map<String, Boolean> opensReasoning = new HashMap<>();

  /**
   * @param numericClass what every worker computes with
   * @param programDigest digest of the policy program
   */
  public RunPlans(RunDirectory run, NumericClass numericClass, String programDigest) {
    this(run, numericClass, programDigest, CodeVersion.current());
  }

  /**
   * As above.
   *
   * @param codeVersion what the datasets state to be made by
   */
  RunPlans(RunDirectory run, NumericClass numericClass, String programDigest, String codeVersion) {
    this.codeVersion = codeVersion;
    this.run = run;
    this.numericClass = numericClass;
    this.programDigest = programDigest;
  }

  /** The rollouts of a round. The problems and the policy of the round before are committed. */
  public DatasetPlan rollouts(int round) throws IOException {
    return rollouts(Chain.ROUNDS, round);
  }

  /** The same of a chain of rounds: its own policies, the same problems and seeds. */
  DatasetPlan rollouts(Chain chain, int round) throws IOException {
    RolloutSettings settings = run.config().rollout();
    List<Problem> all = problems(RunDirectory.TRAINING_PROBLEMS);
    List<Integer> indices =
        roundProblems(run.config().run().seed(), round, all.size(), settings.problemsPerRound());
    List<Problem> chosen = indices.stream().map(all::get).toList();
    List<Problem> reserves =
        settings.reserves() == 0
            ? List.of()
            : reserveProblems(run.config().run().seed(), round, all.size(), indices).stream()
                .map(all::get)
                .toList();
    List<Problem> both = new ArrayList<>(chosen);
    both.addAll(reserves);
    SamplingSettings sampling = settings.sampling();
    return DatasetPlan.of(
            chain.rolloutsDirectory(round),
            "rollouts",
            lineage(
                    RunDirectory.TRAINING_PROBLEMS,
                    chain.policyDirectory(round - 1),
                    run.config().run().seed())
                .withRound(round)
                .sampledWith(sampling)
                .inGroupsOf(settings.groupSize())
                .judgedBy(
                    judges(
                        Verifiers.looking(Verifiers.identities(both), settings.extraction()),
                        chain.policyDirectory(round - 1))),
            chosen.stream().map(PlannedProblem::of).toList(),
            settings.shards(),
            0,
            settings.batchSequences(),
            settings.maxPositionsPerCall())
        .withReserves(reserves.stream().map(PlannedProblem::of).toList(), settings.reserves());
  }

  /** Positions of all problems that a round does not have, in an order of the round's own. */
  static List<Integer> reserveProblems(
      long seed, int round, int problemCount, List<Integer> chosen) {
    Set<Integer> taken = new HashSet<>(chosen);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < problemCount; i++) {
      if (!taken.contains(i)) {
        order.add(i);
      }
    }
    Collections.shuffle(order, new Random(SplitMix64.mix(seed * SplitMix64.GAMMA ^ round)));
    return order;
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
    Collections.shuffle(order, new Random(seed * SplitMix64.GAMMA + pass));
    int from = (round - 1) % roundsPerPass * perRound;
    return List.copyOf(order.subList(from, from + perRound));
  }

  /**
   * What an evaluation makes.
   *
   * @param datasets blocks of samples and the greedy answers that are not committed yet
   * @param summaries what is computed from all blocks
   */
  public record Evaluation(List<DatasetPlan> datasets, List<EvaluationPlan> summaries) {}

  /**
   * The evaluation of a policy: samples in blocks, and the greedy answers.
   *
   * @throws InvalidInputException also if a block is missing and retention removed the policy
   */
  public Evaluation evaluation(Action.Evaluate action) throws IOException {
    EvaluationSettings settings = run.config().evaluation();
    String policy = RunDirectory.policyDirectory(action.policy());
    boolean isHeldOut = action.benchmark().equals(RunDirectory.HELD_OUT);
    String problemsDirectory = RunDirectory.problemsDirectory(action.benchmark());
    List<Problem> problems = problems(problemsDirectory);
    if (isHeldOut) {
      problems = problems.subList(0, settings.problems());
    }
    String directory = RunDirectory.evaluationDirectory(action.benchmark(), action.policy());
    String identities = Verifiers.identities(problems, settings.extraction());
    Removals removals = run.dataset(policy).removals();
    String judges =
        removals.of(Removal.POLICY).isPresent()
            ? EvaluationPlanner.judgesOfBlocks(run.storage(), directory, identities)
            : judges(identities, policy);
    EvaluationPlanner planner =
        new EvaluationPlanner(
            run.storage(),
            lineage(problemsDirectory, policy, settings.seed()).judgedBy(judges),
            problems,
            Math.min(settings.shards(), problems.size()),
            settings.batchSequences(),
            run.config().rollout().maxPositionsPerCall());
    EvaluationPlanner.Blocks sampled =
        planner.blocks(directory, sampling(run.config()), action.samples());
    String greedyDirectory = RunDirectory.greedyDirectory(directory);
    EvaluationPlanner.Blocks greedy = planner.blocks(greedyDirectory, greedy(run.config()), 1);
    List<DatasetPlan> datasets = new ArrayList<>(sampled.missing());
    datasets.addAll(greedy.missing());
    if (!datasets.isEmpty()) {
      removals.refuse("Cannot sample with " + policy, Removal.POLICY);
    }
    List<Integer> ks =
        (isHeldOut ? settings.ks() : settings.benchmarkKs())
            .stream().filter(k -> k <= sampled.samples()).toList();
    return new Evaluation(
        datasets,
        List.of(
            summary(directory, action.benchmark(), policy, ks, sampled.all()),
            summary(greedyDirectory, action.benchmark(), policy, List.of(1), greedy.all())));
  }

  /** How evaluations sample: to the length and the stop texts of the rounds. */
  static SamplingSettings sampling(RunConfig config) {
    EvaluationSettings settings = config.evaluation();
    RolloutSettings rollout = config.rollout();
    return new SamplingSettings(
        settings.temperature(),
        settings.topP(),
        settings.topK(),
        rollout.maxResponseTokens(),
        rollout.stop());
  }

  /** How their greedy answers are made. */
  static SamplingSettings greedy(RunConfig config) {
    RolloutSettings rollout = config.rollout();
    return new SamplingSettings(0, 1, 0, rollout.maxResponseTokens(), rollout.stop());
  }

  private EvaluationPlan summary(
      String directory,
      String benchmark,
      String policy,
      List<Integer> ks,
      List<EvaluationBlock> blocks)
      throws IOException {
    TaskSettings task = run.config().task();
    return new EvaluationPlan(
        RunDirectory.summaryPath(directory),
        benchmark,
        run.dataset(policy).manifestDigest(),
        run.dataset(RunDirectory.problemsDirectory(benchmark)).manifestDigest(),
        ks,
        run.config().evaluation().seed(),
        blocks,
        task.isImported() || !benchmark.equals(RunDirectory.HELD_OUT)
            ? null
            : new TaskWellFormed(task.name(), task.size(), task.knownFacts()));
  }

  private record TaskWellFormed(String task, int size, double knownFacts)
      implements EvaluationPlan.WellFormed {
    @Override
    public boolean test(String responseText) {
      return TaskGenerators.named(task, size, knownFacts).isWellFormed(responseText);
    }
  }

  /** What a policy's answers to problems come from, whatever is sampled. */
  private Lineage lineage(String problemsDirectory, String policyDirectory, long seed)
      throws IOException {
    DatasetStore policy = run.dataset(policyDirectory);
    String policyDigest = policy.manifestDigest();
    return Lineage.of(
            Map.of(POLICY, policyDigest, PROBLEMS, run.dataset(problemsDirectory).manifestDigest()))
        .withSeed(seed)
        .byPolicy(policyDigest)
        .withTokenizer(tokenizerDigest(policy))
        .configuredBy(run.config().contentDigest())
        .writtenBy(codeVersion)
        .computedBy(programDigest)
        .computedOn(numericClass);
  }

  /** With what a policy's prompts tell its verifiers. */
  private String judges(String identities, String policyDirectory) throws IOException {
    String digest = tokenizerDigest(run.dataset(policyDirectory));
    Boolean known = opensReasoning.get(digest);
    if (known == null) {
      try (FileTokenizer tokenizer = FileTokenizer.open(run.root().resolve(policyDirectory))) {
        known = tokenizer.opensReasoning();
      }
      opensReasoning.put(digest, known);
    }
    return known ? Verifiers.inReasoning(identities) : identities;
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
}
