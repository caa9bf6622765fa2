package dev.rondo.verify.math;

import static dev.rondo.verify.math.Shapes.allRelations;
import static dev.rondo.verify.math.Shapes.bounds;
import static dev.rondo.verify.math.Shapes.isInterval;
import static dev.rondo.verify.math.Shapes.isRelation;
import static dev.rondo.verify.math.Shapes.isSetLike;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.List;

/** Compares intervals, unions and solved inequalities as sets of real numbers. */
final class SetComparison {
  private final AnswerComparison answers;
  private final Budget budget;

  SetComparison(AnswerComparison answers, Budget budget) {
    this.answers = answers;
    this.budget = budget;
  }

  /**
   * As sets of real numbers. A reference relation may be answered by its solution set; a reference
   * set may not be answered by a relation, which could be the problem itself.
   *
   * @param isRelation whether the reference is a relation or a list of them
   */
  Sameness compare(Expression wanted, Expression answer, boolean isRelation) {
    boolean givesRelation = isRelation(answer) || (answer.is(Kind.SET) && allRelations(answer));
    if (!isRelation && givesRelation) {
      boolean isInterval = isSetLike(wanted) || isInterval(wanted) || wanted.is(Kind.SET);
      RealSet interval =
          isInterval && bounds(answer) ? new RealSetReader(true, budget).read(wanted) : null;
      RealSet solution = interval == null ? null : new RealSetReader(false, budget).read(answer);
      return Sameness.of(solution != null && solution.sameAs(interval));
    }
    if (isRelation && givesRelation) {
      String symbol = RealSetReader.symbol(wanted);
      if (symbol == null || !symbol.equals(RealSetReader.symbol(answer))) {
        return wanted.is(Kind.CHAIN) && answer.is(Kind.CHAIN)
            ? answers.relations.chains((Statement) wanted, (Statement) answer)
            : Sameness.DIFFERENT;
      }
    }
    boolean isTupleOnly = wanted.is(Kind.TUPLE) && answer.is(Kind.TUPLE);
    RealSet first = isTupleOnly ? null : new RealSetReader(true, budget).read(wanted);
    RealSet second = first == null ? null : new RealSetReader(false, budget).read(answer);
    Expression wantedModulus = withModulusNamed(wanted);
    if (first != null && second != null && (wantedModulus == wanted || first.sameAs(second))) {
      return Sameness.of(first.sameAs(second));
    }
    if (wantedModulus != wanted) {
      // The modulus of a number that need not be real.
      return compare(wantedModulus, withModulusNamed(answer), isRelation);
    }
    if (wanted.is(Kind.CHAIN) && answer.is(Kind.CHAIN)) {
      return answers.relations.chains((Statement) wanted, (Statement) answer);
    }
    return symbolicSets(wanted, answer);
  }

  /** With a name in the place of every |z|; the expression itself if it has none. */
  static Expression withModulusNamed(Expression expression) {
    if (expression.is(Function.ABS) && expression.child(0).is(Kind.SYMBOL)) {
      return Expression.symbol("|" + expression.child(0).name() + "|");
    }
    List<Expression> children = new ArrayList<>();
    boolean isChanged = false;
    for (Expression child : expression.children()) {
      Expression named = withModulusNamed(child);
      isChanged |= named != child;
      children.add(named);
    }
    return isChanged ? expression.with(children) : expression;
  }

  /** Intervals with symbols at their ends, unions of them in any order. */
  Sameness symbolicSets(Expression wanted, Expression answer) {
    if (isInterval(wanted) && isInterval(answer)) {
      return brackets(wanted).equals(brackets(answer))
          ? answers.lists.pairwise(wanted.children(), answer.children())
          : Sameness.DIFFERENT;
    }
    if (wanted.is(Kind.SET_OPERATION)
        && answer.is(Kind.SET_OPERATION)
        && wanted.name().equals(answer.name())) {
      Sameness same = answers.lists.pairwise(wanted.children(), answer.children());
      return same != Sameness.DIFFERENT || wanted.name().equals("setminus")
          ? same
          : answers.lists.pairwise(wanted.children(), List.of(answer.child(1), answer.child(0)));
    }
    if (wanted.is(Function.SETBUILDER) && answer.is(Function.SETBUILDER)) {
      String name = member(wanted);
      String other = member(answer);
      boolean isRenamed = name != null && other != null && !name.equals(other);
      if (isRenamed && Shapes.contains(answer, name)) {
        return Sameness.DIFFERENT;
      }
      Expression renamed =
          isRenamed ? SolvedForm.renamed(answer, other, Expression.symbol(name)) : answer;
      return answers.lists.pairwise(wanted.children(), renamed.children());
    }
    return Sameness.DIFFERENT;
  }

  /** The letter of a set's members, or that they run with; null if there is no only one. */
  private static String member(Expression builder) {
    Expression said = builder.child(0);
    Expression condition = builder.child(1);
    Expression name =
        said.is(Relation.IN)
            ? said.child(0)
            : said.is(Kind.SYMBOL) || !condition.is(Relation.IN) ? said : condition.child(0);
    return name.is(Kind.SYMBOL) ? name.name() : null;
  }

  static String brackets(Expression interval) {
    return interval.is(Kind.TUPLE) ? "()" : interval.name();
  }
}
