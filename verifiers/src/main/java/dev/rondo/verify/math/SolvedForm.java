package dev.rondo.verify.math;

import static dev.rondo.verify.math.Shapes.hasSymbols;

import dev.rondo.verify.math.Expression.Kind;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Says whether a relation is solved: a name stands alone on one side and not on the other. Who asks
 * for {@code x = 5} has given the equation; only a solved one answers.
 */
final class SolvedForm {
  /** Between these alone an equation is a line or a curve, which has many forms. */
  private static final Set<String> COORDINATES = Set.of("x", "y", "z");

  private SolvedForm() {}

  /** The name that an equation is solved for; null if it is not solved. */
  static Expression name(Expression equation) {
    if (!equation.is(Relation.EQUAL)) {
      return null;
    }
    for (int side = 0; side < 2; side++) {
      Expression name = equation.child(side);
      if (isName(name) && !holds(equation.child(1 - side), name)) {
        return name;
      }
    }
    return null;
  }

  /** What an equation says a name is; null if it is not solved for it. */
  static Expression value(Expression equation, Expression name) {
    if (!equation.is(Relation.EQUAL)) {
      return null;
    }
    String form = NormalForm.of(name);
    for (int side = 0; side < 2; side++) {
      boolean isIt =
          isName(equation.child(side)) && NormalForm.of(equation.child(side)).equals(form);
      if (isIt && !holds(equation.child(1 - side), name)) {
        return equation.child(1 - side);
      }
    }
    return null;
  }

  /** Whether an equation is one between two coordinates or more. */
  static boolean isCurve(Expression equation) {
    SortedSet<String> symbols = new TreeSet<>();
    LeafComparison.collect(equation, symbols);
    return symbols.size() >= 2 && COORDINATES.containsAll(symbols);
  }

  /** Whether an inequality only bounds a symbol by a constant. */
  static boolean isBound(Expression inequality) {
    if (!inequality.is(Kind.RELATION)) {
      return false;
    }
    Expression left = inequality.child(0);
    Expression right = inequality.child(1);
    return (left.is(Kind.SYMBOL) && !hasSymbols(right))
        || (right.is(Kind.SYMBOL) && !hasSymbols(left));
  }

  /** An expression with another in the place of a symbol. */
  static Expression renamed(Expression expression, String symbol, Expression to) {
    if (expression.is(Kind.SYMBOL, symbol)) {
      return to;
    }
    if (expression.children().isEmpty()) {
      return expression;
    }
    List<Expression> children =
        expression.children().stream().map(child -> renamed(child, symbol, to)).toList();
    return expression.with(children);
  }

  private static boolean isName(Expression expression) {
    return expression.is(Kind.SYMBOL) || expression.is(Kind.CALL);
  }

  private static boolean holds(Expression expression, Expression name) {
    if (expression.is(name.kind()) && NormalForm.of(expression).equals(NormalForm.of(name))) {
      return true;
    }
    return expression.anyChild(child -> holds(child, name));
  }
}
