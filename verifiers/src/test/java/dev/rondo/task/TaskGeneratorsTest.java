package dev.rondo.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Problem;
import dev.rondo.verify.Verifier;
import dev.rondo.verify.Verifiers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every family of tasks, whatever its size. */
class TaskGeneratorsTest {
  private static final long SEED = 3;
  private static final int MOST_PROBLEMS = 2000;

  /** Name, smallest and largest size, unit, number of problems of the smallest size. */
  private record Family(
      String name, int smallest, int largest, String unit, int longestTested, long smallestCount) {

    TaskGenerator task(int size, double knownFacts) {
      return TaskGenerators.named(name, size, knownFacts);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Family> families() {
    return List.of(
        new Family("last-digit", 2, 6, "operands", 6, 200),
        new Family("countdown", 2, 4, "numbers", 4, 125),
        new Family("linear-equation", 1, 2, "sides with x", 2, 8 * 6 * 10 * 9),
        new Family("base-conversion", 1, 6, "digits", 4, 3 + 7 + 15 + 8),
        new Family("word-order", 2, 5, "words", 5, 26L * 25 * 50 * 50),
        new Family("truth-table", 2, 6, "operands", 5, 4 * 4 * 6),
        new Family("word-problem", 1, 3, "steps", 3, 9_331_200));
  }

  @Test
  void everyNameIsAFamilyHere() {
    assertThat(families()).extracting(Family::name).isEqualTo(TaskGenerators.NAMES);
    assertThatThrownBy(() -> TaskGenerators.named("chess", 3, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot make problems with task.name: chess (allowed: last-digit, countdown,"
                + " linear-equation, base-conversion, word-order, truth-table, word-problem)");
  }

  @ParameterizedTest
  @MethodSource("families")
  void noTwoProblemsAreAlike(Family family) {
    assertThat(family.task(family.smallest, 0.5).problemCount()).isEqualTo(family.smallestCount);
    for (int size = family.smallest; size <= family.longestTested; size++) {
      Set<String> prompts = new HashSet<>();
      Set<String> ids = new HashSet<>();
      List<Problem> problems = problems(family.task(size, 0.5));
      for (Problem problem : problems) {
        prompts.add(problem.getPrompt());
        ids.add(problem.getProblemId());
      }
      assertThat(prompts).hasSameSizeAs(problems);
      assertThat(ids).hasSameSizeAs(problems).allMatch(id -> id.matches("[0-9a-f]{16}"));
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void everyReferenceIsReadableAndEverySolutionAWellFormedAttempt(Family family) {
    for (int size = family.smallest; size <= family.longestTested; size++) {
      TaskGenerator task = family.task(size, 0.5);
      Verifier verifier = Verifiers.named(task.verifier());
      for (Problem problem : problems(task)) {
        assertThat(problem.getVerifier()).isEqualTo(task.verifier());
        assertThat(problem.getSource()).isEqualTo(task.source()).isEqualTo(family + "-" + size);
        assertThat(verifier.checkReference(problem.getAnswer())).isEmpty();
        String solution = problem.getSolution();
        assertThat(task.isWellFormed(solution)).as(solution).isTrue();
        assertThat(task.isWellFormed(solution + ";")).isFalse();
        assertThat(task.isWellFormed(solution.replace("}", ""))).isFalse();
        assertThat(verifier.verify(problem.getAnswer(), solution).reason())
            .as(problem.getPrompt() + " " + solution)
            .isIn("equal", "different", "not-in-order");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void textsAreMadeOfTheAlphabetAndAsLongAsStated(Family family) {
    for (int size = family.smallest; size <= family.longestTested; size++) {
      TaskGenerator task = family.task(size, 0.5);
      List<String> alphabet = new ArrayList<>(task.alphabet());
      assertThat(alphabet).doesNotHaveDuplicates();
      alphabet.sort(Comparator.comparingInt(String::length).reversed());
      int longestPrompt = 0;
      int longestSolution = 0;
      for (Problem problem : problems(task)) {
        longestPrompt = Math.max(longestPrompt, pieces(alphabet, problem.getPrompt()));
        longestSolution = Math.max(longestSolution, pieces(alphabet, problem.getSolution()));
      }
      if (family.name.equals("word-problem")) { // it states bounds
        assertThat(task.longestPromptTokens()).isBetween(longestPrompt, longestPrompt * 3 / 2);
        assertThat(task.longestSolutionTokens()).isBetween(longestSolution, longestSolution * 2);
        continue;
      }
      assertThat(longestPrompt).isEqualTo(task.longestPromptTokens());
      assertThat(longestSolution).isEqualTo(task.longestSolutionTokens());
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void theSeedDecidesTheOrderAndNothingElseDoes(Family family) {
    TaskGenerator task = family.task(family.smallest, 0.5);
    List<Problem> problems = problems(task);
    assertThat(problems(family.task(family.smallest, 0.5))).isEqualTo(problems);
    int same = 0;
    for (int index = 0; index < problems.size(); index++) {
      String prompt = task.problem(SEED + 1, index).getPrompt();
      same += problems.get(index).getPrompt().equals(prompt) ? 1 : 0;
    }
    assertThat(same).isLessThan(10); // one is expected, by chance
  }

  @ParameterizedTest
  @MethodSource("families")
  void aStudentWhoKnowsEverythingIsRightAndOneWhoKnowsNothingSeldom(Family family) {
    int size = family.smallest;
    double all = share(family.task(size, 1));
    double half = share(family.task(size, 0.5));
    double none = share(family.task(size, 0));

    assertThat(all).isEqualTo(1);
    assertThat(half).isBetween(0.05, 0.95);
    assertThat(none).isLessThan(half);
  }

  @Test
  void aStudentWhoKnowsAllFactsOfLargerProblemsIsRightWhereNothingIsToBePlanned() {
    for (Family family : families()) {
      if (!family.name.equals("countdown")) {
        assertThat(share(family.task(family.longestTested, 1))).as(family.name).isEqualTo(1);
      }
    }
    // Without a plan for the first step most countdowns fail, although all facts are known.
    assertThat(share(new CountdownTask(3, 1))).isBetween(0.2, 0.3);
    assertThat(share(new CountdownTask(4, 1))).isBetween(0.02, 0.1);
  }

  @ParameterizedTest
  @MethodSource("families")
  void sizesAndSharesOutOfRangeAreRefused(Family family) {
    for (int size : new int[] {family.smallest - 1, family.largest + 1}) {
      assertThatThrownBy(() -> family.task(size, 0.5))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "Cannot make %s problems of size: %d (allowed: %d to %d %s)",
              family.name, size, family.smallest, family.largest, family.unit);
    }
    for (double share : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> family.task(family.smallest, share))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("Cannot make problems with known-facts: " + share + " (allowed: 0 to 1)");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "countdown       | 3*8=24;24-5=19;\\boxed{(3*8)-5} | 3*8=24;24-5=19;\\boxed{}",
        "linear-equation | 3x=15;x=6;\\boxed{6}            | 3x=15;\\boxed{5}",
        "base-conversion | 2:0010;f:1111;\\boxed{00101111} | 2:0010;\\boxed{f}",
        "word-order      | \\boxed{zon bel rud}            | \\boxed{zon  bel rud}",
        "truth-table     | 0011&1010=0010;\\boxed{0010}    | 0011&1010=001;\\boxed{0010}",
        "word-problem    | 3 * 4 = 11 \\boxed{11}          | 3 * 4 = 12 \\boxed{12 cups}",
      })
  void anAttemptIsWellFormedWhetherRightOrWrong(String name, String attempt, String other) {
    TaskGenerator task = TaskGenerators.named(name, 2, 0.5);

    assertThat(task.isWellFormed(attempt)).isTrue();
    assertThat(task.isWellFormed(other)).isFalse();
    assertThat(task.isWellFormed("")).isFalse();
  }

  private static double share(TaskGenerator task) {
    Verifier verifier = Verifiers.named(task.verifier());
    List<Problem> problems = problems(task);
    long correct =
        problems.stream()
            .filter(
                problem ->
                    verifier.verify(problem.getAnswer(), problem.getSolution()).outcome()
                        == Outcome.CORRECT)
            .count();
    return correct / (double) problems.size();
  }

  /** The first problems, at most so many that tests stay fast. */
  private static List<Problem> problems(TaskGenerator task) {
    List<Problem> problems = new ArrayList<>();
    for (long index = 0; index < Math.min(task.problemCount(), MOST_PROBLEMS); index++) {
      problems.add(task.problem(SEED, index));
    }
    return problems;
  }

  /** Cuts a text into pieces, longest first; every text of a task must be made of them. */
  private static int pieces(List<String> alphabet, String text) {
    int count = 0;
    int at = 0;
    while (at < text.length()) {
      int from = at;
      at +=
          alphabet.stream()
              .filter(piece -> text.startsWith(piece, from))
              .findFirst()
              .orElseThrow(() -> new AssertionError(text + " at " + from))
              .length();
      count++;
    }
    return count;
  }
}
