// What every family of generated problems promises.
package dev.rondo.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Problem;
import dev.rondo.verify.Verifiers;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskGeneratorsTest {
  private static final long SEED = 11;
  private static final int MOST = 3000;

  @ParameterizedTest(name = "{0} of size {1}: {2} = {3}")
  @CsvSource(
      delimiter = ';',
      value = {
        "equation; 1; 800",
        "equation; 2; 3600",
        "base-conversion; 2; 693",
        "base-conversion; 3; 6993",
        "logic; 2; 48",
        "logic; 4; 6912",
        "word-order; 2; 650",
        "word-order; 4; 358800",
        "countdown; 2; 206",
        "countdown; 3; 4572",
        "last-digit; 3; 4000",
      })
  void everyFamilyKeepsItsPromises(String name, int size, long problems) {
    TaskGenerator complete = TaskGenerators.named(name, size, 1);
    TaskGenerator partial = TaskGenerators.named(name, size, 0.4);
    assertThat(complete.problemCount()).isEqualTo(problems);
    List<String> alphabet = complete.alphabet();
    for (String piece : alphabet) {
      assertThat(alphabet).filteredOn(other -> other.startsWith(piece)).hasSize(1);
    }
    Set<String> prompts = new HashSet<>();
    int wrong = 0;
    int guessed = 0;
    for (long index = 0; index < Math.min(MOST, problems); index++) {
      Problem problem = complete.problem(SEED, index);
      assertThat(prompts.add(problem.getPrompt())).as(problem.getPrompt()).isTrue();
      assertThat(problem.getVerifier()).isEqualTo(complete.verifier());
      assertThat(Verifiers.named(complete.verifier()).checkReference(problem.getAnswer()))
          .isEmpty();
      assertThat(complete.isWellFormed(problem.getSolution())).as(problem.getSolution()).isTrue();
      assertThat(pieces(alphabet, problem.getPrompt()))
          .isBetween(1, complete.longestPromptTokens());
      wrong += outcome(problem) == Outcome.CORRECT ? 0 : 1;

      Problem other = partial.problem(SEED, index);
      assertThat(other.getPrompt()).isEqualTo(problem.getPrompt());
      assertThat(other.getAnswer()).isEqualTo(problem.getAnswer());
      assertThat(other).isEqualTo(partial.problem(SEED, index));
      assertThat(partial.isWellFormed(other.getSolution())).as(other.getSolution()).isTrue();
      assertThat(pieces(alphabet, other.getSolution()))
          .isBetween(1, partial.longestSolutionTokens());
      guessed += outcome(other) == Outcome.CORRECT ? 0 : 1;
    }
    if (!name.equals("countdown")) {
      assertThat(wrong).as("wrong solutions of a student who knows everything").isZero();
    }
    assertThat(guessed).isGreaterThan(wrong);
  }

  @Test
  void problemsAreWhatTheyLookLike() {
    assertThat(TaskGenerators.named("equation", 2, 1).problem(SEED, 0).getPrompt())
        .matches("[0-9]x\\+[0-9]=[0-9]x\\+[0-9]+;");
    assertThat(TaskGenerators.named("base-conversion", 2, 1).problem(SEED, 0).getPrompt())
        .matches("[0-9]+@[3-9];");
    assertThat(TaskGenerators.named("logic", 3, 1).problem(SEED, 0).getPrompt())
        .matches("!?[TF]([&|^]!?[TF]){2}=");
    assertThat(TaskGenerators.named("word-order", 3, 1).problem(SEED, 0).getPrompt())
        .matches("[a-z]{3},[a-z]{3},[a-z]{3};");
    assertThat(TaskGenerators.named("countdown", 3, 0).problem(SEED, 0).getPrompt())
        .matches("0[1-9],0[1-9],0[1-9]=[0-9]{2};");
  }

  @Test
  void sizesAndSharesOutOfRangeAreRefused() {
    for (String name : TaskGenerators.NAMES) {
      assertThatThrownBy(() -> TaskGenerators.named(name, 7, 0.5))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining(name);
      assertThatThrownBy(() -> TaskGenerators.named(name, 2, 1.5))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("1.5");
    }
  }

  private static Outcome outcome(Problem problem) {
    return Verifiers.named(problem.getVerifier())
        .verify(problem.getAnswer(), problem.getSolution())
        .outcome();
  }

  /** Pieces of the alphabet that a text is made of. */
  private static int pieces(List<String> alphabet, String text) {
    int count = 0;
    for (int at = 0; at < text.length(); count++) {
      int from = at;
      at +=
          alphabet.stream()
              .filter(piece -> text.startsWith(piece, from))
              .findFirst()
              .orElseThrow(() -> new AssertionError(text + " at " + from))
              .length();
    }
    return count;
  }
}
