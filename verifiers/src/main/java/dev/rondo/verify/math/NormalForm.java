package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The normal form of a tree: a text in which terms, factors and items of sets are sorted and
 * numbers are folded. Equal forms mean equal answers; different forms mean nothing.
 */
final class NormalForm {
  private static final int MOST_FOLDED_BITS = 4000;

  private NormalForm() {}

  static String of(Expression expression) {
    return switch (expression.kind()) {
      case NUMBER -> ((Numeral) expression).value().toString();
      case SYMBOL, CONSTANT -> expression.name();
      case TEXT -> '"' + Words.normalText(expression.name()) + '"';
      case OPAQUE, BASED, NAMED_SET -> expression.name();
      case SUM -> sum(expression);
      case PRODUCT -> product(expression);
      case POWER -> power(expression);
      case FUNCTION ->
          isSeries(expression) ? series(expression) : called(expression.name(), expression);
      case CALL -> called("call " + expression.name(), expression);
      case TUPLE -> "(" + String.join(", ", forms(expression.children())) + ")";
      case SET -> {
        List<String> items = forms(expression.children());
        if (!Shapes.isOrdered(expression)) {
          Collections.sort(items);
        }
        yield (isJointCounted(expression) ? expression.name() : "")
            + "{"
            + String.join(", ", items)
            + "}";
      }
      case INTERVAL ->
          expression.name().charAt(0)
              + String.join(", ", forms(expression.children()))
              + expression.name().charAt(1);
      case SET_OPERATION ->
          side(expression, 0) + " " + expression.name() + " " + side(expression, 1);
      case RELATION, CHAIN -> statement((Statement) expression);
      case MATRIX -> "[" + String.join("; ", forms(expression.children())) + "]";
      case PLUS_MINUS -> expression.name() + "(" + of(expression.child(0)) + ")";
      case PERCENT -> of(expression.child(0)) + "%";
      case QUANTITY -> of(expression.child(0)) + " [" + expression.name() + "]";
      case RATIO -> String.join(":", forms(expression.children()));
    };
  }

  /** One side of an operation on sets, in brackets where they count. */
  private static String side(Expression operation, int index) {
    Expression side = operation.child(index);
    boolean isFirst = index == 0 && side.is(Kind.SET_OPERATION, operation.name());
    return side.is(Kind.SET_OPERATION) && !isFirst ? "(" + of(side) + ")" : of(side);
  }

  private static String called(String name, Expression call) {
    return name + "(" + String.join(", ", forms(call.children())) + ")";
  }

  private static String statement(Statement statement) {
    List<String> sides = forms(statement.children());
    List<String> marks = statement.relations().stream().map(Relation::mark).toList();
    return marks.size() == 1
        ? sides.get(0) + " " + marks.get(0) + " " + sides.get(1)
        : String.join(" ", marks) + " of " + String.join(", ", sides);
  }

  /** Between inequalities and words "and" is not "or". */
  private static boolean isJointCounted(Expression list) {
    return (list.is(Joint.AND) || list.is(Joint.OR))
        && (Joints.areOfOtherLetters(list)
            || list.anyChild(
                item ->
                    item.is(Kind.TEXT)
                        || item.is(Kind.CHAIN)
                        || isSymbol(item)
                        || (item.is(Relation.EQUAL) && list.is(Joint.OR))
                        || (item.is(Kind.RELATION) && !item.is(Relation.EQUAL))));
  }

  private static boolean isSymbol(Expression expression) {
    return expression.is(Kind.SYMBOL);
  }

  private static boolean isSeries(Expression expression) {
    return (expression.is(Function.SUM) || expression.is(Function.PROD))
        && expression.children().size() == 4
        && expression.child(0).is(Kind.SYMBOL);
  }

  /** The index is named by how many series stand in the terms, which no other index there is. */
  private static String series(Expression expression) {
    Expression index = Expression.symbol("#" + depth(expression.child(3)));
    Expression terms = renamed(expression.child(3), expression.child(0).name(), index);
    return expression.name()
        + "("
        + String.join(", ", forms(List.of(index, expression.child(1), expression.child(2), terms)))
        + ")";
  }

