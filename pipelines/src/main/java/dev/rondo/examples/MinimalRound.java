package dev.rondo.examples;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.rondo.policy.Completion;
import dev.rondo.policy.DjlPolicy;
import dev.rondo.policy.Policy;
import dev.rondo.policy.SampleKey;
import dev.rondo.policy.SampleRequest;
import dev.rondo.policy.SamplingSession;
import dev.rondo.policy.TokenSequence;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.ModelInitializer;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.policy.program.PolicyProgram;
import dev.rondo.policy.text.CharacterVocabulary;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.SamplingSettings;
import dev.rondo.trainer.objective.ClassBalance;
import dev.rondo.trainer.objective.GroupBatch;
import dev.rondo.trainer.objective.Objective;
import dev.rondo.trainer.objective.ObjectiveValue;
import dev.rondo.trainer.objective.PacsObjective;
import dev.rondo.trainer.objective.UpdateTotals;
import dev.rondo.verify.Verifier;
import dev.rondo.verify.Verifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One round in memory, to be read first: problems, a policy that guesses, its rollouts, verdicts,
 * updates, and the policy that comes out. It uses the product's own policy program, verifier and
 * objective, and leaves everything else out: files, jobs, checkpoints, resuming. The problem: which
 * of two digits is larger ({@code 3,8=} wants {@code 8}).
 */
public final class MinimalRound {
  private static final int GROUP_SIZE = 16; // G: rollouts of one problem
  private static final int PROBLEMS_PER_SHARD = 10;
  private static final long SEED = 1;
  private static final double LEARNING_RATE = 0.003;
  private static final SamplingSettings SAMPLING = new SamplingSettings(1.0, 1.0, 0, 1);

  private static final CharacterVocabulary VOCABULARY =
      new CharacterVocabulary(List.of(), "0123456789,=");
  private static final ModelConfig SHAPE =
      ModelConfig.qwen2(VOCABULARY.size(), 32, 64, 1, 2, 1, 16, 8);

  private final Verifier verifier = Verifiers.named("exact");
  private final Objective objective = PacsObjective.released(1.0, ClassBalance.QUESTION);

  /**
   * Mean outcome reward over all problems.
   *
   * @param before under the policy that the round began with
   * @param after under the policy that it published
   */
  public record Result(double before, double after) {}

  /** A verifiable question. */
  private record Problem(String prompt, String answer) {}

  /** One sampled response to one problem, judged. */
  private record Rollout(TokenSequence tokens, double outcomeReward) {}

  /** Runs the round and prints what came of it. */
  public static void main(String[] args) {
    Result result = new MinimalRound().run();
    System.out.printf(
        Locale.ROOT,
        "mean outcome reward: %.3f before the round, %.3f after it%n",
        result.before(),
        result.after());
  }

  /** Runs the round. */
  public Result run() {
    List<Problem> problems = problems();
    try (FileTokenizer tokenizer = FileTokenizer.of(VOCABULARY, SHAPE.maxPositions());
        PolicyModel trainer = newModel();
        Policy behavior = policy(newModel(), tokenizer)) {

      // 1. Sample G responses to each problem and judge them. A shard holds whole groups.
      List<List<Rollout>> shards = new ArrayList<>();
      for (int from = 0; from < problems.size(); from += PROBLEMS_PER_SHARD) {
        List<Problem> some = problems.subList(from, from + PROBLEMS_PER_SHARD);
        shards.add(sample(behavior, some, 1));
      }

      // 2. Train: one update a shard. All shards come from the same behavior policy.
      train(trainer, shards);

      // 3. Publish: from here on the trained weights are the policy. The next round samples it.
      double before = meanReward(shards.stream().flatMap(List::stream).toList());
      try (Policy published = policy(copyOf(trainer), tokenizer)) {
        return new Result(before, meanReward(sample(published, problems, 2)));
      }
    }
  }

