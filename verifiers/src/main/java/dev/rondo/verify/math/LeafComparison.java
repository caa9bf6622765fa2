package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Compares two expressions: by their normal forms; constants exactly as fractions; rational
 * expressions modulo primes; everything else to 60 digits, and once more to 200 before two
 * constants count as equal. Symbols take values that depend on their names and the number of the
 * point only.
 */
final class LeafComparison {
  private static final int POINTS = 9;
  private static final int ENOUGH_POINTS = 3;

  private final Budget budget;
  private final Forms forms;

  LeafComparison(Budget budget, Forms forms) {
    this.budget = budget;
    this.forms = forms;
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
    return numeric(a, b, symbols);
  }

  // ---- infinities
  // --------------------------------------------------------------------------------

  static boolean isInfinite(Expression expression) {
    return expression.is(Kind.CONSTANT, "infinity")
        || ((expression.is(Kind.PRODUCT) || expression.is(Kind.SUM))
            && expression.children().stream().anyMatch(LeafComparison::isInfinite));
  }

  /** 1, -1, or 0 where the sign is not plain. */
  static int infinity(Expression expression) {
    if (expression.is(Kind.CONSTANT, "infinity")) {
      return 1;
    }
    if (expression.is(Kind.PRODUCT) && expression.children().size() == 2) {
      Rational factor = NormalForm.constant(expression.child(0));
      return factor != null && expression.child(1).is(Kind.CONSTANT, "infinity")
          ? factor.signum()
          : 0;
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
    return expression.is(Kind.TEXT)
        || expression.children().stream().anyMatch(LeafComparison::hasWords);
  }

  private static boolean isValue(Expression expression) {
    return switch (expression.kind()) {
      case NUMBER, SYMBOL, CONSTANT -> true;
      case SUM, PRODUCT, POWER, PERCENT, QUANTITY ->
          expression.children().stream().allMatch(LeafComparison::isValue);
      case FUNCTION -> {
        boolean isKnown =
            !expression.name().equals("setbuilder")
                && !expression.name().equals("det")
                && !expression.name().equals("tr")
                && !expression.name().equals("arg")
                && !expression.name().equals("deg")
                && !expression.name().equals("rank")
                && !expression.name().equals("dim");
        yield isKnown && expression.children().stream().allMatch(LeafComparison::isValue);
      }
      default -> false;
    };
  }

  /** The names that need a value: symbols, and calls of unknown functions. */
  static void collect(Expression expression, SortedSet<String> symbols) {
    if (expression.is(Kind.SYMBOL)) {
      symbols.add(expression.name());
    } else if (expression.is(Kind.FUNCTION)
        && (expression.name().startsWith("call ") || expression.name().equals("bar"))) {
      symbols.add(NormalForm.of(expression));
    } else if (expression.is(Kind.FUNCTION)
        && (expression.name().equals("sum") || expression.name().equals("prod"))) {
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
    if (expression.is(Kind.NUMBER)) {
      return expression.decimals();
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

  // ---- 60 digits
  // ---------------------------------------------------------------------------------

  private Sameness numeric(Expression a, Expression b, SortedSet<String> symbols) {
    if (symbols.isEmpty()) {
      return constants(a, b);
    }
    boolean isWhole = needsWhole(a) || needsWhole(b);
    int real = 0;
    int complex = 0;
    boolean complexDiffers = false;
    for (int point = 0; point < POINTS; point++) {
      Map<String, Complex> values = point(symbols, point, isWhole);
      try {
        NumericEvaluator first = new NumericEvaluator(HighPrecision.SIXTY, values, budget);
        NumericEvaluator second = new NumericEvaluator(HighPrecision.SIXTY, values, budget);
        Complex left = first.evaluate(a);
        Complex right = second.evaluate(b);
        boolean isClose = isClose(left, right, HighPrecision.SIXTY);
        if (isWhole && left.isZero() && right.isZero()) {
          continue; // such as the ways to choose more than there are
        }
        boolean staysReal = !first.leftReals() && !second.leftReals();
        if (staysReal && isReal(left) && isReal(right)) {
          if (!isClose) {
            return Sameness.DIFFERENT;
          }
          real++;
        } else {
          complex++;
          complexDiffers |= !isClose;
        }
      } catch (ArithmeticException e) {
        continue; // not defined at this point
      } catch (NumericEvaluator.Absorbed e) {
        continue;
      } catch (NumericEvaluator.NotNumeric e) {
        if (e.getMessage().equals("complex") || e.getMessage().equals("whole number")) {
          continue;
        }
        return Sameness.UNDECIDED;
      }
    }
    if (real >= ENOUGH_POINTS) {
      return Sameness.EQUAL;
    }
    if (complex >= ENOUGH_POINTS) {
      return Sameness.of(!complexDiffers);
    }
    return Sameness.UNDECIDED;
  }

  private Sameness constants(Expression a, Expression b) {
    try {
      for (HighPrecision precision : List.of(HighPrecision.SIXTY, HighPrecision.TWO_HUNDRED)) {
        Complex left = new NumericEvaluator(precision, Map.of(), budget).evaluate(a);
        Complex right = new NumericEvaluator(precision, Map.of(), budget).evaluate(b);
        if (!isClose(left, right, precision)) {
          return Sameness.of(roundsTo(a, right) || roundsTo(b, left));
        }
      }
      return Sameness.EQUAL;
    } catch (ArithmeticException e) {
      return Sameness.DIFFERENT;
    } catch (NumericEvaluator.NotNumeric | NumericEvaluator.Absorbed e) {
      return Sameness.UNDECIDED;
    }
  }

  /** Whether a written decimal is a value's rounding. */
  private static boolean roundsTo(Expression decimal, Complex value) {
    if (decimalPlaces(decimal) < 6 || !isReal(value)) {
      return false;
    }
    Rational written = NormalForm.constant(unwrapped(decimal));
    if (written == null || Math.abs(HighPrecision.magnitude(value.real())) > 500) {
      return false;
    }
    if (decimal.is(Kind.PERCENT)) {
      written = written.times(Rational.of(100).inverse());
    }
    BigDecimal shortened = value.real().round(new java.math.MathContext(100));
    return rounds(decimal, written, Rational.of(shortened));
  }

  private static Expression unwrapped(Expression decimal) {
    return decimal.is(Kind.NUMBER) ? decimal : unwrapped(decimal.child(0));
  }

  static boolean isReal(Complex value) {
    return value.imaginary().signum() == 0
        || (value.real().signum() != 0
            && HighPrecision.magnitude(value.imaginary())
                < HighPrecision.magnitude(value.real()) - 50);
  }

  static boolean isClose(Complex a, Complex b, HighPrecision precision) {
    return isClose(a.real(), b.real(), a, b, precision)
        && isClose(a.imaginary(), b.imaginary(), a, b, precision);
  }

  private static boolean isClose(
      BigDecimal x, BigDecimal y, Complex a, Complex b, HighPrecision precision) {
    BigDecimal difference = x.subtract(y, precision.context);
    if (difference.signum() == 0) {
      return true;
    }
    long largest = Long.MIN_VALUE;
    for (BigDecimal part : List.of(a.real(), a.imaginary(), b.real(), b.imaginary())) {
      if (part.signum() != 0) {
        largest = Math.max(largest, HighPrecision.magnitude(part));
      }
    }
    return HighPrecision.magnitude(difference) < largest - (precision.digits - 12);
  }

  /** Whether symbols stand where only whole numbers make sense. */
  private static boolean needsWhole(Expression expression) {
    if (expression.is(Kind.FUNCTION)) {
      boolean isDiscrete =
          List.of("factorial", "doublefactorial", "binom", "sum", "prod", "gcd", "lcm")
              .contains(expression.name());
      if (isDiscrete && hasSymbol(expression)) {
        return true;
      }
    }
    if (expression.is(Kind.POWER) && hasSymbol(expression.child(1))) {
      Rational base = NormalForm.constant(expression.child(0));
      if (base != null && base.signum() < 0) {
        return true;
      }
    }
    return expression.children().stream().anyMatch(LeafComparison::needsWhole);
  }

  private static boolean hasSymbol(Expression expression) {
    return expression.is(Kind.SYMBOL)
        || expression.children().stream().anyMatch(LeafComparison::hasSymbol);
  }

  /** Values of all symbols: of several sizes, of both signs, or whole and positive. */
  static Map<String, Complex> point(SortedSet<String> symbols, int point, boolean isWhole) {
    Map<String, Complex> values = new HashMap<>();
    List<String> names = new ArrayList<>(symbols);
    for (int i = 0; i < names.size(); i++) {
      long hash = hash(names.get(i), point);
      if (isWhole) {
        values.put(names.get(i), Complex.of(3 + point + Long.remainderUnsigned(hash, 6)));
        continue;
      }
      // Between 0 and 1, with nine decimals, never a simple fraction.
      BigDecimal part =
          BigDecimal.valueOf(Long.remainderUnsigned(hash, 899_999_000L) + 50_000_417L, 9);
      boolean isNegative = (hash >>> 40 & 1) == 1;
      BigDecimal value =
          switch (point) {
            case 0 -> part.add(BigDecimal.ONE);
            case 1 -> part;
            case 2 -> part.multiply(BigDecimal.TEN).add(BigDecimal.valueOf(3));
            case 3 -> part.add(BigDecimal.ONE).negate();
            case 4 -> isNegative ? part.negate() : part.add(BigDecimal.valueOf(2));
            case 5 -> part.negate();
            case 6 -> part.multiply(BigDecimal.valueOf(40)).add(BigDecimal.valueOf(20));
            case 7 -> part.multiply(BigDecimal.TEN).add(BigDecimal.valueOf(2)).negate();
            default -> BigDecimal.valueOf(2 + i + Long.remainderUnsigned(hash, 5));
          };
      values.put(names.get(i), Complex.of(value));
    }
    return values;
  }

  private static long hash(String name, int point) {
    long hash = 0x2545f4914f6cdd1dL * (point + 7);
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0xff51afd7ed558ccdL;
      hash ^= hash >>> 31;
    }
    hash *= 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 29);
  }

  // ---- proportions
  // -------------------------------------------------------------------------------

  /**
   * Whether two expressions are the same but for a constant factor that is not zero: 1 if it is
   * positive, -1 if negative, 0 if there is none, 2 if it cannot be decided.
   */
  int proportion(Expression a, Expression b) {
    SortedSet<String> symbols = new TreeSet<>();
    collect(a, symbols);
    collect(b, symbols);
    if (!isValue(a) || !isValue(b)) {
      return 2;
    }
    Complex ratio = null;
    int agreed = 0;
    boolean isWhole = needsWhole(a) || needsWhole(b);
    for (int point = 0; point < POINTS; point++) {
      Map<String, Complex> values = point(symbols, point, isWhole);
      try {
        HighPrecision precision = HighPrecision.SIXTY;
        Complex left = new NumericEvaluator(precision, values, budget).evaluate(a);
        Complex right = new NumericEvaluator(precision, values, budget).evaluate(b);
        if (left.isZero() || right.isZero()) {
          if (left.isZero() != right.isZero()) {
            return 0;
          }
          continue;
        }
        Complex here = left.times(right.inverse(precision), precision);
        if (ratio != null && !isClose(ratio, here, precision)) {
          return 0;
        }
        ratio = here;
        agreed++;
      } catch (ArithmeticException | NumericEvaluator.Absorbed e) {
        continue; // not defined at this point
      } catch (NumericEvaluator.NotNumeric e) {
        return 2;
      }
    }
    if (agreed < (symbols.isEmpty() ? 1 : ENOUGH_POINTS) || !isReal(ratio)) {
      return agreed == 0 ? 2 : 0;
    }
    return ratio.real().signum();
  }
}
