package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Compares two values: by their normal forms; constants exactly as fractions; rational expressions
 * modulo primes; everything else in digits.
 */
final class LeafComparison {
  private final Budget budget;
  private final Forms forms;
  private final NumericComparison numbers;

  LeafComparison(Budget budget, Forms forms) {
    this.budget = budget;
    this.forms = forms;
    this.numbers = new NumericComparison(budget);
  }

  /** Whether two are the same but for a factor, as {@link NumericComparison#proportion} says. */
  int proportion(Expression a, Expression b) {
    return numbers.proportion(a, b);
  }

  /** A constant's value in digits; null if it is not real or cannot be told. */
  BigDecimal digits(Expression constant) {
    return numbers.digits(constant);
  }

  /** Compares two values, which are neither lists nor relations. */
  Sameness compare(Expression a, Expression b) {
    budget.take((a.size() + b.size()) / 4);
    if (forms.areEqual(a, b)) {
      return Sameness.EQUAL;
    }
    if (isInfinite(a) || isInfinite(b)) {
      // Plus infinity has a sign or none; both are one.
      return Sameness.of(
          isInfinite(a) && isInfinite(b) && infinity(a) == infinity(b) && infinity(a) != 0);
    }
    if (isContainer(a) || isContainer(b) || hasWords(a) != hasWords(b)) {
      return Sameness.DIFFERENT;
    }
    if (!isValue(a) || !isValue(b)) {
      return Sameness.UNDECIDED;
    }
    SortedSet<String> symbols = new TreeSet<>();
    collect(a, symbols);
    collect(b, symbols);
    if (symbols.isEmpty()) {
      Sameness exact = exact(a, b);
      if (exact != null) {
        return exact;
      }
    }
    Sameness modular = modular(a, b);
    if (modular != null) {
      return modular;
    }
    return numbers.compare(a, b, symbols);
  }

  // ---- infinities
  // --------------------------------------------------------------------------------

  static boolean isInfinite(Expression expression) {
    return expression == Constant.INFINITY
        || ((expression.is(Kind.PRODUCT) || expression.is(Kind.SUM))
            && expression.anyChild(LeafComparison::isInfinite));
  }

  /** 1, -1, or 0 where the sign is not plain. */
  static int infinity(Expression expression) {
    if (expression == Constant.INFINITY) {
      return 1;
    }
    if (expression.is(Kind.PRODUCT) && expression.children().size() == 2) {
      Rational factor = NormalForm.constant(expression.child(0));
      return factor != null && expression.child(1) == Constant.INFINITY ? factor.signum() : 0;
    }
    return 0;
  }

  private static boolean isContainer(Expression expression) {
    return switch (expression.kind()) {
      case SET, TUPLE, INTERVAL, SET_OPERATION, MATRIX, RATIO, NAMED_SET, RELATION, CHAIN, BASED ->
          true;
      default -> false;
    };
  }

  private static boolean hasWords(Expression expression) {
    return expression.is(Kind.TEXT) || expression.anyChild(LeafComparison::hasWords);
  }

  /** Functions that no evaluator computes. */
  private static final Set<Function> UNCOMPUTED =
      EnumSet.of(
          Function.SETBUILDER,
          Function.CASES,
          Function.DET,
          Function.TR,
          Function.ARG,
          Function.DEG,
          Function.RANK,
          Function.DIM);

  static boolean isValue(Expression expression) {
    return switch (expression.kind()) {
      case NUMBER, SYMBOL, CONSTANT -> true;
      case SUM, PRODUCT, POWER, PERCENT, QUANTITY, CALL ->
          expression.allChildren(LeafComparison::isValue);
      case FUNCTION ->
          !UNCOMPUTED.contains(((Application) expression).function())
              && expression.allChildren(LeafComparison::isValue);
      default -> false;
    };
  }

