package dev.rondo.verify.math;

import static dev.rondo.verify.math.Shapes.allRelations;
import static dev.rondo.verify.math.Shapes.assignedValues;
import static dev.rondo.verify.math.Shapes.bounds;
import static dev.rondo.verify.math.Shapes.contains;
import static dev.rondo.verify.math.Shapes.hasSymbols;
import static dev.rondo.verify.math.Shapes.isInterval;
import static dev.rondo.verify.math.Shapes.isName;
import static dev.rondo.verify.math.Shapes.isNumberSet;
import static dev.rondo.verify.math.Shapes.isOfNames;
import static dev.rondo.verify.math.Shapes.isRelation;
import static dev.rondo.verify.math.Shapes.isSetLike;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Compares equations, inequalities and chains, with each other and with the values they give. */
final class RelationComparison {
  private final AnswerComparison answers;
  private final LeafComparison leaves;
  private final Curves curves;

  RelationComparison(AnswerComparison answers, LeafComparison leaves) {
    this.answers = answers;
    this.leaves = leaves;
    this.curves = new Curves(leaves);
  }

  Sameness compare(Expression wanted, Expression answer) {
    if (wanted.is(Kind.SET) && allRelations(wanted) && assignedValues(wanted) == null) {
      return answers.sets.compare(wanted, answer, true);
    }
    if (!isRelation(wanted)) {
      if (isInterval(wanted) && bounds(answer)) {
        return answers.sets.compare(wanted, answer, false);
      }
      return wanted.is(Kind.SET) || wanted.is(Kind.TUPLE)
          ? answers.values(wanted, value(answer))
          : valueOf(wanted, answer);
    }
    if (!isRelation(answer)) {
      return ofReference(wanted, answer);
    }
    if (Parts.differ(wanted, answer)) {
      return Sameness.DIFFERENT;
    }
    if (wanted.is(Relation.EQUAL) && answer.is(Relation.EQUAL)) {
      return equations(wanted, answer);
    }
    if (wanted.is(Relation.IN) && answer.is(Relation.IN)) {
      return NormalForm.of(wanted.child(0)).equals(NormalForm.of(answer.child(0)))
          ? answers.compare(wanted.child(1), answer.child(1))
          : Sameness.DIFFERENT;
    }
    if (wanted.is(Kind.RELATION) && answer.is(Kind.RELATION)) {
      Sameness same = inequalities((Statement) wanted, (Statement) answer);
      if (same != Sameness.DIFFERENT) {
        return same;
      }
    }
    return answers.sets.compare(wanted, answer, true);
  }

  /** A value is wanted and a relation was given. */
  Sameness valueOf(Expression wanted, Expression answer) {
    Expression value = value(answer);
    if (value == answer && answer.is(Relation.EQUAL)) {
      // A rewriting, such as x^2 - 1 = (x - 1)(x + 1): both sides are the answer or neither is.
      return leaves.compare(answer.child(0), answer.child(1)) == Sameness.EQUAL
          ? answers.compare(wanted, answer.child(1))
          : Sameness.DIFFERENT;
    }
    if (value == answer) {
      return isSetLike(wanted) ? answers.sets.compare(wanted, answer, false) : Sameness.DIFFERENT;
    }
    if (answer.is(Relation.IN) && isNumberSet(value) && !isNumberSet(wanted)) {
      return Sameness.DIFFERENT;
    }
    return answers.compare(wanted, value);
  }

  /** What a relation says of the name on its left; itself if there is no name. */
  static Expression value(Expression relation) {
    boolean isMembership = relation.is(Relation.IN) || relation.is(Relation.CONGRUENT);
    if (isMembership && isOfNames(relation.child(0))) {
      return relation.child(1);
    }
    if (!relation.is(Relation.EQUAL)) {
      return relation;
    }
    Expression left = relation.child(0);
    Expression right = relation.child(1);
    if (isOfNames(left) || LetterExpressions.areValued(left, right)) {
      return right;
    }
    if (right.is(Kind.SYMBOL)) {
      return left;
    }
    if (left.is(Kind.TEXT)) {
      return relation; // of something else: half of x = 5
    }
    // A calculation: 2 + 3 = 5.
    return hasSymbols(relation) ? relation : right;
  }

