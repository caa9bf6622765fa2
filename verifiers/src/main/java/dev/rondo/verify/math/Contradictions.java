package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds what cannot be true in an answer: {@code 5 = 12}, {@code x = 3 = 4}. A number at the end of
 * a false statement is no answer.
 */
final class Contradictions {
  /** How far an approximation may be from what it approximates: a tenth of it, or a half. */
  private static final BigDecimal TENTH = new BigDecimal("0.1");

  private static final BigDecimal HALF = new BigDecimal("0.5");

  /** How far a number that holds a decimal, such as 6.02 x 10^23, may be from another one. */
  private static final BigDecimal HUNDREDTH = new BigDecimal("0.01");

  private static final Set<Function> AMBIGUOUS =
      EnumSet.of(Function.LOG, Function.ARCSIN, Function.ARCCOS, Function.ARCTAN);

  private final LeafComparison leaves;

  Contradictions(LeafComparison leaves) {
    this.leaves = leaves;
  }

  /** Whether an answer, or an item of its list, says that two different values are equal. */
  boolean isIn(Expression answer) {
    if (answer.isBareList()) {
      return answer.anyChild(this::isIn);
    }
    if (!(answer instanceof Statement statement)) {
      return false;
    }
    Expression known = null;
    String noun = null;
    Kind container = null;
    for (int i = 0; i < statement.children().size(); i++) {
      Relation relation = i == 0 ? Relation.EQUAL : statement.relations().get(i - 1);
      if (relation != Relation.EQUAL && relation != Relation.ABOUT) {
        return false; // bounds and congruences
      }
      Expression side = counted(statement.child(i));
      if (!isConstant(side)) {
        if (known != null && isClosedContainer(side)
            || container != null && !side.is(container) && isClosedContainer(side)) {
          return true;
        }
        container = isClosedContainer(side) ? side.kind() : container;
        continue;
      }
      if (container != null) {
        return true;
      }
      String other = noun(statement.child(i));
      boolean isOtherThing =
          noun != null && other != null && !noun.equals(other); // 6 pairs = 12 socks
      if (known != null && !isOtherThing && differ(known, side, relation == Relation.ABOUT)) {
        return true;
      }
      noun = other;
      known = known == null || decimals(side) < 0 ? side : known;
    }
    return saysTwoOfCall(statement);
  }

  /** What is counted without its noun; measures may be written in another unit. */
  private static Expression counted(Expression side) {
    return noun(side) == null ? side : side.child(0);
  }

  /** Of what a count is; null if it is none. */
  private static String noun(Expression side) {
    boolean isCount = side.is(Kind.QUANTITY) && Units.named(side.name()) == null;
    return isCount ? side.name() : null;
  }

  /** A point, an interval or a matrix without symbols, which is no number: 5 = (1, 2). */
  private static boolean isClosedContainer(Expression side) {
    return (side.is(Kind.TUPLE) || side.is(Kind.INTERVAL) || side.is(Kind.MATRIX))
        && !Shapes.hasSymbols(side)
        && side.children().size() > 1;
  }

  /** f(x) = x + 1 = x + 2. */
  private boolean saysTwoOfCall(Statement statement) {
    Expression call = statement.child(0);
    if (!statement.is(Kind.CHAIN) || !call.is(Kind.CALL)) {
      return false;
    }
    SortedSet<String> arguments = new TreeSet<>();
    call.children().forEach(argument -> LeafComparison.collect(argument, arguments));
    List<Expression> values = new ArrayList<>();
    for (Expression side : statement.children().subList(1, statement.children().size())) {
      if (isValueOf(side, arguments)) {
        values.add(side);
      }
    }
    for (int i = 1; i < values.size(); i++) {
      if (leaves.compare(values.get(i - 1), values.get(i)) == Sameness.DIFFERENT) {
        return !statement.relations().contains(Relation.ABOUT);
      }
    }
    return false;
  }

