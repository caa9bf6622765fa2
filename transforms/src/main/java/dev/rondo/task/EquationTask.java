// Linear equations in one unknown.
package dev.rondo.task;

import dev.rondo.schema.Problem;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Linear equations with a whole solution 0 .. 9:
 *
 * <pre>{@code
 * 3x+4=19;        ->   3x=15;x=5;\boxed{5}        (size 1)
 * 5x+4=2x+19;     ->   3x=15;x=5;\boxed{5}        (size 2)
 * }</pre>
 *
 * <p>The facts are the divisions of the last step. The student always collects terms right, and
 * writes down a digit at random for a division that it does not know.
 */
public final class EquationTask implements TaskGenerator {
  private static final int DIGITS = 10;
  private static final int SMALLEST_FACTOR = 2;
  private static final int LARGEST_FACTOR = 9;
  private static final int FACTS = LARGEST_FACTOR * DIGITS;
  private static final Pattern WELL_FORMED =
      Pattern.compile("[0-9]x=[0-9]{1,2};x=[0-9];" + Texts.BOX_PATTERN + "[0-9]}");

  private final int size;
  private final double knownFacts;

  /**
   * @param size sides that hold the unknown, 1 or 2
   * @param knownFacts share of the divisions that the worked solutions get right, 0 to 1
   */
  public EquationTask(int size, double knownFacts) {
    Texts.require("equation", size, 1, 2, knownFacts);
    this.size = size;
    this.knownFacts = knownFacts;
  }

  @Override
  public String source() {
    return "equation-" + size;
  }

  @Override
  public String verifier() {
    return "arithmetic";
  }

  @Override
  public long problemCount() {
    return (long) factorPairs() * DIGITS * DIGITS;
  }

  /** Factors of the left side, with those of the right side that are smaller. */
  private int factorPairs() {
    int factors = LARGEST_FACTOR - SMALLEST_FACTOR + 1;
    return size == 1 ? factors : factors * (factors + 1) / 2;
  }

  @Override
  public Problem problem(long seed, long index) {
    long rest = new SeededPermutation(problemCount(), seed).at(index);
    final int x = (int) (rest % DIGITS);
    rest /= DIGITS;
    final int constant = (int) (rest % DIGITS);
    int pair = (int) (rest / DIGITS);
    int left = SMALLEST_FACTOR;
    int right = 0;
    if (size == 1) {
      left += pair;
    } else {
      for (; pair >= left - 1; left++) {
        pair -= left - 1;
      }
      right = pair + 1;
    }
    int factor = left - right;
    int product = factor * x;
    int total = product + constant;
    String prompt = left + "x+" + constant + "=" + (right == 0 ? "" : right + "x+") + total + ";";
    Student student = new Student(seed, knownFacts);
    boolean isKnown = student.knows((factor - 1) * DIGITS + x, FACTS);
    int written = isKnown ? x : student.guess(index, 0, DIGITS);
    String solution =
        factor + "x=" + product + ";x=" + written + ";" + Texts.boxed(Integer.toString(written));
    return Texts.problem(this, prompt, Integer.toString(x), solution);
  }

  @Override
  public List<String> alphabet() {
    return Texts.alphabet(Texts.DIGITS + "x+=;", List.of());
  }

  @Override
  public int longestPromptTokens() {
    return size == 1 ? "9x+9=90;".length() : "9x+9=8x+18;".length();
  }

  @Override
  public int longestSolutionTokens() {
    return "9x=81;x=9;".length() + 3; // box, digit, brace
  }

  @Override
  public boolean isWellFormed(String responseText) {
    return WELL_FORMED.matcher(responseText).matches();
  }
}
