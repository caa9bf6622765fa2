// The passes through policy and critic that one update consists of: log-probabilities, objective,
// gradients. Leaves the step itself to the round.
package dev.rondo.trainer;

import ai.djl.ndarray.NDList;
import dev.rondo.trainer.batch.Budget;
import dev.rondo.trainer.batch.HeldStops;
import dev.rondo.trainer.batch.MicroBatchPlan;
import dev.rondo.trainer.batch.PackedBatch;
import dev.rondo.trainer.batch.Packing;
import dev.rondo.trainer.batch.RolloutShard;
import dev.rondo.trainer.network.Critic;
import dev.rondo.trainer.network.Learner;
import dev.rondo.trainer.network.MemorySettings;
import dev.rondo.trainer.network.Workers;
import dev.rondo.trainer.objective.CriticValues;
import dev.rondo.trainer.objective.GroupBatch;
import dev.rondo.trainer.objective.Metrics;
import dev.rondo.trainer.objective.Objective;
import dev.rondo.trainer.objective.ObjectiveValue;
import dev.rondo.trainer.objective.UpdateTotals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Runs shards through the objective and accumulates the gradients of policy and critic, as many
 * blocks at a time as the learner has workers. Knows the weights that the round began with: until
 * {@link #startToMove} they are the learner's own.
 */
final class UpdatePass {

  /** A number came out that is not finite; gradients may hold a part of the update. */
  static final class NotFiniteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotFiniteException(String what, double value) {
      super(what + ": " + value);
    }
  }

  private final Learner learner;
  private final Critic critic;
  private final Objective objective;
  private final NDList referenceWeights;
  private final double temperature;
  private final HeldStops heldStops;
  private final MemorySettings memory;
  private final boolean leavesOutTruncated;
  private final Packing packing;
  private final Workers workers;
  private NDList roundStartWeights;
  private NDList roundStartCritic;

  /**
   * Passes of one round.
   *
   * @param critic null where the objective has none
   * @param referenceWeights null where the reference is the policy that the round began with
   */
  UpdatePass(
      Learner learner,
      Critic critic,
      Objective objective,
      NDList referenceWeights,
      double temperature,
      HeldStops heldStops,
      TrainSettings settings) {
    this.learner = learner;
    this.critic = critic;
    this.objective = objective;
    this.referenceWeights = referenceWeights;
    this.temperature = temperature;
    this.heldStops = heldStops;
    this.memory = settings.memory();
    this.leavesOutTruncated = settings.use().truncated() == RolloutUse.Truncated.LEAVE_OUT;
    this.packing = Packing.of(learner.model().config());
    this.workers = new Workers(memory.workers());
  }

  /** Keeps the weights that the round began with: to be called before the first step. */
  void startToMove() {
    if (roundStartWeights == null) {
      roundStartWeights = learner.copyWeights();
      roundStartCritic = critic == null ? null : critic.copyWeights();
    }
  }

  /** Whether the weights, which no step has moved, are those of the reference. */
  boolean isAtReference() {
    return referenceWeights == null && roundStartWeights == null;
  }

  private PackedBatch batch(RolloutShard shard, MicroBatchPlan.Range range) {
    return heldStops.in(packing.batch(shard.sequences(), range.from(), range.to()));
  }

  /** Some groups of a shard that go through the policy together. */
  private record Piece(RolloutShard shard, MicroBatchPlan.Block block) {}

  private List<Piece> pieces(List<RolloutShard> shards) {
    long tokens = 0;
    long largest = 0;
    for (RolloutShard shard : shards) {
      tokens += MicroBatchPlan.tokens(shard.sequences(), shard.groupSize(), packing);
      largest =
          Math.max(
              largest, MicroBatchPlan.largestGroup(shard.sequences(), shard.groupSize(), packing));
    }
    Budget budget = memory.budget(tokens, largest);
    List<Piece> pieces = new ArrayList<>();
    for (RolloutShard shard : shards) {
      for (MicroBatchPlan.Block block :
          MicroBatchPlan.of(shard.sequences(), shard.groupSize(), budget, packing)) {
        pieces.add(new Piece(shard, block));
      }
    }
    return pieces;
  }

  /**
   * Accumulates the gradient of an update. Metrics are added in the order of the shards, whoever
   * computed them; seconds are those of all workers by their number, so a split of wall time.
   *
   * @return the policy's part of the loss
   * @throws NotFiniteException if a log-probability or value is not finite
   */
  double accumulate(List<RolloutShard> shards, UpdateTotals totals, Metrics metrics) {
    List<Piece> pieces = pieces(shards);
    workers
        .run(
            pieces.size(),
            (index, worker) -> {
              Metrics own = new Metrics();
              Piece piece = pieces.get(index);
              if (piece.block().isOnePass()) {
                onePass(piece.shard(), piece.block(), totals, own, worker);
              } else {
                twoPasses(piece.shard(), piece.block(), totals, own, worker);
              }
              return own;
            })
        .forEach(metrics::merge);
    return metrics.values().get(RoundMetrics.LOSS);
  }

  /** Log-probabilities of one shard's tokens, in order. */
  record Scores(double[] trainer, double[] roundStart) {}

  /**
   * Scores whole groups with the weights as they are and as they were, without gradient.
   *
   * @return one for each shard
   * @throws NotFiniteException if a log-probability is not finite
   */
  List<Scores> score(List<RolloutShard> shards) {
    return workers.run(shards.size(), (index, worker) -> score(shards.get(index)));
  }

  private Scores score(RolloutShard shard) {
    double[] trainer = new double[shard.responseTokenCount()];
    double[] roundStart = new double[trainer.length];
    for (MicroBatchPlan.Block block :
        MicroBatchPlan.of(
            shard.sequences(), shard.groupSize(), Budget.of(memory.microBatchTokens()), packing)) {
      for (MicroBatchPlan.Range range : block.ranges()) {
        PackedBatch batch = batch(shard, range);
        int at = shard.responseOffsets()[range.from()];
        double[] now = learner.score(learner.weights(), batch, temperature);
        System.arraycopy(now, 0, trainer, at, now.length);
        System.arraycopy(roundStart(batch, now), 0, roundStart, at, now.length);
      }
    }
    return new Scores(checked("log-probability", trainer), checked("log-probability", roundStart));
  }

  /** Whole groups in one micro-batch: one forward pass gives log-probabilities and gradient. */
  private void onePass(
      RolloutShard shard,
      MicroBatchPlan.Block block,
      UpdateTotals totals,
      Metrics metrics,
      int worker) {
    MicroBatchPlan.Range range = block.ranges().get(0);
    PackedBatch batch = batch(shard, range);
    try (Learner.Forward forward =
            timed(metrics, "forward", () -> learner.forward(batch, temperature, worker));
        Critic.Forward values =
            critic == null ? null : timed(metrics, "critic", () -> critic.forward(batch, worker))) {
      Numbers numbers = new Numbers(batch.tokenCount(), critic != null);
      numbers.take(0, batch, forward.logprobs(), values == null ? null : values.values(), metrics);
      ObjectiveValue value = evaluate(shard, block, numbers, totals, metrics);
      addEntropy(forward, metrics);
      backward(forward, values, value.coefficients(), value.valueCoefficients(), metrics);
    }
  }

  /** A group larger than a micro-batch: first all its log-probabilities, then gradients. */
  private void twoPasses(
      RolloutShard shard,
      MicroBatchPlan.Block block,
      UpdateTotals totals,
      Metrics metrics,
      int worker) {
    int firstToken = shard.responseOffsets()[block.ranges().get(0).from()];
    int tokens = shard.responseOffsets()[block.toGroup() * shard.groupSize()] - firstToken;
    Numbers numbers = new Numbers(tokens, critic != null);
    for (MicroBatchPlan.Range range : block.ranges()) {
      PackedBatch batch = batch(shard, range);
      int at = shard.responseOffsets()[range.from()] - firstToken;
      double[] logprobs =
          timed(metrics, "score", () -> learner.score(learner.weights(), batch, temperature));
      double[] values =
          critic == null
              ? null
              : timed(metrics, "critic", () -> critic.values(critic.weights(), batch));
      numbers.take(at, batch, logprobs, values, metrics);
    }
    ObjectiveValue value = evaluate(shard, block, numbers, totals, metrics);
    for (MicroBatchPlan.Range range : block.ranges()) {
      PackedBatch batch = batch(shard, range);
      int at = shard.responseOffsets()[range.from()] - firstToken;
      int to = at + batch.tokenCount();
      try (Learner.Forward forward =
              timed(metrics, "forward", () -> learner.forward(batch, temperature, worker));
          Critic.Forward values =
              critic == null
                  ? null
                  : timed(metrics, "critic", () -> critic.forward(batch, worker))) {
        addEntropy(forward, metrics);
        backward(
            forward,
            values,
            Arrays.copyOfRange(value.coefficients(), at, to),
            critic == null ? null : Arrays.copyOfRange(value.valueCoefficients(), at, to),
            metrics);
      }
    }
  }

  /** What the objective needs of some tokens, filled micro-batch by micro-batch. */
  private final class Numbers {
    private final double[] trainer;
    private final double[] roundStart;
    private final double[] reference;
    private final double[] values;
    private final double[] roundStartValues;

    Numbers(int tokens, boolean hasCritic) {
      this.trainer = new double[tokens];
      this.roundStart = new double[tokens];
      this.reference = new double[tokens];
      this.values = new double[hasCritic ? tokens : 0];
      this.roundStartValues = new double[hasCritic ? tokens : 0];
    }

    void take(
        int at, PackedBatch batch, double[] logprobs, double[] criticValues, Metrics metrics) {
      int count = logprobs.length;
      double[] start = timed(metrics, "score", () -> roundStart(batch, logprobs));
      double[] referred =
          referenceWeights == null
              ? start
              : timed(metrics, "score", () -> learner.score(referenceWeights, batch, temperature));
      System.arraycopy(checked("log-probability", logprobs), 0, trainer, at, count);
      System.arraycopy(checked("log-probability", start), 0, roundStart, at, count);
      System.arraycopy(checked("reference log-probability", referred), 0, reference, at, count);
      if (criticValues != null) {
        double[] startValues =
            roundStartCritic == null
                ? criticValues
                : timed(metrics, "critic", () -> critic.values(roundStartCritic, batch));
        System.arraycopy(checked("value", criticValues), 0, values, at, count);
        System.arraycopy(checked("value", startValues), 0, roundStartValues, at, count);
      }
    }
  }

  private double[] roundStart(PackedBatch batch, double[] current) {
    return roundStartWeights == null
        ? current
        : learner.score(roundStartWeights, batch, temperature);
  }

  private ObjectiveValue evaluate(
      RolloutShard shard,
      MicroBatchPlan.Block block,
      Numbers numbers,
      UpdateTotals totals,
      Metrics metrics) {
    int from = block.fromGroup() * shard.groupSize();
    int to = block.toGroup() * shard.groupSize();
    int[] groupOffsets = new int[block.toGroup() - block.fromGroup() + 1];
    for (int g = 0; g < groupOffsets.length; g++) {
      groupOffsets[g] = g * shard.groupSize();
    }
    int firstToken = shard.responseOffsets()[from];
    int[] tokenOffsets = new int[to - from + 1];
    for (int i = 0; i < tokenOffsets.length; i++) {
      tokenOffsets[i] = shard.responseOffsets()[from + i] - firstToken;
    }
    addBehaviorGap(shard, from, to, numbers.roundStart, metrics);
    GroupBatch batch =
        new GroupBatch(
            groupOffsets,
            tokenOffsets,
            numbers.trainer,
            numbers.roundStart,
            numbers.reference,
            Arrays.copyOfRange(shard.outcomeRewards(), from, to),
            critic == null
                ? CriticValues.NONE
                : new CriticValues(numbers.values, numbers.roundStartValues),
            totals);
    ObjectiveValue value = timed(metrics, "objective", () -> objective.evaluate(batch));
    if (leavesOutTruncated) {
      leaveOutTruncated(shard, from, tokenOffsets, value, metrics);
    }
    metrics.addSum(RoundMetrics.LOSS, value.policyLoss());
    metrics.merge(value.metrics());
    if (critic != null) {
      metrics.addSum(RoundMetrics.VALUE_LOSS, value.valueLoss());
    }
    return value;
  }

  /** Takes the gradient of responses cut at the limit away. */
  private void leaveOutTruncated(
      RolloutShard shard, int from, int[] tokenOffsets, ObjectiveValue value, Metrics metrics) {
    for (int i = 0; i < tokenOffsets.length - 1; i++) {
      if (shard.truncated()[from + i]) {
        Arrays.fill(value.coefficients(), tokenOffsets[i], tokenOffsets[i + 1], 0);
        if (critic != null) {
          Arrays.fill(value.valueCoefficients(), tokenOffsets[i], tokenOffsets[i + 1], 0);
        }
        metrics.addSum("train/left_out", 1);
      }
    }
  }

  /** How far the behavior log-probabilities are from the trainer's own for the same weights. */
  private static void addBehaviorGap(
      RolloutShard shard, int from, int to, double[] roundStart, Metrics metrics) {
    int firstToken = shard.responseOffsets()[from];
    for (int i = from; i < to; i++) {
      double sum = 0;
      for (int t = shard.responseOffsets()[i]; t < shard.responseOffsets()[i + 1]; t++) {
        double gap = roundStart[t - firstToken] - shard.behaviorLogprobs()[t];
        metrics.addMean("train/behavior_gap_mean", Math.abs(gap), 1);
        metrics.addMaximum("train/behavior_gap_max", Math.abs(gap));
        sum += gap;
      }
      metrics.addMean("train/behavior_gap_sequence_mean", Math.abs(sum), 1);
      metrics.addMaximum("train/behavior_gap_sequence_max", Math.abs(sum));
    }
  }

  private static void addEntropy(Learner.Forward forward, Metrics metrics) {
    for (double entropy : forward.entropies()) {
      metrics.addMean("train/entropy", entropy, 1);
    }
  }

  private void backward(
      Learner.Forward forward,
      Critic.Forward values,
      double[] coefficients,
      double[] valueCoefficients,
      Metrics metrics) {
    timed(
        metrics,
        "backward",
        () -> {
          forward.accumulate(coefficients);
          return null;
        });
    if (values != null) {
      timed(
          metrics,
          "critic",
          () -> {
            values.accumulate(valueCoefficients);
            return null;
          });
    }
  }

  private static double[] checked(String what, double[] numbers) {
    for (double number : numbers) {
      if (!Double.isFinite(number)) {
        throw new NotFiniteException(what, number);
      }
    }
    return numbers;
  }

  /** Does something and adds its share of the seconds to {@code time/..._seconds}. */
  private <T> T timed(Metrics metrics, String what, Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    double seconds = (System.nanoTime() - start) / 1e9;
    metrics.addSum("time/" + what + "_seconds", seconds / workers.count());
    return result;
  }
}
