package dev.rondo.policy.text.jinja;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Floats as Python writes and computes them. Infinity and not-a-number are refused. */
final class Floats {
  private static final int MOST_DIGITS = 17;

  private Floats() {}

  static double finite(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new TemplateException("a float that is not finite is not supported");
    }
    return value;
  }

  /** The shortest decimal that reads back as the same number, in repr()'s form. */
  static String text(double value) {
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal shortest = shortest(new BigDecimal(Math.abs(value)), Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    int exponent = digits.length() - shortest.scale() - 1;
    int end = digits.length();
    while (end > 1 && digits.charAt(end - 1) == '0') {
      end--;
    }
    digits = digits.substring(0, end);
    StringBuilder text = new StringBuilder(value < 0 ? "-" : "");
    if (exponent < -4 || exponent >= 16) {
      text.append(digits.charAt(0));
      if (digits.length() > 1) {
        text.append('.').append(digits, 1, digits.length());
      }
      int size = Math.abs(exponent);
      text.append(exponent < 0 ? "e-" : "e+").append(size < 10 ? "0" : "").append(size);
    } else if (exponent < 0) {
      text.append("0.").append("0".repeat(-exponent - 1)).append(digits);
    } else if (digits.length() <= exponent + 1) {
      text.append(digits).append("0".repeat(exponent + 1 - digits.length())).append(".0");
    } else {
      text.append(digits, 0, exponent + 1).append('.').append(digits.substring(exponent + 1));
    }
    return text.toString();
  }

  private static BigDecimal shortest(BigDecimal exact, double value) {
    for (int precision = 1; precision < MOST_DIGITS; precision++) {
      BigDecimal best = null;
      for (RoundingMode mode : new RoundingMode[] {RoundingMode.DOWN, RoundingMode.UP}) {
        BigDecimal candidate = exact.round(new MathContext(precision, mode));
        if (candidate.doubleValue() == value
            && (best == null
                || candidate.subtract(exact).abs().compareTo(best.subtract(exact).abs()) < 0)) {
          best = candidate;
        }
      }
      if (best != null) {
        return best;
      }
    }
    return exact.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN));
  }

  /** As Python's round(value, digits). */
  static double rounded(double value, int digits) {
    double result = new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).doubleValue();
    return result == 0 && (value < 0 || 1 / value < 0) ? -0.0 : result;
  }

  /** As Python's {@code %}: the result has the sign of the divisor. */
  static double modulo(double left, double right) {
    double result = left % right;
    if (result == 0) {
      return Math.copySign(0.0, right);
    }
    return (result < 0) == (right < 0) ? result : result + right;
  }

  /** As Python's {@code //}. */
  static double floorDivision(double left, double right) {
    double modulo = left % right;
    double quotient = (left - modulo) / right;
    if (modulo != 0 && (right < 0) != (modulo < 0)) {
      quotient -= 1;
    }
    if (quotient == 0) {
      return Math.copySign(0.0, left / right);
    }
    double floor = Math.floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
  }
}
