package dev.rondo.verify.math;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Real functions to a number of digits, each bounded in cost: arguments that would be dear are
 * refused before anything is computed.
 */
final class HighPrecision {
  private static final int GUARD_DIGITS = 20;
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  /** Largest argument of exp, sin and cos. */
  private static final BigDecimal MOST_ARGUMENT = BigDecimal.valueOf(1_000_000);

  private static final int MOST_WHOLE_DIGITS = 10_000;

  static final HighPrecision SIXTY = new HighPrecision(60);
  static final HighPrecision TWO_HUNDRED = new HighPrecision(200);

  final int digits;
  final MathContext context;
  final BigDecimal pi;
  private final BigDecimal tiny;
  private final BigDecimal ln2;
  private final BigDecimal ln10;

  private HighPrecision(int digits) {
    this.digits = digits;
    this.context = new MathContext(digits + GUARD_DIGITS, RoundingMode.HALF_EVEN);
    this.tiny = BigDecimal.ONE.scaleByPowerOfTen(-digits - GUARD_DIGITS - 2);
    // Machin's formula.
    BigDecimal fifth = arctanOfInverse(5).multiply(BigDecimal.valueOf(16));
    this.pi = fifth.subtract(arctanOfInverse(239).multiply(BigDecimal.valueOf(4)), context);
    // ln 2 = 2 artanh(1/3), ln 10 = 3 ln 2 + 2 artanh(1/9).
    this.ln2 = artanhOfInverse(3).multiply(TWO, context);
    this.ln10 = ln2.multiply(BigDecimal.valueOf(3)).add(artanhOfInverse(9).multiply(TWO), context);
  }

  private BigDecimal arctanOfInverse(int n) {
    return inverseSeries(n, -1);
  }

  private BigDecimal artanhOfInverse(int n) {
    return inverseSeries(n, 1);
  }

  private BigDecimal inverseSeries(int n, int sign) {
    MathContext wide = new MathContext(context.getPrecision() + 10, RoundingMode.HALF_EVEN);
    BigDecimal square = BigDecimal.valueOf((long) n * n);
    BigDecimal power = BigDecimal.ONE.divide(BigDecimal.valueOf(n), wide);
    BigDecimal sum = power;
    for (int k = 3; power.compareTo(tiny) > 0; k += 2) {
      power = power.divide(square, wide);
      BigDecimal term = power.divide(BigDecimal.valueOf(k), wide);
      boolean isMinus = sign < 0 && (k / 2) % 2 == 1;
      sum = isMinus ? sum.subtract(term, wide) : sum.add(term, wide);
    }
    return sum;
  }

  /** The decimal exponent of the leading digit. */
  static long magnitude(BigDecimal value) {
    return (long) value.precision() - value.scale() - 1;
  }

  /** The sum; what cancels down to rounding noise is zero. */
  BigDecimal add(BigDecimal a, BigDecimal b) {
    if (a.signum() == 0) {
      return b;
    }
    if (b.signum() == 0) {
      return a;
    }
    long gap = magnitude(a) - magnitude(b);
    if (gap > digits + 5 || -gap > digits + 5) {
      throw new NumericEvaluator.Absorbed();
    }
    BigDecimal sum = a.add(b, context);
    if (sum.signum() != 0 && magnitude(sum) < Math.max(magnitude(a), magnitude(b)) - digits - 8) {
      return BigDecimal.ZERO;
    }
    return sum;
  }

  BigDecimal multiply(BigDecimal a, BigDecimal b) {
    BigDecimal product = a.multiply(b, context);
    checkScale(product);
    return product;
  }

  BigDecimal divide(BigDecimal a, BigDecimal b) {
    if (b.signum() == 0) {
      throw new ArithmeticException("division by zero");
    }
    BigDecimal quotient = a.divide(b, context);
    checkScale(quotient);
    return quotient;
  }

  private static void checkScale(BigDecimal value) {
    if (Math.abs((long) value.scale()) > 100_000_000) {
      throw new Budget.Exceeded("magnitude");
    }
  }

  /** A whole number, without writing out the zeros of a very small or a very large one. */
  static BigDecimal whole(BigDecimal value, RoundingMode mode) {
    long magnitude = magnitude(value);
    if (value.signum() != 0 && magnitude > MOST_WHOLE_DIGITS) {
      throw new Budget.Exceeded("magnitude");
    }
    // Of what is below a hundredth only the sign counts.
    BigDecimal near = magnitude < -2 ? BigDecimal.valueOf(value.signum(), 2) : value;
    return near.setScale(0, mode);
  }

  private static int nearest(BigDecimal value) {
    return whole(value, RoundingMode.HALF_EVEN).intValueExact();
  }

  BigDecimal power(BigDecimal base, int exponent) {
    if (base.signum() == 0) {
      if (exponent <= 0) {
        throw new ArithmeticException("power of zero");
      }
      return BigDecimal.ZERO;
    }
    if (Math.abs(magnitude(base) + 1) * Math.abs((long) exponent) > 50_000_000) {
      throw new Budget.Exceeded("magnitude");
    }
    BigDecimal power = base.pow(Math.abs(exponent), context);
    return exponent < 0 ? divide(BigDecimal.ONE, power) : power;
  }

