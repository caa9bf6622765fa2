package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SamplingSpanTest {
  @Test
  void thePartsOfAJobAddUpToItsTime() {
    assertThat(SamplingSpan.split(1_000_000_000L, 1_500_000_000L, 4_500_000_000L, 5_000_000_000L))
        .containsEntry("rollout/seconds", 4.0)
        .containsEntry("time/job_start_seconds", 0.5)
        .containsEntry("time/sampling_seconds", 3.0)
        .containsEntry("time/job_end_seconds", 0.5);
  }

  @Test
  void aJobThatSampledElsewhereHasOnlyItsWholeTime() {
    assertThat(new SamplingSpan("rollouts/round-000001").seconds())
        .containsOnlyKeys("rollout/seconds");
  }
}
