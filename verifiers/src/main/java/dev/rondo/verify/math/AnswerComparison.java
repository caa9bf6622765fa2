package dev.rondo.verify.math;

import static dev.rondo.verify.math.Rewriting.expanded;
import static dev.rondo.verify.math.Rewriting.inDigits;
import static dev.rondo.verify.math.Rewriting.plain;
import static dev.rondo.verify.math.Rewriting.withEachName;
import static dev.rondo.verify.math.Rewriting.withEachSaid;
import static dev.rondo.verify.math.Rewriting.withParameterOf;
import static dev.rondo.verify.math.Rewriting.withoutConditions;
import static dev.rondo.verify.math.Rewriting.withoutDomain;
import static dev.rondo.verify.math.Shapes.contains;
import static dev.rondo.verify.math.Shapes.has;
import static dev.rondo.verify.math.Shapes.hasSymbols;
import static dev.rondo.verify.math.Shapes.isGluedUnit;
import static dev.rondo.verify.math.Shapes.isMeasured;
import static dev.rondo.verify.math.Shapes.isName;
import static dev.rondo.verify.math.Shapes.isNumberSet;
import static dev.rondo.verify.math.Shapes.isProductOfSets;
import static dev.rondo.verify.math.Shapes.isRelation;
import static dev.rondo.verify.math.Shapes.isSetLike;
import static dev.rondo.verify.math.Shapes.isSeveral;
import static dev.rondo.verify.math.Shapes.withoutGluedUnit;

import dev.rondo.verify.math.Expression.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Compares a reference answer with a given one. The reference decides what kind of answer is
 * wanted: a given equation may stand for the value it ends in, a reference equation with more than
 * a name on its left may not.
 */
final class AnswerComparison {
  private final Budget budget;

  private final Set<String> said;

  private final Forms forms;

  private final LeafComparison leaves;
  final RelationComparison relations;
  final QuantityComparison quantities;
  final ListComparison lists;
  final SetComparison sets;
  final MatrixComparison matrices;
  final RatioComparison ratios;
  private final Contradictions contradictions;
  private final Approximations approximations;
  private final Antiderivatives antiderivatives;
  private final PiecewiseComparison piecewise;

  AnswerComparison(Budget budget) {
    this(budget, Set.of());
  }

  /**
   * Compares with what a condition says of symbols.
   *
   * @param said names that it says to be whole numbers or arbitrary
   */
  AnswerComparison(Budget budget, Set<String> said) {
    this.budget = budget;
    this.said = said;
    this.forms = new Forms(budget);
    this.leaves = new LeafComparison(budget, forms);
    this.relations = new RelationComparison(this, leaves);
    this.quantities = new QuantityComparison(this, leaves);
    this.lists = new ListComparison(this);
    this.sets = new SetComparison(this, budget);
    this.matrices = new MatrixComparison(this);
    this.ratios = new RatioComparison(this, leaves);
    this.contradictions = new Contradictions(leaves);
    this.approximations = new Approximations(leaves);
    this.antiderivatives = new Antiderivatives(leaves);
    this.piecewise = new PiecewiseComparison(this, leaves, budget);
  }

  /** Takes the normal form of a tree, null if there is none, so that it is not written again. */
  void know(Expression expression, String form) {
    if (form != null) {
      forms.know(expression, form);
    }
  }

  /** Whether an answer says that two different values are equal. */
  boolean isContradiction(Expression given) {
    return contradictions.isIn(given);
  }