  /** A relation is wanted and none was given. */
  Sameness ofReference(Expression wanted, Expression answer) {
    boolean isAssignment =
        (wanted.is(Relation.EQUAL) || wanted.is(Relation.IN)) && isName(wanted.child(0));
    if (wanted.is(Relation.CONGRUENT) && answer.is(Function.MOD)) {
      return answers.compare(wanted.child(1), answer);
    }
    if (wanted.is(Relation.IN) && saysOf(answer, wanted.child(0))) {
      return bounds(answer)
          ? answers.sets.compare(wanted.child(1), answer, false)
          : answers.values(wanted.child(1), answer);
    }
    if (isAssignment) {
      return answer.is(Kind.SET) && answer.allChildren(Shapes::isRelation)
          ? Sameness.DIFFERENT
          : answers.values(wanted.child(1), answer);
    }
    if (wanted.is(Relation.EQUAL) && wanted.child(1).is(Kind.SYMBOL)) {
      return answers.values(wanted.child(0), answer);
    }
    return answers.sets.compare(wanted, answer, true);
  }

  /** Whether a list gives values or bounds to a name and to nothing else. */
  private static boolean saysOf(Expression list, Expression name) {
    String symbol = RealSetReader.symbol(list);
    return list.is(Kind.SET) && name.is(Kind.SYMBOL) && name.name().equals(symbol);
  }

  Sameness equations(Expression wanted, Expression given) {
    Expression answer = Rewriting.withIndexOf(wanted, given);
    Expression left = wanted.child(0);
    Expression right = answer.child(0);
    boolean isNamed = isName(left) && isName(right);
    if (isNamed && NormalForm.of(left).equals(NormalForm.of(right))) {
      return answers.compare(wanted.child(1), answer.child(1));
    }
    if (isNamed && (isLabel(left) || isLabel(right))) {
      if (LabelComparison.areOther(left, right)) {
        return Sameness.DIFFERENT; // mean = 5, median = 5
      }
      return answers.compare(wanted.child(1), answer.child(1));
    }
    if (isNamed && (isCallOf(wanted, right) || isCallOf(answer, left))) {
      return answers.compare(wanted.child(1), answer.child(1)); // f = 0 and f(x) = 0
    }
    if (isNamed && isFunctionName(left) && isFunctionName(right) && primes(left) == primes(right)) {
      boolean isOther =
          left.is(Kind.CALL) && right.is(Kind.CALL)
              ? !left.name().equals(right.name())
              : isCallOfAnother(left) || isCallOfAnother(right);
      if (isOther) {
        return Sameness.DIFFERENT; // f(x) and g(x), x(t) and y
      }
      Expression value = withArgumentsOf(left, right, answer.child(1));
      return value == null ? Sameness.DIFFERENT : answers.compare(wanted.child(1), value);
    }
    if (isNamed && wanted.child(1).is(Kind.TUPLE) && answer.child(1).is(Kind.TUPLE)) {
      return Sameness.DIFFERENT; // two points
    }
    Expression name = SolvedForm.name(wanted);
    if (name != null && !SolvedForm.isCurve(wanted)) {
      Expression value = SolvedForm.value(answer, name);
      return value == null
          ? Sameness.DIFFERENT
          : answers.compare(SolvedForm.value(wanted, name), value);
    }
    if (!isComputable(wanted) || !isComputable(answer)) {
      return wanted.child(0).is(Kind.TUPLE) && answer.child(0).is(Kind.TUPLE)
          ? Sameness.DIFFERENT
          : Sameness.UNDECIDED;
    }
    if (!hasSymbols(wanted) && !hasSymbols(answer)) {
      // Two calculations: what they end in.
      return answers.compare(wanted.child(1), answer.child(1));
    }
    int proportion = leaves.proportion(difference(wanted), difference(answer));
    if (proportion == 2) {
      return Sameness.UNDECIDED;
    }
    boolean isSolvedOnly = SolvedForm.name(wanted) == null;
    return Sameness.of(
        proportion != 0
            || (isSolvedOnly ? curves.areSame(wanted, answer) : curves.areSame(answer, wanted)));
  }

  static boolean isComputable(Expression relation) {
    return relation.noChild(
        side ->
            side.is(Kind.TUPLE)
                || side.is(Kind.SET)
                || side.is(Kind.INTERVAL)
                || side.is(Kind.MATRIX)
                || side.is(Kind.TEXT)
                || side.is(Kind.RATIO));
  }

  /** Whether an equation says of a function with its argument what it is, and this is its name. */
  private static boolean isCallOf(Expression equation, Expression name) {
    Expression call = equation.child(0);
    return call.is(Kind.CALL)
        && name.is(Kind.SYMBOL, call.name())
        && call.allChildren(argument -> argument.is(Kind.SYMBOL))
        && (!hasSymbols(equation.child(1))
            || call.anyChild(argument -> contains(equation.child(1), argument.name())));
  }

