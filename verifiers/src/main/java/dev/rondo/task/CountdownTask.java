package dev.rondo.task;

import dev.rondo.schema.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Reach a target by sums, differences and products of all given numbers, each used once. Many
 * answers may be right:
 *
 * <pre>{@code
 * 3,5,8=19;   ->   3*8=24;24-5=19;\boxed{(3*8)-5}
 * }</pre>
 *
 * <p>The numbers are 1 to 9, the target 1 to 99, and there is a way whose partial results are 1 to
 * 99. The worked solutions compute without fault but do not plan: all steps but the last are taken
 * at random, whatever the target. With two numbers left the student sees the step that reaches the
 * target, for a share of the pairs of numbers; otherwise the last step is random too. What is left
 * to learn is which first step helps.
 */
public final class CountdownTask implements TaskGenerator {
  private static final int MOST_NUMBERS = 4;
  private static final int LARGEST_NUMBER = 9;
  private static final int LARGEST_VALUE = 99;
  private static final int FACTS = (LARGEST_VALUE + 1) * (LARGEST_VALUE + 2) / 2;
  private static final Pattern WELL_FORMED =
      Pattern.compile(
          "([0-9]{1,2}[+*-][0-9]{1,2}=[0-9]{1,2};)+" + TaskTexts.BOX_PATTERN + "[0-9+*()-]+\\}");

  /** By how many numbers; made once, since it takes a while. */
  private static final Map<Integer, List<Case>> CASES = new ConcurrentHashMap<>();

  private final int numbers;
  private final KnownFacts facts;

  /** Numbers in ascending order and a target that can be reached. */
  private record Case(int[] numbers, int target) {}

  /** A value and the expression that it came from. */
  private record Value(int value, String expression) {}

  /** One operation on two of the values. */
  private record Step(int first, int second, char operator, int result) {}

  /**
   * @param numbers given numbers, 2 to 4
   * @param knownFacts share of the pairs of numbers of which the worked solutions see the last
   *     step, 0 to 1
   */
  public CountdownTask(int numbers, double knownFacts) {
    this.numbers = TaskTexts.requireSize("countdown", numbers, 2, MOST_NUMBERS, "numbers");
    this.facts = new KnownFacts(FACTS, knownFacts);
  }

  @Override
  public String source() {
    return String.format(Locale.ROOT, "countdown-%d", numbers);
  }

  @Override
  public String verifier() {
    return "countdown";
  }

  @Override
  public long problemCount() {
    return cases().size();
  }

  @Override
  public Problem problem(long seed, long index) {
    Case chosen = cases().get((int) new SeededPermutation(problemCount(), seed).at(index));
    List<Value> values = new ArrayList<>();
    List<String> given = new ArrayList<>();
    for (int number : chosen.numbers) {
      values.add(new Value(number, Integer.toString(number)));
      given.add(Integer.toString(number));
    }
    StringBuilder solution = new StringBuilder();
    while (values.size() > 1) {
      List<Step> steps =
          steps(values.stream().mapToInt(Value::value).toArray(), values.size() == numbers);
      Step step = steps.get(KnownFacts.guess(seed, index, values.size(), steps.size()));
      if (values.size() == 2 && isKnown(seed, values.get(0).value, values.get(1).value)) {
        step = steps.stream().filter(s -> s.result == chosen.target).findFirst().orElse(step);
      }
      Value first = values.get(step.first);
      Value second = values.get(step.second);
      solution.append(first.value).append(step.operator).append(second.value);
      solution.append('=').append(step.result).append(';');
      values.remove(first);
      values.remove(second);
      String expression = operand(first) + step.operator + operand(second);
      values.add(0, new Value(step.result, expression));
    }
    String task = String.join(",", given) + "=" + chosen.target;
    solution.append(TaskTexts.box(values.get(0).expression));
    return TaskTexts.problem(this, task + ";", task, solution.toString());
  }

  private static String operand(Value value) {
    boolean isNumber = value.expression.chars().allMatch(Character::isDigit);
    return isNumber ? value.expression : "(" + value.expression + ")";
  }

  /** Whether the student sees what two numbers can make; their order does not matter. */
  boolean isKnown(long seed, int first, int second) {
    int high = Math.max(first, second);
    return facts.isKnown(seed, high * (high + 1) / 2 + Math.min(first, second));
  }

  private List<Case> cases() {
    return CASES.computeIfAbsent(numbers, CountdownTask::allCases);
  }

  private static List<Case> allCases(int size) {
    List<Case> cases = new ArrayList<>();
    int[] numbers = new int[size];
    Arrays.fill(numbers, 1);
    while (true) {
      BitSet reached = new BitSet();
      reach(numbers, true, reached);
      reached.stream().forEach(target -> cases.add(new Case(numbers.clone(), target)));
      int last = size - 1;
      while (last >= 0 && numbers[last] == LARGEST_NUMBER) {
        last--;
      }
      if (last < 0) {
        return List.copyOf(cases);
      }
      Arrays.fill(numbers, last, size, numbers[last] + 1);
    }
  }

  private static void reach(int[] values, boolean isStart, BitSet reached) {
    if (values.length == 1) {
      reached.set(values[0]);
      return;
    }
    for (Step step : steps(values, isStart)) {
      int[] rest = new int[values.length - 1];
      int filled = 0;
      rest[filled++] = step.result;
      for (int i = 0; i < values.length; i++) {
        if (i != step.first && i != step.second) {
          rest[filled++] = values[i];
        }
      }
      reach(rest, false, reached);
    }
  }

  /**
   * Every operation with a result of 1 to 99: on any two numbers at the start, then on the last
   * result and one of the numbers left. There is always one.
   */
  private static List<Step> steps(int[] values, boolean isStart) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < (isStart ? values.length : 1); i++) {
      for (int j = i + 1; j < values.length; j++) {
        int high = values[i] >= values[j] ? i : j;
        int low = high == i ? j : i;
        add(steps, new Step(i, j, '+', values[i] + values[j]));
        add(steps, new Step(high, low, '-', values[high] - values[low]));
        add(steps, new Step(i, j, '*', values[i] * values[j]));
      }
    }
    return steps;
  }

  private static void add(List<Step> steps, Step step) {
    if (step.result >= 1 && step.result <= LARGEST_VALUE) {
      steps.add(step);
    }
  }

  /** One piece per number of one or two digits, so that a policy need not compute with digits. */
  @Override
  public List<String> alphabet() {
    List<String> pieces = new ArrayList<>(TaskTexts.alphabet("+-*()=,;"));
    for (int number = 0; number <= LARGEST_VALUE; number++) {
      pieces.add(Integer.toString(number));
    }
    return List.copyOf(pieces);
  }

  @Override
  public int longestPromptTokens() {
    return 2 * numbers + 2;
  }

  @Override
  public int longestSolutionTokens() {
    int steps = 6 * (numbers - 1);
    int expression = numbers + (numbers - 1) + 2 * (numbers - 2);
    return steps + 1 + expression + 1;
  }

  @Override
  public boolean isWellFormed(String responseText) {
    return WELL_FORMED.matcher(responseText).matches();
  }
}
