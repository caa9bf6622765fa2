package dev.rondo.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.FirstRollouts;
import dev.rondo.dataset.RolloutTally;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.metrics.Alarm;
import dev.rondo.trainer.metrics.MetricsLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    RoundMetrics metrics =
        new RoundMetrics(new MetricsLog(directory.resolve("metrics")), 1, "round 1");
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

  /** A run and its control have rounds of the same indices, and logs of their own. */
  @Test
  void anAlarmNamesTheControlWhereItIsTheControls() throws IOException {
    RoundMetrics metrics =
        new RoundMetrics(new MetricsLog(directory.resolve("metrics")), 3, "round 3 of the control");
    TreeMap<String, Double> values = new TreeMap<>(Map.of("label/cross_entropy", 2.5));
    List<String> warnings = new ArrayList<>();
    metrics.watch(List.of(labels(Alarm.Action.WARN)), values, warnings::add);

    String said = "alarm labels in round 3 of the control, label/cross_entropy: 2.500 (allowed:";
    assertThat(warnings).singleElement().asString().startsWith("Warning: " + said);
    assertThat(values).containsEntry("alarm/labels", 1.0);
    assertThatThrownBy(
            () -> metrics.watch(List.of(labels(Alarm.Action.STOP)), values, warnings::add))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot go on: " + said);
  }

  private static Alarm labels(Alarm.Action action) {
    return new Alarm(Alarm.Signature.LABELS, action, 2);
  }
}
