// Boolean formulas from left to right.
package dev.rondo.task;

import dev.rondo.schema.Problem;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Boolean formulas, evaluated from left to right; {@code ^} is exclusive or, {@code !} not:
 *
 * <pre>{@code
 * T&!F|F=   ->   T&!F=T;T|F=T;\boxed{T}
 * }</pre>
 *
 * <p>The facts are the values of an operation on two operands with their negations. The student
 * tosses a coin over an operation that it does not know, and goes on with what it wrote.
 */
public final class LogicTask implements TaskGenerator {
  private static final String[] OPERANDS = {"F", "T", "!F", "!T"};
  private static final String OPERATORS = "&|^";
  private static final int FACTS = OPERANDS.length * OPERATORS.length() * OPERANDS.length;
  private static final Pattern WELL_FORMED =
      Pattern.compile("(!?[TF][&|^]!?[TF]=[TF];)+" + Texts.BOX_PATTERN + "[TF]}");

  private final int size;
  private final double knownFacts;

  /**
   * @param size operands of a formula, 2 to 6
   * @param knownFacts share of the operations that the worked solutions get right, 0 to 1
   */
  public LogicTask(int size, double knownFacts) {
    Texts.require("logic", size, 2, 6, knownFacts);
    this.size = size;
    this.knownFacts = knownFacts;
  }

  @Override
  public String source() {
    return "logic-" + size;
  }

  @Override
  public String verifier() {
    return "exact";
  }

  @Override
  public long problemCount() {
    return Math.round(OPERANDS.length * Math.pow(OPERANDS.length * OPERATORS.length(), size - 1));
  }

  @Override
  public Problem problem(long seed, long index) {
    long rest = new SeededPermutation(problemCount(), seed).at(index);
    Student student = new Student(seed, knownFacts);
    int first = (int) (rest % OPERANDS.length);
    rest /= OPERANDS.length;
    boolean value = isTrue(first);
    int written = first;
    StringBuilder prompt = new StringBuilder(OPERANDS[first]);
    StringBuilder solution = new StringBuilder();
    for (int k = 1; k < size; k++) {
      int second = (int) (rest % OPERANDS.length);
      rest /= OPERANDS.length;
      int operator = (int) (rest % OPERATORS.length());
      rest /= OPERATORS.length();
      String operation = OPERATORS.charAt(operator) + OPERANDS[second];
      prompt.append(operation);
      value = apply(value, operator, isTrue(second));
      solution.append(OPERANDS[written]).append(operation);
      int fact = (written * OPERATORS.length() + operator) * OPERANDS.length + second;
      boolean result =
          student.knows(fact, FACTS)
              ? apply(isTrue(written), operator, isTrue(second))
              : student.guess(index, k, 2) == 1;
      written = result ? 1 : 0;
      solution.append('=').append(OPERANDS[written]).append(';');
    }
    solution.append(Texts.boxed(OPERANDS[written]));
    return Texts.problem(
        this, prompt.append('=').toString(), value ? "T" : "F", solution.toString());
  }

  private static boolean isTrue(int operand) {
    return operand == 1 || operand == 2;
  }

  private static boolean apply(boolean first, int operator, boolean second) {
    return switch (OPERATORS.charAt(operator)) {
      case '&' -> first && second;
      case '|' -> first || second;
      default -> first != second;
    };
  }

  @Override
  public List<String> alphabet() {
    return Texts.alphabet("TF!&|^=;", List.of());
  }

  @Override
  public int longestPromptTokens() {
    return 2 * size + size;
  }

  @Override
  public int longestSolutionTokens() {
    return "!T&!F=T;".length() * (size - 1) + 3; // box, value, brace
  }

  @Override
  public boolean isWellFormed(String responseText) {
    return WELL_FORMED.matcher(responseText).matches();
  }
}
