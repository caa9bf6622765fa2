package dev.rondo.task;

import dev.rondo.schema.Problem;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Sums and products of digits from left to right, of which only the last digit is kept at each
 * step:
 *
 * <pre>{@code
 * 7*8+5=   ->   7*8=6;6+5=1;\boxed{1}
 * }</pre>
 *
 * <p>There are 55 sums and 55 products of two digits, not counting order: the facts that a policy
 * has to know. The worked solutions are those of a student who knows a share of them, chosen by the
 * seed, and where the others come up writes down a digit at random and goes on with it. A policy
 * that imitates the student well knows what the student knows and guesses the rest, one time in ten
 * right. More of the same solutions cannot teach it more; trying, and being told whether the final
 * answer is right, can. The reference answer of a problem is always the right one.
 */
public final class LastDigitTask implements TaskGenerator {
  private static final int MOST_OPERANDS = 6;
  private static final int DIGITS = 10;
  private static final int OPERATORS = 2;
  private static final int PAIRS = DIGITS * (DIGITS + 1) / 2;
  private static final Pattern WELL_FORMED =
      Pattern.compile("([0-9][+*][0-9]=[0-9];)+" + TaskTexts.BOX_PATTERN + "[0-9]\\}");

  private final int operands;
  private final KnownFacts facts;
  private final long problemCount;

  /**
   * @param operands digits in a problem, 2 to 6
   * @param knownFacts share of the sums, and of the products, that the worked solutions get right,
   *     0 to 1
   */
  public LastDigitTask(int operands, double knownFacts) {
    this.operands = TaskTexts.requireSize("last-digit", operands, 2, MOST_OPERANDS, "operands");
    this.facts = new KnownFacts(PAIRS, knownFacts);
    this.problemCount = Math.round(DIGITS * Math.pow(DIGITS * OPERATORS, operands - 1));
  }

  @Override
  public String source() {
    return String.format(Locale.ROOT, "last-digit-%d", operands);
  }

  @Override
  public String verifier() {
    return "arithmetic";
  }

  @Override
  public long problemCount() {
    return problemCount;
  }

  @Override
  public Problem problem(long seed, long index) {
    Chain chain = chain(seed, index);
    StringBuilder prompt = new StringBuilder().append(chain.digits[0]);
    StringBuilder solution = new StringBuilder();
    int value = chain.digits[0];
    int written = value;
    for (int k = 1; k < operands; k++) {
      char operator = chain.isProduct[k] ? '*' : '+';
      prompt.append(operator).append(chain.digits[k]);
      value = apply(value, chain.isProduct[k], chain.digits[k]);
      solution.append(written).append(operator).append(chain.digits[k]);
      written = write(seed, index, k, chain.isProduct[k], written, chain.digits[k]);
      solution.append('=').append(written).append(';');
    }
    prompt.append('=');
    solution.append(TaskTexts.box(Integer.toString(written)));
    return TaskTexts.problem(this, prompt.toString(), Integer.toString(value), solution.toString());
  }

  @Override
  public List<String> alphabet() {
    return TaskTexts.alphabet(TaskTexts.DIGITS + "*+=;");
  }

  @Override
  public int longestPromptTokens() {
    return 2 * operands;
  }

  @Override
  public int longestSolutionTokens() {
    int step = "7*8=6;".length();
    int answer = 3; // box, digit, brace
    return step * (operands - 1) + answer;
  }

  @Override
  public boolean isWellFormed(String responseText) {
    return WELL_FORMED.matcher(responseText).matches();
  }

  /** Whether the student knows a sum or product; the order of its operands does not matter. */
  boolean isKnown(long seed, boolean isProduct, int first, int second) {
    int high = Math.max(first, second);
    int pair = high * (high + 1) / 2 + Math.min(first, second);
    return facts.isKnown(isProduct ? ~seed : seed, pair);
  }

  /** What the student writes as the last digit of a sum or product: it, or a guess. */
  private int write(long seed, long index, int step, boolean isProduct, int first, int second) {
    if (isKnown(seed, isProduct, first, second)) {
      return apply(first, isProduct, second);
    }
    return KnownFacts.guess(seed, index, step, DIGITS);
  }

  /** What a problem is made of; position 0 of isProduct is not used. */
  private record Chain(int[] digits, boolean[] isProduct) {}

  private Chain chain(long seed, long index) {
    long rest = new SeededPermutation(problemCount, seed).at(index);
    int[] digits = new int[operands];
    boolean[] isProduct = new boolean[operands];
    digits[0] = (int) (rest % DIGITS);
    rest /= DIGITS;
    for (int k = 1; k < operands; k++) {
      digits[k] = (int) (rest % DIGITS);
      rest /= DIGITS;
      isProduct[k] = rest % OPERATORS == 1;
      rest /= OPERATORS;
    }
    return new Chain(digits, isProduct);
  }

  private static int apply(int first, boolean isProduct, int second) {
    return (isProduct ? first * second : first + second) % DIGITS;
  }
}
