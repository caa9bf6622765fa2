package dev.rondo.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Problem;
import dev.rondo.verify.Verifiers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultiplicationTaskTest {
  private final TaskGenerator task = new MultiplicationTask(3);

  @Test
  void solutionsAreWorkedFromTheRightWithCarries() {
    Problem problem = find("785*6=");

    assertThat(problem.getSolution()).isEqualTo("5*6=30;8*6+3=51;7*6+5=47;\\boxed{4710}");
    assertThat(problem.getAnswer()).isEqualTo("4710");
    assertThat(problem.getVerifier()).isEqualTo("arithmetic");
    assertThat(problem.getSource()).isEqualTo("multiplication-3x1");
    assertThat(find("200*4=").getSolution()).isEqualTo("0*4=0;0*4+0=0;2*4+0=8;\\boxed{800}");
  }

  @Test
  void everyProblemOccursOnce() {
    Set<String> prompts = new HashSet<>();
    Set<String> ids = new HashSet<>();
    for (Problem problem : all(task)) {
      prompts.add(problem.getPrompt());
      ids.add(problem.getProblemId());
    }

    assertThat(task.problemCount()).isEqualTo(900 * 8);
    assertThat(prompts).hasSize(7200).contains("100*2=", "999*9=").doesNotContain("100*1=");
    assertThat(ids).hasSize(7200).allMatch(id -> id.matches("[0-9a-f]{16}"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6})
  void everySolutionIsCorrectWellFormedAndWithinItsLimits(int firstDigits) {
    TaskGenerator any = new MultiplicationTask(firstDigits);
    int longestPrompt = 0;
    int longestSolution = 0;
    for (long index = 0; index < Math.min(any.problemCount(), 20_000); index++) {
      Problem problem = any.problem(1, index);
      String solution = problem.getSolution();
      assertThat(
              Verifiers.named(problem.getVerifier())
                  .verify(problem.getAnswer(), solution)
                  .outcome())
          .isEqualTo(Outcome.CORRECT);
      assertThat(any.isWellFormed(solution)).as(solution).isTrue();
      longestPrompt = Math.max(longestPrompt, pieces(any, problem.getPrompt()));
      longestSolution = Math.max(longestSolution, pieces(any, solution));
    }

    assertThat(longestPrompt).isEqualTo(any.longestPromptTokens());
    assertThat(longestSolution).isEqualTo(any.longestSolutionTokens());
  }

  @Test
  void stepsSayWhatTheyCompute() {
    for (Problem problem : all(task).subList(0, 500)) {
      String[] parts = problem.getSolution().split(";");
      StringBuilder digits = new StringBuilder();
      for (int i = 0; i + 1 < parts.length; i++) {
        String[] sides = parts[i].split("=");
        String[] terms = sides[0].split("\\+");
        String[] factors = terms[0].split("\\*");
        int value = Integer.parseInt(factors[0]) * Integer.parseInt(factors[1]);
        value += terms.length > 1 ? Integer.parseInt(terms[1]) : 0;
        assertThat(Integer.parseInt(sides[1])).as(problem.getSolution()).isEqualTo(value);
        digits.insert(0, i + 2 < parts.length ? value % 10 : value);
      }
      assertThat(Long.parseLong(digits.toString())).isEqualTo(Long.parseLong(problem.getAnswer()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\\boxed{4710}",
        "5*6=30;",
        "5*6=30;\\boxed{}",
        "5*6=30;\\boxed{1}\\boxed{1}",
        "5*6=30;\\boxed{1};",
        "5*6=;\\boxed{1}",
        "5*6=300;\\boxed{1}",
        "5*6=30;;\\boxed{1}",
        "=5*6=30;\\boxed{1}",
      })
  void responsesOfAnotherFormAreNoAttempts(String response) {
    assertThat(task.isWellFormed(response)).isFalse();
  }

  @Test
  void aWrongAttemptIsWellFormedAllTheSame() {
    assertThat(task.isWellFormed("5*6=31;8*6+3=12;\\boxed{9}")).isTrue();
  }

  @Test
  void theSeedDecidesTheOrder() {
    List<Problem> first = all(task);

    assertThat(all(task)).isEqualTo(first);
    assertThat(task.problem(2, 0)).isNotEqualTo(task.problem(1, 0));
    long fixed = 0;
    for (int i = 0; i < first.size(); i++) {
      fixed += first.get(i).equals(task.problem(2, i)) ? 1 : 0;
    }
    assertThat(fixed).isLessThan(20); // one is expected, by chance
  }

  @Test
  void noPromptIsInTwoListsOfASplit() {
    TaskSplit split = TaskSplit.of(task, 5, 128, 400, 4096);
    Set<String> prompts = new HashSet<>();
    for (List<Problem> problems :
        List.of(split.heldOut(), split.demonstrations(), split.training())) {
      problems.forEach(problem -> prompts.add(problem.getPrompt()));
    }

    assertThat(prompts).hasSize(128 + 400 + 4096);
    assertThat(split.heldOut()).hasSize(128).allMatch(problem -> problem.getSolution() == null);
    assertThat(split.demonstrations()).allMatch(problem -> problem.getSolution() != null);
    assertThat(split.training()).allMatch(problem -> problem.getSolution() == null);
    assertThat(TaskSplit.of(task, 5, 128, 300, 64).heldOut()).isEqualTo(split.heldOut());
  }

  @Test
  void aSplitOfMoreProblemsThanThereAreIsRefused() {
    assertThatThrownBy(() -> TaskSplit.of(task, 5, 128, 400, 7000))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot split multiplication-3x1 into held-out-problems 128, demonstrations 400,"
                + " problems 7000 (allowed: 7200 in all)");
    assertThatThrownBy(() -> new MultiplicationTask(7))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("size: 7 (allowed: 1 to 6 digits)");
    assertThatThrownBy(() -> task.problem(1, 7200)).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> task.problem(1, -1)).isInstanceOf(InvalidInputException.class);
  }

  @Property(tries = 100)
  void aPermutationTakesEveryValueOnce(
      @ForAll @IntRange(min = 1, max = 2000) int size, @ForAll long seed) {
    SeededPermutation permutation = new SeededPermutation(size, seed);
    Set<Long> values = new HashSet<>();
    for (int position = 0; position < size; position++) {
      long value = permutation.at(position);
      assertThat(value).isBetween(0L, size - 1L);
      values.add(value);
    }
    assertThat(values).hasSize(size);
  }

  @Property(tries = 200)
  void aLargePermutationStaysInRange(
      @ForAll @LongRange(min = 1, max = Long.MAX_VALUE / 4) long size, @ForAll long seed) {
    assertThat(new SeededPermutation(size, seed).at(size - 1)).isBetween(0L, size - 1);
  }

  private Problem find(String prompt) {
    return all(task).stream()
        .filter(problem -> problem.getPrompt().equals(prompt))
        .findFirst()
        .orElseThrow();
  }

  private static List<Problem> all(TaskGenerator task) {
    List<Problem> problems = new ArrayList<>();
    for (long index = 0; index < task.problemCount(); index++) {
      problems.add(task.problem(1, index));
    }
    return problems;
  }

  /** Cuts a text into pieces of the alphabet; every text of the task must be made of them. */
  private static int pieces(TaskGenerator task, String text) {
    int count = 0;
    int at = 0;
    while (at < text.length()) {
      int from = at;
      at +=
          task.alphabet().stream()
              .filter(piece -> text.startsWith(piece, from))
              .findFirst()
              .orElseThrow()
              .length();
      count++;
    }
    return count;
  }
}
