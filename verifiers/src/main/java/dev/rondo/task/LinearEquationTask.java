package dev.rondo.task;

import dev.rondo.schema.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Linear equations in x with a whole solution from 0 to 9, solved move by move:
 *
 * <pre>{@code
 * 19=3x+4;         ->   3x=15;x=5;\boxed{5}              (size 1: one side has x)
 * 9x+8=5x+32;      ->   4x+8=32;4x=24;x=6;\boxed{6}      (size 2: both sides have x)
 * }</pre>
 *
 * <p>The last move is a division: 80 facts, factor times solution. The worked solutions know a
 * share of them and guess a digit where another one comes up; sums and differences they know.
 */
public final class LinearEquationTask implements TaskGenerator {
  private static final int SMALLEST_FACTOR = 2;
  private static final int LARGEST_FACTOR = 9;
  private static final int SOLUTIONS = 10;
  private static final int CONSTANTS = 9;
  private static final int ONE_SIDE_FORMS = 6;
  private static final Pattern WELL_FORMED =
      Pattern.compile(
          "([0-9]x\\+[0-9]=[0-9]+;)?[0-9]x=[0-9]+;x=[0-9];" + TaskTexts.BOX_PATTERN + "[0-9]\\}");

  /** Factors of x on the left and on the right of an equation of size 2. */
  private static final int[][] FACTOR_PAIRS = factorPairs();

  private final int size;
  private final KnownFacts facts;

  /**
   * @param size on how many sides x stands, 1 or 2
   * @param knownFacts share of the divisions that the worked solutions get right, 0 to 1
   */
  public LinearEquationTask(int size, double knownFacts) {
    this.size = TaskTexts.requireSize("linear-equation", size, 1, 2, "sides with x");
    this.facts = new KnownFacts((LARGEST_FACTOR - 1) * SOLUTIONS, knownFacts);
  }

  private static int[][] factorPairs() {
    List<int[]> pairs = new ArrayList<>();
    for (int left = SMALLEST_FACTOR; left <= LARGEST_FACTOR; left++) {
      for (int right = SMALLEST_FACTOR; right <= left - SMALLEST_FACTOR; right++) {
        pairs.add(new int[] {left, right});
      }
    }
    return pairs.toArray(int[][]::new);
  }

  @Override
  public String source() {
    return String.format(Locale.ROOT, "linear-equation-%d", size);
  }

  @Override
  public String verifier() {
    return "linear-equation";
  }

  @Override
  public long problemCount() {
    long shapes =
        size == 1
            ? (LARGEST_FACTOR - SMALLEST_FACTOR + 1) * ONE_SIDE_FORMS
            : FACTOR_PAIRS.length * 2L;
    return shapes * SOLUTIONS * CONSTANTS;
  }

  @Override
  public Problem problem(long seed, long index) {
    long rest = new SeededPermutation(problemCount(), seed).at(index);
    int x = (int) (rest % SOLUTIONS);
    rest /= SOLUTIONS;
    int b = 1 + (int) (rest % CONSTANTS);
    rest /= CONSTANTS;
    return size == 1
        ? oneSide(seed, index, x, b, (int) rest)
        : bothSides(seed, index, x, b, (int) rest);
  }

  private Problem oneSide(long seed, long index, int x, int b, int shape) {
    int a = SMALLEST_FACTOR + shape / ONE_SIDE_FORMS;
    int product = a * x;
    String equation =
        switch (shape % ONE_SIDE_FORMS) {
          case 0 -> a + "x+" + b + "=" + (product + b);
          case 1 -> b + "+" + a + "x=" + (product + b);
          case 2 -> (product + b) + "=" + a + "x+" + b;
          case 3 -> (product + b) + "=" + b + "+" + a + "x";
          case 4 -> a + "x-" + b + "=" + (product - b);
          default -> (product - b) + "=" + a + "x-" + b;
        };
    return problem(equation, lastMoves(seed, index, a, x));
  }

  private Problem bothSides(long seed, long index, int x, int b, int shape) {
    int[] factors = FACTOR_PAIRS[shape / 2];
    int difference = factors[0] - factors[1];
    int constant = difference * x + b;
    String more = factors[0] + "x+" + b;
    String less = factors[1] + "x+" + constant;
    String equation = shape % 2 == 0 ? more + "=" + less : less + "=" + more;
    String firstMove = difference + "x+" + b + "=" + constant + ";";
    return problem(equation, firstMove + lastMoves(seed, index, difference, x));
  }

  private String lastMoves(long seed, long index, int factor, int x) {
    int written = isKnown(seed, factor, x) ? x : KnownFacts.guess(seed, index, 1, SOLUTIONS);
    return factor + "x=" + factor * x + ";x=" + written + ";" + TaskTexts.box("" + written);
  }

  private Problem problem(String equation, String solution) {
    return TaskTexts.problem(this, equation + ";", equation, solution);
  }

  /** Whether the student knows the division of factor times x by the factor. */
  boolean isKnown(long seed, int factor, int x) {
    return facts.isKnown(seed, (factor - SMALLEST_FACTOR) * SOLUTIONS + x);
  }

  @Override
  public List<String> alphabet() {
    return TaskTexts.alphabet(TaskTexts.DIGITS + "x+-=;");
  }

  @Override
  public int longestPromptTokens() {
    return (size == 1 ? "9x+9=90;" : "9x+9=2x+72;").length();
  }

  @Override
  public int longestSolutionTokens() {
    int box = 3; // box, digit, brace
    return (size == 1 ? "" : "7x+9=72;").length() + "9x=81;x=9;".length() + box;
  }

  @Override
  public boolean isWellFormed(String responseText) {
    return WELL_FORMED.matcher(responseText).matches();
  }
}
