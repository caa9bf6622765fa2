// What the plan says that the layers keep, against what the process holds.
package dev.rondo.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.policy.checkpoint.Architecture;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.ModelInitializer;
import dev.rondo.policy.checkpoint.RopeScaling;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.NativeHeap;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.trainer.batch.PackedBatch;
import dev.rondo.trainer.batch.Sequences;
import dev.rondo.trainer.metrics.ProcessMemory;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@EnabledOnOs(OS.LINUX)
class TrainingMemoryIT {
  private static final int LAYERS = 6;

  /** Two tiles without padding: tokens of the sequences of a batch, prompts of 64 included. */
  private static final int[] LENGTHS = {320, 320, 320, 320, 192, 192, 192, 192};

  private static final LoraSettings ADAPTERS = new LoraSettings(8, 16, LoraSettings.TARGETS, 1);

  /**
   * Layers of SmolLM2, of one with wide feed-forwards (Qwen2.5-0.5B), and of one with head norms.
   */
  static Stream<Arguments> ways() {
    ModelConfig balanced = shape(Architecture.LLAMA, 576, 1536, 9, 3, 64);
    ModelConfig inner = shape(Architecture.QWEN2, 448, 2432, 7, 1, 64);
    ModelConfig heads = shape(Architecture.QWEN3, 512, 1536, 8, 4, 128);
    return Stream.of(
        Arguments.of(balanced, ComputeType.BFLOAT16, null),
        Arguments.of(balanced, ComputeType.FLOAT32, null),
        Arguments.of(balanced, ComputeType.BFLOAT16, ADAPTERS),
        Arguments.of(inner, ComputeType.BFLOAT16, null),
        Arguments.of(heads, ComputeType.BFLOAT16, null),
        Arguments.of(heads, ComputeType.BFLOAT16, ADAPTERS));
  }

  @ParameterizedTest(name = "{1}, {2}")
  @MethodSource("ways")
  void layersKeepWhatIsPlanned(ModelConfig shape, ComputeType type, LoraSettings lora)
      throws Exception {
    MemorySettings memory = new MemorySettings(1, false, type, type, lora, 1);
    PolicyModel model =
        PolicyModel.initialize(
            shape,
            ModelInitializer.uniformDeviation(0.02),
            1,
            Learner.program(),
            DeviceSettings.CPU);
    Sequences sequences = sequences();
    PackedBatch batch = PackedBatch.of(sequences, 0, sequences.count());
    long planned =
        new TrainingMemory(shape, memory, false, false, false, 0).keptBytes()
            * batch.ids().length
            * LAYERS;
    try (Learner learner =
        new Learner(model, memory, lora == null ? null : Adapters.create(model, lora, "base"))) {
      learner.forward(batch, 1).close();
      NativeHeap.giveBack();
      double before = residentBytes();
      try (Learner.Forward forward = learner.forward(batch, 1)) {
        NativeHeap.giveBack();
        double held = residentBytes() - before;
        assertThat(held / planned).isBetween(0.9, 1.1);
        assertThat(forward.logprobs()).isNotEmpty();
      }
    }
  }

  private static double residentBytes() {
    return ProcessMemory.mebibytes().get("memory/resident_mebibytes") * 1048576;
  }

  private static Sequences sequences() {
    int[] prompts = new int[LENGTHS.length + 1];
    int[] responses = new int[LENGTHS.length + 1];
    for (int i = 0; i < LENGTHS.length; i++) {
      prompts[i + 1] = prompts[i] + 64;
      responses[i + 1] = responses[i] + LENGTHS[i] - 64 + 1;
    }
    return new Sequences(
        prompts, new int[prompts[LENGTHS.length]], responses, new int[responses[LENGTHS.length]]);
  }

  private static ModelConfig shape(
      Architecture architecture, int width, int inner, int heads, int keyHeads, int headDimension) {
    return new ModelConfig(
        architecture,
        64,
        width,
        inner,
        LAYERS,
        heads,
        keyHeads,
        headDimension,
        4096,
        1e-6,
        10_000,
        new RopeScaling.Default(),
        true);
  }
}
