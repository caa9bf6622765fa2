package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Points between and beyond the places where two expressions turn: a modulus, a root, a greatest or
 * least value, a floor, a divisor. Between two such places each is one formula, so that a
 * difference shows there, however far from zero: |x - 100| is 100 - x below 100 only.
 *
 * <p>One symbol at a time takes them, beside the others' values at an ordinary point. What turns is
 * looked at as a polynomial of degree two at most; where it is none, and for divisors, the numbers
 * in it are such places.
 */
final class TurningPoints {
  private static final int MOST_SYMBOLS = 6;
  private static final int MOST_TURNING = 8;
  private static final int MOST_CONSTANTS = 8;
  private static final int MOST_PLACES = 24;

  /** Nor is anything counted further than this where terms are summed. */
  private static final int MOST_SUMMED = 100;

  /** A divisor of a larger number is not looked for, nor is anything counted so far. */
  private static final int MOST_WHOLE = 400_000;

  private static final int MOST_PRIME = 1000;

  private static final int MOST_OF_EXPONENT = 6;

  /** Of what is counted in whole steps every remainder by a divisor up to this one is looked at. */
  private static final int ALL_UP_TO = 24;

  /** Between two places, never in their middle. */
  private static final BigDecimal BETWEEN = new BigDecimal("0.4142135");

  private static final BigDecimal BEYOND = new BigDecimal("1.3660254");

  /** So far from the others a symbol is the greatest or the least of all. */
  private static final BigDecimal FAR = new BigDecimal("1234.567");

  private static final Set<Function> STEPS = EnumSet.of(Function.FLOOR, Function.CEIL);

  private static final Set<Function> EXTREMES = EnumSet.of(Function.MAX, Function.MIN);

  private static final Set<Function> OF_DIVISORS =
      EnumSet.of(Function.GCD, Function.LCM, Function.MOD);

  private static final Set<Function> TURNING =
      EnumSet.of(
          Function.ABS,
          Function.SGN,
          Function.SQRT,
          Function.ROOT,
          Function.FLOOR,
          Function.CEIL,
          Function.MAX,
          Function.MIN,
          Function.GCD,
          Function.LCM,
          Function.MOD);

  private final Budget budget;
  private final int lastStep;
  private final List<Expression> turning = new ArrayList<>();
  private final SortedSet<BigDecimal> constants = new TreeSet<>();
  private boolean hasSteps;
  private boolean hasExtremes;
  private boolean hasSums;

  private TurningPoints(Budget budget) {
    this.budget = budget;
    this.lastStep = budget.steps() + (Budget.MOST_STEPS - budget.steps()) / 4;
  }

  /**
   * The points; none where neither expression turns.
   *
   * @param ordinary values of all symbols
   * @param whole the symbols that take whole numbers
   */
  static List<Map<String, Complex>> of(
      Expression a, Expression b, Map<String, Complex> ordinary, Set<String> whole, Budget budget) {
    TurningPoints points = new TurningPoints(budget);
    points.collect(a);
    points.collect(b);
    if (points.turning.isEmpty() && points.constants.isEmpty() && !points.hasExtremes) {
      return List.of();
    }
    List<Map<String, Complex>> all = new ArrayList<>();
    ordinary.keySet().stream()
        .sorted()
        .limit(MOST_SYMBOLS)
        .forEach(symbol -> points.add(symbol, ordinary, whole.contains(symbol), all));
    return all;
  }

  /** Whether something turns in an expression. */
  static boolean turns(Expression expression) {
    boolean isSuch = expression instanceof Application call && TURNING.contains(call.function());
    return isSuch || isRootAsPower(expression) || expression.anyChild(TurningPoints::turns);
  }

  /** x^{1/2}; the exponent is looked at where it is short only. */
  private static boolean isRootAsPower(Expression expression) {
    boolean isShort = expression.is(Kind.POWER) && expression.child(1).size() <= MOST_OF_EXPONENT;
    Rational exponent = isShort ? NormalForm.constant(expression.child(1)) : null;
    return exponent != null && !exponent.isInteger();
  }

  // ---- what turns
  // --------------------------------------------------------------------------------

