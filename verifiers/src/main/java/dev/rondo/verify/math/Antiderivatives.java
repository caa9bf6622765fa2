package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Compares expressions of one variable that both end in an arbitrary constant: two antiderivatives
 * are the same where their difference is constant.
 */
final class Antiderivatives {
  private static final List<String> CONSTANTS = List.of("C", "c", "K");

  private final LeafComparison leaves;

  Antiderivatives(LeafComparison leaves) {
    this.leaves = leaves;
  }

  /** Whether two differ by a constant only, and both have one to choose. */
  boolean differByConstant(Expression wanted, Expression answer) {
    Expression first = withoutConstant(wanted);
    Expression second = first == null ? null : withoutConstant(answer);
    if (second == null) {
      return false;
    }
    Expression difference = Expression.sum(List.of(first, second.negated()));
    SortedSet<String> symbols = new TreeSet<>();
    LeafComparison.collect(difference, symbols);
    if (symbols.size() != 1) {
      return false;
    }
    for (int at = 1; at <= 3; at++) {
      Expression value = SolvedForm.renamed(difference, symbols.first(), Expression.number(at));
      Sameness same = leaves.compare(difference, value);
      if (same != Sameness.UNDECIDED) {
        return same == Sameness.EQUAL;
      }
    }
    return false;
  }

  /** A sum without the arbitrary constant in it; null if it has none. */
  private static Expression withoutConstant(Expression sum) {
    if (!sum.is(Kind.SUM)) {
      return null;
    }
    String name = null;
    List<Expression> rest = new ArrayList<>();
    for (Expression term : sum.children()) {
      if (term.is(Kind.SYMBOL) && CONSTANTS.contains(term.name()) && name == null) {
        name = term.name();
      } else {
        rest.add(term);
      }
    }
    Expression without = Expression.sum(rest);
    return name == null || Shapes.contains(without, name) ? null : without;
  }
}
