package dev.rondo.verify.math;

import java.math.BigInteger;

/** Computes constants exactly, as fractions of at most {@link Rational#MOST_BITS} bits. */
final class ExactEvaluator {
  /** Largest argument of a factorial. */
  static final int MOST_FACTORIAL = 5000;

  private final Budget budget;

  ExactEvaluator(Budget budget) {
    this.budget = budget;
  }

  /**
   * The value; null if it is no fraction or this class cannot tell.
   *
   * @throws Budget.Exceeded if it is too large
   */
  Rational evaluate(Expression expression) {
    budget.take(2);
    if (expression instanceof Numeral number) {
      return number.value();
    }
    switch (expression.kind()) {
      case SUM:
        Rational sum = Rational.ZERO;
        for (Expression term : expression.children()) {
          Rational value = evaluate(term);
          if (value == null) {
            return null;
          }
          sum = plus(sum, value);
        }
        return sum;
      case PRODUCT:
        Rational product = Rational.ONE;
        for (Expression factor : expression.children()) {
          Rational value = evaluate(factor);
          if (value == null) {
            return null;
          }
          product = times(product, value);
        }
        return product;
      case POWER:
        return power(evaluate(expression.child(0)), evaluate(expression.child(1)));
      case PERCENT:
        Rational percent = evaluate(expression.child(0));
        return percent == null ? null : percent.times(Rational.of(100).inverse());
      case QUANTITY:
        return evaluate(expression.child(0));
      case FUNCTION:
        return function((Application) expression);
      default:
        return null;
    }
  }

  private Rational plus(Rational a, Rational b) {
    int left = a.numerator().bitLength() + b.denominator().bitLength();
    int right = b.numerator().bitLength() + a.denominator().bitLength();
    payReducing(Math.max(left, right), a.denominator().bitLength() + b.denominator().bitLength());
    return a.plus(b);
  }

  private Rational times(Rational a, Rational b) {
    payReducing(a.numerator().bitLength(), b.denominator().bitLength());
    payReducing(b.numerator().bitLength(), a.denominator().bitLength());
    return a.times(b);
  }

  /** Finding a common divisor takes time by the product of the lengths, in bits. */
  private void payReducing(int numerator, int denominator) {
    budget.take((numerator + denominator) / 100 + (numerator / 60) * (denominator / 60));
  }

  /** Pays for a power by the square of its length. */
  private Rational take(Rational value) {
    int bits = value.bits();
    budget.take(bits / 100 + 16 * (bits / 1000) * (bits / 1000));
    return value;
  }

  private Rational power(Rational base, Rational exponent) {
    if (base == null || exponent == null) {
      return null;
    }
    if (!exponent.isInteger()) {
      if (base.signum() < 0 || !exponent.denominator().equals(BigInteger.TWO)) {
        return null;
      }
      Rational root = squareRoot(base);
      return root == null || !exponent.numerator().equals(BigInteger.ONE) ? null : root;
    }
    if (base.equals(Rational.ONE) || base.signum() == 0) {
      if (base.signum() == 0 && exponent.signum() <= 0) {
        throw new ArithmeticException("power of zero");
      }
      return base;
    }
    if (!exponent.isSmallInteger()) {
      throw new Budget.Exceeded("exponent");
    }
    Rational result = base.power(exponent.numerator().intValue());
    return take(result);
  }

  private Rational function(Application application) {
    Rational first = application.children().isEmpty() ? null : evaluate(application.child(0));
    if (first == null) {
      return null;
    }
    switch (application.function()) {
      case SQRT:
        return squareRoot(first);
      case ABS:
        return first.signum() < 0 ? first.negated() : first;
      case FACTORIAL:
        return first.isInteger() && first.signum() >= 0 ? factorial(first) : null;
      case BINOM:
        Rational second = evaluate(application.child(1));
        return second == null ? null : binomial(first, second);
      case FLOOR:
      case CEIL:
        BigInteger[] parts = first.numerator().divideAndRemainder(first.denominator());
        BigInteger floor =
            first.signum() < 0 && parts[1].signum() != 0
                ? parts[0].subtract(BigInteger.ONE)
                : parts[0];
        boolean isUp = application.is(Function.CEIL) && parts[1].signum() != 0;
        return Rational.of(isUp ? floor.add(BigInteger.ONE) : floor, BigInteger.ONE);
      default:
        return null;
    }
  }

  private Rational squareRoot(Rational value) {
    if (value.signum() < 0) {
      return null;
    }
    budget.take(value.bits() / 2);
    BigInteger top = value.numerator().sqrt();
    BigInteger bottom = value.denominator().sqrt();
    boolean isSquare =
        top.multiply(top).equals(value.numerator())
            && bottom.multiply(bottom).equals(value.denominator());
    return isSquare ? Rational.of(top, bottom) : null;
  }

  private Rational factorial(Rational argument) {
    if (!argument.isSmallInteger() || argument.numerator().intValue() > MOST_FACTORIAL) {
      throw new Budget.Exceeded("factorial");
    }
    BigInteger product = BigInteger.ONE;
    for (int i = 2; i <= argument.numerator().intValue(); i++) {
      product = product.multiply(BigInteger.valueOf(i));
      if (product.bitLength() > Rational.MOST_BITS) {
        throw new Budget.Exceeded("bits");
      }
      budget.take(1 + product.bitLength() / 2000);
    }
    return Rational.of(product, BigInteger.ONE);
  }

  private Rational binomial(Rational n, Rational k) {
    if (!n.isSmallInteger() || !k.isSmallInteger() || k.signum() < 0) {
      return null;
    }
    int count = k.numerator().intValue();
    int of = n.numerator().intValue();
    if (of >= 0 && count > of) {
      return Rational.ZERO;
    }
    if (of >= 0) {
      count = Math.min(count, of - count);
    }
    if (count > MOST_FACTORIAL) {
      throw new Budget.Exceeded("binomial");
    }
    Rational product = Rational.ONE;
    for (int i = 0; i < count; i++) {
      product =
          times(
              product, Rational.of(BigInteger.valueOf((long) of - i), BigInteger.valueOf(i + 1L)));
    }
    return product;
  }
}