  private void collect(Expression expression) {
    hasSums |= expression.is(Function.SUM) || expression.is(Function.PROD);
    if (expression instanceof Application call && TURNING.contains(call.function())) {
      Function function = call.function();
      hasSteps |= STEPS.contains(function);
      if (EXTREMES.contains(function)) {
        hasExtremes = true;
        for (Expression other : call.children().subList(1, call.children().size())) {
          addTurning(Expression.sum(List.of(call.child(0), other.negated())));
        }
      } else if (OF_DIVISORS.contains(function)) {
        addConstants(call);
      } else if (function == Function.SQRT || function == Function.ROOT) {
        addRadicand(call.child(0));
      } else {
        addTurning(call.child(0));
      }
    } else if (isRootAsPower(expression)) {
      addRadicand(expression.child(0));
    }
    for (Expression child : expression.children()) {
      collect(child);
    }
  }

  /** Roots of several letters are of lengths, which are positive. */
  private void addRadicand(Expression radicand) {
    SortedSet<String> symbols = new TreeSet<>();
    LeafComparison.collect(radicand, symbols);
    if (symbols.size() == 1) {
      addTurning(radicand);
    }
  }

  private void addTurning(Expression expression) {
    if (turning.size() < MOST_TURNING && Shapes.hasSymbols(expression)) {
      turning.add(expression);
      if (turns(expression)) {
        addConstants(expression); // |x| - 50
      }
    }
  }

  private void addConstants(Expression expression) {
    if (expression instanceof Numeral number && constants.size() < MOST_CONSTANTS) {
      BigDecimal value = Complex.of(number.value(), HighPrecision.SIXTY).real().abs();
      if (value.compareTo(BigDecimal.ONE) > 0 && HighPrecision.magnitude(value) < 12) {
        constants.add(value);
      }
    }
    for (Expression child : expression.children()) {
      addConstants(child);
    }
  }

  // ---- where it turns
  // --------------------------------------------------------------------------------

  private void add(
      String symbol,
      Map<String, Complex> ordinary,
      boolean isWhole,
      List<Map<String, Complex>> points) {
    SortedSet<BigDecimal> places = new TreeSet<>(constants);
    constants.forEach(constant -> places.add(constant.negate()));
    for (Expression expression : turning) {
      if (places.size() < MOST_PLACES && Shapes.contains(expression, symbol)) {
        addPlaces(expression, symbol, ordinary, places);
      }
    }
    SortedSet<BigDecimal> values = isWhole ? wholeAround(places) : between(places);
    for (int value = 1; isWhole && hasSteps && value <= ALL_UP_TO; value++) {
      values.add(BigDecimal.valueOf(value));
    }
    if (hasExtremes && ordinary.size() > 1) {
      BigDecimal own = ordinary.get(symbol).real();
      BigDecimal far = isWhole ? FAR.setScale(0, RoundingMode.DOWN) : FAR;
      values.add(own.add(far));
      if (!isWhole) {
        values.add(own.subtract(far));
      }
    }
    if (isWhole && hasSums) {
      values.removeIf(value -> value.compareTo(BigDecimal.valueOf(MOST_SUMMED)) > 0);
    }
    for (BigDecimal value : values) {
      Map<String, Complex> point = new HashMap<>(ordinary);
      point.put(symbol, Complex.of(value));
      points.add(point);
    }
  }

  private static SortedSet<BigDecimal> between(SortedSet<BigDecimal> places) {
    SortedSet<BigDecimal> values = new TreeSet<>();
    BigDecimal last = null;
    for (BigDecimal place : places) {
      if (last != null && !isSeen(place.subtract(last), place)) {
        continue; // the same place, but for rounding
      }
      values.add(
          last == null ? place.subtract(BEYOND) : last.add(place.subtract(last).multiply(BETWEEN)));
      last = place;
    }
    if (last != null) {
      values.add(last.add(BEYOND));
    }
    return values;
  }

  /** Positive whole numbers at each place and beside it, and what divides it. */
  private static SortedSet<BigDecimal> wholeAround(SortedSet<BigDecimal> places) {
    SortedSet<BigDecimal> values = new TreeSet<>();
    for (BigDecimal place : places) {
      if (place.signum() <= 0 || place.compareTo(BigDecimal.valueOf(MOST_WHOLE)) > 0) {
        continue;
      }
      int whole = place.setScale(0, RoundingMode.DOWN).intValue();
      int prime = smallestPrime(whole);
      for (int value : new int[] {whole - 1, whole, whole + 1, 2 * whole, prime, whole / prime}) {
        if (value > 0) {
          values.add(BigDecimal.valueOf(value));
        }
      }
    }
    return values;
  }

