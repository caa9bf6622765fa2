package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Compares an equation between several letters with one that is solved for one of them: {@code
 * xy=6} is {@code y=6/x}. Only where that letter enters linearly, and where its factor cannot
 * vanish within the equation, does the solved one say all of it: {@code xy=x} is no {@code y=1}.
 */
final class Curves {
  private final LeafComparison leaves;

  Curves(LeafComparison leaves) {
    this.leaves = leaves;
  }

  /** Whether a solved equation says the same as one that is not. */
  boolean areSame(Expression equation, Expression solved) {
    Expression name = SolvedForm.name(solved);
    if (name == null || !name.is(Kind.SYMBOL)) {
      return false;
    }
    SortedSet<String> symbols = new TreeSet<>();
    SortedSet<String> others = new TreeSet<>();
    LeafComparison.collect(equation, symbols);
    LeafComparison.collect(solved, others);
    if (symbols.size() < 2 || !symbols.equals(others)) {
      return false;
    }
    Expression difference = RelationComparison.difference(equation);
    String symbol = name.name();
    if (!isLinear(difference, symbol)
        || !isZero(SolvedForm.renamed(difference, symbol, SolvedForm.value(solved, name)))) {
      return false;
    }
    Expression factor = slope(difference, symbol);
    Expression rest = Expression.sum(List.of(at(difference, symbol, 1), factor.negated()));
    if (isConstant(rest) && !isZero(rest)) {
      return true; // where the factor vanishes nothing satisfies the equation
    }
    symbols.remove(symbol);
    symbols.removeIf(other -> !dependsOn(factor, other));
    if (symbols.size() != 1) {
      return symbols.isEmpty();
    }
    String only = symbols.first();
    if (isLinear(factor.inverse(), only)) {
      return true; // a factor 1/b has no zero
    }
    if (!isLinear(factor, only)) {
      return false;
    }
    Expression root =
        Expression.sum(
            List.of(
                Expression.number(1),
                Expression.product(at(factor, only, 1), slope(factor, only).inverse()).negated()));
    return leaves.compare(SolvedForm.renamed(rest, only, root), Expression.number(0))
        == Sameness.DIFFERENT;
  }

  private boolean isZero(Expression expression) {
    return leaves.compare(expression, Expression.number(0)) == Sameness.EQUAL;
  }

  private static Expression at(Expression expression, String symbol, int value) {
    return SolvedForm.renamed(expression, symbol, Expression.number(value));
  }

  /** How much an expression rises from 1 to 2. */
  private static Expression slope(Expression expression, String symbol) {
    return Expression.sum(List.of(at(expression, symbol, 2), at(expression, symbol, 1).negated()));
  }

  /** Whether the value of an expression changes with a symbol by equal steps that are not zero. */
  private boolean isLinear(Expression expression, String symbol) {
    Expression first = slope(expression, symbol);
    for (int from : new int[] {2, 6}) {
      Expression next =
          Expression.sum(
              List.of(at(expression, symbol, from + 1), at(expression, symbol, from).negated()));
      if (leaves.compare(first, next) != Sameness.EQUAL) {
        return false;
      }
    }
    return leaves.compare(first, Expression.number(0)) == Sameness.DIFFERENT;
  }

  private boolean dependsOn(Expression expression, String symbol) {
    return leaves.compare(at(expression, symbol, 2), at(expression, symbol, 3)) != Sameness.EQUAL
        || leaves.compare(at(expression, symbol, 2), at(expression, symbol, 5)) != Sameness.EQUAL;
  }

  private boolean isConstant(Expression expression) {
    SortedSet<String> symbols = new TreeSet<>();
    LeafComparison.collect(expression, symbols);
    return symbols.stream().noneMatch(symbol -> dependsOn(expression, symbol));
  }
}
