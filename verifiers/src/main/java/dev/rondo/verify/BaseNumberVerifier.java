package dev.rondo.verify;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges whole numbers written in a base from 2 to 36. The reference answer names its base, such as
 * {@code 101111_2}; the answer is a numeral in that base, with or without naming it. Numerals are
 * compared as numbers, so leading zeros do not count; digits above 9 may be small or capital
 * letters.
 *
 * <p>Reasons: those of {@link StrictBoxVerifier}, and {@code different}, {@code other-base} (the
 * answer names another base, whatever its value) (INCORRECT). A digit that the base does not have
 * makes an answer unreadable.
 */
public final class BaseNumberVerifier extends StrictBoxVerifier {
  private static final int MOST_DIGITS = 100;
  private static final Pattern NUMERAL =
      Pattern.compile("(-?[0-9a-zA-Z]{1," + MOST_DIGITS + "})(?:_([0-9]{1,2}))?");

  private static final Pattern LEADING_ZEROS = Pattern.compile("^(-?)0+(?=[0-9a-zA-Z])");

  @Override
  public String name() {
    return "base-number";
  }

  @Override
  String judge(String answer, String extracted) {
    Matcher reference = NUMERAL.matcher(answer);
    Matcher given = NUMERAL.matcher(extracted);
    if (!reference.matches() || !given.matches()) {
      return UNREADABLE;
    }
    int base = Integer.parseInt(reference.group(2));
    if (given.group(2) != null && Integer.parseInt(given.group(2)) != base) {
      return "other-base";
    }
    if (!hasDigitsOf(base, given.group(1))) {
      return UNREADABLE;
    }
    BigInteger wanted = new BigInteger(reference.group(1), base);
    return new BigInteger(given.group(1), base).equals(wanted) ? EQUAL : DIFFERENT;
  }

  @Override
  String spelling(String extracted) {
    Matcher numeral = NUMERAL.matcher(extracted);
    return numeral.matches()
        ? LEADING_ZEROS.matcher(extracted).replaceFirst("$1").toLowerCase(Locale.ROOT)
        : extracted;
  }

  private static boolean hasDigitsOf(int base, String numeral) {
    return numeral.chars().allMatch(c -> c == '-' || Character.digit(c, base) >= 0);
  }

  @Override
  public Optional<String> checkReference(String answer) {
    Matcher numeral = NUMERAL.matcher(answer == null ? "" : answer.strip());
    if (numeral.matches() && numeral.group(2) != null) {
      int base = Integer.parseInt(numeral.group(2));
      if (base >= Character.MIN_RADIX
          && base <= Character.MAX_RADIX
          && hasDigitsOf(base, numeral.group(1))) {
        return Optional.empty();
      }
    }
    return Optional.of(
        "Cannot compare with reference answer: "
            + answer
            + " (allowed: at most "
            + MOST_DIGITS
            + " digits and their base, such as 1011_2)");
  }
}
