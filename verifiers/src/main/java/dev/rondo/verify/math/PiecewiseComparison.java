package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Compares functions that are defined piece by piece: branch by branch in any order; and, where the
 * conditions bound one symbol, piece by piece of the real line, also with an expression of moduli,
 * greatest and least values.
 */
final class PiecewiseComparison {
  private static final int MOST_BRANCHES = 12;
  private static final int MOST_ENDS = 20;
  private static final BigDecimal TINY = new BigDecimal("1e-40");

  private final AnswerComparison answers;
  private final LeafComparison leaves;
  private final Budget budget;

  PiecewiseComparison(AnswerComparison answers, LeafComparison leaves, Budget budget) {
    this.answers = answers;
    this.leaves = leaves;
    this.budget = budget;
  }

  /** Where a value holds on the real line. */
  private record Branch(RealSet where, Expression value) {}

  /** Compares the two, one of which at least is such a function. */
  Sameness compare(Expression wanted, Expression answer) {
    boolean areBoth = wanted.is(Function.CASES) && answer.is(Function.CASES);
    boolean isReadable = isShort(wanted) && isShort(answer);
    if (!isReadable) {
      return Sameness.DIFFERENT;
    }
    if (areBoth && haveSameBranches(wanted, answer)) {
      return Sameness.EQUAL;
    }
    if (!areBoth) {
      boolean isWanted = wanted.is(Function.CASES);
      Sameness parity = ofParity(isWanted ? wanted : answer, isWanted ? answer : wanted);
      if (parity != null) {
        return parity;
      }
    }
    try {
      return Sameness.of(areSameOnLine(wanted, answer));
    } catch (ArithmeticException | NumericEvaluator.NotNumeric | NumericEvaluator.Absorbed e) {
      return Sameness.DIFFERENT;
    }
  }

  private static boolean isShort(Expression function) {
    return function.is(Function.CASES)
        ? function.children().size() <= MOST_BRANCHES
        : LeafComparison.isValue(function) && !function.is(Kind.QUANTITY);
  }

  // ---- branch by branch
  // --------------------------------------------------------------------------

  private boolean haveSameBranches(Expression wanted, Expression answer) {
    List<Expression> left = new ArrayList<>(answer.children());
    List<Expression> unmatched = new ArrayList<>();
    for (Expression branch : wanted.children()) {
      Expression same = null;
      for (Expression other : left) {
        if (same == null && areSameConditions(branch.child(1), other.child(1))) {
          same = other;
        }
      }
      if (same == null) {
        unmatched.add(branch);
      } else if (!areSameValues(branch, same)) {
        return false;
      } else {
        left.remove(same);
      }
    }
    boolean isLastSaidOtherwise =
        unmatched.size() == 1
            && left.size() == 1
            && wanted.children().size() == 2
            && areOddAndEven(wanted, answer)
            && areSameValues(unmatched.get(0), left.get(0));
    return unmatched.isEmpty() && left.isEmpty() || isLastSaidOtherwise;
  }

  private boolean areSameValues(Expression branch, Expression other) {
    return answers.compare(branch.child(0), other.child(0)) == Sameness.EQUAL;
  }

  private boolean areSameConditions(Expression condition, Expression other) {
    boolean areStatements = isSaid(condition) && isSaid(other);
    return NormalForm.of(condition).equals(NormalForm.of(other))
        || (areStatements && answers.compare(condition, other) == Sameness.EQUAL);
  }

  private static boolean isSaid(Expression condition) {
    return condition instanceof Statement || condition.is(Kind.SET);
  }

  /** Whether one of two speaks of odd and even, and the other of one of them and "otherwise". */
  private static boolean areOddAndEven(Expression function, Expression other) {
    return isParity(function) && saysOtherwise(other) || isParity(other) && saysOtherwise(function);
  }

