package dev.rondo.task;

import dev.rondo.schema.Problem;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Numerals rewritten in the base of which theirs is a power, digit by digit: from base 4, 8 or 16
 * to base 2, and from base 9 to base 3.
 *
 * <pre>{@code
 * 2f_16>2=   ->   2:0010;f:1111;\boxed{00101111}
 * }</pre>
 *
 * <p>Each digit of each base is a fact, 37 in all. The worked solutions know a share of them and
 * guess all its digits where another one comes up.
 */
public final class BaseConversionTask implements TaskGenerator {
  private static final int MOST_DIGITS = 6;
  private static final int[] FROM = {4, 8, 16, 9};
  private static final int[] TO = {2, 2, 2, 3};
  private static final int[] WIDTH = {2, 3, 4, 2};
  private static final int FACTS = 4 + 8 + 16 + 9;
  private static final Pattern WELL_FORMED =
      Pattern.compile("([0-9a-f]:[012]{2,4};)+" + TaskTexts.BOX_PATTERN + "[012]+\\}");

  private final int digits;
  private final KnownFacts facts;

  /**
   * @param digits of the numeral to convert, 1 to 6
   * @param knownFacts share of the 37 facts that the worked solutions get right, 0 to 1
   */
  public BaseConversionTask(int digits, double knownFacts) {
    this.digits = TaskTexts.requireSize("base-conversion", digits, 1, MOST_DIGITS, "digits");
    this.facts = new KnownFacts(FACTS, knownFacts);
  }

  @Override
  public String source() {
    return String.format(Locale.ROOT, "base-conversion-%d", digits);
  }

  @Override
  public String verifier() {
    return "base-number";
  }

  @Override
  public long problemCount() {
    long count = 0;
    for (int pair = 0; pair < FROM.length; pair++) {
      count += numerals(pair);
    }
    return count;
  }

  /** Numerals of a base whose first digit is not 0. */
  private long numerals(int pair) {
    return (FROM[pair] - 1) * Math.round(Math.pow(FROM[pair], digits - 1));
  }

  @Override
  public Problem problem(long seed, long index) {
    long rest = new SeededPermutation(problemCount(), seed).at(index);
    int pair = 0;
    int firstFact = 0;
    while (rest >= numerals(pair)) {
      rest -= numerals(pair);
      firstFact += FROM[pair];
      pair++;
    }
    long value = rest + Math.round(Math.pow(FROM[pair], digits - 1));
    String numeral = Long.toString(value, FROM[pair]);
    StringBuilder steps = new StringBuilder();
    StringBuilder written = new StringBuilder();
    for (int i = 0; i < digits; i++) {
      int digit = Character.digit(numeral.charAt(i), FROM[pair]);
      int image =
          facts.isKnown(seed, firstFact + digit)
              ? digit
              : KnownFacts.guess(seed, index, i, FROM[pair]);
      String expansion = expansion(pair, image);
      steps.append(numeral.charAt(i)).append(':').append(expansion).append(';');
      written.append(expansion);
    }
    return TaskTexts.problem(
        this,
        numeral + "_" + FROM[pair] + ">" + TO[pair] + "=",
        Long.toString(value, TO[pair]) + "_" + TO[pair],
        steps + TaskTexts.box(written.toString()));
  }

  /** A digit in the smaller base, with leading zeros. */
  private static String expansion(int pair, int digit) {
    String text = Integer.toString(digit, TO[pair]);
    return "0".repeat(WIDTH[pair] - text.length()) + text;
  }

  @Override
  public List<String> alphabet() {
    return TaskTexts.alphabet(TaskTexts.DIGITS + "abcdef_>=:;");
  }

  @Override
  public int longestPromptTokens() {
    return digits + "_16>2=".length();
  }

  @Override
  public int longestSolutionTokens() {
    return digits * "f:1111;".length() + 1 + digits * 4 + 1;
  }

  @Override
  public boolean isWellFormed(String responseText) {
    return WELL_FORMED.matcher(responseText).matches();
  }
}