  /** The names that need a value: symbols, and calls of unknown functions. */
  static void collect(Expression expression, SortedSet<String> symbols) {
    if (expression.is(Kind.SYMBOL)) {
      symbols.add(expression.name());
    } else if (expression.is(Kind.CALL) || expression.is(Function.BAR)) {
      symbols.add(NormalForm.of(expression));
    } else if (expression.is(Function.SUM) || expression.is(Function.PROD)) {
      SortedSet<String> inside = new TreeSet<>();
      collect(expression.child(3), inside);
      inside.remove(expression.child(0).name());
      symbols.addAll(inside);
      collect(expression.child(1), symbols);
      collect(expression.child(2), symbols);
    } else {
      for (Expression child : expression.children()) {
        collect(child, symbols);
      }
    }
  }

  // ---- exact and modular
  // -------------------------------------------------------------------------

  /** Null if one of them is no fraction, or too large for this way. */
  private Sameness exact(Expression a, Expression b) {
    try {
      ExactEvaluator evaluator = new ExactEvaluator(budget);
      Rational left = evaluator.evaluate(a);
      Rational right = left == null ? null : evaluator.evaluate(b);
      if (left == null || right == null) {
        return null;
      }
      return left.equals(right) ? Sameness.EQUAL : approximately(a, b, left, right);
    } catch (Budget.Exceeded e) {
      budget.take(1); // with no step left this was the end
      return null;
    } catch (ArithmeticException e) {
      return Sameness.DIFFERENT;
    }
  }

  /**
   * A decimal of at least six digits behind the point and six that count stands for the number that
   * rounds to it. Shorter decimals are exact.
   */
  private static Sameness approximately(Expression a, Expression b, Rational left, Rational right) {
    return Sameness.of(rounds(a, left, right) || rounds(b, right, left));
  }

  static boolean rounds(Expression decimal, Rational written, Rational value) {
    int places = decimalPlaces(decimal);
    if (places < 6 || written.signum() == 0) {
      return false;
    }
    BigInteger scale = BigInteger.TEN.pow(Math.min(places, 1000));
    BigInteger shown = written.numerator().multiply(scale).divide(written.denominator()).abs();
    if (shown.toString().length() < 6 || written.signum() != value.signum()) {
      return false;
    }
    // Rounded: at most half a unit of the last place away; or cut: less than one below.
    BigInteger difference =
        written
            .numerator()
            .multiply(value.denominator())
            .subtract(value.numerator().multiply(written.denominator()))
            .multiply(scale);
    boolean isCut = difference.signum() != written.signum();
    BigInteger most = written.denominator().multiply(value.denominator());
    return difference.abs().multiply(BigInteger.valueOf(isCut ? 1 : 2)).compareTo(most)
        < (isCut ? 0 : 1);
  }

  /** Digits behind the decimal point of a written decimal, -1 if it is none. */
  static int decimalPlaces(Expression expression) {
    if (expression instanceof Numeral number) {
      return number.decimals();
    }
    if (expression.is(Kind.PERCENT)) {
      int places = decimalPlaces(expression.child(0));
      return places < 0 ? -1 : places + 2;
    }
    if (expression.is(Kind.QUANTITY)) {
      return decimalPlaces(expression.child(0));
    }
    return -1;
  }

  /** Null if one of them is not rational. */
  private Sameness modular(Expression a, Expression b) {
    int agreed = 0;
    for (int point = 0; point < 6 && agreed < 3; point++) {
      long prime = agreed == 2 ? ModularEvaluator.OTHER : ModularEvaluator.MERSENNE;
      try {
        long left = new ModularEvaluator(prime, point, budget).evaluate(a);
        long right = new ModularEvaluator(prime, point, budget).evaluate(b);
        if (left != right) {
          return decimalPlaces(a) >= 6 || decimalPlaces(b) >= 6 ? null : Sameness.DIFFERENT;
        }
        agreed++;
      } catch (ModularEvaluator.NotRational e) {
        return null;
      } catch (ArithmeticException e) {
        // A divisor happens to be zero at this point.
        continue;
      }
    }
    return agreed >= 3 ? Sameness.EQUAL : null;
  }
}
