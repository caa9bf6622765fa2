// Coefficients in Java and packed passes against torch's own backward through the naive loss of
// whole groups, padded, written down a second time.
package dev.rondo.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.rondo.policy.checkpoint.ModelInitializer;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.trainer.TestPolicies;
import dev.rondo.trainer.batch.MicroBatch;
import dev.rondo.trainer.batch.PackedBatch;
import dev.rondo.trainer.batch.RolloutShard;
import dev.rondo.trainer.objective.Aggregation;
import dev.rondo.trainer.objective.ClippedSurrogate;
import dev.rondo.trainer.objective.CriticValues;
import dev.rondo.trainer.objective.GroupBatch;
import dev.rondo.trainer.objective.GrpoObjective;
import dev.rondo.trainer.objective.Objective;
import dev.rondo.trainer.objective.ObjectiveValue;
import dev.rondo.trainer.objective.PpoObjective;
import dev.rondo.trainer.objective.ReinforceObjective;
import dev.rondo.trainer.objective.RlooObjective;
import dev.rondo.trainer.objective.UpdateTotals;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ObjectiveGradientTest {

  private static final double LOW = 0.2;
  private static final double HIGH = 0.28;
  private static final double KL_WEIGHT = 0.1;
  private static final double DISCOUNT = 0.97;
  private static final double LAMBDA = 0.9;
  private static final double VALUE_CLIP = 0.15;
  private static final double TEMPERATURE = 0.9;

  private Learner learner;
  private RolloutShard shard;
  private PackedBatch batch;
  private MicroBatch padded;
  private double[] roundStart;
  private double[] reference;

  @BeforeEach
  void open() {
    learner =
        new Learner(
            PolicyModel.initialize(
                TestPolicies.CONFIG,
                ModelInitializer.uniformDeviation(0.3),
                11,
                Learner.program().withPart(ObjectiveGradientTest.class, "naive_values.py"),
                DeviceSettings.CPU),
            MemorySettings.small(4096));
    shard = TestPolicies.shard(4, 6, 17);
    batch = PackedBatch.of(shard.sequences(), 0, shard.sequenceCount());
    padded = MicroBatch.of(shard.sequences(), 0, shard.sequenceCount());
    roundStart = learner.score(learner.weights(), batch, TEMPERATURE);
    reference = roundStart.clone();
    for (int t = 0; t < roundStart.length; t++) {
      roundStart[t] += 0.3 * Math.sin(t);
      reference[t] += 0.4 * Math.cos(2 * t);
    }
  }

  @AfterEach
  void close() {
    learner.close();
  }

  @ParameterizedTest
  @CsvSource({"TOKEN, true", "TOKEN, false", "SEQUENCE, true", "SEQUENCE, false"})
  void gradientOfGrpoIsThatOfTheNaiveLoss(Aggregation aggregation, boolean divides) {
    ClippedSurrogate surrogate = new ClippedSurrogate(LOW, HIGH, aggregation, KL_WEIGHT);
    double[] advantage = new double[shard.sequenceCount()];
    for (int i = 0; i < advantage.length; i++) {
      double[] rewards = group(i);
      double mean = Arrays.stream(rewards).average().orElseThrow();
      double squares = Arrays.stream(rewards).map(r -> (r - mean) * (r - mean)).sum();
      double deviation = Math.sqrt(squares / (rewards.length - 1));
      advantage[i] = (shard.outcomeRewards()[i] - mean) / (divides ? deviation + 1e-6 : 1);
    }
    compare(
        new GrpoObjective(surrogate, divides),
        CriticValues.NONE,
        logprobs -> clipped(logprobs, token -> advantage[sequenceOf(token)], aggregation));
  }

  @Test
  void gradientOfRlooIsThatOfTheNaiveLoss() {
    int size = shard.groupSize();
    compare(
        new RlooObjective(),
        CriticValues.NONE,
        logprobs ->
            plain(
                logprobs,
                i ->
                    shard.outcomeRewards()[i]
                        - (Arrays.stream(group(i)).sum() - shard.outcomeRewards()[i])
                            / (size - 1)));
  }

  @Test
  void gradientOfReinforceIsThatOfTheNaiveLoss() {
    double mean = Arrays.stream(shard.outcomeRewards()).average().orElseThrow();
    compare(
        new ReinforceObjective(),
        CriticValues.NONE,
        logprobs -> plain(logprobs, i -> shard.outcomeRewards()[i] - mean));
  }

  @Test
  void gradientsOfPpoAreThoseOfTheNaiveLossesForPolicyAndCritic() {
    Critic critic = criticThatExpectsSomething();
    double[] values = critic.values(critic.weights(), batch);
    double[] startValues = values.clone();
    for (int t = 0; t < values.length; t++) {
      startValues[t] += 0.3 * Math.sin(3 * t);
    }
    double[] advantage = new double[values.length];
    for (int t = 0; t < values.length; t++) {
      // Equation 16 as the sum that it is: of discounted residuals up to the end of the response.
      int end = shard.responseOffsets()[sequenceOf(t) + 1];
      for (int later = t; later < end; later++) {
        boolean isLast = later == end - 1;
        double reward = isLast ? shard.outcomeRewards()[sequenceOf(t)] : 0;
        double next = isLast ? 0 : startValues[later + 1];
        double residual = reward + DISCOUNT * next - startValues[later];
        advantage[t] += Math.pow(DISCOUNT * LAMBDA, later - t) * residual;
      }
    }
    ClippedSurrogate surrogate = new ClippedSurrogate(LOW, HIGH, Aggregation.TOKEN, KL_WEIGHT);
    PpoObjective ppo = new PpoObjective(surrogate, DISCOUNT, LAMBDA, VALUE_CLIP);
    ObjectiveValue value =
        compare(
            ppo,
            new CriticValues(values, startValues),
            logprobs -> clipped(logprobs, token -> advantage[token], Aggregation.TOKEN));

    try (Critic.Forward forward = critic.forward(batch)) {
      assertThat(forward.values()).isEqualTo(values);
      forward.accumulate(value.valueCoefficients());
    }
    List<float[]> gradients = critic.gradients();
    NDList trunk = critic.weights().subNDList(0, critic.weights().size() - 1);
    try (NDManager scope = learner.model().manager().newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray found =
          learner
              .model()
              .module()
              .call("naive_values")
              .list("w", trunk)
              .tensor(critic.weights().get(critic.weights().size() - 1))
              .tensor(ids(scope))
              .longs(padded.selected())
              .tensor(learner.model().configuration())
              .runWithGradient(scope)
              .get(0);
      NDArray start = constants(scope, token -> startValues[token]);
      NDArray wanted = constants(scope, token -> startValues[token] + advantage[token]);
      NDArray cut =
          NDArrays.maximum(NDArrays.minimum(found, start.add(VALUE_CLIP)), start.sub(VALUE_CLIP));
      NDArray loss =
          NDArrays.maximum(found.sub(wanted).square(), cut.sub(wanted).square()).mean().mul(0.5);
      collector.backward(loss);
      assertClose(gradients, critic.weights());
    }
    assertThat(value.metrics().values().get("train/value_clipped")).isBetween(0.05, 0.95);
  }

  /** A naive loss of the log-probabilities of all response tokens. */
  private interface NaiveLoss {
    NDArray of(NDArray logprobs);
  }

  private ObjectiveValue compare(Objective objective, CriticValues values, NaiveLoss naive) {
    ObjectiveValue value;
    try (Learner.Forward forward = learner.forward(batch, TEMPERATURE)) {
      value =
          objective.evaluate(
              new GroupBatch(
                  TestPolicies.groupOffsets(shard),
                  batch.tokenOffsets(),
                  forward.logprobs(),
                  roundStart,
                  reference,
                  shard.outcomeRewards(),
                  values,
                  new UpdateTotals(
                      shard.groupCount(),
                      shard.sequenceCount(),
                      batch.tokenCount(),
                      Arrays.stream(shard.outcomeRewards()).average().orElseThrow())));
      forward.accumulate(value.coefficients());
    }
    List<float[]> gradients = learner.gradients();
    try (NDManager scope = learner.model().manager().newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray logprobs =
          learner
              .model()
              .module()
              .call("response_logprobs")
              .list("w", learner.weights())
              .tensor(ids(scope))
              .longs(padded.selected())
              .tensor(learner.model().configuration())
              .doubles(TEMPERATURE)
              .runWithGradient(scope)
              .get(0);
      collector.backward(naive.of(logprobs));
      assertClose(gradients, learner.weights());
    }
    return value;
  }

  /** - mean over rollouts of the advantage times the summed log-probability. */
  private NDArray plain(NDArray logprobs, IntToDoubleFunction advantageOfSequence) {
    NDArray advantage =
        constants(
            logprobs.getManager(), token -> advantageOfSequence.applyAsDouble(sequenceOf(token)));
    return logprobs.mul(advantage).sum().mul(-1.0 / shard.sequenceCount());
  }

  private NDArray clipped(
      NDArray logprobs, IntToDoubleFunction advantageOfToken, Aggregation aggregation) {
    NDManager scope = logprobs.getManager();
    NDArray advantage = constants(scope, advantageOfToken);
    NDArray ratio = logprobs.sub(constants(scope, token -> roundStart[token])).exp();
    NDArray smaller =
        NDArrays.minimum(ratio.mul(advantage), ratio.clip(1 - LOW, 1 + HIGH).mul(advantage));
    NDArray distance = constants(scope, token -> reference[token]).sub(logprobs);
    NDArray divergence = distance.exp().sub(distance).sub(1);
    NDArray share =
        constants(
            scope,
            token ->
                aggregation == Aggregation.TOKEN
                    ? 1.0 / roundStart.length
                    : 1.0 / shard.sequenceCount() / lengthOf(sequenceOf(token)));
    return divergence.mul(KL_WEIGHT).sub(smaller).mul(share).sum();
  }

  private Critic criticThatExpectsSomething() {
    Critic critic = new Critic(learner);
    for (int step = 0; step < 2; step++) {
      try (Critic.Forward forward = critic.forward(batch)) {
        double[] coefficients = new double[batch.tokenCount()];
        Arrays.setAll(coefficients, t -> Math.cos(t) - 0.5);
        forward.accumulate(coefficients);
      }
      critic.step(new AdamWSettings(0.9, 0.999, 1e-8, 0), new CriticSettings(0.1, 0));
    }
    return critic;
  }

  private NDArray ids(NDManager scope) {
    return scope.create(padded.ids(), new Shape(padded.rows(), padded.columns()));
  }

  private NDArray constants(NDManager scope, IntToDoubleFunction ofToken) {
    float[] values = new float[roundStart.length];
    for (int t = 0; t < values.length; t++) {
      values[t] = (float) ofToken.applyAsDouble(t);
    }
    return scope.create(values);
  }

  private int sequenceOf(int token) {
    int sequence = 0;
    while (shard.responseOffsets()[sequence + 1] <= token) {
      sequence++;
    }
    return sequence;
  }

  private int lengthOf(int sequence) {
    return shard.responseOffsets()[sequence + 1] - shard.responseOffsets()[sequence];
  }

  private double[] group(int sequence) {
    int from = sequence / shard.groupSize() * shard.groupSize();
    return Arrays.copyOfRange(shard.outcomeRewards(), from, from + shard.groupSize());
  }

  private static void assertClose(List<float[]> found, NDList weights) {
    double largest = 0;
    for (int k = 0; k < found.size(); k++) {
      float[] expected = weights.get(k).getGradient().toFloatArray();
      for (int e = 0; e < expected.length; e++) {
        assertThat(found.get(k)[e]).as("weight %d[%d]", k, e).isCloseTo(expected[e], within(1e-5f));
        largest = Math.max(largest, Math.abs(expected[e]));
      }
    }
    assertThat(largest).isGreaterThan(0.005);
  }
}
