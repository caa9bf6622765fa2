package dev.rondo.trainer.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.trainer.metrics.Alarm.Action;
import dev.rondo.trainer.metrics.Alarm.Signature;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Kept groups have a right answer, so they are cut less than what the policy gives. */
class AlarmTest {
  private static final Alarm TRUNCATED = new Alarm(Signature.TRUNCATED, Action.WARN, 0.5);
  private static final Alarm LENGTH = new Alarm(Signature.LENGTH, Action.WARN, 2);

  @Test
  void withReservesItLooksAtWhatThePolicyGaveAndNotAtTheGroupsThatAreKept() {
    assertThat(
            TRUNCATED.raised(
                List.of(), Map.of("rollout/truncated", 0.45, "rollout/first_truncated", 0.61)))
        .contains("rollout/first_truncated: 0.6100 (allowed: at most 0.5000");
    assertThat(
            TRUNCATED.raised(
                List.of(), Map.of("rollout/truncated", 0.55, "rollout/first_truncated", 0.41)))
        .isEmpty();
    assertThat(LENGTH.raised(List.of(lengths(10, 20)), lengths(19, 41)))
        .contains("rollout/first_response_tokens: 41.00 (allowed: at most 40.00");
    assertThat(LENGTH.raised(List.of(lengths(10, 20), lengths(1, 1)), lengths(21, 39))).isEmpty();
  }

  @Test
  void withoutThemItLooksAtAllRollouts() {
    assertThat(TRUNCATED.raised(List.of(), Map.of("rollout/truncated", 0.51))).isPresent();
    assertThat(TRUNCATED.raised(List.of(), Map.of("rollout/truncated", 0.5))).isEmpty();
    assertThat(TRUNCATED.raised(List.of(), Map.of())).isEmpty();
    Map<String, Double> first = Map.of("rollout/response_tokens", 10.0);
    assertThat(LENGTH.raised(List.of(), first)).isEmpty();
    assertThat(LENGTH.raised(List.of(first), Map.of("rollout/response_tokens", 21.0))).isPresent();
    assertThat(LENGTH.raised(List.of(first), Map.of("rollout/response_tokens", 20.0))).isEmpty();
    assertThat(LENGTH.raised(List.of(first), Map.of())).isEmpty();
  }

  /** An earlier version did not say what the planned problems gave. */
  @Test
  void lengthsOfTwoKindsAreNotCompared() {
    Map<String, Double> first = Map.of("rollout/response_tokens", 10.0);
    assertThat(LENGTH.raised(List.of(first), lengths(19, 41))).isEmpty();
    assertThat(LENGTH.raised(List.of(first), lengths(21, 19)))
        .contains("rollout/response_tokens: 21.00 (allowed: at most 20.00");
  }

  private static Map<String, Double> lengths(double kept, double own) {
    return Map.of("rollout/response_tokens", kept, "rollout/first_response_tokens", own);
  }
}