  /** Whether this is x(t) or v(t), which is not what y names. */
  private static boolean isCallOfAnother(Expression call) {
    String first = call.is(Kind.CALL) ? call.name().substring(0, 1) : "y";
    return !first.equals("y") && !NameParser.CALLED.contains(first);
  }

  /** Words, or several letters that name a length or an angle. */
  static boolean isLabel(Expression expression) {
    return expression.is(Kind.TEXT)
        || (expression.is(Kind.QUANTITY) && isLabel(expression.child(0)));
  }

  /** y and f(x) name the same thing; f(1) is a value. */
  static boolean isFunctionName(Expression expression) {
    return (expression.is(Kind.SYMBOL) && expression.name().replace("'", "").equals("y"))
        || (expression.is(Kind.CALL)
            && expression.allChildren(argument -> argument.is(Kind.SYMBOL)));
  }

  /**
   * What is said of f(t) as said of f(x): a value with the argument of another call; null if it
   * holds that argument already.
   */
  static Expression withArgumentsOf(Expression wanted, Expression given, Expression value) {
    if (!wanted.is(Kind.CALL)
        || !given.is(Kind.CALL)
        || wanted.children().size() != given.children().size()
        || wanted.children().equals(given.children())) {
      return value;
    }
    Expression renamed = value;
    for (int i = 0; i < given.children().size(); i++) {
      // By names that no text writes, so that two arguments may change places.
      renamed =
          SolvedForm.renamed(renamed, given.child(i).name(), Expression.symbol("#argument" + i));
    }
    for (Expression argument : wanted.children()) {
      if (contains(renamed, argument.name())) {
        return null;
      }
    }
    for (int i = 0; i < wanted.children().size(); i++) {
      renamed = SolvedForm.renamed(renamed, "#argument" + i, wanted.child(i));
    }
    return renamed;
  }

  static long primes(Expression name) {
    return name.name().chars().filter(c -> c == '\'').count();
  }

  static Expression difference(Expression relation) {
    return Expression.sum(List.of(relation.child(0), relation.child(1).negated()));
  }

  Sameness inequalities(Statement wanted, Statement answer) {
    if (wanted.relation().isOfLines() && wanted.relation() == answer.relation()) {
      Sameness same = answers.lists.pairwise(wanted.children(), answer.children());
      return same == Sameness.EQUAL
          ? same
          : answers.lists.pairwise(wanted.children(), List.of(answer.child(1), answer.child(0)));
    }
    Expression first = difference(wanted);
    Expression second = difference(answer);
    boolean flips = wanted.relation().isAbove();
    boolean flipsOther = answer.relation().isAbove();
    Relation plain = flips ? wanted.relation().mirrored() : wanted.relation();
    Relation plainOther = flipsOther ? answer.relation().mirrored() : answer.relation();
    if (plain != plainOther) {
      return Sameness.DIFFERENT;
    }
    if (!plain.isBelow() && plain != Relation.NOT_EQUAL) {
      return answers.lists.pairwise(wanted.children(), answer.children());
    }
    int proportion = leaves.proportion(first, second);
    if (proportion == 2) {
      return Sameness.UNDECIDED;
    }
    if (SolvedForm.isBound(wanted) && !SolvedForm.isBound(answer)) {
      return Sameness.DIFFERENT;
    }
    if (plain == Relation.NOT_EQUAL) {
      return Sameness.of(proportion != 0);
    }
    return Sameness.of(proportion == (flips == flipsOther ? 1 : -1));
  }

  /** a < b < c, or the same from behind. */
  Sameness chains(Statement wanted, Statement answer) {
    List<Relation> relations = wanted.relations();
    List<Relation> others = answer.relations();
    if (relations.size() != others.size()) {
      return Sameness.DIFFERENT;
    }
    List<Expression> children = new ArrayList<>(answer.children());
    if (!relations.equals(others)) {
      Collections.reverse(children);
      for (int i = 0; i < others.size(); i++) {
        Relation mirrored = others.get(others.size() - 1 - i).mirrored();
        if (mirrored != relations.get(i) || mirrored == Relation.TENDS_TO) {
          return Sameness.DIFFERENT;
        }
      }
    }
    return answers.lists.pairwise(wanted.children(), children);
  }
}
