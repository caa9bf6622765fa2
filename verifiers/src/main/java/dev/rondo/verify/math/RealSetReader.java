package dev.rondo.verify.math;

import static dev.rondo.verify.math.Shapes.hasSymbols;

import dev.rondo.verify.math.Expression.Kind;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads expressions as sets of real numbers: intervals, unions, lists of constants, and relations
 * between one symbol and constants, which it solves.
 */
final class RealSetReader {
  private static final MathContext ROUNDING = new MathContext(50);

  private final boolean solves;
  private final Budget budget;

  /**
   * @param solves whether inequalities are solved, which an answer must have done itself
   */
  RealSetReader(boolean solves, Budget budget) {
    this.solves = solves;
    this.budget = budget;
  }

  /** The set that an expression writes; null if it is none of constants. */
  RealSet read(Expression expression) {
    try {
      return set(expression);
    } catch (ArithmeticException | NumericEvaluator.NotNumeric | NumericEvaluator.Absorbed e) {
      return null;
    }
  }

  private RealSet set(Expression expression) {
    return switch (expression.kind()) {
      case INTERVAL ->
          interval(
              expression, expression.name().charAt(0) == '(', expression.name().charAt(1) == ')');
      case TUPLE ->
          expression.children().size() == 2 && expression.name().equals("(")
              ? interval(expression, true, true)
              : null;
      case NAMED_SET ->
          switch (expression.name()) {
            case "R" -> RealSet.all();
            case "R+" -> RealSet.bound(BigDecimal.ZERO, Relation.GREATER);
            case "R-" -> RealSet.bound(BigDecimal.ZERO, Relation.LESS);
            default -> null;
          };
      case SET -> list(expression);
      case SET_OPERATION -> operation(expression);
      case RELATION, CHAIN -> statement((Statement) expression);
      case FUNCTION -> expression.is(Function.SETBUILDER) ? builder(expression) : null;
      case NUMBER, SUM, PRODUCT, POWER, CONSTANT -> {
        BigDecimal value = value(expression);
        yield value == null ? null : RealSet.single(value, false, value, false);
      }
      default -> null;
    };
  }

  /** The members of which a set says what they satisfy; of no other name than theirs. */
  private RealSet builder(Expression builder) {
    Expression member = builder.child(0);
    Expression name = member.is(Relation.IN) ? member.child(0) : member;
    if (!name.is(Kind.SYMBOL) || !name.name().equals(symbol(builder.child(1)))) {
      return null;
    }
    RealSet satisfying = read(builder.child(1));
    RealSet among = member.is(Relation.IN) ? read(member.child(1)) : RealSet.all();
    return satisfying == null || among == null ? null : satisfying.and(among);
  }

  private RealSet interval(Expression expression, boolean lowOpen, boolean highOpen) {
    Expression low = expression.child(0);
    Expression high = expression.child(1);
    boolean fromInfinity = LeafComparison.isInfinite(low);
    boolean toInfinity = LeafComparison.isInfinite(high);
    if ((fromInfinity && LeafComparison.infinity(low) != -1)
        || (toInfinity && LeafComparison.infinity(high) != 1)) {
      return null;
    }
    BigDecimal from = fromInfinity ? null : value(low);
    BigDecimal to = toInfinity ? null : value(high);
    if ((!fromInfinity && from == null) || (!toInfinity && to == null)) {
      return null;
    }
    return from != null && to != null && from.compareTo(to) > 0
        ? null
        : RealSet.single(from, lowOpen || fromInfinity, to, highOpen || toInfinity);
  }

  /** The value of a real constant, rounded so that equal values are equal numbers; else null. */
  private BigDecimal value(Expression expression) {
    Complex value =
        new NumericEvaluator(HighPrecision.SIXTY, Map.of(), budget).evaluate(expression);
    return NumericComparison.isReal(value) ? rounded(value.real()) : null;
  }

  private static BigDecimal rounded(BigDecimal value) {
    return value.round(ROUNDING).stripTrailingZeros();
  }