  private static boolean isValueOf(Expression side, Set<String> arguments) {
    SortedSet<String> symbols = new TreeSet<>();
    LeafComparison.collect(side, symbols);
    return LeafComparison.isValue(side) && symbols.equals(arguments);
  }

  /** A number without unit: a measure may be written in another one. */
  private static boolean isConstant(Expression side) {
    return LeafComparison.isValue(side)
        && !Shapes.hasSymbols(side)
        && !holds(side, Kind.QUANTITY)
        && !holds(side, Kind.CALL)
        && !isOfUnknownUnit(side)
        && !side.is(Function.MOD)
        && !LeafComparison.isInfinite(side);
  }

  /** A sine of 30 or a logarithm without base may mean one of two numbers. */
  private static boolean isOfUnknownUnit(Expression expression) {
    return expression instanceof Application application
            && (Function.ANGLES.contains(application.function())
                || AMBIGUOUS.contains(application.function()))
        || expression.anyChild(Contradictions::isOfUnknownUnit);
  }

  private static boolean holds(Expression expression, Kind kind) {
    return expression.is(kind) || expression.anyChild(child -> holds(child, kind));
  }

  /** Whether two real numbers are different, and neither shows roughly what the other is. */
  private boolean differ(Expression first, Expression second, boolean isAbout) {
    Expression plain = second.is(Kind.PERCENT) ? second.child(0) : second; // 1/4 x 100 = 25%
    if (leaves.compare(first, second) != Sameness.DIFFERENT
        || (plain != second && leaves.compare(first, plain) != Sameness.DIFFERENT)) {
      return false;
    }
    BigDecimal left = leaves.digits(first);
    BigDecimal right = leaves.digits(second);
    if (left == null || right == null) {
      return holdsI(first) || holdsI(second);
    }
    return distance(left, right).compareTo(most(first, second, left, isAbout)) > 0;
  }

  private static boolean holdsPi(Expression expression) {
    return expression == Constant.PI || expression.anyChild(Contradictions::holdsPi);
  }

  private static boolean holdsI(Expression expression) {
    return expression == Constant.I || expression.anyChild(Contradictions::holdsI);
  }

  private static BigDecimal distance(BigDecimal left, BigDecimal right) {
    return left.subtract(right, MathContext.DECIMAL128).abs();
  }

  /** How far two sides may be from each other. */
  private static BigDecimal most(
      Expression first, Expression second, BigDecimal value, boolean isAbout) {
    if (isAbout) {
      BigDecimal tenth = value.abs().multiply(TENTH, MathContext.DECIMAL128);
      return second.isInteger() ? tenth.max(HALF) : tenth;
    }
    if (holdsPi(first) != holdsPi(second)) { // 3.14 for pi, and what is rounded to a whole number
      BigDecimal thousandth = value.abs().movePointLeft(3);
      return first.isInteger() || second.isInteger() ? thousandth.max(HALF) : thousandth;
    }
    int places = decimals(first) < 0 ? decimals(second) : decimals(first);
    if (places < 0) {
      boolean hasDecimal = holdsDecimal(first) || holdsDecimal(second);
      return hasDecimal ? value.abs().multiply(HUNDREDTH, MathContext.DECIMAL128) : BigDecimal.ZERO;
    }
    if (first.isInteger() || second.isInteger()) {
      return HALF; // 7.96 = 8
    }
    if (decimals(first) == decimals(second)) {
      return BigDecimal.ZERO;
    }
    places = decimals(second) < 0 ? places : Math.min(places, decimals(second));
    return BigDecimal.ONE.movePointLeft(Math.min(places, 50));
  }

  private static boolean holdsDecimal(Expression expression) {
    return LeafComparison.decimalPlaces(expression) > 0
        || expression.anyChild(Contradictions::holdsDecimal);
  }

  private static int decimals(Expression side) {
    boolean isWholePercent = side.is(Kind.PERCENT) && side.child(0).isInteger();
    return isWholePercent ? 2 : LeafComparison.decimalPlaces(side);
  }
}
