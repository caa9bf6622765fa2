package dev.rondo.verify.math;

import static dev.rondo.verify.math.Shapes.contains;
import static dev.rondo.verify.math.Shapes.hasSymbols;

import dev.rondo.verify.math.Expression.Kind;

/**
 * Says where a letter may have another name: where it runs through the whole numbers of what
 * repeats, k in 2k pi, or is the constant of a family of functions, C in x^2 + C. A letter that an
 * answer defines, or that measures something, may not.
 */
final class FreeLetters {
  private FreeLetters() {}

  /** Whether a letter stands only where it counts periods, and is not what is said. */
  static boolean countsPeriods(Expression expression, String letter) {
    return isOfPeriods(expression, letter, false);
  }

  /**
   * @param isPeriod whether a period multiplies what is looked at
   */
  private static boolean isOfPeriods(Expression expression, String letter, boolean isPeriod) {
    if (!contains(expression, letter)) {
      return true;
    }
    return switch (expression.kind()) {
      case SYMBOL -> isPeriod;
      case PRODUCT -> isMultiple(expression, letter, isPeriod);
      case QUANTITY -> isOfPeriods(expression.child(0), letter, expression.name().equals("deg"));
      case SUM ->
          isPeriod
              ? isProgression(expression, letter)
              : expression.allChildren(term -> isOfPeriods(term, letter, false));
      case RELATION ->
          (!expression.is(Relation.EQUAL) || !contains(expression.child(0), letter))
              && expression.allChildren(side -> isOfPeriods(side, letter, false));
      default ->
          isAlternating(expression)
              || expression.allChildren(child -> isOfPeriods(child, letter, false));
    };
  }

  /** (-1)^k */
  private static boolean isAlternating(Expression expression) {
    return expression.is(Kind.POWER) && NormalForm.of(expression.child(0)).equals("-1");
  }

  /** 2 k pi / 3: a multiple of a period by the letter, and by no other above the line. */
  private static boolean isMultiple(Expression product, String letter, boolean isPeriod) {
    boolean isOf = isPeriod || product.anyChild(Rewriting::hasPeriod);
    int found = 0;
    for (Expression factor : product.children()) {
      boolean isDivisor = factor.is(Kind.POWER) && factor.child(1).isMinusOne();
      if (contains(factor, letter)) {
        found++;
        boolean isOther = !factor.is(Kind.SYMBOL) && !isOfPeriods(factor, letter, isOf);
        if (isDivisor || isOther) {
          return false;
        }
      } else if (!isDivisor && hasSymbols(factor)) {
        return false;
      }
    }
    return found == 1 && isOf || product.noChild(factor -> factor.is(Kind.SYMBOL, letter));
  }

  /** 2k + 1, k + 1/2; not n - 2, which counts something else. */
  private static boolean isProgression(Expression sum, String letter) {
    boolean isWhole = true;
    boolean isOnce = false;
    for (Expression term : sum.children()) {
      if (contains(term, letter)) {
        boolean isMultiple =
            term.is(Kind.PRODUCT) && term.child(term.children().size() - 1).is(Kind.SYMBOL, letter);
        isOnce |= !isMultiple || term.child(0).isMinusOne();
        if (!isMultiple && !term.is(Kind.SYMBOL)) {
          return false;
        }
      } else if (hasSymbols(term)) {
        return false;
      } else {
        isWhole &= term.isInteger();
      }
    }
    return !isOnce || !isWhole;
  }

  /** Whether a letter is the constant of a family: a term of its own, or a factor of a solution. */
  static boolean isConstant(Expression expression, String letter) {
    boolean isSaid = expression.is(Relation.EQUAL);
    Expression value = isSaid ? expression.child(1) : expression;
    if (isSaid && contains(expression.child(0), letter)) {
      return false;
    }
    boolean isTerm =
        value.is(Kind.SUM) && value.anyChild(term -> contains(term, letter) && isAlone(term));
    boolean isSolution = isSaid && RelationComparison.isFunctionName(expression.child(0));
    return isTerm || isSolution || hasExponential(value);
  }

  private static boolean isAlone(Expression term) {
    return term.is(Kind.SYMBOL)
        || (term.is(Kind.PRODUCT)
            && term.children().size() == 2
            && term.child(0).isMinusOne()
            && term.child(1).is(Kind.SYMBOL));
  }

  /** e^x, 2^t: what solves an equation of growth. */
  private static boolean hasExponential(Expression value) {
    return (value.is(Kind.POWER) && hasSymbols(value.child(1)))
        || value.anyChild(FreeLetters::hasExponential);
  }
}
