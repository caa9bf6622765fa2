// Whether activations are kept or computed again is seen in memory and time alone.
package dev.rondo.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.rondo.policy.checkpoint.Architecture;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.ModelInitializer;
import dev.rondo.policy.checkpoint.RopeScaling;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.trainer.TestPolicies;
import dev.rondo.trainer.batch.PackedBatch;
import dev.rondo.trainer.batch.Packing;
import dev.rondo.trainer.batch.RolloutShard;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class RecomputeBitsTest {
  private static final AdamWSettings ADAM = new AdamWSettings(0.9, 0.99, 1e-8, 0.1);
  private static final LoraSettings ADAPTERS = new LoraSettings(4, 8, LoraSettings.TARGETS, 5);
  private static final int STEPS = 3;

  /** Of one group each; several tiles, since lengths differ. */
  private static final int BATCHES = 4;

  private static final RolloutShard SHARD =
      TestPolicies.withPromptsOfGroups(TestPolicies.shard(BATCHES, 12, 3));

  static Stream<Arguments> ways() {
    return Stream.of(Architecture.values())
        .flatMap(
            architecture ->
                Stream.of(ComputeType.FLOAT32, ComputeType.BFLOAT16)
                    .flatMap(
                        type ->
                            Stream.of(
                                Arguments.of(architecture, type, null, 1),
                                Arguments.of(architecture, type, null, 2),
                                Arguments.of(architecture, type, ADAPTERS, 1))));
  }

  /** On a CPU; nothing says so of a GPU. */
  @ParameterizedTest(name = "{0}, {1}, adapters {2}, {3} workers")
  @MethodSource("ways")
  void gradientsAndWeightsHaveTheSameBits(
      Architecture architecture, ComputeType type, LoraSettings lora, int workers) {
    for (Packing packing : Packing.values()) {
      List<List<float[]>> kept = trained(architecture, type, lora, workers, packing, false);
      List<List<float[]>> recomputed = trained(architecture, type, lora, workers, packing, true);
      assertThat(recomputed).hasSize(2 * STEPS);
      for (int i = 0; i < kept.size(); i++) {
        for (int k = 0; k < kept.get(i).size(); k++) {
          assertThat(recomputed.get(i).get(k))
              .as("%s, %d, %d", packing, i, k)
              .isEqualTo(kept.get(i).get(k));
        }
      }
    }
  }

  /** Gradients and then weights of every step. */
  private static List<List<float[]>> trained(
      Architecture architecture,
      ComputeType type,
      LoraSettings lora,
      int workers,
      Packing packing,
      boolean recompute) {
    MemorySettings memory = new MemorySettings(4096, recompute, type, type, lora, workers);
    PolicyModel model =
        PolicyModel.initialize(
            shape(architecture),
            ModelInitializer.uniformDeviation(0.1),
            11,
            Learner.program(),
            DeviceSettings.CPU);
    List<List<float[]>> found = new ArrayList<>();
    try (Learner learner =
        new Learner(model, memory, lora == null ? null : Adapters.create(model, lora, "base"))) {
      for (int step = 0; step < STEPS; step++) {
        new Workers(workers)
            .run(BATCHES, (index, worker) -> accumulate(learner, packing, index, worker));
        found.add(learner.gradients().stream().map(float[]::clone).toList());
        learner.step(ADAM, 1e-2, 1);
        found.add(learner.weights().stream().map(RecomputeBitsTest::floats).toList());
      }
    }
    return found;
  }

  private static int accumulate(Learner learner, Packing packing, int index, int worker) {
    int size = SHARD.groupSize();
    PackedBatch batch = packing.batch(SHARD.sequences(), size * index, size * (index + 1));
    double[] coefficients = new double[batch.tokenCount()];
    for (int t = 0; t < coefficients.length; t++) {
      coefficients[t] = Math.cos(index + t);
    }
    try (Learner.Forward forward = learner.forward(batch, 0.9, worker)) {
      forward.accumulate(coefficients);
    }
    return index;
  }

  private static float[] floats(NDArray weight) {
    try (NDArray exact = weight.toType(DataType.FLOAT32, true)) {
      return exact.toFloatArray();
    }
  }

  /** Wide enough for matrix products that several threads share. */
  private static ModelConfig shape(Architecture architecture) {
    return new ModelConfig(
        architecture,
        300,
        128,
        256,
        2,
        4,
        2,
        32,
        64,
        1e-6,
        10_000,
        new RopeScaling.Default(),
        architecture == Architecture.QWEN2);
  }
}
