package dev.rondo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MinimalRoundTest {
  @Test
  void oneRoundRaisesTheRewardOfAPolicyThatGuessed() {
    MinimalRound.Result result = new MinimalRound().run();

    // 14 tokens: a guess is right one time in 14.
    assertThat(result.before()).isBetween(0.03, 0.12);
    assertThat(result.after()).isGreaterThan(result.before() + 0.05);
  }

  @Test
  void theSameRoundGivesTheSameNumbers() {
    assertThat(new MinimalRound().run()).isEqualTo(new MinimalRound().run());
  }
}
