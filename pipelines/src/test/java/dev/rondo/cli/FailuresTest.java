package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailuresTest {

  @Test
  void aLongMessageLosesItsMiddleAndKeepsWhatIsWrongAndWhatIsAllowed() {
    String value = "v".repeat(400);
    for (int length : new int[] {1, 180, 240, 330}) {
      String allowed = "(allowed: " + "a".repeat(length) + ")";
      String line = Failures.oneLine("Cannot read field: " + value + "\n " + allowed);
      assertThat(line).hasSizeLessThanOrEqualTo(500).startsWith("Cannot read field: vvv");
      assertThat(line).endsWith(allowed);
    }
    assertThat(Failures.oneLine("Cannot read " + value + " (allowed: " + value + "z)"))
        .hasSize(500)
        .contains("...")
        .endsWith("vz)");
    assertThat(Failures.oneLine("x".repeat(501))).hasSize(500).contains("x...x");
    assertThat(Failures.oneLine(" a\r\n  b ")).isEqualTo("a b");
  }
}
