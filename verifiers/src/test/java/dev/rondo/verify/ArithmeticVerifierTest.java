package dev.rondo.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArithmeticVerifierTest {
  private final Verifier verifier = Verifiers.named("arithmetic");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4710 | 5*6=30;\\boxed{4710}     | CORRECT   | equal             | 4710",
        "4710 | \\boxed{ 4710 }          | CORRECT   | equal             | 4710",
        "7    | \\boxed{007}             | CORRECT   | equal             | 007",
        "0    | \\boxed{-0}              | CORRECT   | equal             | -0",
        "-7   | \\boxed{-7}              | CORRECT   | equal             | -7",
        "4710 | \\boxed{471}             | INCORRECT | different         | 471",
        "4710 | 4710                     | INCORRECT | no-answer         |",
        "4710 | boxed{4710}              | INCORRECT | no-answer         |",
        "4710 | \\boxed{4710             | INCORRECT | unreadable-answer |",
        "4710 | \\boxed{4710;            | INCORRECT | unreadable-answer |",
        "4710 | \\boxed{}                | INCORRECT | unreadable-answer | ''",
        "4710 | \\boxed{4710.0}          | INCORRECT | unreadable-answer | 4710.0",
        "4710 | \\boxed{{4710}}          | INCORRECT | unreadable-answer | {4710}",
        "4710 | \\boxed{4,710}           | INCORRECT | unreadable-answer | 4,710",
        "4710 | \\boxed{+4710}           | INCORRECT | unreadable-answer | +4710",
        "4710 | \\boxed{1}\\boxed{4710}  | INCORRECT | several-answers   | 4710",
        "4710 | \\boxed{4710}\\boxed{1}  | INCORRECT | several-answers   | 1",
        "4710 | \\boxed{4710};5          | INCORRECT | text-after-answer | 4710",
        "4710 | \\boxed{4710}}}          | INCORRECT | text-after-answer | 4710",
        "7 | <think>\\boxed{3}?</think>\\boxed{7} | CORRECT   | equal | 7",
        "7 | is it \\boxed{3}?</think>\\boxed{7}   | CORRECT   | equal | 7",
        "7 | <think>\\boxed{7}</think>\\boxed{3}  | INCORRECT | different | 3",
        "7 | <think>\\boxed{7}</think>7         | INCORRECT | no-answer |",
        "7 | <think>it may be \\boxed{7}        | INCORRECT | unfinished-reasoning |",
        "x    | \\boxed{x}               | UNKNOWN   | unreadable-reference |",
      })
  void judges(String answer, String response, Outcome outcome, String reason, String extracted) {
    assertThat(verifier.verify(answer, response))
        .isEqualTo(new Verdict(outcome, reason, extracted));
  }

  @Test
  void digitsOfOtherScriptsAreNoDigits() {
    assertThat(verifier.verify("4", "\\boxed{\u0664}").reason()).isEqualTo("unreadable-answer");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "x", "1.0", "--1", "1 2", "1/2"})
  void aReferenceThatIsNoWholeNumberIsRefusedAndGivesNoReward(String answer) {
    assertThat(verifier.checkReference(answer))
        .hasValueSatisfying(text -> assertThat(text).contains("allowed: a whole number"));
    assertThat(verifier.verify(answer, "\\boxed{1}").outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void hugeNumbersAreBoundedNotComputed() {
    String digits = "9".repeat(1_000_000);

    assertThat(verifier.checkReference(digits)).isPresent();
    assertThat(verifier.verify("9", "\\boxed{" + digits + "}").reason())
        .isEqualTo("unreadable-answer");
    assertThat(verifier.verify("9", "\\boxed{".repeat(100_000)).reason())
        .isEqualTo("unreadable-answer");
  }

  @Test
  void exactlyTheReferenceIsCorrect() {
    Property.holds(
        1000,
        draw -> {
          long answer = draw.large(-100, 100);
          long given = draw.large(-100, 100);
          Verdict verdict = verifier.verify(Long.toString(answer), "1+1=2;\\boxed{" + given + "}");

          assertThat(verdict.outcome())
              .isEqualTo(answer == given ? Outcome.CORRECT : Outcome.INCORRECT);
          assertThat(verdict.outcome())
              .isEqualTo(answer == given ? Outcome.CORRECT : Outcome.INCORRECT);
        });
  }

  @Test
  void noTextMakesAnyVerifierThrow() {
    Property.holds(
        300,
        draw -> {
          String answer = draw.text(40);
          String text = draw.text(60);
          for (String name : Verifiers.names()) {
            Verifier any = Verifiers.named(name);
            assertThat(any.verify(answer, text).reason()).isNotEmpty();
            assertThat(any.verify("7", "\\boxed{" + text).reason()).isNotEmpty();
          }
        });
  }

  @Test
  void verifiersAreFoundByNameAndKnowTheirVersion() {
    assertThat(Verifiers.names()).contains("arithmetic", "choice", "exact", "string");
    assertThat(verifier.identity()).isEqualTo("arithmetic@2");
    assertThatThrownBy(() -> Verifiers.named("symbolic"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot find verifier: symbolic (allowed: arithmetic, ");
    assertThatThrownBy(() -> Verifiers.named(null)).isInstanceOf(InvalidInputException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "blue | the sky is \\boxed{blue}      | CORRECT   | equal             | blue",
        "blue | blue                          | CORRECT   | equal             | blue",
        "blue | \\boxed{red} or \\boxed{blue} | CORRECT   | equal             | blue",
        "{a}  | \\boxed{{a}}                  | CORRECT   | equal             | {a}",
        "blue | \\boxed{Blue}                 | INCORRECT | different         | Blue",
        "blue | \\boxed{ }                    | INCORRECT | no-answer         |",
        "blue | \\boxed{blue                  | INCORRECT | unreadable-answer |",
        "''   | blue                          | UNKNOWN   | unreadable-reference |",
      })
  void exactVerifierComparesTexts(
      String answer, String response, Outcome outcome, String reason, String extracted) {
    assertThat(Verifiers.named("exact").verify(answer, response))
        .isEqualTo(new Verdict(outcome, reason, extracted));
  }

  @Test
  void aVerdictIsValidFromBirth() {
    assertThatThrownBy(() -> new Verdict(Outcome.CORRECT, "It is", null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("It is");
    assertThatThrownBy(() -> new Verdict(null, "equal", null))
        .isInstanceOf(InvalidInputException.class);
  }
}
