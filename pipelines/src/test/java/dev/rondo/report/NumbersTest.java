package dev.rondo.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void thePageHasAMinusSignAndATerminalAHyphen() {
    assertThat(Numbers.range(-0.0134, -0.002)).isEqualTo("\u22121.3\u00a0to\u00a0\u22120.2");
    assertThat(Numbers.points(-0.0134)).isEqualTo("\u22121.3 points");
    assertThat(Numbers.points(0.0134)).isEqualTo("+1.3 points");
    assertThat(Numbers.plainPoints(-0.0134)).isEqualTo("-1.3 points");
    assertThat(Numbers.fixed(-1.25, 1)).isEqualTo("-1.3");
  }

  @Test
  void aNumberThatRoundsToNothingHasNoSign() {
    assertThat(Numbers.points(-0.0001)).isEqualTo("+0.0 points");
    assertThat(Numbers.percent(-0.0001)).isEqualTo("0.0 %");
  }
}
