package dev.rondo.verify.math;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares products of capital letters in which both sides write an inverse, as matrices have them:
 * {@code A^{-1}B} is not {@code BA^{-1}}.
 */
final class Inverses {
  private static final int MOST_CHARACTERS = 100;

  private static final Pattern NO_FACTOR =
      Pattern.compile(
          "\\\\(?:cdot|mathbf|mathrm|mathit|boldsymbol|bm|left|right|[,;:! ])|[\\s{}$*·]");

  private static final Pattern FACTOR = Pattern.compile("[A-Z](?:\\^(?:-?[0-9]+|T|\\\\top))?");

  private Inverses() {}

  /** That the factors stand in another order; null if that does not decide. */
  static Sameness compare(String reference, String given) {
    List<String> wanted = factors(reference);
    List<String> factors = wanted == null ? null : factors(given);
    if (factors == null || factors.equals(wanted)) {
      return null;
    }
    boolean isOtherOrder =
        factors.stream().sorted().toList().equals(wanted.stream().sorted().toList());
    return isOtherOrder ? Sameness.DIFFERENT : null;
  }

  /** The factors in writing order; null of anything else, and where no inverse is written. */
  private static List<String> factors(String text) {
    if (text.length() > MOST_CHARACTERS || !text.contains("-1")) {
      return null;
    }
    String plain = NO_FACTOR.matcher(text.substring(text.lastIndexOf('=') + 1)).replaceAll("");
    Matcher factor = FACTOR.matcher(plain);
    List<String> factors = new ArrayList<>();
    int at = 0;
    while (at < plain.length() && factor.find(at) && factor.start() == at) {
      factors.add(factor.group());
      at = factor.end();
    }
    boolean isOfFactors = at == plain.length() && plain.contains("^-1");
    return isOfFactors && !MatrixProducts.isDimension(plain) ? factors : null;
  }
}
