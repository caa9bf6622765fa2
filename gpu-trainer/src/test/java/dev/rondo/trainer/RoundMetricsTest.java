package dev.rondo.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.dataset.FirstRollouts;
import dev.rondo.dataset.RolloutTally;
import dev.rondo.trainer.metrics.MetricsLog;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoundMetricsTest {

  @TempDir Path directory;

  @Test
  void whatThePlannedProblemsGaveStandsBesideWhatIsTrainedOn() {
    RolloutTally tally =
        new RolloutTally(
            new TreeMap<>(
                Map.of(
                    "rollouts",
                    40L,
                    "correct",
                    10L,
                    "unknown",
                    4L,
                    "truncated",
                    8L,
                    "groups",
                    10L,
                    "mixed-groups",
                    3L,
                    "solved-groups",
                    1L)));
    RoundMetrics metrics = new RoundMetrics(new MetricsLog(directory.resolve("metrics")), 1);
    metrics.addFirst(new FirstRollouts(tally, 200), 1);

    assertThat(metrics.values(1).subMap("rollout/", "rollout0"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "rollout/first_reward", 14.0 / 40,
                "rollout/first_mixed_groups", 0.3,
                "rollout/first_all_correct_groups", 0.1,
                "rollout/first_all_incorrect_groups", 0.6,
                "rollout/first_response_tokens", 5.0,
                "rollout/first_truncated", 0.2));
  }
}
