package dev.rondo.verify.math;

import static dev.rondo.verify.math.Shapes.contains;

import dev.rondo.verify.math.Expression.Kind;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Says where a condition behind an answer leaves out a part of what the reference says: k > 0
 * behind 2k pi, whole numbers behind x > 1. Conditions that only keep a formula defined do not.
 */
final class Narrowing {
  /** Names of whole numbers, of which it need not be said. */
  static final Set<String> WHOLE_NUMBERS = Set.of("k", "n", "m", "l", "i", "j", "N");

  /** What is counted from 1 on. */
  private static final RealSet POSITIVE = RealSet.bound(BigDecimal.ONE, Relation.AT_LEAST);

  /** In words, what leaves out some whole numbers. */
  private static final String[] LEAVING_OUT = {
    "positiv", "negativ", "nonneg", "nonzero", "even", "odd", "prime", "正", "负", "偶", "奇", "质"
  };

  /** Names of whole numbers of which this need not be said behind an inequality either. */
  private static final Set<String> COUNTED = Set.of("k", "n", "m", "N", "l", "i", "j");

  /** Letters of what is asked for, where a list or a set of values names none. */
  private static final Set<String> UNKNOWNS = Set.of("x", "y", "t");

  private Narrowing() {}

  /**
   * What is said by an answer, and what its conditions leave of it.
   *
   * @param letter null if it has none of its own
   */
  private record Region(String letter, RealSet said, RealSet left) {
    boolean isNarrower() {
      return !left.sameAs(said);
    }
  }

  /**
   * Compares two answers of which one has a condition that bounds what it says itself, x > 2 where
   * x < 5, by what is left of them; null where no condition leaves out anything, or it speaks of
   * something else.
   */
  static Sameness compare(Answers.Answer reference, Answers.Answer given, Budget budget) {
    if (given.condition() == null && reference.condition() == null) {
      return null;
    }
    List<Expression> conditions = ConditionComparison.conditions(given, budget);
    boolean isSuch = given.condition() != null && given.condition().startsWith("such");
    if (conditions.stream().anyMatch(item -> isUntrue(item, given.tree(), isSuch, budget))) {
      return Sameness.DIFFERENT;
    }
    if (given.condition() != null
        && reference.condition() == null
        && saysWhole(given, conditions, reference)) {
      return Sameness.DIFFERENT;
    }
    Region left = region(given, reference.tree(), false, budget);
    Region wanted = region(reference, given.tree(), true, budget);
    boolean isNarrower = left != null && left.isNarrower();
    boolean isWantedNarrower = wanted != null && wanted.isNarrower();
    if (!isNarrower && (!isWantedNarrower || left == null)) {
      return null;
    }
    boolean isSame =
        wanted != null
            && left.left().size() > 0
            && !LeafComparison.isValue(reference.tree())
            && !isOtherLetter(reference.tree(), left.letter())
            && wanted.left().sameAs(left.left());
    return Sameness.of(isSame);
  }

  /** Whether an inequality is said to be one of whole numbers only. */
  private static boolean saysWhole(
      Answers.Answer given, List<Expression> conditions, Answers.Answer reference) {
    String letter = RealSetReader.symbol(given.tree());
    boolean isBound =
        letter != null
            && !COUNTED.contains(letter)
            && Shapes.bounds(given.tree())
            && isInterval(reference)
            && !Domain.areWhole(reference.text());
    return isBound
        && (conditions.isEmpty()
            ? Condition.letters(given.condition()).contains(letter)
                && Domain.areWhole(given.condition())
            : conditions.stream().anyMatch(item -> letter.equals(letter(item)) && isPart(item)));
  }

  private static boolean isPart(Expression membership) {
    return membership.is(Relation.IN)
        && membership.child(1).is(Kind.NAMED_SET)
        && !membership.child(1).name().startsWith("R")
        && !membership.child(1).is(Kind.NAMED_SET, "C");
  }

  private static boolean isInterval(Answers.Answer reference) {
    Expression tree = reference.tree();
    return Shapes.bounds(tree) || Shapes.isInterval(tree) || Shapes.isSetLike(tree);
  }

