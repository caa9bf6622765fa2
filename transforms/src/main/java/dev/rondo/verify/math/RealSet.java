package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A set of real numbers that consists of finitely many intervals and points, in order, none of
 * which touch.
 */
final class RealSet {
  private static final int MOST_PIECES = 200;

  /** An interval; an end that is null is infinite; a point has equal ends, both closed. */
  private record Piece(BigDecimal low, boolean lowOpen, BigDecimal high, boolean highOpen) {}

  private final List<Piece> pieces;

  private RealSet(List<Piece> pieces) {
    this.pieces = pieces;
  }

  /** The set that an expression writes; null if it is none of constants. */
  static RealSet of(Expression expression, Budget budget) {
    try {
      return read(expression, budget);
    } catch (ArithmeticException | NumericEvaluator.NotNumeric | NumericEvaluator.Absorbed e) {
      return null;
    }
  }

  private static RealSet read(Expression expression, Budget budget) {
    return switch (expression.kind()) {
      case INTERVAL ->
          interval(
              expression,
              expression.name().charAt(0) == '(',
              expression.name().charAt(1) == ')',
              budget);
      case TUPLE ->
          expression.children().size() == 2 && expression.name().equals("(")
              ? interval(expression, true, true, budget)
              : null;
      case NAMED_SET -> expression.name().equals("R") ? single(null, true, null, true) : null;
      case SET -> set(expression, budget);
      case SET_OPERATION -> operation(expression, budget);
      case RELATION -> relation(expression, expression.name(), budget);
      case CHAIN -> chain(expression, budget);
      case FUNCTION ->
          expression.name().equals("setbuilder") ? of(expression.child(1), budget) : null;
      case NUMBER, SUM, PRODUCT, POWER, CONSTANT -> {
        BigDecimal value = value(expression, budget);
        yield value == null ? null : single(value, false, value, false);
      }
      default -> null;
    };
  }

  private static RealSet interval(
      Expression expression, boolean lowOpen, boolean highOpen, Budget budget) {
    Expression low = expression.child(0);
    Expression high = expression.child(1);
    boolean fromInfinity = LeafComparison.isInfinite(low);
    boolean toInfinity = LeafComparison.isInfinite(high);
    if ((fromInfinity && LeafComparison.infinity(low) != -1)
        || (toInfinity && LeafComparison.infinity(high) != 1)) {
      return null;
    }
    BigDecimal from = fromInfinity ? null : value(low, budget);
    BigDecimal to = toInfinity ? null : value(high, budget);
    if ((!fromInfinity && from == null) || (!toInfinity && to == null)) {
      return null;
    }
    return from != null && to != null && from.compareTo(to) > 0
        ? null
        : single(from, lowOpen || fromInfinity, to, highOpen || toInfinity);
  }

  private static RealSet single(
      BigDecimal low, boolean lowOpen, BigDecimal high, boolean highOpen) {
    return new RealSet(List.of(new Piece(low, lowOpen, high, highOpen)));
  }

  /** The value of a real constant, rounded so that equal values are equal numbers; else null. */
  private static BigDecimal value(Expression expression, Budget budget) {
    Complex value =
        new NumericEvaluator(HighPrecision.SIXTY, Map.of(), budget).evaluate(expression);
    return LeafComparison.isReal(value)
        ? value.real().round(new java.math.MathContext(50)).stripTrailingZeros()
        : null;
  }

  private static RealSet set(Expression expression, Budget budget) {
    boolean isAnd = expression.name().equals("and");
    RealSet result = null;
    boolean hasRelation = false;
    for (Expression item : expression.children()) {
      hasRelation |= item.is(Kind.RELATION) || item.is(Kind.CHAIN) || item.is(Kind.INTERVAL);
      RealSet part = item.is(Kind.TUPLE) ? null : read(item, budget);
      if (part == null) {
        return null;
      }
      result = result == null ? part : isAnd && hasRelation ? result.and(part) : result.or(part);
    }
    return result == null ? new RealSet(List.of()) : result;
  }

  private static RealSet operation(Expression expression, Budget budget) {
    RealSet left = read(expression.child(0), budget);
    RealSet right = read(expression.child(1), budget);
    if (left == null || right == null) {
      return null;
    }
    return switch (expression.name()) {
      case "cup" -> left.or(right);
      case "cap" -> left.and(right);
      default -> left.and(right.complement());
    };
  }

