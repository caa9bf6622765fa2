// Any expression that reaches the target with exactly the given numbers is right.
package dev.rondo.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountdownVerifierTest {
  private final CountdownVerifier verifier = new CountdownVerifier();

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "equal, 8*3-5",
    "equal, (08*03)-05",
    "equal, 3*8 - 5",
    "equal, 3\\times 8-5",
    "equal, (3*(8))-5",
    "different, 8+3+5",
    "different, 8*(3-5)",
    "different, 8/(3-3)*5",
    "other-numbers, 19",
    "other-numbers, 8*3-5+0",
    "other-numbers, 8+8+3",
    "unreadable-answer, 8*3-5=19",
    "unreadable-answer, 8*3-",
    "unreadable-answer, 8 3 5",
    "unreadable-answer, (8*3-5",
    "unreadable-answer, ''",
    "unreadable-answer, 8**3-5",
  })
  void theExpressionIsEvaluated(String reason, String expression) {
    String given = expression.contains("3-3") ? "19 from 8 3 3 5" : "19 from 8 3 5";
    assertThat(verifier.verify(given, "\\boxed{" + expression + "}").reason()).isEqualTo(reason);
  }

  @Test
  void divisionIsExact() {
    assertThat(verifier.verify("24 from 3 3 8 8", "\\boxed{8/(3-8/3)}").reason())
        .isEqualTo("equal");
    assertThat(verifier.verify("1 from 1 3 3", "\\boxed{1/3*3}").reason()).isEqualTo("equal");
    assertThat(verifier.verify("0 from 1 2 2", "\\boxed{1/(2-2)}").reason()).isEqualTo("different");
  }

  @Test
  void oneBoxAtTheEndAndAReadableReferenceAreNeeded() {
    assertThat(verifier.verify("5 from 2 3", "2+3").reason()).isEqualTo("no-answer");
    assertThat(verifier.verify("5 from 2 3", "\\boxed{2+3} or so").reason())
        .isEqualTo("text-after-answer");
    assertThat(verifier.verify("5 from 2 3", "\\boxed{2*3}\\boxed{2+3}").reason())
        .isEqualTo("several-answers");
    assertThat(verifier.verify("5", "\\boxed{2+3}").reason()).isEqualTo("unreadable-reference");
    assertThat(verifier.checkReference("5 from 2 3")).isEmpty();
    assertThat(verifier.checkReference("five")).isPresent();
    assertThat(verifier.checkReference(null)).isPresent();
  }

  @Test
  void deepAndLongExpressionsAreRefusedAtOnce() {
    String deep = "(".repeat(200) + "5" + ")".repeat(200);
    assertThat(verifier.verify("5 from 5", "\\boxed{" + deep + "}").reason())
        .isEqualTo("unreadable-answer");
    assertThat(verifier.verify("5 from 5", "\\boxed{" + "5+".repeat(100_000) + "5}").reason())
        .isEqualTo("unreadable-answer");
  }
}
