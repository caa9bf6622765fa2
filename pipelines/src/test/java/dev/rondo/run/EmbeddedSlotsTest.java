package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.config.RunConfig;
import dev.rondo.policy.checkpoint.ModelConfig;
import org.junit.jupiter.api.Test;

class EmbeddedSlotsTest {
  private static final long HEAP = 1L << 30;

  @Test
  void aConfigurationForAClusterGetsWhatTheMachineHas() {
    assertThat(EmbeddedSlots.of(2, 64, HEAP)).isEqualTo(2);
    assertThat(EmbeddedSlots.of(12, 2, HEAP)).isEqualTo(12);
    assertThat(EmbeddedSlots.of(10_000, 2, HEAP)).isEqualTo(64);
    assertThat(EmbeddedSlots.of(10_000, 48, HEAP)).isEqualTo(96);
    int slots = EmbeddedSlots.of(10_000, 1000, HEAP);
    assertThat(EmbeddedSlots.networkBytes(slots)).isLessThanOrEqualTo(HEAP / 4 * 3);
    assertThat(EmbeddedSlots.networkBytes(slots + 1)).isGreaterThan(HEAP / 4 * 3);
    assertThat(EmbeddedSlots.of(2, 2, 1 << 20)).as("a heap that is too small").isEqualTo(1);
  }

  @Test
  void networkMemoryIsWhatSizingSays() {
    assertThat(EmbeddedSlots.networkBytes(2) >> 20).isEqualTo(17);
    assertThat(EmbeddedSlots.networkBytes(12) >> 20).isEqualTo(31);
    assertThat(EmbeddedSlots.networkBytes(64) >> 20).isEqualTo(304);
  }

  /** What options of Beam say counts, and so does what the slots themselves take. */
  @Test
  void aRunIsPlannedWithTheSlotsThatItGets() {
    ModelConfig shape = ModelConfig.qwen2(49152, 576, 1536, 30, 9, 3, 64, 8192);
    RunConfig two =
        RunConfig.parse("rollout: {problems-per-round: 64, shards: 16, group-size: 16}", "test");
    MemoryPlan planned = MemoryPlan.of(two, shape, HEAP);
    MemoryPlan ofMany =
        MemoryPlan.of(
            two.runningOn(RunConfig.parse("runner: {parallelism: 16}", "test").runner()),
            shape,
            HEAP);
    assertThat(ofMany.samplingBytes()).isGreaterThan(2 * planned.samplingBytes());
    assertThat(ofMany.processBytes() - planned.processBytes())
        .isEqualTo(EmbeddedSlots.networkBytes(16) - EmbeddedSlots.networkBytes(2));
    RunConfig cluster =
        two.runningOn(
            RunConfig.parse("runner: {parallelism: 16, flink-master: 'host:8081'}", "test")
                .runner());
    assertThat(MemoryPlan.of(cluster, shape, HEAP).processBytes())
        .isEqualTo(planned.processBytes());
    assertThat(planned.processBytes()).isEqualTo(MemoryPlan.processBytes(shape, HEAP));
  }
}