  /** x < c and the like, the symbol alone on one side. */
  private static RealSet relation(Expression expression, String operator, Budget budget) {
    Expression left = expression.child(0);
    Expression right = expression.child(1);
    if (operator.equals("in")) {
      return left.is(Kind.SYMBOL) ? read(right, budget) : null;
    }
    if (right.is(Kind.SYMBOL) && !left.is(Kind.SYMBOL)) {
      return bound(left, mirrored(operator), budget);
    }
    return left.is(Kind.SYMBOL) ? bound(right, operator, budget) : null;
  }

  private static String mirrored(String operator) {
    return switch (operator) {
      case "<" -> ">";
      case "<=" -> ">=";
      case ">" -> "<";
      case ">=" -> "<=";
      default -> operator;
    };
  }

  private static RealSet bound(Expression end, String operator, Budget budget) {
    if (LeafComparison.isInfinite(end)) {
      int sign = LeafComparison.infinity(end);
      boolean isAll =
          (operator.startsWith("<") && sign == 1) || (operator.startsWith(">") && sign == -1);
      return isAll ? single(null, true, null, true) : null;
    }
    BigDecimal value = value(end, budget);
    if (value == null) {
      return null;
    }
    return switch (operator) {
      case "<" -> single(null, true, value, true);
      case "<=" -> single(null, true, value, false);
      case ">" -> single(value, true, null, true);
      case ">=" -> single(value, false, null, true);
      case "=" -> single(value, false, value, false);
      case "!=" -> single(value, false, value, false).complement();
      default -> null;
    };
  }

  /** a < x < b, the symbol in the middle. */
  private static RealSet chain(Expression expression, Budget budget) {
    if (expression.children().size() != 3 || !expression.child(1).is(Kind.SYMBOL)) {
      return null;
    }
    String[] operators = expression.name().split(" ");
    RealSet lower = bound(expression.child(0), mirrored(operators[0]), budget);
    RealSet upper = bound(expression.child(2), operators[1], budget);
    return lower == null || upper == null ? null : lower.and(upper);
  }

  /** The symbol that a relation bounds; null if the expression is none. */
  static String symbol(Expression expression) {
    if (expression.is(Kind.RELATION)) {
      return expression.child(0).is(Kind.SYMBOL)
          ? expression.child(0).name()
          : expression.child(1).is(Kind.SYMBOL) ? expression.child(1).name() : null;
    }
    if (expression.is(Kind.CHAIN)) {
      return expression.child(1).is(Kind.SYMBOL) ? expression.child(1).name() : null;
    }
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
    return null;
  }

  // ---- operations
  // --------------------------------------------------------------------------------

  private RealSet or(RealSet other) {
    List<Piece> all = new ArrayList<>(pieces);
    all.addAll(other.pieces);
    if (all.size() > MOST_PIECES) {
      throw new Budget.Exceeded("pieces");
    }
    all.sort(
        Comparator.comparing(Piece::low, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Piece::lowOpen));
    List<Piece> merged = new ArrayList<>();
    for (Piece piece : all) {
      Piece last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last != null && touches(last, piece)) {
        merged.set(merged.size() - 1, joined(last, piece));
      } else {
        merged.add(piece);
      }
    }
    return new RealSet(merged);
  }

  private static boolean touches(Piece first, Piece second) {
    if (first.high() == null || second.low() == null) {
      return true;
    }
    int order = second.low().compareTo(first.high());
    return order < 0 || (order == 0 && !(first.highOpen() && second.lowOpen()));
  }

  private static Piece joined(Piece first, Piece second) {
    if (first.high() == null || second.high() == null) {
      return new Piece(first.low(), first.lowOpen(), null, true);
    }
    int order = first.high().compareTo(second.high());
    boolean open =
        order == 0
            ? first.highOpen() && second.highOpen()
            : order > 0 ? first.highOpen() : second.highOpen();
    return new Piece(first.low(), first.lowOpen(), order >= 0 ? first.high() : second.high(), open);
  }

  private RealSet complement() {
    List<Piece> gaps = new ArrayList<>();
    BigDecimal from = null;
    boolean fromOpen = true;
    boolean isOver = false;
    for (Piece piece : pieces) {
      if (piece.low() != null) {
        gaps.add(new Piece(from, fromOpen, piece.low(), !piece.lowOpen()));
      }
      from = piece.high();
      fromOpen = !piece.highOpen();
      isOver = from == null;
    }
    if (!isOver) {
      gaps.add(new Piece(from, fromOpen, null, true));
    }
    return new RealSet(gaps);
  }

  private RealSet and(RealSet other) {
    return complement().or(other.complement()).complement();
  }

  boolean sameAs(RealSet other) {
    return pieces.equals(other.pieces);
  }
}
