package dev.rondo.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.schema.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The worked solutions are right where the student knows the fact, and guess where not. */
class WorkedSolutionsTest {
  private static final long SEED = 5;

  @Test
  void divisionsThatAreKnownAreRightAndTheOthersEvenlyGuessed() {
    LinearEquationTask task = new LinearEquationTask(1, 0.5);
    int[] guesses = new int[10];
    for (long index = 0; index < task.problemCount(); index++) {
      String solution = task.problem(SEED, index).getSolution();
      String[] moves = solution.split(";");
      int factor = moves[0].charAt(0) - '0';
      int product = Integer.parseInt(moves[0].substring(3));
      int written = moves[1].charAt(2) - '0';
      assertThat(product % factor).isZero();
      if (task.isKnown(SEED, factor, product / factor)) {
        assertThat(factor * written).isEqualTo(product);
      } else {
        guesses[written]++;
      }
      assertThat(moves[2]).isEqualTo("\\boxed{" + written + "}");
    }

    for (int guess : guesses) {
      assertThat(guess).isBetween(160, 270); // 2160 guesses of ten digits
    }
  }

  @Test
  void movesOnBothSidesKeepTheSolution() {
    LinearEquationTask task = new LinearEquationTask(2, 1);
    for (long index = 0; index < task.problemCount(); index++) {
      Problem problem = task.problem(SEED, index);
      String[] moves = problem.getSolution().split(";");
      int x = moves[2].charAt(2) - '0';
      String[] sides = moves[0].split("=");
      int left = (sides[0].charAt(0) - '0') * x + sides[0].charAt(3) - '0';
      assertThat(left).as(problem.getSolution()).isEqualTo(Integer.parseInt(sides[1]));
      assertThat(moves[1]).isEqualTo(sides[0].charAt(0) + "x=" + (sides[0].charAt(0) - '0') * x);
    }
  }

  @Test
  void digitsOfBasesAreAlwaysRightOrVarious() {
    BaseConversionTask task = new BaseConversionTask(3, 0.6);
    Map<String, Map<String, Integer>> written = new TreeMap<>();
    for (long index = 0; index < task.problemCount(); index++) {
      Problem problem = task.problem(SEED, index);
      String base = problem.getPrompt().replaceAll(".*_|>.*", "");
      String[] steps = problem.getSolution().split(";");
      StringBuilder joined = new StringBuilder();
      for (int i = 0; i < 3; i++) {
        String[] sides = steps[i].split(":");
        assertThat(sides[0]).isEqualTo(problem.getPrompt().substring(i, i + 1));
        written
            .computeIfAbsent(base + " " + sides[0], key -> new TreeMap<>())
            .merge(sides[1], 1, Integer::sum);
        joined.append(sides[1]);
      }
      assertThat(steps[3]).isEqualTo("\\boxed{" + joined + "}");
    }

    assertThat(written).hasSize(37);
    long known = written.values().stream().filter(images -> images.size() == 1).count();
    assertThat(known).isEqualTo(22); // 60 % of 37
  }

  @Test
  void wordsOfKnownLettersStandInOrder() {
    WordOrderTask task = new WordOrderTask(4, 0.6);
    int placesOfUnknown = 0;
    for (long index = 0; index < 3000; index++) {
      Problem problem = task.problem(SEED, index);
      List<String> given = List.of(problem.getAnswer().split(" "));
      List<String> written =
          List.of(problem.getSolution().replaceAll("\\\\boxed\\{|\\}", "").split(" "));
      assertThat(written).containsExactlyInAnyOrderElementsOf(given);
      assertThat(given.stream().map(word -> word.charAt(0)).distinct()).hasSize(4);
      List<String> known = new ArrayList<>(written);
      known.removeIf(word -> !task.isKnown(SEED, word));
      assertThat(known).isSorted();
      placesOfUnknown += known.size() == 3 && !task.isKnown(SEED, written.get(0)) ? 1 : 0;
    }

    assertThat(placesOfUnknown).isPositive();
  }

  @Test
  void columnsAreRightWhereTheCaseIsKnown() {
    TruthTableTask task = new TruthTableTask(3, 0.6);
    int wrong = 0;
    for (long index = 0; index < task.problemCount(); index++) {
      for (String step : task.problem(SEED, index).getSolution().split(";")) {
        if (step.startsWith("\\")) {
          continue;
        }
        char connective = step.charAt(4);
        for (int row = 0; row < 4; row++) {
          boolean left = step.charAt(row) == '1';
          boolean right = step.charAt(5 + row) == '1';
          boolean isRight = (step.charAt(10 + row) == '1') == apply(connective, left, right);
          assertThat(isRight || !task.isKnown(SEED, connective, left, right)).as(step).isTrue();
          wrong += isRight ? 0 : 1;
        }
      }
    }

    assertThat(wrong).isGreaterThan(1000);
  }

  @Test
  void countdownsTakeTheLastStepThatReachesTheTargetWhereOneIsSeen() {
    CountdownTask task = new CountdownTask(3, 0.5);
    int reached = 0;
    for (long index = 0; index < task.problemCount(); index++) {
      Problem problem = task.problem(SEED, index);
      int target = Integer.parseInt(problem.getAnswer().split("=")[1]);
      String[] steps = problem.getSolution().split(";");
      int value = 0;
      for (int i = 0; i < 2; i++) {
        String[] sides = steps[i].split("=");
        String[] operands = sides[0].split("[+*-]");
        int first = Integer.parseInt(operands[0]);
        int second = Integer.parseInt(operands[1]);
        char operator = sides[0].charAt(operands[0].length());
        value = compute(operator, first, second);
        assertThat(Integer.parseInt(sides[1])).isEqualTo(value).isBetween(1, 99);
        if (i == 1 && task.isKnown(SEED, first, second)) {
          List<Integer> possible =
              List.of(first + second, Math.abs(first - second), first * second);
          assertThat(value == target || !possible.contains(target))
              .as(problem.getSolution())
              .isTrue();
        }
      }
      reached += value == target ? 1 : 0;
    }

    assertThat(reached).isPositive();
  }

  private static int compute(char operator, int first, int second) {
    return operator == '*'
        ? first * second
        : operator == '+' ? first + second : Math.abs(first - second);
  }

  private static boolean apply(char connective, boolean p, boolean q) {
    return switch (connective) {
      case '&' -> p && q;
      case '|' -> p || q;
      case '^' -> p ^ q;
      case '>' -> !(p && !q);
      case '<' -> !(!p && q);
      case '~' -> p == q;
      default -> throw new AssertionError(connective);
    };
  }
}
