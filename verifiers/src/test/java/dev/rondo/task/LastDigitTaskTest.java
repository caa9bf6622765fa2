package dev.rondo.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.schema.Outcome;
import dev.rondo.schema.Problem;
import dev.rondo.verify.Verifiers;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The last-digit task: right reference answers, and worked solutions that know a share of facts.
 */
class LastDigitTaskTest {
  private static final long SEED = 3;
  private final LastDigitTask task = new LastDigitTask(3, 0.6);

  @Test
  void everyPromptIsThereOnceAndItsAnswerIsRight() {
    Set<String> prompts = new HashSet<>();
    for (long index = 0; index < task.problemCount(); index++) {
      Problem problem = task.problem(SEED, index);
      prompts.add(problem.getPrompt());
      assertThat(problem.getAnswer()).isEqualTo(Integer.toString(evaluate(problem.getPrompt())));
    }

    assertThat(prompts).hasSize(4000);
    assertThat(task.problemCount()).isEqualTo(4000);
  }

  @Test
  void aStudentWhoKnowsEverythingIsAlwaysRight() {
    LastDigitTask complete = new LastDigitTask(4, 1);
    for (long index = 0; index < 2000; index++) {
      assertThat(outcome(complete.problem(SEED, index))).isEqualTo(Outcome.CORRECT);
    }
  }

  @Test
  void knownFactsAreAnExactShareWhateverTheOrderOfTheirOperands() {
    for (boolean isProduct : new boolean[] {false, true}) {
      int known = 0;
      for (int a = 0; a < 10; a++) {
        for (int b = a; b < 10; b++) {
          boolean isKnown = task.isKnown(SEED, isProduct, a, b);
          assertThat(task.isKnown(SEED, isProduct, b, a)).isEqualTo(isKnown);
          known += isKnown ? 1 : 0;
        }
      }
      assertThat(known).isEqualTo(33); // 60 % of 55
    }
  }

  @Test
  void whereAFactIsNotKnownTheSolutionGuessesEvenlyAndGoesOnWithTheGuess() {
    int[] guesses = new int[10];
    int count = 0;
    for (long index = 0; index < task.problemCount(); index++) {
      Problem problem = task.problem(SEED, index);
      String solution = problem.getSolution();
      assertThat(task.isWellFormed(solution)).as(solution).isTrue();
      String[] steps = solution.split(";");
      int value = problem.getPrompt().charAt(0) - '0';
      for (int k = 0; k < 2; k++) {
        int first = steps[k].charAt(0) - '0';
        boolean isProduct = steps[k].charAt(1) == '*';
        int second = steps[k].charAt(2) - '0';
        int written = steps[k].charAt(4) - '0';
        assertThat(first).isEqualTo(value);
        if (task.isKnown(SEED, isProduct, first, second)) {
          assertThat(written).isEqualTo((isProduct ? first * second : first + second) % 10);
        } else {
          guesses[written]++;
          count++;
        }
        value = written;
      }
      assertThat(steps[2]).isEqualTo("\\boxed{" + value + "}");
    }

    // Chi-square with 9 degrees of freedom; 33.7 is exceeded by chance once in 10,000 seeds.
    double expected = count / 10.0;
    double chiSquare = 0;
    for (int guess : guesses) {
      chiSquare += (guess - expected) * (guess - expected) / expected;
    }
    assertThat(count).isGreaterThan(2000);
    assertThat(chiSquare).isLessThan(33.7);
  }

  @Test
  void lengthsAreThoseStated() {
    for (int operands = 2; operands <= 4; operands++) {
      LastDigitTask any = new LastDigitTask(operands, 0.5);
      Problem problem = any.problem(SEED, 1);
      assertThat(problem.getPrompt()).hasSize(any.longestPromptTokens());
      assertThat(problem.getSolution().replace("\\boxed{", "B"))
          .hasSize(any.longestSolutionTokens());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\\boxed{1}",
        "1+2=3;",
        "1+2=3;\\boxed{}",
        "1+2=3;\\boxed{12}",
        "1+2=3\\boxed{3}",
        "1+2=3;\\boxed{3};",
        "1-2=3;\\boxed{3}",
        "1+2=13;\\boxed{3}",
        ";\\boxed{3}"
      })
  void responsesOfAnotherFormAreNoAttempts(String response) {
    assertThat(task.isWellFormed(response)).isFalse();
  }

  private static Outcome outcome(Problem problem) {
    return Verifiers.named(problem.getVerifier())
        .verify(problem.getAnswer(), problem.getSolution())
        .outcome();
  }

  /** From left to right, whatever the operator, keeping the last digit only at the very end. */
  private static int evaluate(String prompt) {
    long value = prompt.charAt(0) - '0';
    for (int i = 1; i + 1 < prompt.length(); i += 2) {
      int digit = prompt.charAt(i + 1) - '0';
      value = prompt.charAt(i) == '*' ? value * digit : value + digit;
    }
    return (int) (value % 10);
  }
}