  private static boolean isParity(Expression function) {
    return function.allChildren(
            branch ->
                branch.child(1).is(Relation.CONGRUENT)
                    && branch.child(1).child(1).is(Function.MOD)
                    && NormalForm.of(branch.child(1).child(1).child(1)).equals("2"))
        && NormalForm.of(function.child(0).child(1).child(0))
            .equals(NormalForm.of(function.child(1).child(1).child(0)))
        && !NormalForm.of(function.child(0).child(1).child(1))
            .equals(NormalForm.of(function.child(1).child(1).child(1)));
  }

  /** Its values for odd and for even numbers beside an expression of them; null for others. */
  private Sameness ofParity(Expression function, Expression value) {
    boolean isOfOne =
        function.children().size() == 2
            && isParity(function)
            && function.child(0).child(1).child(0).is(Kind.SYMBOL);
    if (!isOfOne) {
      return null;
    }
    String name = function.child(0).child(1).child(0).name();
    String half = name.equals("k") ? "m" : "k";
    if (Shapes.contains(function, half) || Shapes.contains(value, half)) {
      return null;
    }
    for (Expression branch : function.children()) {
      Expression remainder = branch.child(1).child(1).child(0);
      Expression number =
          Expression.sum(
              List.of(
                  Expression.product(Expression.number(2), Expression.symbol(half)), remainder));
      budget.take(branch.size() + value.size());
      Sameness same =
          leaves.compare(
              SolvedForm.renamed(branch.child(0), name, number),
              SolvedForm.renamed(value, name, number));
      if (same != Sameness.EQUAL) {
        return same;
      }
    }
    return Sameness.EQUAL;
  }

  private static boolean saysOtherwise(Expression function) {
    return function.anyChild(branch -> branch.child(1).is(Kind.TEXT, "otherwise"));
  }

  // ---- piece by piece of the real line
  // --------------------------------------------------------------------------------

  private boolean areSameOnLine(Expression wanted, Expression answer) {
    SortedSet<String> symbols = new TreeSet<>();
    LeafComparison.collect(wanted, symbols);
    LeafComparison.collect(answer, symbols);
    List<Branch> branches = symbols.size() == 1 ? branches(wanted) : null;
    List<Branch> others = branches == null ? null : branches(answer);
    if (others == null) {
      return false;
    }
    String symbol = symbols.first();
    SortedSet<BigDecimal> ends = new TreeSet<>();
    for (List<Branch> side : List.of(branches, others)) {
      for (Branch branch : side) {
        ends.addAll(branch.where().ends());
        if (!addTurns(branch.value(), ends)) {
          return false;
        }
      }
    }
    if (ends.isEmpty() || ends.size() > MOST_ENDS) {
      return false;
    }
    BigDecimal last = ends.first().subtract(BigDecimal.valueOf(2));
    for (BigDecimal end : ends) {
      BigDecimal between = last.add(end).divide(BigDecimal.valueOf(2));
      if (!areSameAround(between, symbol, branches, others)
          || !areSameAt(end, symbol, branches, others)) {
        return false;
      }
      last = end;
    }
    return areSameAround(last.add(BigDecimal.ONE), symbol, branches, others);
  }

  /** The values and where they hold; null if a condition is no set of real numbers. */
  private List<Branch> branches(Expression function) {
    if (!function.is(Function.CASES)) {
      return List.of(new Branch(RealSet.all(), function));
    }
    List<Branch> branches = new ArrayList<>();
    RealSet covered = RealSet.empty();
    for (Expression branch : function.children()) {
      boolean isRest = branch.child(1).is(Kind.TEXT, "otherwise");
      if (isRest && branches.size() + 1 < function.children().size()) {
        return null;
      }
      boolean isOfOne = isRest || RealSetReader.symbol(branch.child(1)) != null;
      RealSet where =
          isRest
              ? covered.complement()
              : isOfOne ? new RealSetReader(true, budget).read(branch.child(1)) : null;
      if (where == null || !LeafComparison.isValue(branch.child(0))) {
        return null;
      }
      budget.take(where.size() + covered.size());
      covered = covered.or(where);
      branches.add(new Branch(where, branch.child(0)));
    }
    return branches;
  }

