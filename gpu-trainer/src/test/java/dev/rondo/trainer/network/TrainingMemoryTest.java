// What a layer keeps for the way back, counted by hand for published shapes.
package dev.rondo.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.policy.checkpoint.Architecture;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.RopeScaling;
import dev.rondo.policy.program.ComputeType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingMemoryTest {
  private static final ModelConfig SMOL_LM2 = shape(Architecture.LLAMA, 576, 1536, 30, 9, 3, 64);
  private static final ModelConfig QWEN25 = shape(Architecture.QWEN2, 896, 4864, 24, 14, 2, 64);

  /** Sixteen heads of 128 beside a width of 1024, and a norm in each. */
  private static final ModelConfig QWEN3 = shape(Architecture.QWEN3, 1024, 3072, 28, 16, 8, 128);

  private static final LoraSettings ADAPTERS = new LoraSettings(16, 32, LoraSettings.TARGETS, 1);

  /** 8 f + 20 h + 18 H D, with head norms 6 (H + K) D more. */
  @Test
  void bfloat16KeepsInputsOfNormsAndAttentionInFloat32Too() {
    assertThat(keptBytesOfAToken(SMOL_LM2, ComputeType.BFLOAT16, null)).isEqualTo(34_176);
    assertThat(keptBytesOfAToken(QWEN25, ComputeType.BFLOAT16, null)).isEqualTo(72_960);
    assertThat(keptBytesOfAToken(QWEN3, ComputeType.BFLOAT16, null)).isEqualTo(100_352);
  }

  /** 16 f + 24 h + 20 H D. */
  @Test
  void float32KeepsEachTensorOnce() {
    assertThat(keptBytesOfAToken(SMOL_LM2, ComputeType.FLOAT32, null)).isEqualTo(49_920);
  }

  /** 8 f + 16 h + 20 H D + 4 K D, with head norms 4 (H + K) D more. */
  @Test
  void adaptersKeepWhatGoesIntoTheirMatricesAndComesOut() {
    assertThat(keptBytesOfAToken(SMOL_LM2, ComputeType.BFLOAT16, ADAPTERS))
        .isEqualTo(8 * 1536 + 16 * 576 + 20 * 576 + 4 * 192);
    assertThat(keptBytesOfAToken(QWEN3, ComputeType.BFLOAT16, ADAPTERS))
        .isEqualTo(8 * 3072 + 16 * 1024 + 20 * 2048 + 4 * 1024 + 4 * (2048 + 1024));
  }

  /** Of two workers: inputs of layers, 2 h of 2 bytes for each token with its padding. */
  @Test
  void whatTheAllocatorHoldsIsAQuarterOfWhatIsKept() {
    MemorySettings memory =
        new MemorySettings(1500, true, ComputeType.BFLOAT16, ComputeType.FLOAT32, null, 2);
    assertThat(new TrainingMemory(SMOL_LM2, memory, false, false, false, 0).parts())
        .containsEntry("kept by the allocator", 2L * 30 * 1600 * 2 * 576 * 2 / 4);
  }

  @Test
  void thePageHasARowForEachPartInTheSameOrder() throws IOException {
    MemorySettings memory =
        new MemorySettings(1500, true, ComputeType.BFLOAT16, ComputeType.FLOAT32, null, 1);
    List<String> parts =
        List.copyOf(new TrainingMemory(SMOL_LM2, memory, true, true, true, 0).parts().keySet());
    List<String> rows =
        Files.readString(Path.of("../docs/memory.md"))
            .split("## Bytes")[1]
            .split("\n## ")[0]
            .lines()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| what |"))
            .map(line -> line.substring(2, line.indexOf(" |")).replaceFirst("(:| \\().*", ""))
            .distinct()
            .toList();
    assertThat(rows).isEqualTo(parts);
  }

  private static long keptBytesOfAToken(ModelConfig shape, ComputeType type, LoraSettings lora) {
    MemorySettings memory = new MemorySettings(1, false, type, ComputeType.FLOAT32, lora, 1);
    return new TrainingMemory(shape, memory, false, false, false, 0).keptBytes();
  }

  private static ModelConfig shape(
      Architecture architecture,
      int width,
      int inner,
      int layers,
      int heads,
      int keyHeads,
      int headDimension) {
    return new ModelConfig(
        architecture,
        1000,
        width,
        inner,
        layers,
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
