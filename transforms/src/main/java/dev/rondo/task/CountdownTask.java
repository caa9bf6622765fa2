// Reach a number with others.
package dev.rondo.task;

import dev.rondo.schema.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Reach a target with given numbers, each used once, by {@code + - *}; many answers are right:
 *
 * <pre>{@code
 * 08,03,05=19;   ->   08+03=11+05=16n;08*03=24-05=19y;\boxed{(08*03)-05}
 * }</pre>
 *
 * <p>Numbers are tokens of two digits. The student tries operators at random, from left to right
 * with every result in 0 .. 99, marks each attempt {@code y} where it reaches the target and {@code
 * n} where it does not, and boxes the last one. It stops after any attempt by the toss of a coin,
 * after the fourth in any case; in a share of the problems, the known facts, it heeds its mark
 * instead and stops when the target is reached. It does not search.
 */
public final class CountdownTask implements TaskGenerator {
  private static final int LARGEST_NUMBER = 9;
  private static final int LARGEST_RESULT = 99;
  private static final int MOST_ATTEMPTS = 4;
  private static final int DRAWS_OF_AN_ATTEMPT = 64;
  private static final String OPERATORS = "+-*";
  private static final String NUMBER = "[0-9]{2}";
  private static final Pattern WELL_FORMED =
      Pattern.compile(
          "("
              + NUMBER
              + "([-+*]"
              + NUMBER
              + "="
              + NUMBER
              + ")+[yn];)+"
              + Texts.BOX_PATTERN
              + "[-+*()0-9]+}");
  private static final Map<Integer, List<int[]>> SOLVABLE = new ConcurrentHashMap<>();

  private final int size;
  private final double knownFacts;
  private final List<int[]> solvable;

  /**
   * @param size numbers of a problem, 2 to 4
   * @param knownFacts share of the problems in which the worked solutions heed their mark, 0 to 1
   */
  public CountdownTask(int size, double knownFacts) {
    Texts.require("countdown", size, 2, 4, knownFacts);
    this.size = size;
    this.knownFacts = knownFacts;
    this.solvable = SOLVABLE.computeIfAbsent(size, CountdownTask::solvable);
  }

  /** All problems: numbers in their order, then a target that some operators reach. */
  private static List<int[]> solvable(int size) {
    int tuples = power(LARGEST_NUMBER, size);
    int choices = power(OPERATORS.length(), size - 1);
    List<int[]> problems = new ArrayList<>();
    for (int tuple = 0; tuple < tuples; tuple++) {
      int[] numbers = new int[size];
      for (int k = 0, rest = tuple; k < size; k++, rest /= LARGEST_NUMBER) {
        numbers[k] = 1 + rest % LARGEST_NUMBER;
      }
      TreeSet<Integer> targets = new TreeSet<>();
      for (int choice = 0; choice < choices; choice++) {
        int[] results = results(numbers, choice);
        if (results != null) {
          targets.add(results[size - 1]);
        }
      }
      for (int target : targets) {
        int[] problem = Arrays.copyOf(numbers, size + 1);
        problem[size] = target;
        problems.add(problem);
      }
    }
    return List.copyOf(problems);
  }

  /** Results from left to right, or null if one of them is out of range. */
  private static int[] results(int[] numbers, int choice) {
    int[] results = new int[numbers.length];
    results[0] = numbers[0];
    for (int k = 1, rest = choice; k < numbers.length; k++, rest /= OPERATORS.length()) {
      results[k] =
          switch (OPERATORS.charAt(rest % OPERATORS.length())) {
            case '+' -> results[k - 1] + numbers[k];
            case '-' -> results[k - 1] - numbers[k];
            default -> results[k - 1] * numbers[k];
          };
      if (results[k] < 0 || results[k] > LARGEST_RESULT) {
        return null;
      }
    }
    return results;
  }

  @Override
  public String source() {
    return "countdown-" + size;
  }

  @Override
  public String verifier() {
    return "countdown";
  }

  @Override
  public long problemCount() {
    return solvable.size();
  }

  @Override
  public Problem problem(long seed, long index) {
    int[] problem = solvable.get((int) new SeededPermutation(solvable.size(), seed).at(index));
    int[] numbers = Arrays.copyOf(problem, size);
    int target = problem[size];
    List<String> texts = new ArrayList<>();
    for (int number : numbers) {
      texts.add(two(number));
    }
    return Texts.problem(
        this,
        String.join(",", texts) + "=" + two(target) + ";",
        target
            + " from "
            + String.join(" ", Arrays.stream(numbers).mapToObj(Integer::toString).toList()),
        solution(new Student(seed, knownFacts), index, numbers, target));
  }

  private String solution(Student student, long index, int[] numbers, int target) {
    final int choices = power(OPERATORS.length(), size - 1);
    final boolean heedsTheMark =
        student.guess(index, -1, 1000) < Math.round(1000 * student.knownFacts());
    StringBuilder attempts = new StringBuilder();
    int draw = 0;
    for (int attempt = 1; ; attempt++) {
      int choice = 0;
      int[] results = null;
      for (int k = 0;
          results == null
              || attempts.indexOf(text(numbers, choice, results)) >= 0 && k < DRAWS_OF_AN_ATTEMPT;
          k++) {
        choice = student.guess(index, draw++, choices);
        results = results(numbers, choice);
      }
      boolean isReached = results[size - 1] == target;
      attempts.append(text(numbers, choice, results)).append(isReached ? "y;" : "n;");
      boolean isEnough = heedsTheMark ? isReached : student.guess(index, draw++, 2) == 0;
      if (isEnough || attempt == MOST_ATTEMPTS) {
        return attempts + Texts.boxed(expression(numbers, choice));
      }
    }
  }

  private static String text(int[] numbers, int choice, int[] results) {
    StringBuilder text = new StringBuilder(two(numbers[0]));
    for (int k = 1, rest = choice; k < numbers.length; k++, rest /= OPERATORS.length()) {
      text.append(OPERATORS.charAt(rest % OPERATORS.length())).append(two(numbers[k]));
      text.append('=').append(two(results[k]));
    }
    return text.toString();
  }

  /** The same with brackets instead of intermediate results. */
  private static String expression(int[] numbers, int choice) {
    String expression = two(numbers[0]);
    for (int k = 1, rest = choice; k < numbers.length; k++, rest /= OPERATORS.length()) {
      String left = k == 1 ? expression : "(" + expression + ")";
      expression = left + OPERATORS.charAt(rest % OPERATORS.length()) + two(numbers[k]);
    }
    return expression;
  }

  private static String two(int number) {
    return (number < 10 ? "0" : "") + number;
  }

  private static int power(int base, int exponent) {
    return exponent == 0 ? 1 : base * power(base, exponent - 1);
  }

  @Override
  public List<String> alphabet() {
    List<String> numbers = new ArrayList<>();
    for (int number = 0; number <= LARGEST_RESULT; number++) {
      numbers.add(two(number));
    }
    return Texts.alphabet(",=;+-*()yn", numbers);
  }

  @Override
  public int longestPromptTokens() {
    return 2 * size + 2;
  }

  @Override
  public int longestSolutionTokens() {
    int attempt = 1 + 4 * (size - 1) + 2;
    int expression = 2 * size - 1 + 2 * (size - 2);
    return MOST_ATTEMPTS * attempt + expression + 2; // box and brace
  }

  @Override
  public boolean isWellFormed(String responseText) {
    return WELL_FORMED.matcher(responseText).matches();
  }
}