  private RealSet list(Expression expression) {
    if (expression.is(Joint.BRACES) && expression.anyChild(Shapes::isSetLike)) {
      return null; // a set of sets
    }
    boolean isAnd = expression.is(Joint.AND);
    boolean hasInterval =
        expression.isBareList()
            && expression.anyChild(
                item ->
                    item.is(Kind.INTERVAL)
                        || item.is(Kind.TUPLE) && item.anyChild(LeafComparison::isInfinite));
    RealSet result = null;
    boolean hasRelation = false;
    for (Expression item : expression.children()) {
      hasRelation |= item.is(Kind.RELATION) || item.is(Kind.CHAIN);
      boolean isPoint = item.is(Kind.TUPLE) && !expression.is(Joint.OR) && !hasInterval;
      RealSet part = isPoint ? null : set(item);
      if (part == null) {
        return null;
      }
      budget.take(part.size() + (result == null ? 0 : result.size()));
      boolean isOffered =
          !solves && expression.is(Joint.OR) && result != null && isWithin(part, result);
      if (isOffered) {
        return null; // [1,4] or (1,4)
      }
      boolean isExcluded = item.is(Relation.NOT_EQUAL) && !expression.is(Joint.OR);
      boolean cuts = (isAnd && hasRelation) || isExcluded;
      result = result == null ? part : cuts ? result.and(part) : result.or(part);
    }
    if (result != null && expression.is(Joint.COMMA) && hasRelation) {
      RealSet both = all(expression);
      result = both == null || both.sameAs(RealSet.empty()) ? result : both;
    }
    return result == null ? RealSet.empty() : result;
  }

  /** Whether one of two sets that differ holds the other. */
  private static boolean isWithin(RealSet one, RealSet other) {
    RealSet both = one.or(other);
    return !one.sameAs(other) && (both.sameAs(one) || both.sameAs(other));
  }

  /** What satisfies all inequalities of a list at once; null if there are others in it. */
  private RealSet all(Expression list) {
    RealSet result = RealSet.all();
    for (Expression item : list.children()) {
      boolean bounds = item instanceof Statement statement && statement.bounds();
      RealSet part = bounds ? set(item) : null;
      if (part == null) {
        return null;
      }
      budget.take(part.size() + result.size());
      result = result.and(part);
    }
    return result;
  }

  private RealSet operation(Expression expression) {
    if (LeafComparison.isValue(expression.child(0)) && !expression.name().equals("cup")) {
      return null; // a number is no set
    }
    RealSet left = set(expression.child(0));
    RealSet right = set(expression.child(1));
    if (left == null || right == null) {
      return null;
    }
    budget.take(left.size() + right.size());
    return switch (expression.name()) {
      case "cup" -> left.or(right);
      case "cap" -> left.and(right);
      default -> left.and(right.complement());
    };
  }

  /** A relation between constants and one symbol: linear, its modulus, or quadratic. */
  private RealSet relation(Expression left, Expression right, Relation relation) {
    if (relation == Relation.IN) {
      return left.is(Kind.SYMBOL) ? set(right) : null;
    }
    boolean isConstantLeft = !hasSymbols(left);
    boolean isConstantRight = !hasSymbols(right);
    if (isConstantLeft == isConstantRight) {
      return isConstantLeft || !solves ? null : polynomial(left, right, relation);
    }
    if (isConstantLeft) {
      return relation(right, left, relation.mirrored());
    }
    if (left.is(Kind.SYMBOL)) {
      return bound(right, relation);
    }
    if (!solves && !isModulus(left)) {
      return null;
    }
    if (left.is(Function.ABS)) {
      RealSet above = relation(left.child(0), right, relation);
      RealSet below = relation(left.child(0), right.negated(), relation.mirrored());
      if (above == null
          || below == null
          || relation == Relation.NOT_EQUAL
          || relation == Relation.EQUAL) {
        return null;
      }
      return relation.isBelow() ? above.and(below) : above.or(below);
    }
    return polynomial(left, right, relation);
  }

  /** left - right (relation) 0 for a polynomial of degree one or two; else null. */
  private RealSet polynomial(Expression left, Expression right, Relation relation) {
    Expression difference = Expression.sum(List.of(left, right.negated()));
    SortedSet<String> symbols = new TreeSet<>();
    LeafComparison.collect(difference, symbols);
    if (symbols.size() != 1) {
      return null;
    }
    MathContext digits = HighPrecision.TWO_HUNDRED.context;
    BigDecimal two = BigDecimal.valueOf(2);
    BigDecimal atZero = at(difference, symbols.first(), 0);
    BigDecimal atOne = at(difference, symbols.first(), 1);
    BigDecimal atMinusOne = at(difference, symbols.first(), -1);
    if (atZero == null || atOne == null || atMinusOne == null) {
      return null;
    }
    BigDecimal b = atOne.subtract(atMinusOne).divide(two, digits);
    BigDecimal a = atOne.add(atMinusOne).divide(two, digits).subtract(atZero);
    BigDecimal tiny = new BigDecimal("1e-100");
    for (int x : new int[] {2, 5, -7}) {
      BigDecimal value = at(difference, symbols.first(), x);
      BigDecimal factor = BigDecimal.valueOf(x);
      BigDecimal expected = a.multiply(factor).add(b).multiply(factor).add(atZero);
      if (value == null || value.subtract(expected).abs().compareTo(tiny) > 0) {
        return null;
      }
    }
    if (a.abs().compareTo(tiny) < 0) {
      if (b.abs().compareTo(tiny) < 0) {
        return null;
      }
      BigDecimal root = atZero.negate().divide(b, digits);
      return RealSet.bound(rounded(root), b.signum() > 0 ? relation : relation.mirrored());
    }
    return quadratic(a, b, atZero, relation);
  }

