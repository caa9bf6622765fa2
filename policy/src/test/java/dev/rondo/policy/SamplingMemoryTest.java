package dev.rondo.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.TinyPolicies;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.SamplingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The plan of sampling's memory, by hand for a shape of round numbers. */
class SamplingMemoryTest {
  private static final ModelConfig CONFIG = ModelConfig.qwen2(100, 16, 32, 3, 4, 2, 8, 4096);
  private static final SamplingSettings SETTINGS = new SamplingSettings(1, 1, 0, 50);

  @Test
  void keysAndValuesAreTwoTimesLayersHeadsAndDimensionAPosition() {
    assertThat(new SamplingMemory(CONFIG, ComputeType.FLOAT32).cacheBytes(10))
        .isEqualTo(10 * 2 * 3 * 2 * 8 * 4);
    assertThat(new SamplingMemory(CONFIG, ComputeType.BFLOAT16).cacheBytes(10))
        .isEqualTo(10 * 2 * 3 * 2 * 8 * 2);
  }

  @Test
  void whatTheAllocatorKeepsIsPlannedWhereLayersArePacked() {
    assertThat(new SamplingMemory(CONFIG, ComputeType.FLOAT32).keptBytes()).isZero();
    ModelConfig wide = ModelConfig.qwen2(100, 256, 512, 3, 4, 2, 64, 4096);
    SamplingMemory memory = new SamplingMemory(wide, ComputeType.BFLOAT16);
    assertThat(memory.keptBytes()).isEqualTo(memory.weightBytes() / 12);
    assertThat(memory.totalBytes(1, 1, 10, 5) - memory.promptBytes(10))
        .isEqualTo(
            memory.weightBytes() + memory.keptBytes() + memory.cacheBytes(15) + memory.drawBytes());
  }

  @Test
  void someRowsOfALargeVocabularyAreSortedAtATime() {
    ModelConfig large = ModelConfig.qwen2(10_000, 16, 32, 3, 4, 2, 8, 4096);
    SamplingMemory memory = new SamplingMemory(large, ComputeType.BFLOAT16);
    assertThat(memory.sharedDrawBytes()).isEqualTo(8 * 10_000 * 48);
    assertThat(memory.totalBytes(3, 1, 10, 5) - memory.totalBytes(2, 1, 10, 5))
        .isEqualTo(memory.cacheBytes(15) + memory.drawBytes());
    assertThat(new SamplingMemory(CONFIG, ComputeType.BFLOAT16).sharedDrawBytes()).isZero();
  }

  @Test
  void aGpuHoldsEachWeightOnce() {
    ModelConfig wide = ModelConfig.qwen2(1024, 256, 512, 3, 4, 2, 64, 4096);
    SamplingMemory memory =
        new SamplingMemory(wide, new DeviceSettings("cuda", ComputeType.BFLOAT16));
    assertThat(memory.weightBytes()).isEqualTo(2 * wide.parameterCount());
    assertThat(memory.keptBytes()).isZero();
    assertThat(memory.cacheBytes(10))
        .isEqualTo(new SamplingMemory(wide, ComputeType.BFLOAT16).cacheBytes(10));
  }

  @Test
  void asManySequencesAreTakenAsFitAndNoMore() {
    SamplingMemory memory = new SamplingMemory(CONFIG, ComputeType.FLOAT32);
    for (int sequences : new int[] {1, 2, 7, 100}) {
      long bytes = memory.largestBytes(sequences, 20, 50);
      assertThat(memory.sequencesWithin(bytes, 20, SETTINGS)).isEqualTo(sequences);
      if (sequences > 1) {
        assertThat(memory.sequencesWithin(bytes - 1, 20, SETTINGS)).isEqualTo(sequences - 1);
      }
    }
  }

  @Test
  void memoryForNotEvenOneSequenceIsRefusedWithWhatItWouldTake() {
    SamplingMemory memory = new SamplingMemory(CONFIG, ComputeType.FLOAT32);
    long one = memory.largestBytes(1, 20, 50);
    assertThatThrownBy(() -> memory.sequencesWithin(one - 1, 20, SETTINGS))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("Cannot sample within memory", "at least " + one);
  }

  @Test
  void batchesThatDoNotFitAreRefusedBeforeAnythingIsAllocated() {
    long plan = new SamplingMemory(CONFIG, ComputeType.FLOAT32).largestBytes(2, 3, 50);
    try (DjlPolicy policy =
        DjlPolicy.of(
            TinyPolicies.random(CONFIG, 1), new ByteTokenizer(), Set.of(), "e".repeat(64), plan)) {
      assertThat(policy.largestBatch(3, SETTINGS)).isEqualTo(2);
      List<SampleRequest> requests = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        requests.add(new SampleRequest(new int[] {1, 2, 3}, new SampleKey(1, 1, "p", i)));
      }
      policy.startSampling(requests.subList(0, 2), SETTINGS).close();
      assertThatThrownBy(() -> policy.startSampling(requests, SETTINGS))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContainingAll("3 sequences", "allowed: 2 within " + plan + " bytes");
    }
  }
}
