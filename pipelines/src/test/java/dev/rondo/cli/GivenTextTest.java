package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GivenTextTest {
  @ParameterizedTest
  @CsvSource({
    "a\\nb, 'a\nb'",
    "\\\\nabla, \\nabla",
    "\\boxed{}, \\boxed{}",
    "\\\\\\nu, '\\\nu'",
    "end\\, end\\",
  })
  void lineFeedsAreMadeAndABackslashBeforeAnNIsWrittenTwice(String given, String meant) {
    assertThat(GivenText.of(given)).isEqualTo(meant);
  }
}