  /** Compares the two; the order matters. */
  Sameness compare(Expression reference, Expression given) {
    budget.take(5 + (reference.size() + given.size()) / 4);
    if (forms.areEqual(reference, given)) {
      return Sameness.EQUAL;
    }
    if (isSaidOtherwise(reference, given)) {
      return Sameness.EQUAL;
    }
    Sameness algebra = SetAlgebra.compare(reference, given);
    if (algebra != null) {
      return algebra;
    }
    Expression wanted = inDigits(withPermutations(reference, given));
    Expression answer = inDigits(withPermutations(given, reference));
    if (wanted.is(Kind.NUMBER) && answer.is(Kind.TEXT)) {
      answer = ForeignNumberWords.read(answer, true);
    } else if (wanted.is(Kind.TEXT) && answer.is(Kind.NUMBER)) {
      wanted = ForeignNumberWords.read(wanted, false);
    }
    wanted = expanded(withoutConditions(plain(wanted)));
    answer = expanded(withoutConditions(plain(answer)));
    boolean haveBoth = Progressions.hasDots(wanted) && Progressions.hasDots(answer);
    wanted = withEachSaid(haveBoth && wanted.isBareList() ? wanted : Progressions.listed(wanted));
    answer = withEachSaid(haveBoth && answer.isBareList() ? answer : Progressions.listed(answer));
    answer = withoutDomain(wanted, withParameterOf(wanted, answer, boundNames(given)));
    if (wanted.is(Kind.TEXT) || answer.is(Kind.TEXT)) {
      return TextComparison.compare(wanted, answer);
    }
    if (has(wanted, Kind.CONSTANT, "i")
        && contains(answer, "j")
        && !has(answer, Kind.CONSTANT, "i")
        && !contains(wanted, "j")) {
      answer = SolvedForm.renamed(answer, "j", Constant.I);
    }
    if (isSeveral(answer)) {
      wanted = withEachName(wanted);
    }
    if (isSeveral(wanted)) {
      answer = withEachName(answer);
    }
    Expression exact = approximations.shown(wanted, answer);
    answer = approximations.shown(answer, wanted);
    wanted = Matrices.evaluated(shortened(IntegerSets.listed(exact, true, budget)));
    answer = Matrices.evaluated(shortened(IntegerSets.listed(answer, false, budget)));
    budget.take((wanted.size() + answer.size()) / 4); // a power of a matrix has grown
    if (given.is(Kind.CHAIN)
        && given.children().size() > 2
        && answer.is(Relation.EQUAL)
        && !isRelation(wanted)
        && !hasSymbols(answer.child(1))) {
      answer = answer.child(1); // a calculation in several steps is what it ends in
    }
    if (wanted.is(Function.MOD) && answer.is(Function.MOD)) {
      return residues(wanted, answer);
    }
    if (isRelation(wanted) || isRelation(answer)) {
      return relations.compare(wanted, answer);
    }
    return values(wanted, answer);
  }

  /** P(7, 3) as the number of permutations that it is beside a number; else as it is. */
  private static Expression withPermutations(Expression expression, Expression other) {
    boolean isOfTwo =
        expression.is(Kind.PRODUCT)
            && expression.children().size() == 2
            && (expression.child(0).is(Kind.SYMBOL, "P")
                || expression.child(0).is(Kind.SYMBOL, "A"))
            && expression.child(1).is(Kind.TUPLE, "(")
            && expression.child(1).children().size() == 2
            && expression.child(1).allChildren(Expression::isInteger)
            && LeafComparison.isValue(other)
            && !hasSymbols(other);
    if (!isOfTwo) {
      return expression;
    }
    Expression all = expression.child(1).child(0);
    Expression taken = expression.child(1).child(1);
    boolean areFewer =
        ((Numeral) taken).value().signum() >= 0
            && ((Numeral) taken).value().compareTo(((Numeral) all).value()) <= 0;
    return areFewer ? NameParser.choose(all, "P", taken) : expression;
  }

  /** Whether these are the same truth values or the same place, one of them in other words. */
  private boolean isSaidOtherwise(Expression reference, Expression given) {
    String truth = TruthValues.of(reference);
    if (truth != null && truth.equals(TruthValues.of(given))) {
      return true;
    }
    Expression place = Ordinals.of(reference);
    Expression other = place == null ? null : Ordinals.of(given);
    if (place != null && place != reference && given.isInteger()) {
      other = given; // third: 3
    }
    return other != null && quantities.compare(place, other) == Sameness.EQUAL;
  }

  /** The symbols of which an answer says that they run: "k in Z", "where k is an integer". */
  private Set<String> boundNames(Expression given) {
    Set<String> names = new HashSet<>(said);
    if (given.isBareList()) {
      for (Expression item : given.children()) {
        if (item.is(Relation.IN) && item.child(0).is(Kind.SYMBOL) && isNumberSet(item.child(1))) {
          names.add(item.child(0).name());
        }
      }
    }
    return names;
  }