  private static int depth(Expression expression) {
    int depth = 0;
    for (Expression child : expression.children()) {
      depth = Math.max(depth, depth(child));
    }
    return isSeries(expression) ? depth + 1 : depth;
  }

  private static Expression renamed(Expression expression, String name, Expression to) {
    if (expression.is(Kind.SYMBOL)) {
      return expression.name().equals(name) ? to : expression;
    }
    boolean isBound = isSeries(expression) && expression.child(0).name().equals(name);
    return expression.children().isEmpty() || isBound
        ? expression
        : expression.with(
            expression.children().stream().map(child -> renamed(child, name, to)).toList());
  }

  private static List<String> forms(List<Expression> expressions) {
    List<String> forms = new ArrayList<>(expressions.size());
    for (Expression expression : expressions) {
      forms.add(of(expression));
    }
    return forms;
  }

  private static String sum(Expression expression) {
    Rational number = Rational.ZERO;
    List<String> terms = new ArrayList<>();
    List<Rational> values = constants(expression.children());
    for (int i = 0; i < values.size(); i++) {
      Rational value = values.get(i);
      if (value == null) {
        terms.add(of(expression.child(i)));
      } else {
        number = number.plus(value);
      }
    }
    Collections.sort(terms);
    if (terms.isEmpty()) {
      return number.toString();
    }
    if (number.signum() != 0) {
      terms.add(number.toString());
    }
    return terms.size() == 1 ? terms.get(0) : "(" + String.join(" + ", terms) + ")";
  }

  /**
   * The numbers among the operands of a sum or product, null where there is none; all null if they
   * are so long together that folding them is not cheap.
   */
  private static List<Rational> constants(List<Expression> operands) {
    List<Rational> values = new ArrayList<>(operands.size());
    long bits = 0;
    for (Expression operand : operands) {
      Rational value = constant(operand);
      values.add(value);
      bits += value == null ? 0 : value.bits();
    }
    return bits <= MOST_FOLDED_BITS ? values : Collections.nCopies(operands.size(), null);
  }

  private static String product(Expression expression) {
    Rational number = Rational.ONE;
    List<String> factors = new ArrayList<>();
    List<Rational> values = constants(expression.children());
    for (int i = 0; i < values.size(); i++) {
      Rational value = values.get(i);
      if (value == null) {
        factors.add(of(expression.child(i)));
      } else {
        number = number.times(value);
      }
    }
    if (!Shapes.isProductOfSets(expression)) {
      Collections.sort(factors);
    }
    if (factors.isEmpty()) {
      return number.toString();
    }
    if (!number.equals(Rational.ONE)) {
      factors.add(0, number.toString());
    }
    return String.join("*", factors);
  }

  private static String power(Expression expression) {
    Rational value = constant(expression);
    return value != null
        ? value.toString()
        : "(" + of(expression.child(0)) + ")^(" + of(expression.child(1)) + ")";
  }

  /** The value of a number or of a whole power of one, where it is small; else null. */
  static Rational constant(Expression expression) {
    if (expression instanceof Numeral number) {
      return number.value();
    }
    if (expression.is(Kind.POWER) && expression.child(1) instanceof Numeral power) {
      Rational base = constant(expression.child(0));
      Rational exponent = power.value();
      boolean isSmall =
          base != null
              && exponent.isSmallInteger()
              && Math.abs(exponent.numerator().longValue())
                      * Math.max(base.numerator().bitLength(), base.denominator().bitLength())
                  < 2000
              && (base.signum() != 0 || exponent.signum() > 0);
      return isSmall ? base.power(exponent.numerator().intValue()) : null;
    }
    if (expression.is(Kind.PRODUCT)) {
      Rational product = Rational.ONE;
      long bits = 0;
      for (Expression factor : expression.children()) {
        Rational value = constant(factor);
        bits += value == null ? 0 : value.bits();
        if (value == null || bits > MOST_FOLDED_BITS) {
          return null;
        }
        product = product.times(value);
      }
      return product;
    }
    return null;
  }
}
