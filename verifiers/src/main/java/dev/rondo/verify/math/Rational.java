package dev.rondo.verify.math;

import java.math.BigDecimal;
import java.math.BigInteger;

/** An exact fraction in lowest terms, its denominator positive. Immutable. */
record Rational(BigInteger numerator, BigInteger denominator) implements Comparable<Rational> {
  /** No result has more bits than this. */
  static final int MOST_BITS = 20_000;

  static final Rational ZERO = of(0);
  static final Rational ONE = of(1);
  static final Rational MINUS_ONE = of(-1);

  static Rational of(long value) {
    return new Rational(BigInteger.valueOf(value), BigInteger.ONE);
  }

  static Rational of(BigInteger numerator, BigInteger denominator) {
    if (denominator.signum() == 0) {
      throw new ArithmeticException("division by zero");
    }
    checkBits(numerator, denominator);
    if (denominator.equals(BigInteger.ONE)) {
      return new Rational(numerator, denominator);
    }
    BigInteger divisor = numerator.gcd(denominator);
    if (denominator.signum() < 0) {
      divisor = divisor.negate();
    }
    return new Rational(numerator.divide(divisor), denominator.divide(divisor));
  }

  private static void checkBits(BigInteger numerator, BigInteger denominator) {
    if (numerator.bitLength() > MOST_BITS || denominator.bitLength() > MOST_BITS) {
      throw new Budget.Exceeded("bits");
    }
  }

  static Rational of(BigDecimal value) {
    return value.scale() <= 0
        ? of(value.toBigIntegerExact(), BigInteger.ONE)
        : of(value.unscaledValue(), BigInteger.TEN.pow(value.scale()));
  }

  Rational plus(Rational other) {
    return of(
        numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
        denominator.multiply(other.denominator));
  }

  Rational times(Rational other) {
    if (isInteger() && other.isInteger()) {
      return of(numerator.multiply(other.numerator), BigInteger.ONE);
    }
    // Both are in lowest terms, so that only these two pairs can have divisors in common.
    BigInteger first = numerator.gcd(other.denominator);
    BigInteger second = other.numerator.gcd(denominator);
    BigInteger top = numerator.divide(first).multiply(other.numerator.divide(second));
    BigInteger bottom = denominator.divide(second).multiply(other.denominator.divide(first));
    checkBits(top, bottom);
    return new Rational(top, bottom);
  }

  Rational negated() {
    return new Rational(numerator.negate(), denominator);
  }

  Rational inverse() {
    if (numerator.signum() == 0) {
      throw new ArithmeticException("division by zero");
    }
    return numerator.signum() < 0
        ? new Rational(denominator.negate(), numerator.negate())
        : new Rational(denominator, numerator);
  }

  Rational power(int exponent) {
    if (exponent < 0) {
      return inverse().power(-exponent);
    }
    long bits = Math.max(numerator.bitLength(), denominator.bitLength());
    if (bits > 1 && bits * exponent > MOST_BITS) {
      throw new Budget.Exceeded("bits");
    }
    return new Rational(numerator.pow(exponent), denominator.pow(exponent));
  }

  boolean isInteger() {
    return denominator.equals(BigInteger.ONE);
  }

  /** Whether this is a whole number that an int holds. */
  boolean isSmallInteger() {
    return isInteger() && numerator.bitLength() < 31;
  }

  /** Bits of numerator and denominator together. */
  int bits() {
    return numerator.bitLength() + denominator.bitLength();
  }

  int signum() {
    return numerator.signum();
  }

  @Override
  public int compareTo(Rational other) {
    return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
  }

  private static String written(BigInteger number) {
    return number.bitLength() < Long.SIZE ? Long.toString(number.longValue()) : number.toString();
  }

  @Override
  public String toString() {
    String top = written(numerator);
    return isInteger() ? top : top + "/" + written(denominator);
  }
}