  /**
   * Chains of equality cut to their first and last part; approximations to what they approximate.
   */
  Expression shortened(Expression expression) {
    if (expression.isBareList()) {
      return expression.with(expression.children().stream().map(this::shortened).toList());
    }
    if (expression.is(Relation.ABOUT)) {
      Expression left = expression.child(0);
      return isName(left) ? Expression.equation(left, expression.child(1)) : left;
    }
    if (!(expression instanceof Statement chain && chain.is(Kind.CHAIN))) {
      return expression;
    }
    List<Relation> relations = chain.relations();
    int last = 0;
    while (last < relations.size() && relations.get(last) == Relation.EQUAL) {
      last++;
    }
    for (Relation relation : relations.subList(last, relations.size())) {
      if (relation != Relation.ABOUT) {
        return expression;
      }
    }
    if (last == 0) {
      return shortened(
          Expression.relation(Relation.ABOUT, expression.child(0), expression.child(1)));
    }
    Expression end = expression.child(last);
    if (last > 1 && LeafComparison.decimalPlaces(end) >= 0) {
      // A decimal at the end may only show roughly what the exact part before it is.
      Expression before = expression.child(last - 1);
      if (leaves.compare(before, end) == Sameness.DIFFERENT && !isName(before)) {
        end = before;
      }
    }
    return Expression.equation(expression.child(0), end);
  }

  /** Residues are equal if their moduli are and these divide the difference. */
  private Sameness residues(Expression wanted, Expression answer) {
    Sameness moduli = compare(wanted.child(1), answer.child(1));
    if (moduli != Sameness.EQUAL) {
      return moduli;
    }
    Expression difference = Expression.sum(List.of(wanted.child(0), answer.child(0).negated()));
    return leaves.compare(
        Expression.function(Function.MOD, difference, wanted.child(1)), Expression.number(0));
  }

  /** Braces have no order, which a tuple has; a set of one tuple is that tuple. */
  private static boolean isTupleBesideSet(Expression tuple, Expression set) {
    return tuple.is(Kind.TUPLE)
        && set.is(Joint.BRACES)
        && set.children().size() > 1
        && set.noChild(item -> item.is(Kind.TUPLE));
  }

  Sameness values(Expression wanted, Expression answer) {
    if (wanted.is(Function.CASES) || answer.is(Function.CASES)) {
      return piecewise.compare(wanted, answer);
    }
    if (isMeasured(wanted) || isMeasured(answer)) {
      return quantities.compare(wanted, answer);
    }
    if (wanted.is(Kind.TUPLE) || answer.is(Kind.TUPLE)) {
      Expression first = Matrices.components(wanted, answer);
      Expression second = Matrices.components(answer, wanted);
      if (first != wanted || second != answer) {
        return compare(first, second);
      }
    }
    if (wanted.is(Kind.SET) && answer.is(Kind.SET)) {
      return lists.compare(wanted, answer);
    }
    if (wanted.is(Kind.MATRIX) || answer.is(Kind.MATRIX)) {
      return matrices.compare(wanted, answer);
    }
    if (wanted.is(Kind.RATIO) || answer.is(Kind.RATIO)) {
      return ratios.compare(wanted, answer);
    }
    if (isGluedUnit(answer) && !hasSymbols(wanted)) {
      return compare(wanted, withoutGluedUnit(answer));
    }
    boolean isList = wanted.is(Kind.SET) || wanted.is(Kind.TUPLE);
    boolean isAnswerList = answer.is(Kind.SET) || answer.is(Kind.TUPLE);
    if (isTupleBesideSet(wanted, answer) || isTupleBesideSet(answer, wanted)) {
      return Sameness.DIFFERENT;
    }
    if (isList && isAnswerList) {
      return lists.ordered(wanted, answer);
    }
    if (isProductOfSets(wanted) && isProductOfSets(answer)) {
      return lists.pairwise(wanted.children(), answer.children());
    }
    if (isSetLike(wanted) || isSetLike(answer)) {
      return sets.compare(wanted, answer, false);
    }
    Expression only = lists.onlyItem(wanted);
    if (only != null) {
      return compare(only, answer);
    }
    only = lists.onlyItem(answer);
    if (only != null) {
      return compare(wanted, only);
    }
    if (isList || isAnswerList) {
      return Sameness.DIFFERENT;
    }
    if (wanted.is(Kind.BASED)
        || answer.is(Kind.BASED)
        || wanted.is(Kind.NAMED_SET)
        || answer.is(Kind.NAMED_SET)) {
      return Sameness.DIFFERENT;
    }
    Sameness same =
        leaves.compare(Families.inRadiansOf(answer, wanted), Families.inRadiansOf(wanted, answer));
    return same == Sameness.DIFFERENT && antiderivatives.differByConstant(wanted, answer)
        ? Sameness.EQUAL
        : same;
  }
}
