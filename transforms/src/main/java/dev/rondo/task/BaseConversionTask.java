// Whole numbers written in another base.
package dev.rondo.task;

import dev.rondo.schema.Problem;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whole numbers written in a base from 3 to 9, by dividing with remainder until nothing is left:
 *
 * <pre>{@code
 * 59@7;   ->   59=8*7+3;8=1*7+1;1=0*7+1;\boxed{113}
 * }</pre>
 *
 * <p>The facts are the remainders of 0 .. 99, or 0 .. 999, by a base. The student always knows the
 * quotient, and writes down a remainder at random for a division that it does not know.
 */
public final class BaseConversionTask implements TaskGenerator {
  private static final int SMALLEST_BASE = 3;
  private static final int BASES = 7;
  private static final Pattern WELL_FORMED =
      Pattern.compile("([0-9]{1,3}=[0-9]{1,3}\\*[3-9]\\+[0-8];)+" + Texts.BOX_PATTERN + "[0-8]+}");

  private final int size;
  private final double knownFacts;
  private final int numbers;

  /**
   * @param size decimal digits of the number, 2 or 3
   * @param knownFacts share of the remainders that the worked solutions get right, 0 to 1
   */
  public BaseConversionTask(int size, double knownFacts) {
    Texts.require("base-conversion", size, 2, 3, knownFacts);
    this.size = size;
    this.knownFacts = knownFacts;
    this.numbers = size == 2 ? 100 : 1000;
  }

  @Override
  public String source() {
    return "base-conversion-" + size;
  }

  @Override
  public String verifier() {
    return "arithmetic";
  }

  /** Numbers from 1 on, in every base. */
  @Override
  public long problemCount() {
    return (long) (numbers - 1) * BASES;
  }

  @Override
  public Problem problem(long seed, long index) {
    long chosen = new SeededPermutation(problemCount(), seed).at(index);
    int base = SMALLEST_BASE + (int) (chosen % BASES);
    int number = 1 + (int) (chosen / BASES);
    Student student = new Student(seed, knownFacts);
    StringBuilder steps = new StringBuilder();
    String digits = "";
    int step = 0;
    for (int rest = number; rest > 0; rest /= base) {
      int fact = rest * BASES + base - SMALLEST_BASE;
      boolean isKnown = student.knows(fact, numbers * BASES);
      int remainder = isKnown ? rest % base : student.guess(index, step, base);
      steps.append(rest).append('=').append(rest / base).append('*').append(base);
      steps.append('+').append(remainder).append(';');
      digits = remainder + digits;
      step++;
    }
    return Texts.problem(
        this,
        number + "@" + base + ";",
        Integer.toString(number, base),
        steps + Texts.boxed(digits));
  }

  @Override
  public List<String> alphabet() {
    return Texts.alphabet(Texts.DIGITS + "@*+=;", List.of());
  }

  @Override
  public int longestPromptTokens() {
    return size + "@9;".length();
  }

  @Override
  public int longestSolutionTokens() {
    int steps = Integer.toString(numbers - 1, SMALLEST_BASE).length();
    int step = size + "=".length() + size + "*3+2;".length();
    return steps * step + 1 + steps + 1; // box, digits, brace
  }

  @Override
  public boolean isWellFormed(String responseText) {
    return WELL_FORMED.matcher(responseText).matches();
  }
}