  private static RealSet quadratic(BigDecimal a, BigDecimal b, BigDecimal c, Relation relation) {
    MathContext digits = HighPrecision.TWO_HUNDRED.context;
    BigDecimal discriminant = b.multiply(b).subtract(BigDecimal.valueOf(4).multiply(a).multiply(c));
    boolean wantsBelow = relation.isBelow() == a.signum() > 0;
    if (!relation.isOrder()) {
      return null;
    }
    if (discriminant.signum() < 0) {
      return wantsBelow ? RealSet.empty() : RealSet.all();
    }
    BigDecimal root = discriminant.sqrt(digits);
    BigDecimal below = a.abs().multiply(BigDecimal.valueOf(2));
    BigDecimal middle = a.signum() > 0 ? b.negate() : b;
    BigDecimal low = rounded(middle.subtract(root).divide(below, digits));
    BigDecimal high = rounded(middle.add(root).divide(below, digits));
    boolean isOpen = relation.isStrict();
    RealSet between =
        isOpen && low.compareTo(high) == 0
            ? RealSet.empty()
            : RealSet.single(low, isOpen, high, isOpen);
    if (wantsBelow) {
      return between;
    }
    RealSet outside =
        isOpen ? RealSet.single(low, false, high, false) : RealSet.single(low, true, high, true);
    return low.compareTo(high) == 0 && !isOpen ? RealSet.all() : outside.complement();
  }

  private BigDecimal at(Expression expression, String symbol, int x) {
    Complex value =
        new NumericEvaluator(HighPrecision.TWO_HUNDRED, Map.of(symbol, Complex.of(x)), budget)
            .evaluate(expression);
    boolean isSmall =
        value.imaginary().signum() == 0
            && (value.real().signum() == 0 || HighPrecision.magnitude(value.real()) < 50);
    return isSmall ? value.real() : null;
  }

  /** The modulus of a name alone, whose bound is solved as it stands: |x| < 2. */
  private static boolean isModulus(Expression expression) {
    return expression.is(Function.ABS) && expression.child(0).is(Kind.SYMBOL);
  }

  private RealSet bound(Expression end, Relation relation) {
    if (LeafComparison.isInfinite(end)) {
      int sign = LeafComparison.infinity(end);
      boolean isAll = (relation.isBelow() && sign == 1) || (relation.isAbove() && sign == -1);
      return isAll ? RealSet.all() : null;
    }
    BigDecimal value = value(end);
    return value == null ? null : RealSet.bound(value, relation);
  }

  /** a < f, or a < f < b with the symbol in the middle. */
  private RealSet statement(Statement statement) {
    List<Relation> relations = statement.relations();
    if (relations.size() > 2) {
      return null;
    }
    RealSet lower = relation(statement.child(0), statement.child(1), relations.get(0));
    if (relations.size() == 1) {
      return lower;
    }
    RealSet upper = relation(statement.child(1), statement.child(2), relations.get(1));
    return lower == null || upper == null ? null : lower.and(upper);
  }

  /** The only symbol of a relation or of several; null if the expression is none or has more. */
  static String symbol(Expression expression) {
    if (expression.is(Kind.SET)) {
      String name = null;
      for (Expression item : expression.children()) {
        String other = symbol(item);
        if (other == null || (name != null && !name.equals(other))) {
          return null;
        }
        name = other;
      }
      return name;
    }
    if (!(expression instanceof Statement)) {
      return null;
    }
    SortedSet<String> symbols = new TreeSet<>();
    LeafComparison.collect(expression, symbols);
    return symbols.size() == 1 ? symbols.first() : null;
  }
}