  /** Adds where moduli in a value turn; false if that cannot be told. */
  private boolean addTurns(Expression value, SortedSet<BigDecimal> ends) {
    Expression turning = turning(value);
    if (turning != null && Shapes.hasSymbols(turning)) {
      RealSet above =
          new RealSetReader(true, budget)
              .read(Expression.relation(Relation.GREATER, turning, Expression.number(0)));
      if (above == null) {
        return false;
      }
      ends.addAll(above.ends());
    }
    for (Expression child : value.children()) {
      if (!addTurns(child, ends)) {
        return false;
      }
    }
    return true;
  }

  /** What changes its sign where a value turns: x in |x|, x - y in max(x, y); else null. */
  private static Expression turning(Expression value) {
    if (value.is(Function.ABS) || value.is(Function.SGN)) {
      return value.child(0);
    }
    if (value.is(Function.SQRT) && isSquare(value.child(0))) {
      return value.child(0).child(0);
    }
    boolean isExtreme = value.is(Function.MAX) || value.is(Function.MIN);
    return isExtreme && value.children().size() == 2
        ? Expression.sum(List.of(value.child(0), value.child(1).negated()))
        : null;
  }

  private static boolean isSquare(Expression expression) {
    return expression.is(Kind.POWER) && NormalForm.of(expression.child(1)).equals("2");
  }

  /** Whether both are the same expression in the interval around a place. */
  private boolean areSameAround(
      BigDecimal place, String symbol, List<Branch> branches, List<Branch> others) {
    List<Expression> values = at(place, branches);
    List<Expression> given = at(place, others);
    if (values.isEmpty() || given.isEmpty()) {
      return values.isEmpty() && given.isEmpty();
    }
    Expression value = straight(values.get(0), symbol, place);
    for (Expression other : given) {
      if (leaves.compare(value, straight(other, symbol, place)) != Sameness.EQUAL) {
        return false;
      }
    }
    return true;
  }

  /** Whether both have the same value at a place. */
  private boolean areSameAt(
      BigDecimal place, String symbol, List<Branch> branches, List<Branch> others) {
    List<Expression> values = at(place, branches);
    List<Expression> given = at(place, others);
    if (values.isEmpty() || given.isEmpty()) {
      return values.isEmpty() && given.isEmpty();
    }
    BigDecimal value = value(values.get(0), symbol, place);
    for (Expression other : given) {
      if (value.subtract(value(other, symbol, place)).abs().compareTo(TINY) > 0) {
        return false;
      }
    }
    return true;
  }

  private static List<Expression> at(BigDecimal place, List<Branch> branches) {
    RealSet point = RealSet.single(place, false, place, false);
    return branches.stream()
        .filter(branch -> branch.where().and(point).size() > 0)
        .map(Branch::value)
        .toList();
  }

  /** An expression with each modulus as what it is in the interval around a place. */
  private Expression straight(Expression value, String symbol, BigDecimal place) {
    Expression turning = turning(value);
    if (turning == null) {
      return value.children().isEmpty()
          ? value
          : value.with(
              value.children().stream().map(child -> straight(child, symbol, place)).toList());
    }
    boolean isAbove = value(turning, symbol, place).signum() > 0;
    Expression straight;
    if (value.is(Function.SGN)) {
      straight = Expression.number(isAbove ? 1 : -1);
    } else if (value.is(Function.MAX) || value.is(Function.MIN)) {
      straight = value.child(isAbove == value.is(Function.MAX) ? 0 : 1);
    } else {
      straight = isAbove ? turning : turning.negated();
    }
    return straight(straight, symbol, place);
  }

  private BigDecimal value(Expression expression, String symbol, BigDecimal place) {
    budget.take(expression.size());
    Complex value =
        new NumericEvaluator(
                HighPrecision.SIXTY, Map.of(symbol, new Complex(place, BigDecimal.ZERO)), budget)
            .evaluate(expression);
    if (!NumericComparison.isReal(value)) {
      throw new ArithmeticException("not real");
    }
    return value.real();
  }
}
