package dev.rondo.verify;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges solutions of linear equations in x by putting them in. The reference answer is the
 * equation, such as {@code 3x+4=19}: on both sides whole numbers and whole multiples of x, added
 * and subtracted, with exactly one solution. The answer is a whole number or a fraction, such as
 * {@code 5}, {@code -3/2} or {@code x=5}; it need not be in lowest terms.
 *
 * <p>Reasons: those of {@link StrictBoxVerifier}, and {@code different} (INCORRECT).
 */
public final class LinearEquationVerifier extends StrictBoxVerifier {
  private static final int MOST_DIGITS = 100;
  private static final int MOST_CHARACTERS = 1000;
  private static final Pattern TERM =
      Pattern.compile("([+-]?)(?:([0-9]{1," + MOST_DIGITS + "})(x?)|(x))");
  private static final Pattern ANSWER =
      Pattern.compile(
          "(?:x=)?(-?[0-9]{1," + MOST_DIGITS + "})(?:/([0-9]{1," + MOST_DIGITS + "}))?");

  /** {@code factor * x + constant = 0}. */
  private record Equation(BigInteger factor, BigInteger constant) {}

  @Override
  public String name() {
    return "linear-equation";
  }

  /** Not reduced; the denominator is above 0. */
  private record Fraction(BigInteger numerator, BigInteger denominator) {}

  @Override
  String judge(String answer, String extracted) {
    Fraction given = fraction(extracted);
    if (given == null) {
      return UNREADABLE;
    }
    Equation equation = parse(answer);
    BigInteger rest =
        equation
            .factor
            .multiply(given.numerator)
            .add(equation.constant.multiply(given.denominator));
    return rest.signum() == 0 ? EQUAL : DIFFERENT;
  }

  @Override
  String spelling(String extracted) {
    Fraction fraction = fraction(extracted);
    if (fraction == null) {
      return extracted;
    }
    BigInteger divisor = fraction.numerator.gcd(fraction.denominator);
    return fraction.numerator.divide(divisor) + "/" + fraction.denominator.divide(divisor);
  }

  /** The number that an answer states; null if it cannot be read. */
  private static Fraction fraction(String extracted) {
    Matcher given = ANSWER.matcher(extracted);
    if (!given.matches()) {
      return null;
    }
    BigInteger denominator =
        given.group(2) == null ? BigInteger.ONE : new BigInteger(given.group(2));
    return denominator.signum() == 0
        ? null
        : new Fraction(new BigInteger(given.group(1)), denominator);
  }

  /** The equation with everything on the left; null if it is not one. */
  private static Equation parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 0 || text.length() > MOST_CHARACTERS) {
      return null;
    }
    Equation left = side(text.substring(0, equals));
    Equation right = side(text.substring(equals + 1));
    return left == null || right == null
        ? null
        : new Equation(left.factor.subtract(right.factor), left.constant.subtract(right.constant));
  }

  private static Equation side(String text) {
    BigInteger factor = BigInteger.ZERO;
    BigInteger constant = BigInteger.ZERO;
    Matcher term = TERM.matcher(text);
    int at = 0;
    while (at < text.length()) {
      term.region(at, text.length());
      if (!term.lookingAt() || (at > 0 && term.group(1).isEmpty())) {
        return null;
      }
      BigInteger size = term.group(2) == null ? BigInteger.ONE : new BigInteger(term.group(2));
      BigInteger signed = term.group(1).equals("-") ? size.negate() : size;
      if (term.group(4) != null || !term.group(3).isEmpty()) {
        factor = factor.add(signed);
      } else {
        constant = constant.add(signed);
      }
      at = term.end();
    }
    return at == 0 ? null : new Equation(factor, constant);
  }

  @Override
  public Optional<String> checkReference(String answer) {
    Equation equation = answer == null ? null : parse(answer.strip());
    return equation != null && equation.factor.signum() != 0
        ? Optional.empty()
        : Optional.of(
            "Cannot compare with reference answer: "
                + answer
                + " (allowed: a linear equation in x with one solution, such as 3x+4=19)");
  }
}