  private static int smallestPrime(int number) {
    for (int divisor = 2; divisor <= MOST_PRIME && divisor < number; divisor++) {
      if (number % divisor == 0) {
        return divisor;
      }
    }
    return 1;
  }

  /** Adds where an expression is 0, and where it is 1 or -1 if it is counted in whole steps. */
  private void addPlaces(
      Expression expression,
      String symbol,
      Map<String, Complex> ordinary,
      SortedSet<BigDecimal> places) {
    HighPrecision precision = HighPrecision.SIXTY;
    BigDecimal atZero = at(expression, symbol, 0, ordinary);
    BigDecimal atOne = at(expression, symbol, 1, ordinary);
    BigDecimal atMinusOne = at(expression, symbol, -1, ordinary);
    BigDecimal atThree = at(expression, symbol, 3, ordinary);
    if (atZero == null || atOne == null || atMinusOne == null || atThree == null) {
      addNumbers(expression, places);
      return;
    }
    BigDecimal half = new BigDecimal("0.5");
    BigDecimal b = atOne.subtract(atMinusOne).multiply(half);
    BigDecimal a = atOne.add(atMinusOne).multiply(half).subtract(atZero);
    BigDecimal three = BigDecimal.valueOf(3);
    BigDecimal expected = a.multiply(three).add(b).multiply(three).add(atZero);
    if (isSeen(expected.subtract(atThree), atThree)) {
      addNumbers(expression, places);
      return;
    }
    for (int level : hasSteps ? new int[] {0, 1, -1} : new int[] {0}) {
      BigDecimal c = atZero.subtract(BigDecimal.valueOf(level));
      if (!isSeen(a, b)) {
        if (isSeen(b, BigDecimal.ONE)) {
          places.add(precision.divide(c.negate(), b));
        }
        continue;
      }
      BigDecimal discriminant =
          b.multiply(b).subtract(BigDecimal.valueOf(4).multiply(a).multiply(c));
      boolean isDouble = !isSeen(discriminant, b.multiply(b).add(BigDecimal.ONE));
      if (discriminant.signum() < 0 && !isDouble) {
        continue;
      }
      BigDecimal root = isDouble ? BigDecimal.ZERO : precision.sqrt(discriminant);
      BigDecimal below = a.multiply(BigDecimal.valueOf(2));
      places.add(precision.divide(b.negate().subtract(root), below));
      places.add(precision.divide(b.negate().add(root), below));
    }
  }

  private void addNumbers(Expression expression, SortedSet<BigDecimal> places) {
    if (expression instanceof Numeral number && places.size() < MOST_PLACES) {
      BigDecimal value = Complex.of(number.value(), HighPrecision.SIXTY).real();
      if (value.abs().compareTo(BigDecimal.ONE) > 0 && HighPrecision.magnitude(value) < 12) {
        places.add(value);
        places.add(value.negate());
      }
    }
    for (Expression child : expression.children()) {
      addNumbers(child, places);
    }
  }

  /** Whether a number is more than what rounding leaves beside another one. */
  private static boolean isSeen(BigDecimal value, BigDecimal beside) {
    BigDecimal size = beside.abs().max(BigDecimal.ONE);
    return value.abs().compareTo(size.scaleByPowerOfTen(-40)) > 0;
  }

  private BigDecimal at(
      Expression expression, String symbol, int value, Map<String, Complex> ordinary) {
    if (budget.steps() > lastStep) {
      return null;
    }
    Map<String, Complex> point = new HashMap<>(ordinary);
    point.put(symbol, Complex.of(value));
    try {
      Complex result =
          new NumericEvaluator(HighPrecision.SIXTY, point, budget).evaluate(expression);
      boolean isSmall = result.isZero() || HighPrecision.magnitude(result.real()) < 30;
      return result.isReal() && isSmall ? result.real() : null;
    } catch (ArithmeticException | NumericEvaluator.NotNumeric | NumericEvaluator.Absorbed e) {
      return null;
    } catch (Budget.Exceeded e) {
      budget.take(1); // with no step left this was the end
      return null;
    }
  }
}