  /** Null where a condition speaks of something else, or either is no set of real numbers. */
  private static Region region(
      Answers.Answer answer, Expression other, boolean solves, Budget budget) {
    Expression said = answer.tree();
    String letter = RealSetReader.symbol(said);
    boolean isRegion = letter != null || isRegion(said, other);
    boolean isBare = answer.condition() == null;
    RealSet all = isRegion || isBare ? new RealSetReader(solves, budget).read(said) : null;
    if (all == null || isBare) {
      return all == null ? null : new Region(letter, all, all);
    }
    RealSet left = all;
    List<Expression> conditions = ConditionComparison.conditions(answer, budget);
    for (Expression condition : conditions) {
      String bounded = letter(condition);
      boolean isIt = letter == null ? isUnknown(bounded, condition, said) : letter.equals(bounded);
      boolean isNamed = condition.is(Relation.IN) && condition.child(1).is(Kind.NAMED_SET);
      RealSet where = isIt && !isNamed ? new RealSetReader(true, budget).read(condition) : null;
      if (where == null && !(isIt && isNamed)) {
        return null;
      }
      if (where != null) {
        budget.take(left.size() + where.size());
        left = left.and(where);
      }
    }
    return conditions.isEmpty() ? null : new Region(letter, all, left);
  }

  private static boolean isOtherLetter(Expression reference, String letter) {
    String other = RealSetReader.symbol(reference);
    return letter != null && other != null && !letter.equals(other);
  }

  /** An interval, all numbers, several values: what is bounded without a letter of its own. */
  private static boolean isRegion(Expression said, Expression reference) {
    boolean isPoint = said.is(Kind.TUPLE) && said.noChild(LeafComparison::isInfinite);
    return said.is(Kind.SET) && said.children().size() > 1
        || Shapes.isSetLike(said) && !said.is(Function.SETBUILDER)
        || Shapes.isInterval(said) && !(isPoint && reference.is(Kind.TUPLE));
  }

  /**
   * Whether a condition speaks of what has no letter: x > 0 of a list of values; of an interval
   * only what is left out, for bounds may be those of where a function takes its values from.
   */
  private static boolean isUnknown(String letter, Expression condition, Expression said) {
    return letter != null
        && UNKNOWNS.contains(letter)
        && (said.is(Kind.SET) || condition.is(Relation.NOT_EQUAL));
  }

  /** Whether a condition denies itself, 3 = 5, or names another value: 3 such that x = 5. */
  private static boolean isUntrue(
      Expression condition, Expression said, boolean isSuch, Budget budget) {
    if (!condition.is(Kind.RELATION) || Shapes.hasSymbols(condition.child(1))) {
      return false;
    }
    boolean isNamed = condition.child(0).is(Kind.SYMBOL);
    boolean isOther =
        isNamed
            && isSuch // 12 where x = 4 is reached there
            && condition.is(Relation.EQUAL)
            && UNKNOWNS.contains(condition.child(0).name())
            && LeafComparison.isValue(said)
            && !Shapes.hasSymbols(said);
    if (!isOther && Shapes.hasSymbols(condition)) {
      return false;
    }
    NumericComparison numbers = new NumericComparison(budget);
    BigDecimal left = numbers.digits(isOther ? said : condition.child(0));
    BigDecimal right = numbers.digits(condition.child(1));
    RealSet bound =
        left == null || right == null
            ? null
            : RealSet.bound(right, ((Statement) condition).relation());
    boolean isClose =
        bound != null && left.subtract(right).abs().compareTo(new BigDecimal("1e-40")) < 0;
    BigDecimal place = isClose ? right : left;
    return bound != null && bound.and(RealSet.single(place, false, place, false)).size() == 0;
  }

