// One idea: the learner's native calls against independent arithmetic.
package dev.rondo.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.rondo.policy.checkpoint.Architecture;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.ModelInitializer;
import dev.rondo.policy.checkpoint.RopeScaling;
import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.policy.checkpoint.TensorBytes;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.trainer.TestPolicies;
import dev.rondo.trainer.batch.MicroBatch;
import dev.rondo.trainer.batch.PackedBatch;
import dev.rondo.trainer.batch.RolloutShard;
import dev.rondo.trainer.objective.ClassBalance;
import dev.rondo.trainer.objective.GroupBatch;
import dev.rondo.trainer.objective.ObjectiveValue;
import dev.rondo.trainer.objective.PacsObjective;
import dev.rondo.trainer.objective.UpdateTotals;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LearnerTest {

  private static final AdamWSettings ADAM = new AdamWSettings(0.9, 0.99, 1e-8, 0.1);

  private Learner learner;
  private RolloutShard shard;

  @BeforeEach
  void open() {
    learner = TestPolicies.learner(11);
    shard = TestPolicies.shard(4, 6, 17);
  }

  @AfterEach
  void close() {
    learner.close();
  }

  /**
   * PACS oracle against autograd: the gradient from Java's coefficients is that of the naive
   * cross-entropy of the whole group, computed and differentiated in torch.
   */
  @Test
  void gradientEqualsAutogradThroughTheNaiveLossOfWholeGroups() {
    double beta = 0.8;
    double temperature = 0.9;
    PackedBatch batch = PackedBatch.of(shard.sequences(), 0, shard.sequenceCount());
    MicroBatch padded = MicroBatch.of(shard.sequences(), 0, shard.sequenceCount());
    double[] reference = learner.score(learner.weights(), batch, temperature);
    for (int t = 0; t < reference.length; t++) {
      reference[t] += 0.3 * Math.sin(t);
    }
    UpdateTotals totals =
        new UpdateTotals(shard.groupCount(), shard.sequenceCount(), batch.tokenCount(), 0.5);
    PacsObjective objective = PacsObjective.released(beta, ClassBalance.QUESTION);
    double loss;
    try (Learner.Forward forward = learner.forward(batch, temperature)) {
      ObjectiveValue value =
          objective.evaluate(
              new GroupBatch(
                  TestPolicies.groupOffsets(shard),
                  batch.tokenOffsets(),
                  forward.logprobs(),
                  reference,
                  shard.outcomeRewards(),
                  totals));
      loss = value.loss();
      forward.accumulate(value.coefficients());
    }
    List<float[]> gradients = learner.gradients();

    try (NDManager scope = learner.model().manager().newSubManager()) {
      double[] naiveLoss = new double[1];
      List<float[]> naive = naiveGradient(padded, reference, beta, temperature, scope, naiveLoss);
      assertThat(loss).isCloseTo(naiveLoss[0], within(1e-5));
      double largest = 0;
      for (int k = 0; k < gradients.size(); k++) {
        for (int e = 0; e < gradients.get(k).length; e++) {
          assertThat((double) gradients.get(k)[e])
              .as("%s[%d]", learner.model().weightNames().get(k), e)
              .isCloseTo(naive.get(k)[e], within(1e-5));
          largest = Math.max(largest, Math.abs(naive.get(k)[e]));
        }
      }
      assertThat(largest).isGreaterThan(0.01);
    }
  }

  /** Padded (sequences, longest) arithmetic and torch's own backward: shares nothing with Java. */
  private List<float[]> naiveGradient(
      MicroBatch batch,
      double[] reference,
      double beta,
      double temperature,
      NDManager scope,
      double[] loss) {
    int groupSize = shard.groupSize();
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray logprobs =
          learner
              .model()
              .module()
              .call("response_logprobs")
              .list("w", learner.weights())
              .tensor(scope.create(batch.ids(), new Shape(batch.rows(), batch.columns())))
              .longs(batch.selected())
              .tensor(learner.model().configuration())
              .doubles(temperature)
              .runWithGradient(scope)
              .get(0);
      float[] fixed = new float[reference.length];
      for (int t = 0; t < fixed.length; t++) {
        fixed[t] = (float) reference[t];
      }
      NDArray ratios = logprobs.sub(scope.create(fixed));
      NDList rewards = new NDList();
      for (int i = 0; i < shard.sequenceCount(); i++) {
        NDArray ofSequence =
            ratios.get(new NDIndex(batch.tokenOffsets()[i] + ":" + batch.tokenOffsets()[i + 1]));
        rewards.add(ofSequence.sum().mul(beta));
      }
      NDArray total = scope.create(0f);
      for (int g = 0; g < shard.groupCount(); g++) {
        double correct = 0;
        for (int i = 0; i < groupSize; i++) {
          correct += shard.outcomeRewards()[g * groupSize + i];
        }
        for (int i = 0; i < groupSize; i++) {
          NDArray others = scope.create(0f);
          for (int j = 0; j < groupSize; j++) {
            others = j == i ? others : others.add(rewards.get(g * groupSize + j));
          }
          NDArray psi = rewards.get(g * groupSize + i).sub(others.div(groupSize - 1));
          double label = shard.outcomeRewards()[g * groupSize + i];
          double sameClass = label == 1 ? correct : groupSize - correct;
          double weight = correct > 0 && correct < groupSize ? groupSize / (2 * sameClass) : 1;
          NDArray probability = psi.neg().exp().add(1).pow(-1);
          NDArray chosen = label == 1 ? probability : probability.neg().add(1);
          total = total.sub(chosen.log().mul(weight / groupSize / shard.groupCount()));
        }
      }
      loss[0] = total.toType(DataType.FLOAT64, false).getDouble();
      collector.backward(total);
    }
    List<float[]> gradients = new ArrayList<>();
    for (NDArray weight : learner.weights()) {
      gradients.add(weight.getGradient().toFloatArray());
    }
    return gradients;
  }

  @Test
  void scoringWithTheSamePackingGivesTheSameBitsAsTheForwardPassWithGradient() {
    for (double temperature : new double[] {1, 0.7, 1.3}) {
      PackedBatch batch = PackedBatch.of(shard.sequences(), 6, 18);
      NDList copy = learner.copyWeights();
      double[] scored = learner.score(learner.weights(), batch, temperature);
      double[] byCopy = learner.score(copy, batch, temperature);
      try (Learner.Forward forward = learner.forward(batch, temperature)) {
        assertThat(forward.logprobs()).isEqualTo(scored).isEqualTo(byCopy);
      }
      copy.close();
    }
  }

  @Test
  void gradientsOfTheRangesOfABatchAddUp() {
    double[] coefficients = new double[shard.responseTokenCount()];
    for (int t = 0; t < coefficients.length; t++) {
      coefficients[t] = Math.cos(t);
    }
    accumulate(0, shard.sequenceCount(), coefficients);
    List<float[]> whole = learner.gradients();
    learner.step(ADAM, 1e-30, 0);
    for (int from = 0; from < shard.sequenceCount(); from += 5) {
      accumulate(from, Math.min(shard.sequenceCount(), from + 5), coefficients);
    }
    List<float[]> parts = learner.gradients();
    for (int k = 0; k < whole.size(); k++) {
      for (int e = 0; e < whole.get(k).length; e++) {
        assertThat(parts.get(k)[e]).isCloseTo(whole.get(k)[e], within(2e-5f));
      }
    }
  }

  private void accumulate(int from, int to, double[] coefficients) {
    PackedBatch batch = PackedBatch.of(shard.sequences(), from, to);
    int first = shard.responseOffsets()[from];
    try (Learner.Forward forward = learner.forward(batch, 1)) {
      forward.accumulate(Arrays.copyOfRange(coefficients, first, first + batch.tokenCount()));
    }
  }

  @Test
  void adamWFollowsItsFormulaWithClippingAndDecayOfMatricesOnly() {
    List<double[]> weights = copy(learner.weights());
    List<double[]> first = zeros(weights);
    List<double[]> second = zeros(weights);
    for (int step = 1; step <= 3; step++) {
      double[] coefficients = new double[shard.responseTokenCount()];
      Arrays.fill(coefficients, -0.1 * step);
      accumulate(0, shard.sequenceCount(), coefficients);
      List<float[]> gradient = learner.gradients();
      double squares = 0;
      for (float[] part : gradient) {
        for (float value : part) {
          squares += (double) value * value;
        }
      }
      double norm = Math.sqrt(squares);
      double clip = step == 2 ? 0 : norm / 3;
      double scale = step == 2 ? 1 : 1.0 / 3;
      double learningRate = 0.01 * step;
      assertThat(learner.step(ADAM, learningRate, clip)).isCloseTo(norm, within(1e-6 * norm));
      assertThat(learner.gradients()).allSatisfy(part -> assertThat(part).containsOnly(0f));
      for (int k = 0; k < weights.size(); k++) {
        boolean isMatrix = learner.weights().get(k).getShape().dimension() > 1;
        for (int e = 0; e < weights.get(k).length; e++) {
          double g = gradient.get(k)[e] * scale;
          first.get(k)[e] = 0.9 * first.get(k)[e] + 0.1 * g;
          second.get(k)[e] = 0.99 * second.get(k)[e] + 0.01 * g * g;
          double mean = first.get(k)[e] / (1 - Math.pow(0.9, step));
          double spread = Math.sqrt(second.get(k)[e] / (1 - Math.pow(0.99, step))) + 1e-8;
          weights.get(k)[e] *= isMatrix ? 1 - learningRate * 0.1 : 1;
          weights.get(k)[e] -= learningRate * mean / spread;
        }
        float[] actual = learner.weights().get(k).toFloatArray();
        for (int e = 0; e < actual.length; e++) {
          assertThat((double) actual[e]).isCloseTo(weights.get(k)[e], within(2e-5));
        }
      }
    }
    assertThat(learner.optimizerSteps()).isEqualTo(3);
  }

  @Test
  void aGradientThatIsNotFiniteChangesNothing() {
    List<double[]> before = copy(learner.weights());
    double[] coefficients = new double[shard.responseTokenCount()];
    coefficients[3] = Double.NaN;
    accumulate(0, shard.sequenceCount(), coefficients);
    assertThat(learner.step(ADAM, 0.1, 1)).isNaN();
    assertThat(learner.optimizerSteps()).isZero();
    assertThat(copy(learner.weights())).usingRecursiveComparison().isEqualTo(before);
    assertThat(learner.gradients()).allSatisfy(part -> assertThat(part).containsOnly(0f));
  }

  @Test
  void paddingDoesNotReachTheResponses() {
    PackedBatch all = PackedBatch.of(shard.sequences(), 0, shard.sequenceCount());
    double[] together = learner.score(learner.weights(), all, 1);
    for (int i = 0; i < shard.sequenceCount(); i++) {
      double[] alone =
          learner.score(learner.weights(), PackedBatch.of(shard.sequences(), i, i + 1), 1);
      for (int t = 0; t < alone.length; t++) {
        assertThat(alone[t]).isCloseTo(together[shard.responseOffsets()[i] + t], within(1e-5));
      }
    }
  }

  private static List<double[]> copy(NDList arrays) {
    List<double[]> copies = new ArrayList<>();
    for (NDArray array : arrays) {
      float[] values = array.toFloatArray();
      double[] copy = new double[values.length];
      for (int e = 0; e < copy.length; e++) {
        copy[e] = values[e];
      }
      copies.add(copy);
    }
    return copies;
  }

  private static List<double[]> zeros(List<double[]> like) {
    return like.stream().map(values -> new double[values.length]).toList();
  }

  /** Every way of saving memory gives the gradient of the plain way, for every architecture. */
  @ParameterizedTest
  @EnumSource(Architecture.class)
  void recomputedAndKeptActivationsGiveTheNaiveGradient(Architecture architecture) {
    ModelConfig config =
        new ModelConfig(
            architecture,
            700,
            16,
            24,
            3,
            4,
            2,
            8,
            64,
            1e-6,
            10_000,
            new RopeScaling.Default(),
            architecture == Architecture.QWEN2);
    double[] coefficients = new double[shard.responseTokenCount()];
    for (int t = 0; t < coefficients.length; t++) {
      coefficients[t] = Math.cos(t);
    }
    List<float[]> naive;
    try (Learner plain = TestPolicies.learner(3, config, MemorySettings.small(4096))) {
      naive = naiveGradient(plain, coefficients);
      assertClose(accumulated(plain, coefficients), naive, 1e-5);
    }
    MemorySettings recompute =
        new MemorySettings(4096, true, ComputeType.FLOAT32, ComputeType.FLOAT32, null, 1);
    try (Learner lean = TestPolicies.learner(3, config, recompute)) {
      assertClose(accumulated(lean, coefficients), naive, 1e-5);
    }
    MemorySettings half =
        new MemorySettings(4096, true, ComputeType.BFLOAT16, ComputeType.BFLOAT16, null, 1);
    try (Learner lean = TestPolicies.learner(3, config, half)) {
      // bfloat16 keeps 8 bits, so this only says that nothing is left out or counted twice.
      assertClose(accumulated(lean, coefficients), naive, 0.25);
      PackedBatch batch = PackedBatch.of(shard.sequences(), 0, shard.sequenceCount());
      try (Learner.Forward forward = lean.forward(batch, 1)) {
        assertThat(forward.logprobs()).isEqualTo(lean.score(lean.weights(), batch, 1));
      }
    }
  }

  private List<float[]> naiveGradient(Learner plain, double[] coefficients) {
    MicroBatch padded = MicroBatch.of(shard.sequences(), 0, shard.sequenceCount());
    try (NDManager scope = plain.model().manager().newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray logprobs =
          plain
              .model()
              .module()
              .call("response_logprobs")
              .list("w", plain.weights())
              .tensor(scope.create(padded.ids(), new Shape(padded.rows(), padded.columns())))
              .longs(padded.selected())
              .tensor(plain.model().configuration())
              .doubles(1)
              .runWithGradient(scope)
              .get(0);
      float[] values = new float[coefficients.length];
      for (int t = 0; t < values.length; t++) {
        values[t] = (float) coefficients[t];
      }
      collector.backward(logprobs.mul(scope.create(values)).sum());
      return plain.weights().stream().map(weight -> weight.getGradient().toFloatArray()).toList();
    }
  }

  private List<float[]> accumulated(Learner learner, double[] coefficients) {
    PackedBatch batch = PackedBatch.of(shard.sequences(), 0, shard.sequenceCount());
    try (Learner.Forward forward = learner.forward(batch, 1)) {
      forward.accumulate(coefficients);
    }
    return learner.gradients();
  }

  private static void assertClose(List<float[]> found, List<float[]> expected, double share) {
    for (int k = 0; k < expected.size(); k++) {
      double largest = 0;
      double error = 0;
      for (int e = 0; e < expected.get(k).length; e++) {
        largest = Math.max(largest, Math.abs(expected.get(k)[e]));
        error = Math.max(error, Math.abs(expected.get(k)[e] - found.get(k)[e]));
      }
      assertThat(error).as("weight %d", k).isLessThanOrEqualTo(share * largest + 1e-6);
    }
  }

  /** A prompt that is computed once has the gradient of all responses after it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sharedPromptsGiveTheLogprobsAndGradientsOfOwnOnes(boolean recompute) {
    RolloutShard groups = TestPolicies.withPromptsOfGroups(shard);
    PackedBatch own = PackedBatch.of(groups.sequences(), 0, groups.sequenceCount());
    PackedBatch shared = PackedBatch.shared(groups.sequences(), 0, groups.sequenceCount());
    assertThat(shared.ids().length).isLessThan(own.ids().length);
    double[] coefficients = new double[own.tokenCount()];
    for (int t = 0; t < coefficients.length; t++) {
      coefficients[t] = Math.sin(t);
    }
    LoraSettings lora =
        new LoraSettings(
            2,
            3,
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"),
            5);
    for (LoraSettings adapters : Arrays.asList(null, lora)) {
      MemorySettings memory =
          new MemorySettings(
              4096, recompute, ComputeType.FLOAT32, ComputeType.FLOAT32, adapters, 1);
      PolicyModel model =
          PolicyModel.initialize(
              TestPolicies.CONFIG,
              ModelInitializer.uniformDeviation(0.3),
              11,
              Learner.program(),
              DeviceSettings.CPU);
      try (Learner each =
          new Learner(
              model, memory, adapters == null ? null : Adapters.create(model, adapters, "base"))) {
        List<List<float[]>> found = new ArrayList<>();
        List<double[]> logprobs = new ArrayList<>();
        for (PackedBatch batch : List.of(own, shared)) {
          try (Learner.Forward forward = each.forward(batch, 0.7)) {
            forward.accumulate(coefficients);
            logprobs.add(forward.logprobs());
            assertThat(each.score(each.weights(), batch, 0.7)).isEqualTo(forward.logprobs());
          }
          found.add(each.gradients());
          each.discardGradient();
        }
        for (int t = 0; t < coefficients.length; t++) {
          assertThat(logprobs.get(1)[t]).isCloseTo(logprobs.get(0)[t], within(1e-5));
        }
        assertClose(found.get(1), found.get(0), 1e-5);
      }
    }
  }

  /** With W = base + s B A: dA = s B^T dW and dB = s dW A^T. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void adaptersGetTheGradientOfTheMergedWeights(boolean recompute) {
    LoraSettings lora = new LoraSettings(2, 3, List.of("q_proj", "down_proj"), 5);
    MemorySettings memory =
        new MemorySettings(4096, recompute, ComputeType.FLOAT32, ComputeType.FLOAT32, lora, 1);
    PolicyModel base =
        PolicyModel.initialize(
            TestPolicies.CONFIG,
            ModelInitializer.uniformDeviation(0.3),
            11,
            Learner.program(),
            DeviceSettings.CPU);
    double[] coefficients = new double[shard.responseTokenCount()];
    Arrays.fill(coefficients, 0.5);
    try (Learner adapted =
        new Learner(base, memory, Adapters.create(base, lora, "policies/base"))) {
      List<float[]> whole = accumulated(learner, coefficients);
      List<float[]> parts = accumulated(adapted, coefficients);
      assertThat(adapted.adapters().names()).hasSize(8);
      assertThat(adapted.adapters().names().get(1))
          .isEqualTo("base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight");
      int place = learner.model().weightNames().indexOf("model.layers.0.self_attn.q_proj.weight");
      float[] a = adapted.adapters().trained().get(0).toFloatArray();
      int in = a.length / 2;
      int out = whole.get(place).length / in;
      for (int i = 0; i < out; i++) {
        for (int r = 0; r < 2; r++) {
          double expected = 0;
          for (int k = 0; k < in; k++) {
            expected += 1.5 * whole.get(place)[i * in + k] * a[r * in + k];
          }
          assertThat((double) parts.get(1)[i * 2 + r]).isCloseTo(expected, within(1e-4));
        }
      }
      // B is zero at first, so A has no gradient yet; one step gives it one.
      assertThat(parts.get(0)).containsOnly(0f);
      adapted.step(ADAM, 0.05, 0);
      assertThat(accumulated(adapted, coefficients).get(0)).isNotEqualTo(parts.get(0));
      List<Safetensors.Tensor> merged = adapted.weightTensors();
      float[] before = base.weights().get(place).toFloatArray();
      float[] after = new float[before.length];
      int arrays = base.manager().getManagedArrays().size();
      TensorBytes.of(merged.get(place)).asFloatBuffer().get(after);
      assertThat(base.manager().getManagedArrays()).as("merged copies are gone").hasSize(arrays);
      float[] b = adapted.adapters().trained().get(1).toFloatArray();
      float[] trainedA = adapted.adapters().trained().get(0).toFloatArray();
      double moved = 0;
      for (int i = 0; i < out; i++) {
        for (int k = 0; k < in; k++) {
          double delta = b[2 * i] * trainedA[k] + b[2 * i + 1] * trainedA[in + k];
          double expected = before[i * in + k] + 1.5 * delta;
          assertThat((double) after[i * in + k]).isCloseTo(expected, within(1e-5));
          moved = Math.max(moved, Math.abs(delta));
        }
      }
      assertThat(moved).isGreaterThan(0.01);
    }
  }

  @Test
  void theFirstWeightThatIsNotFiniteIsNamed() {
    try (Learner learner = TestPolicies.learner(2)) {
      assertThat(learner.firstNotFinite()).isEmpty();
      for (int place : new int[] {5, 3}) {
        float[] values = learner.model().weights().get(place).toFloatArray();
        values[values.length - 1] = place == 5 ? Float.NaN : Float.NEGATIVE_INFINITY;
        learner.model().setWeight(place, values);
        assertThat(learner.firstNotFinite()).contains(learner.model().weightNames().get(place));
      }
    }
  }

  /** Rounding to nearest would leave the second moment where it is: 0.999 v rounds back to v. */
  @Test
  void momentsInHalfPrecisionFollowThoseInFullOnAverage() {
    MemorySettings half =
        new MemorySettings(4096, false, ComputeType.FLOAT32, ComputeType.BFLOAT16, null, 1);
    AdamWSettings slow = new AdamWSettings(0.9, 0.999, 1e-8, 0);
    double[] coefficients = new double[shard.responseTokenCount()];
    Arrays.fill(coefficients, 0.5);
    try (Learner full = TestPolicies.learner(2);
        Learner lean = TestPolicies.learner(2, TestPolicies.CONFIG, half)) {
      for (int step = 0; step < 200; step++) {
        for (Learner each : List.of(full, lean)) {
          if (step < 2) {
            accumulated(each, coefficients);
          }
          each.step(slow, 1e-12, 0);
        }
      }
      double expected = mean(full.momentTensors());
      assertThat(mean(lean.momentTensors())).isCloseTo(expected, within(0.03 * expected));
    }
  }

  private static double mean(List<Safetensors.Tensor> moments) {
    double sum = 0;
    for (Safetensors.Tensor moment : moments) {
      if (moment.name().startsWith("second.")) {
        ByteBuffer bytes = TensorBytes.of(moment);
        while (bytes.hasRemaining()) {
          sum +=
              moment.type() == Safetensors.ElementType.F32
                  ? bytes.getFloat()
                  : Float.intBitsToFloat(bytes.getShort() << 16);
        }
      }
    }
    return sum;
  }
}