  /** All pairs of different digits, spread so that each shard holds some of every kind. */
  private static List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    for (int distance = 1; distance < 10; distance++) {
      for (int first = 0; first < 10; first++) {
        int second = (first + distance) % 10;
        problems.add(new Problem(first + "," + second + "=", "" + Math.max(first, second)));
      }
    }
    return problems;
  }

  /** Samples a group for each problem, in one batch, and judges every response. */
  private List<Rollout> sample(Policy policy, List<Problem> problems, int round) {
    List<SampleRequest> requests = new ArrayList<>();
    for (Problem problem : problems) {
      int[] promptTokens = policy.tokenizer().encode(problem.prompt());
      for (int sampleIndex = 0; sampleIndex < GROUP_SIZE; sampleIndex++) {
        SampleKey key = new SampleKey(SEED, round, problem.prompt(), sampleIndex);
        requests.add(new SampleRequest(promptTokens, key));
      }
    }
    List<Rollout> rollouts = new ArrayList<>();
    try (SamplingSession session = policy.startSampling(requests, SAMPLING)) {
      while (!session.advance(8)) {
        // Between two native calls the real sampler can be interrupted.
      }
      for (Completion completion : session.completions()) {
        int index = rollouts.size();
        String text = policy.responseText(completion);
        String answer = problems.get(index / GROUP_SIZE).answer();
        boolean isCorrect = verifier.verify(answer, text).outcome() == Outcome.CORRECT;
        rollouts.add(
            new Rollout(
                new TokenSequence(requests.get(index).promptTokens(), completion.responseTokens()),
                isCorrect ? 1 : 0));
      }
    }
    return rollouts;
  }

  /** One update of the policy for each shard, in order. */
  private void train(PolicyModel trainer, List<List<Rollout>> shards) {
    Optimizer adam =
        Optimizer.adam().optLearningRateTracker(Tracker.fixed((float) LEARNING_RATE)).build();
    trainer.weights().forEach(weight -> weight.setRequiresGradient(true));
    // The reference policy of a round is its behavior policy, scored by the trainer itself before
    // the first update, so that every score logit starts at exactly 0.
    List<double[]> references = new ArrayList<>();
    for (List<Rollout> shard : shards) {
      try (NDManager scope = trainer.manager().newSubManager()) {
        references.add(doubles(logprobs(trainer, shard, scope, false)));
      }
    }
    for (int i = 0; i < shards.size(); i++) {
      update(trainer, shards.get(i), references.get(i), adam);
    }
  }

  /** Log-probabilities, objective, coefficients, backward, step. */
  private void update(
      PolicyModel trainer, List<Rollout> shard, double[] reference, Optimizer adam) {
    try (NDManager scope = trainer.manager().newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray logprobs = logprobs(trainer, shard, scope, true);
      ObjectiveValue value = objective.evaluate(batch(shard, doubles(logprobs), reference));
      // The objective gives dL/dlogprob of every token; the gradient of L by the weights is that of
      // sum(coefficient * logprob).
      collector.backward(logprobs.mul(scope.create(floats(value.coefficients()))).sum());
    }
    for (int k = 0; k < trainer.weights().size(); k++) {
      NDArray weight = trainer.weights().get(k);
      try (NDArray gradient = weight.getGradient()) {
        adam.update(trainer.weightNames().get(k), weight, gradient);
      }
    }
  }

  /** What the objective sees: groups and responses as offsets into flat arrays. */
  private static GroupBatch batch(List<Rollout> shard, double[] logprobs, double[] reference) {
    int groups = shard.size() / GROUP_SIZE;
    int[] groupOffsets = new int[groups + 1];
    for (int group = 1; group <= groups; group++) {
      groupOffsets[group] = group * GROUP_SIZE;
    }
    int[] tokenOffsets = new int[shard.size() + 1];
    double[] rewards = new double[shard.size()];
    for (int i = 0; i < shard.size(); i++) {
      tokenOffsets[i + 1] = tokenOffsets[i] + shard.get(i).tokens().responseTokens().length;
      rewards[i] = shard.get(i).outcomeReward();
    }
    UpdateTotals totals =
        new UpdateTotals(groups, shard.size(), logprobs.length, meanReward(shard));
    return new GroupBatch(groupOffsets, tokenOffsets, logprobs, reference, rewards, totals);
  }

  /** Log-probabilities of all response tokens of a shard, in order, from one native call. */
  private static NDArray logprobs(
      PolicyModel model, List<Rollout> shard, NDManager scope, boolean withGradient) {
    int columns = SHAPE.maxPositions();
    long[] ids = new long[shard.size() * columns]; // (rollouts, columns), padded with token 0
    List<Long> selected = new ArrayList<>(); // where each response token is predicted
    for (int row = 0; row < shard.size(); row++) {
      int column = 0;
      for (int token : shard.get(row).tokens().promptTokens()) {
        ids[row * columns + column++] = token;
      }
      for (int token : shard.get(row).tokens().responseTokens()) {
        selected.add((long) row * (columns - 1) + column - 1);
        ids[row * columns + column++] = token;
      }
    }
    var call =
        model
            .module()
            .call("response_logprobs")
            .list("w", model.weights())
            .tensor(scope.create(ids, new Shape(shard.size(), columns)))
            .longs(selected.stream().mapToLong(Long::longValue).toArray())
            .tensor(model.configuration())
            .doubles(SAMPLING.temperature());
    NDList results = withGradient ? call.runWithGradient(scope) : call.run(scope);
    return results.get(0);
  }

  private static PolicyModel newModel() {
    ModelInitializer initializer = ModelInitializer.forTinyPolicies(SHAPE.layers());
    return PolicyModel.initialize(
        SHAPE, initializer, SEED, PolicyProgram.standard(), DeviceSettings.CPU);
  }

  private static PolicyModel copyOf(PolicyModel model) {
    PolicyModel copy = newModel();
    for (int k = 0; k < model.weights().size(); k++) {
      copy.setWeight(k, model.weights().get(k).toFloatArray());
    }
    return copy;
  }

  private static Policy policy(PolicyModel model, FileTokenizer tokenizer) {
    return DjlPolicy.of(model, tokenizer, Set.of(CharacterVocabulary.END_ID), "0".repeat(64));
  }

  private static double meanReward(List<Rollout> rollouts) {
    return rollouts.stream().mapToDouble(Rollout::outcomeReward).average().orElse(0);
  }

  private static double[] doubles(NDArray array) {
    float[] values = array.toFloatArray();
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
