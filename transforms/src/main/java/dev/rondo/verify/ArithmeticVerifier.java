package dev.rondo.verify;

import dev.rondo.schema.Outcome;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Judges answers that are whole numbers in a box, such as {@code \boxed{-42}}.
 *
 * <p>The last box is the answer, and it is strict: the response must hold exactly one box and end
 * with it. Several answers are a hedge and text after the answer is not one, so neither is ever
 * CORRECT. Numbers are compared as numbers: {@code 007} equals {@code 7}.
 *
 * <p>Reasons: {@code equal} (CORRECT); {@code different}, {@code no-answer} (no box), {@code
 * unreadable-answer} (the box is not closed or holds no whole number), {@code several-answers},
 * {@code text-after-answer} (INCORRECT); {@code unreadable-reference} (UNKNOWN).
 */
public final class ArithmeticVerifier implements Verifier {
  /** Bounds the cost of a comparison. */
  private static final int MOST_DIGITS = 100;

  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1," + MOST_DIGITS + "}");

  @Override
  public String name() {
    return "arithmetic";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Verdict verify(String answer, String responseText) {
    if (checkReference(answer).isPresent()) {
      return new Verdict(Outcome.UNKNOWN, "unreadable-reference", null);
    }
    BoxedAnswer box = BoxedAnswer.in(responseText);
    if (box.boxes() == 0) {
      return new Verdict(Outcome.INCORRECT, "no-answer", null);
    }
    String extracted = box.content() == null ? null : box.content().strip();
    if (extracted == null || !WHOLE_NUMBER.matcher(extracted).matches()) {
      return new Verdict(Outcome.INCORRECT, "unreadable-answer", extracted);
    }
    if (box.boxes() > 1) {
      return new Verdict(Outcome.INCORRECT, "several-answers", extracted);
    }
    if (!box.isAtEnd()) {
      return new Verdict(Outcome.INCORRECT, "text-after-answer", extracted);
    }
    boolean isEqual = new BigInteger(extracted).equals(new BigInteger(answer.strip()));
    return isEqual
        ? new Verdict(Outcome.CORRECT, "equal", extracted)
        : new Verdict(Outcome.INCORRECT, "different", extracted);
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
