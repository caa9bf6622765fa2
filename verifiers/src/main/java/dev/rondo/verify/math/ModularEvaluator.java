package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/**
 * Computes rational expressions modulo a prime of 61 bits, at points that depend on the names of
 * symbols and the number of the point only. A false identity of degree d survives one point with
 * chance d / 2^61 at most.
 */
final class ModularEvaluator {
  /** 2^61 - 1. */
  static final long MERSENNE = (1L << 61) - 1;

  /** 2^61 - 31, against answers made for the first. */
  static final long OTHER = (1L << 61) - 31;

  /** Terms of a finite sum or product. */
  static final int MOST_TERMS = 10_000;

  /** Thrown where an expression is not rational. */
  static final class NotRational extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotRational() {
      super("not rational", null, false, false);
    }
  }

  private final long prime;
  private final int point;
  private final Budget budget;
  private final ExactEvaluator exact;
  private final Map<String, Long> bound = new HashMap<>();

  ModularEvaluator(long prime, int point, Budget budget) {
    this.prime = prime;
    this.point = point;
    this.budget = budget;
    this.exact = new ExactEvaluator(budget);
  }

  /**
   * The residue.
   *
   * @throws NotRational if the expression is not rational
   * @throws ArithmeticException if a divisor is zero here
   */
  long evaluate(Expression expression) {
    budget.take(2);
    return switch (expression.kind()) {
      case NUMBER -> quotient(((Numeral) expression).value());
      case SYMBOL -> symbol(expression.name());
      case SUM -> {
        long sum = 0;
        for (Expression term : expression.children()) {
          sum = add(sum, evaluate(term));
        }
        yield sum;
      }
      case PRODUCT -> {
        long product = 1;
        for (Expression factor : expression.children()) {
          product = multiply(product, evaluate(factor));
        }
        yield product;
      }
      case POWER -> power(expression);
      case PERCENT -> multiply(evaluate(expression.child(0)), inverse(100));
      case QUANTITY -> evaluate(expression.child(0));
      case FUNCTION -> function((Application) expression);
      case CALL -> unknown(expression);
      default -> throw new NotRational();
    };
  }

  private long symbol(String name) {
    Long value = bound.get(name);
    return value != null ? value : residue(name, point, prime);
  }

  /** A residue from 2 on that depends on nothing but its arguments. */
  private static long residue(String name, int point, long prime) {
    long hash = 0x9e3779b97f4a7c15L * (point + 1);
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0xff51afd7ed558ccdL;
      hash ^= hash >>> 29;
    }
    hash = (hash ^ (hash >>> 32)) * 0xc4ceb9fe1a85ec53L;
    return Long.remainderUnsigned(hash ^ (hash >>> 31), prime - 2) + 2;
  }

  private long quotient(Rational value) {
    BigInteger modulus = BigInteger.valueOf(prime);
    budget.take(value.numerator().bitLength() / 500);
    long top = value.numerator().mod(modulus).longValue();
    return value.isInteger()
        ? top
        : multiply(top, inverse(value.denominator().mod(modulus).longValue()));
  }

  private long power(Expression expression) {
    BigInteger exponent = wholeExponent(expression.child(1));
    long base = evaluate(expression.child(0));
    if (base == 0) {
      if (exponent.signum() <= 0) {
        throw new ArithmeticException("power of zero");
      }
      return 0;
    }
    long reduced = exponent.mod(BigInteger.valueOf(prime - 1)).longValue();
    budget.take(10);
    return power(base, reduced);
  }

  private BigInteger wholeExponent(Expression expression) {
    if (!bound.isEmpty() || expression.is(Kind.SYMBOL)) {
      Long value = expression.is(Kind.SYMBOL) ? bound.get(expression.name()) : null;
      if (value != null) {
        return BigInteger.valueOf(value);
      }
    }
    Rational value = exact.evaluate(expression);
    if (value == null || !value.isInteger()) {
      throw new NotRational();
    }
    return value.numerator();
  }

  /** What is known by its form only. */
  private long unknown(Expression expression) {
    return residue(NormalForm.of(expression), point, prime);
  }

  private long function(Application application) {
    return switch (application.function()) {
      case BAR -> unknown(application);
      case FACTORIAL -> {
        Rational argument = exact.evaluate(application.child(0));
        if (argument == null || !argument.isInteger() || argument.signum() < 0) {
          throw new NotRational();
        }
        if (!argument.isSmallInteger()
            || argument.numerator().intValue() > ExactEvaluator.MOST_FACTORIAL) {
          throw new Budget.Exceeded("factorial");
        }
        int last = argument.numerator().intValue();
        budget.take(last / 4);
        long product = 1;
        for (int i = 2; i <= last; i++) {
          product = multiply(product, i);
        }
        yield product;
      }
      case BINOM -> binomial(application);
      case SQRT, ABS, FLOOR, CEIL -> {
        Rational value = exact.evaluate(application);
        if (value == null) {
          throw new NotRational();
        }
        yield quotient(value);
      }
      case SUM, PROD -> series(application);
      default -> throw new NotRational();
    };
  }

  /** n(n-1)...(n-k+1)/k! for a whole k. */
  private long binomial(Expression expression) {
    Rational count = exact.evaluate(expression.child(1));
    if (count == null || !count.isSmallInteger() || count.signum() < 0) {
      throw new NotRational();
    }
    if (count.numerator().intValue() > ExactEvaluator.MOST_FACTORIAL) {
      throw new Budget.Exceeded("binomial");
    }
    long n = evaluate(expression.child(0));
    long top = 1;
    long bottom = 1;
    int k = count.numerator().intValue();
    budget.take(k / 2);
    for (int i = 0; i < k; i++) {
      top = multiply(top, add(n, prime - i));
      bottom = multiply(bottom, i + 1);
    }
    return multiply(top, inverse(bottom));
  }

  private long series(Expression expression) {
    Rational from = exact.evaluate(expression.child(1));
    Rational to = exact.evaluate(expression.child(2));
    if (from == null || to == null || !from.isSmallInteger() || !to.isSmallInteger()) {
      throw new NotRational();
    }
    long first = from.numerator().longValue();
    long last = to.numerator().longValue();
    if (first < 0) {
      throw new NotRational();
    }
    if (last - first > MOST_TERMS) {
      throw new Budget.Exceeded("terms");
    }
    String index = expression.child(0).name();
    Long outer = bound.get(index);
    boolean isSum = expression.is(Function.SUM);
    long result = isSum ? 0 : 1;
    for (long i = first; i <= last; i++) {
      bound.put(index, Math.floorMod(i, prime));
      long term = evaluate(expression.child(3));
      result = isSum ? add(result, term) : multiply(result, term);
    }
    if (outer == null) {
      bound.remove(index);
    } else {
      bound.put(index, outer);
    }
    return result;
  }

  private long add(long a, long b) {
    long sum = a + b;
    return sum >= prime ? sum - prime : sum;
  }

  long multiply(long a, long b) {
    long high = Math.multiplyHigh(a, b);
    long low = a * b;
    if (prime == MERSENNE) {
      long sum = (low & MERSENNE) + ((low >>> 61) | (high << 3));
      return sum >= MERSENNE ? sum - MERSENNE : sum;
    }
    // 2^61 = 31 modulo this prime, so the upper part folds down twice.
    long upper = (low >>> 61) | (high << 3);
    long folded = Math.multiplyHigh(upper, 31L) == 0 ? upper * 31 : -1;
    if (folded < 0) {
      return BigInteger.valueOf(a)
          .multiply(BigInteger.valueOf(b))
          .mod(BigInteger.valueOf(prime))
          .longValue();
    }
    long sum = (low & ((1L << 61) - 1)) % prime + folded % prime;
    return sum >= prime ? sum - prime : sum;
  }

  private long power(long base, long exponent) {
    long result = 1;
    long square = base;
    for (long e = exponent; e > 0; e >>= 1) {
      if ((e & 1) == 1) {
        result = multiply(result, square);
      }
      square = multiply(square, square);
    }
    return result;
  }

  private long inverse(long value) {
    if (value == 0) {
      throw new ArithmeticException("division by zero");
    }
    budget.take(10);
    return power(value, prime - 2);
  }
}
