package dev.rondo.verify;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Judges answers that are whole numbers in a box, such as {@code \boxed{-42}}.
 *
 * <p>Numbers are compared as numbers: {@code 007} equals {@code 7}. Reasons: those of {@link
 * StrictBoxVerifier}, and {@code different} (INCORRECT).
 */
public final class ArithmeticVerifier extends StrictBoxVerifier {
  /** Bounds the cost of a comparison. */
  private static final int MOST_DIGITS = 100;

  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1," + MOST_DIGITS + "}");

  @Override
  public String name() {
    return "arithmetic";
  }

  @Override
  String judge(String answer, String extracted) {
    if (!WHOLE_NUMBER.matcher(extracted).matches()) {
      return UNREADABLE;
    }
    return new BigInteger(extracted).equals(new BigInteger(answer)) ? EQUAL : DIFFERENT;
  }

  @Override
  String spelling(String extracted) {
    return WHOLE_NUMBER.matcher(extracted).matches()
        ? new BigInteger(extracted).toString()
        : extracted;
  }

  @Override
  public Optional<String> checkReference(String answer) {
    if (answer != null && WHOLE_NUMBER.matcher(answer.strip()).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        "Cannot compare with reference answer: "
            + answer
            + " (allowed: a whole number of at most "
            + MOST_DIGITS
            + " digits)");
  }
}
