package dev.rondo.verify.math;

import static dev.rondo.verify.math.Shapes.hasSymbols;

import dev.rondo.verify.math.Expression.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Compares two values by their digits: 60 of them, at points where there are symbols, and 200
 * before two constants count as equal. Symbols take values that depend on their names and the
 * number of the point only.
 */
final class NumericComparison {
  private static final int POINTS = 9;

  /** Of several symbols also those where they differ in sign: any two do at one of them. */
  private static final int POINTS_OF_SEVERAL = POINTS + 2;

  private static final int ENOUGH_POINTS = 3;

  private final Budget budget;

  NumericComparison(Budget budget) {
    this.budget = budget;
  }

  /** Compares two expressions at points, or two constants. */
  Sameness compare(Expression a, Expression b, SortedSet<String> symbols) {
    if (symbols.isEmpty()) {
      return constants(a, b);
    }
    boolean isWhole = needsWhole(a) || needsWhole(b);
    Set<String> whole = isWhole ? symbols : stepping(a, b);
    boolean hasModulus = hasComplexModulus(a) || hasComplexModulus(b);
    int before = budget.steps();
    int real = 0;
    int complex = 0;
    boolean complexDiffers = false;
    for (int point = 0; point < points(symbols); point++) {
      Map<String, Complex> values = point(symbols, point, whole);
      if (hasModulus) {
        values.replaceAll((name, value) -> isComplex(name) ? turned(value) : value);
      }
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
    boolean isEnough = real >= ENOUGH_POINTS || complex >= ENOUGH_POINTS;
    if (!isEnough) {
      return Sameness.UNDECIDED;
    }
    boolean areSame = real >= ENOUGH_POINTS || !complexDiffers;
    int spent = budget.steps() - before;
    return Sameness.of(
        areSame && (hasModulus || areSameAtTurns(a, b, symbols, whole, null, spent)));
  }

  /**
   * Whether two expressions stay the same between and beyond the places where they turn, or have
   * the same ratio there, wherever both are real.
   *
   * @param ratio null if they are to be equal
   * @param spent what the ordinary points cost, so that these take a part of what is left only
   */
  private boolean areSameAtTurns(
      Expression a,
      Expression b,
      SortedSet<String> symbols,
      Set<String> whole,
      Complex ratio,
      int spent) {
    if (!TurningPoints.turns(a) && !TurningPoints.turns(b)) {
      return true;
    }
    HighPrecision precision = HighPrecision.SIXTY;
    List<Map<String, Complex>> points =
        TurningPoints.of(a, b, point(symbols, 0, whole), whole, budget);
    int left = (Budget.MOST_STEPS - budget.steps()) / 2;
    long affordable = (long) left * points(symbols) / Math.max(1, spent);
    for (Map<String, Complex> values :
        points.subList(0, (int) Math.min(points.size(), affordable))) {
      try {
        NumericEvaluator first = new NumericEvaluator(precision, values, budget);
        NumericEvaluator second = new NumericEvaluator(precision, values, budget);
        Complex one = first.evaluate(a);
        Complex other = second.evaluate(b);
        Complex expected = ratio == null ? other : other.times(ratio, precision);
        boolean stayReal = !first.leftReals() && !second.leftReals();
        if (stayReal && isReal(one) && isReal(other) && !isClose(one, expected, precision)) {
          return false;
        }
      } catch (ArithmeticException | NumericEvaluator.Absorbed | NumericEvaluator.NotNumeric e) {
        continue; // not defined at this point
      } catch (Budget.Exceeded e) {
        budget.take(1); // with no step left this was the end
      }
    }
    return true;
  }

  /** A constant's value in sixty digits; null if it is not real or cannot be told. */
  BigDecimal digits(Expression constant) {
    try {
      Complex value =
          new NumericEvaluator(HighPrecision.SIXTY, Map.of(), budget).evaluate(constant);
      return isReal(value) ? value.real() : null;
    } catch (ArithmeticException | NumericEvaluator.NotNumeric | NumericEvaluator.Absorbed e) {
      return null;
    }
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
    if (LeafComparison.decimalPlaces(decimal) < 6 || !isReal(value)) {
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
    return LeafComparison.rounds(decimal, written, Rational.of(shortened));
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

  private static final Set<Function> DISCRETE =
      EnumSet.of(
          Function.FACTORIAL,
          Function.DOUBLEFACTORIAL,
          Function.BINOM,
          Function.SUM,
          Function.PROD,
          Function.GCD,
          Function.LCM);

  /** Whether symbols stand where only whole numbers make sense. */
  private static boolean needsWhole(Expression expression) {
    boolean isDiscrete =
        expression instanceof Application application && DISCRETE.contains(application.function());
    if (isDiscrete && hasSymbols(expression)) {
      return true;
    }
    if (expression.is(Kind.POWER) && hasSymbols(expression.child(1))) {
      Rational base = NormalForm.constant(expression.child(0));
      if (base != null && base.signum() < 0) {
        return true;
      }
    }
    return expression.anyChild(NumericComparison::needsWhole);
  }

  /** Whether a modulus or a part is taken of a letter that names a complex number. */
  private static boolean hasComplexModulus(Expression expression) {
    boolean isPart =
        expression.is(Function.ABS) || expression.is(Function.RE) || expression.is(Function.IM);
    return (isPart && holdsComplex(expression.child(0)))
        || expression.anyChild(NumericComparison::hasComplexModulus);
  }

  private static boolean holdsComplex(Expression expression) {
    return expression.is(Kind.SYMBOL) && isComplex(expression.name())
        || expression.anyChild(NumericComparison::holdsComplex);
  }

  private static boolean isComplex(String name) {
    return name.equals("z") || name.equals("w") || name.startsWith("z_");
  }

  private static Complex turned(Complex value) {
    return new Complex(value.real(), value.real().add(BigDecimal.ONE));
  }

  /** Letters under a floor or a ceiling, if all are those of whole numbers; else none. */
  private static Set<String> stepping(Expression a, Expression b) {
    SortedSet<String> names = new TreeSet<>();
    collectStepping(a, names);
    collectStepping(b, names);
    return Narrowing.WHOLE_NUMBERS.containsAll(names) ? names : Set.of();
  }

  private static void collectStepping(Expression expression, SortedSet<String> names) {
    if (expression.is(Function.FLOOR) || expression.is(Function.CEIL)) {
      LeafComparison.collect(expression, names);
      return;
    }
    for (Expression child : expression.children()) {
      collectStepping(child, names);
    }
  }

  /** Values of all symbols: of several sizes, of both signs, or whole and positive. */
  private static Map<String, Complex> point(
      SortedSet<String> symbols, int point, Set<String> whole) {
    Map<String, Complex> values = new HashMap<>();
    List<String> names = new ArrayList<>(symbols);
    for (int i = 0; i < names.size(); i++) {
      long hash = hash(names.get(i), point);
      if (whole.contains(names.get(i))) {
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
            case POINTS, POINTS + 1 -> {
              boolean isBelow = ((i + 1) >> (point - POINTS) & 1) == 1;
              BigDecimal size = part.add(BigDecimal.ONE);
              yield isBelow ? size.negate() : size;
            }
            default -> BigDecimal.valueOf(2 + i + Long.remainderUnsigned(hash, 5));
          };
      values.put(names.get(i), Complex.of(value));
    }
    return values;
  }

  private static int points(SortedSet<String> symbols) {
    return symbols.size() > 1 ? POINTS_OF_SEVERAL : POINTS;
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

  /**
   * Whether two expressions are the same but for a constant factor that is not zero: 1 if it is
   * positive, -1 if negative, 0 if there is none, 2 if it cannot be decided.
   */
  int proportion(Expression a, Expression b) {
    SortedSet<String> symbols = new TreeSet<>();
    LeafComparison.collect(a, symbols);
    LeafComparison.collect(b, symbols);
    if (!LeafComparison.isValue(a) || !LeafComparison.isValue(b)) {
      return 2;
    }
    Complex ratio = null;
    int agreed = 0;
    Set<String> whole = needsWhole(a) || needsWhole(b) ? symbols : stepping(a, b);
    int before = budget.steps();
    for (int point = 0; point < points(symbols); point++) {
      Map<String, Complex> values = point(symbols, point, whole);
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
    int spent = budget.steps() - before;
    boolean areSame = symbols.isEmpty() || areSameAtTurns(a, b, symbols, whole, ratio, spent);
    return areSame ? ratio.real().signum() : 0;
  }
}
