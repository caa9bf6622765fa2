package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Says which expressions of letters may be what was asked for, so that an equation states their
 * value: {@code a^2+b^2 = 13}, {@code 100m+n = 709}, {@code \cos C = 3/4}. An equation of one
 * letter, {@code x^2=9}, one of a line or a curve, {@code 2x+3y=7}, and one that is to be solved
 * are none.
 */
final class LetterExpressions {
  private static final Set<String> COORDINATES = Set.of("x", "y", "z");

  /** What is found of names rather than solved for them. */
  private static final Set<Function> NAMING =
      EnumSet.of(
          Function.SIN,
          Function.COS,
          Function.TAN,
          Function.COT,
          Function.SEC,
          Function.CSC,
          Function.GCD,
          Function.LCM,
          Function.MAX,
          Function.MIN);

  private static final int MOST_NODES = 60;

  private static final int MOST_LETTERS = 5;

  private LetterExpressions() {}

  /** Whether an equation says what number such an expression is. */
  static boolean areValued(Expression left, Expression right) {
    boolean isConstant = LeafComparison.isValue(right) && !Shapes.hasSymbols(right);
    if (isConstant && isFunctionOfName(left)) {
      return true;
    }
    boolean isNumber = isConstant && !NormalForm.of(right).equals("0");
    if (!isNumber || left.size() > MOST_NODES || !isRational(left)) {
      return false;
    }
    SortedSet<String> symbols = new TreeSet<>();
    LeafComparison.collect(left, symbols);
    if (symbols.size() < 2 || symbols.size() > MOST_LETTERS || hasConstantTerm(left)) {
      return false;
    }
    boolean isOfCoordinates = symbols.stream().anyMatch(COORDINATES::contains);
    return isSymmetric(left, symbols) || (!isOfCoordinates && hasLetterAsTerm(left));
  }

  /** The sine of an angle, a greatest common divisor: asked for by this name, not by its letter. */
  private static boolean isFunctionOfName(Expression expression) {
    if (expression.is(Kind.POWER)) {
      return isFunctionOfName(expression.child(0)) && !Shapes.hasSymbols(expression.child(1));
    }
    return expression instanceof Application application
        && NAMING.contains(application.function())
        && Shapes.hasSymbols(expression)
        && expression.allChildren(
            child ->
                Shapes.isNamePart(child)
                    || child.is(Kind.PRODUCT) && child.allChildren(Shapes::isNamePart));
  }

  /** Sums, products and whole powers of letters and numbers, and roots of them. */
  private static boolean isRational(Expression expression) {
    return switch (expression.kind()) {
      case NUMBER, SYMBOL -> true;
      case SUM, PRODUCT -> expression.allChildren(LetterExpressions::isRational);
      case POWER -> isRational(expression.child(0)) && !Shapes.hasSymbols(expression.child(1));
      case FUNCTION ->
          expression.is(Function.ABS) && expression.allChildren(LetterExpressions::isRational);
      default -> false;
    };
  }

  /** x^2 + y^2 - 13: an equation with all on one side. */
  private static boolean hasConstantTerm(Expression expression) {
    return expression.is(Kind.SUM) && expression.anyChild(term -> !Shapes.hasSymbols(term));
  }

  /** The n of 100m + n, the c of ab + c. */
  private static boolean hasLetterAsTerm(Expression expression) {
    return expression.is(Kind.SUM) && expression.anyChild(Shapes::isSignedName);
  }

  /** Whether any two letters may change places. */
  private static boolean isSymmetric(Expression expression, Set<String> symbols) {
    List<String> names = new ArrayList<>(symbols);
    String form = NormalForm.of(expression);
    for (int i = 1; i < names.size(); i++) {
      Expression turned = SolvedForm.renamed(expression, names.get(0), Expression.symbol("#"));
      turned = SolvedForm.renamed(turned, names.get(i), Expression.symbol(names.get(0)));
      turned = SolvedForm.renamed(turned, "#", Expression.symbol(names.get(i)));
      if (!NormalForm.of(turned).equals(form)) {
        return false;
      }
    }
    return true;
  }
}
