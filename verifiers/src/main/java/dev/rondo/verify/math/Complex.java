package dev.rondo.verify.math;

import java.math.BigDecimal;

/** A complex number; the operations take the precision they round to. Immutable. */
record Complex(BigDecimal real, BigDecimal imaginary) {
  static final Complex ZERO = new Complex(BigDecimal.ZERO, BigDecimal.ZERO);
  static final Complex ONE = of(BigDecimal.ONE);
  static final Complex I = new Complex(BigDecimal.ZERO, BigDecimal.ONE);

  static Complex of(BigDecimal real) {
    return new Complex(real, BigDecimal.ZERO);
  }

  static Complex of(long real) {
    return of(BigDecimal.valueOf(real));
  }

  static Complex of(Rational value, HighPrecision precision) {
    BigDecimal numerator = new BigDecimal(value.numerator());
    // A division that ends takes long to drop the zeros behind its last digit.
    return of(
        value.isInteger()
            ? numerator.round(precision.context)
            : numerator.divide(new BigDecimal(value.denominator()), precision.context));
  }

  boolean isReal() {
    return imaginary.signum() == 0;
  }

  boolean isZero() {
    return real.signum() == 0 && imaginary.signum() == 0;
  }

  Complex negated() {
    return new Complex(real.negate(), imaginary.negate());
  }

  Complex plus(Complex other, HighPrecision precision) {
    return new Complex(precision.add(real, other.real), precision.add(imaginary, other.imaginary));
  }

  Complex times(Complex other, HighPrecision precision) {
    if (isReal() && other.isReal()) {
      return of(precision.multiply(real, other.real));
    }
    return new Complex(
        precision.add(
            precision.multiply(real, other.real),
            precision.multiply(imaginary, other.imaginary).negate()),
        precision.add(
            precision.multiply(real, other.imaginary), precision.multiply(imaginary, other.real)));
  }

  Complex inverse(HighPrecision precision) {
    if (isReal()) {
      return of(precision.divide(BigDecimal.ONE, real));
    }
    BigDecimal square = square(precision);
    return new Complex(
        precision.divide(real, square), precision.divide(imaginary.negate(), square));
  }

  private BigDecimal square(HighPrecision precision) {
    return precision
        .multiply(real, real)
        .add(precision.multiply(imaginary, imaginary), precision.context);
  }

  BigDecimal absolute(HighPrecision precision) {
    return isReal() ? real.abs() : precision.sqrt(square(precision));
  }

  Complex power(int exponent, HighPrecision precision) {
    if (isReal()) {
      return of(precision.power(real, exponent));
    }
    Complex result = ONE;
    Complex square = this;
    for (int e = Math.abs(exponent); e > 0; e >>= 1) {
      if ((e & 1) == 1) {
        result = result.times(square, precision);
      }
      if (e > 1) {
        square = square.times(square, precision);
      }
    }
    return exponent < 0 ? result.inverse(precision) : result;
  }

  Complex exp(HighPrecision precision) {
    BigDecimal size = precision.exp(real);
    return isReal()
        ? of(size)
        : new Complex(
            precision.multiply(size, precision.cos(imaginary)),
            precision.multiply(size, precision.sin(imaginary)));
  }

  Complex ln(HighPrecision precision) {
    if (isZero()) {
      throw new ArithmeticException("logarithm of zero");
    }
    return new Complex(precision.ln(absolute(precision)), precision.angle(imaginary, real));
  }

  Complex sqrt(HighPrecision precision) {
    if (isReal()) {
      return real.signum() >= 0
          ? of(precision.sqrt(real))
          : new Complex(BigDecimal.ZERO, precision.sqrt(real.negate()));
    }
    BigDecimal half = new BigDecimal("0.5");
    BigDecimal size = absolute(precision);
    BigDecimal x = precision.sqrt(precision.add(size, real).multiply(half, precision.context));
    BigDecimal y =
        precision.sqrt(precision.add(size, real.negate()).multiply(half, precision.context));
    return new Complex(x, imaginary.signum() < 0 ? y.negate() : y);
  }

  /** Principal value. */
  Complex power(Complex exponent, HighPrecision precision) {
    if (isZero()) {
      if (exponent.isReal() && exponent.real.signum() > 0) {
        return ZERO;
      }
      throw new ArithmeticException("power of zero");
    }
    return ln(precision).times(exponent, precision).exp(precision);
  }
}
