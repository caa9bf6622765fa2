package dev.rondo.verify.math;

import static dev.rondo.verify.math.Shapes.contains;

import dev.rondo.verify.math.Expression.Kind;
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

  /** In words, what leaves out some whole numbers. */
  private static final String[] LEAVING_OUT = {
    "positiv", "negativ", "nonneg", "nonzero", "even", "odd", "prime", "正", "负", "偶", "奇", "质"
  };

  private Narrowing() {}

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