  BigDecimal sqrt(BigDecimal value) {
    return value.signum() == 0 ? BigDecimal.ZERO : value.sqrt(context);
  }

  BigDecimal exp(BigDecimal x) {
    if (x.abs().compareTo(MOST_ARGUMENT) > 0) {
      throw new Budget.Exceeded("exponential");
    }
    if (x.signum() == 0) {
      return BigDecimal.ONE;
    }
    int halvings = nearest(x.divide(ln2, context));
    BigDecimal rest = x.subtract(ln2.multiply(BigDecimal.valueOf(halvings)), context);
    int squarings = 6;
    rest = rest.divide(BigDecimal.valueOf(1L << squarings), context);
    BigDecimal term = BigDecimal.ONE;
    BigDecimal sum = BigDecimal.ONE;
    for (int k = 1; k < 400; k++) {
      term = term.multiply(rest, context).divide(BigDecimal.valueOf(k), context);
      if (term.abs().compareTo(tiny) < 0) {
        break;
      }
      sum = sum.add(term, context);
    }
    for (int i = 0; i < squarings; i++) {
      sum = sum.multiply(sum, context);
    }
    BigDecimal scale = TWO.pow(Math.abs(halvings), context);
    return halvings < 0 ? sum.divide(scale, context) : sum.multiply(scale, context);
  }

  /** The natural logarithm of a positive number. */
  BigDecimal ln(BigDecimal x) {
    if (x.signum() <= 0) {
      throw new ArithmeticException("logarithm of " + x.signum());
    }
    if (x.compareTo(BigDecimal.ONE) == 0) {
      return BigDecimal.ZERO;
    }
    long exponent = magnitude(x);
    BigDecimal mantissa = x.scaleByPowerOfTen((int) -exponent);
    BigDecimal y = BigDecimal.valueOf(Math.log(mantissa.doubleValue()));
    // Halley's step triples the digits: 16, 48, 144, 432.
    for (int known = 15; known < context.getPrecision(); known *= 3) {
      BigDecimal power = exp(y);
      BigDecimal change =
          mantissa.subtract(power).multiply(TWO).divide(mantissa.add(power), context);
      y = y.add(change, context);
    }
    if (exponent != 0) {
      y = y.add(ln10.multiply(BigDecimal.valueOf(exponent)), context);
    }
    // Close to 1 the logarithm is noise below this.
    return y.abs().compareTo(BigDecimal.ONE.scaleByPowerOfTen(-digits - 10)) < 0
        ? BigDecimal.ZERO
        : y;
  }

  BigDecimal sin(BigDecimal x) {
    return sine(x, false);
  }

  BigDecimal cos(BigDecimal x) {
    return sine(x, true);
  }

  private BigDecimal sine(BigDecimal x, boolean isCosine) {
    if (x.abs().compareTo(MOST_ARGUMENT) > 0) {
      throw new Budget.Exceeded("angle");
    }
    BigDecimal quarter = pi.divide(TWO, context);
    int turns = nearest(x.divide(quarter, context));
    BigDecimal rest = x.subtract(quarter.multiply(BigDecimal.valueOf(turns)), context);
    int quadrant = Math.floorMod(turns + (isCosine ? 1 : 0), 4);
    BigDecimal value = quadrant % 2 == 0 ? taylor(rest, 1) : taylor(rest, 0);
    if (quadrant >= 2) {
      value = value.negate();
    }
    return value.abs().compareTo(BigDecimal.ONE.scaleByPowerOfTen(-digits - 8)) < 0
        ? BigDecimal.ZERO
        : value;
  }

  /** sin x from the first power, cos x from the zeroth. */
  private BigDecimal taylor(BigDecimal x, int first) {
    BigDecimal square = x.multiply(x, context).negate();
    BigDecimal term = first == 1 ? x : BigDecimal.ONE;
    BigDecimal sum = term;
    for (int k = first + 1; k < 600; k += 2) {
      term = term.multiply(square, context).divide(BigDecimal.valueOf((long) k * (k + 1)), context);
      if (term.abs().compareTo(tiny) < 0) {
        break;
      }
      sum = sum.add(term, context);
    }
    return sum;
  }

  /** The angle of a point, from -pi (left out) to pi. */
  BigDecimal angle(BigDecimal y, BigDecimal x) {
    if (y.signum() == 0) {
      return x.signum() >= 0 ? BigDecimal.ZERO : pi;
    }
    BigDecimal radius = sqrt(x.multiply(x, context).add(y.multiply(y, context), context));
    BigDecimal cosine = x.divide(radius, context);
    BigDecimal sine = y.divide(radius, context);
    BigDecimal angle = BigDecimal.valueOf(Math.atan2(sine.doubleValue(), cosine.doubleValue()));
    // sin(a - angle) is known; d - d^3/6 inverts it, so that each step multiplies the digits by 5.
    for (int known = 15; known < context.getPrecision(); known *= 3) {
      BigDecimal c = cos(angle);
      BigDecimal s = sin(angle);
      BigDecimal d = sine.multiply(c, context).subtract(cosine.multiply(s, context), context);
      angle = angle.add(d, context);
      angle = angle.add(d.pow(3, context).divide(BigDecimal.valueOf(6), context), context);
    }
    return angle;
  }
}