  /** Whether the given answer says less than the reference, by a condition that this has not. */
  static boolean isIn(Answers.Answer reference, Answers.Answer given, Budget budget) {
    if (given.condition() == null && !given.tree().isBareList()) {
      return false;
    }
    List<Expression> conditions = ConditionComparison.conditions(given, budget);
    if (conditions.isEmpty() && given.condition() == null) {
      return false;
    }
    List<Expression> wanted = ConditionComparison.conditions(reference, budget);
    Expression said = main(reference.tree());
    for (Expression condition : conditions) {
      String letter = letter(condition);
      boolean isNarrower =
          letter != null
              && contains(said, letter)
              && wanted.stream().noneMatch(item -> bounds(item) && letter.equals(letter(item)))
              && (bounds(condition)
                  ? runs(said, letter, wanted) && !keepsDefined(condition, letter, said)
                      || isOfFamily(condition, letter, said, budget)
                  : isPartOf(condition, letter, reference.tree(), wanted));
      if (isNarrower) {
        return true;
      }
    }
    return given.condition() != null
        && (reference.condition() == null || !leavesOut(reference.condition()))
        && leavesOut(given.condition())
        && Condition.letters(given.condition()).stream()
            .anyMatch(letter -> contains(said, letter) && runs(said, letter, wanted));
  }

  private static Expression main(Expression tree) {
    return tree.isBareList() ? tree.child(0) : tree;
  }

  /** The letter that a condition speaks of; null if it is of none, or of several. */
  private static String letter(Expression condition) {
    if (condition.is(Relation.IN)) {
      return condition.child(0).is(Kind.SYMBOL) ? condition.child(0).name() : null;
    }
    return RealSetReader.symbol(condition);
  }

  /** Whether a condition leaves out some whole numbers: k > 0, k != 1, k in {0, 1}. */
  private static boolean bounds(Expression condition) {
    return condition.is(Relation.IN)
        ? !condition.child(1).is(Kind.NAMED_SET)
        : Shapes.isRelation(condition) && !condition.is(Relation.CONGRUENT);
  }

  /** Whether a letter runs through all whole numbers in what is said, or all of a named set. */
  private static boolean runs(Expression said, String letter, List<Expression> conditions) {
    for (Expression condition : conditions) {
      if (condition.is(Relation.IN) && condition.child(0).is(Kind.SYMBOL, letter)) {
        return condition.child(1).is(Kind.NAMED_SET, "Z");
      }
    }
    Expression value = said.is(Relation.EQUAL) ? said.child(1) : said;
    return said.is(Relation.EQUAL)
        && WHOLE_NUMBERS.contains(letter)
        && Rewriting.hasPeriod(value)
        && Shapes.hasSymbols(value)
        && !contains(said.child(0), letter);
  }

  /** n = 2k where k > 5: it leaves out more than what is not positive. */
  private static boolean isOfFamily(
      Expression condition, String letter, Expression said, Budget budget) {
    RealSet where =
        Rewriting.isFamily(said, letter) ? new RealSetReader(true, budget).read(condition) : null;
    return where != null && !where.and(POSITIVE).sameAs(POSITIVE);
  }

  /** x != 0 behind 1/x. */
  private static boolean keepsDefined(Expression condition, String letter, Expression said) {
    return condition.is(Relation.NOT_EQUAL) && divides(letter, said);
  }

  private static boolean divides(String letter, Expression said) {
    boolean isDivisor =
        said.is(Kind.POWER)
            && said.child(1) instanceof Numeral exponent
            && exponent.value().signum() < 0
            && contains(said.child(0), letter);
    return isDivisor || said.anyChild(child -> divides(letter, child));
  }

  /** Whether only whole or rational numbers are taken of those between the reference's bounds. */
  private static boolean isPartOf(
      Expression membership, String letter, Expression reference, List<Expression> wanted) {
    return membership.is(Relation.IN)
        && Shapes.bounds(reference)
        && !WHOLE_NUMBERS.contains(letter)
        && !membership.child(1).name().startsWith("R")
        && !membership.child(1).is(Kind.NAMED_SET, "C")
        && wanted.stream().noneMatch(item -> item.is(Relation.IN));
  }

  private static boolean leavesOut(String condition) {
    String words = condition.toLowerCase(Locale.ROOT);
    for (String word : LEAVING_OUT) {
      if (words.contains(word)) {
        return true;
      }
    }
    return false;
  }
}
