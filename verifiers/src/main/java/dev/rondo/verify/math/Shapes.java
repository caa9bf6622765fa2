package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Says what kind of answer a tree is: a name, a relation, a set, a list, a measured value. */
final class Shapes {
  private Shapes() {}

  /** Letters of unknowns whose values with subscripts are roots in any order. */
  private static final Set<String> ROOTS = Set.of("x", "y", "z", "t", "r", "u", "w", "lambda");

  static boolean isNumberSet(Expression expression) {
    return expression.is(Kind.NAMED_SET);
  }

  static boolean isEmptySet(Expression expression) {
    return expression.is(Kind.SET) && expression.children().isEmpty();
  }

  static boolean isRelation(Expression expression) {
    return expression instanceof Statement;
  }

  /** Whether this only names something: a symbol, f(x), words, AB, (x, y), a:b. */
  static boolean isName(Expression expression) {
    return switch (expression.kind()) {
      case SYMBOL -> true;
      case TEXT ->
          !WordsBehind.areDenying(expression.name()) && !Labels.isOfAnother(expression.name());
      case CONSTANT -> expression != Constant.PI && expression != Constant.INFINITY;
      case CALL -> expression.allChildren(Shapes::isNamePart);
      case FUNCTION ->
          expression.is(Function.DET)
              || ((expression.is(Function.ABS) && !isUnknown(expression.child(0)))
                      || expression.is(Function.BAR))
                  && expression.allChildren(Shapes::isNamePart);
      case PRODUCT, TUPLE, RATIO, SET, QUANTITY, SET_OPERATION ->
          !expression.children().isEmpty() && expression.allChildren(Shapes::isName);
      case POWER -> isName(expression.child(0)) && expression.child(1).isMinusOne();
      default -> false;
    };
  }

  static boolean isUnknown(Expression expression) {
    return expression.is(Kind.SYMBOL, "x")
        || expression.is(Kind.SYMBOL, "y")
        || expression.is(Kind.SYMBOL, "t");
  }

  static boolean isNamePart(Expression expression) {
    return isName(expression) || expression.is(Kind.NUMBER);
  }

  /** Whether this is made of names only, sums of them included. */
  static boolean isOfNames(Expression expression) {
    return isName(expression)
        || (expression.is(Kind.SUM) && expression.allChildren(Shapes::isSignedName));
  }

  static boolean isSignedName(Expression expression) {
    return isName(expression)
        || (expression.is(Kind.PRODUCT)
            && NormalForm.of(expression.child(0)).equals("-1")
            && expression.children().stream().skip(1).allMatch(Shapes::isName));
  }

  static boolean hasSymbols(Expression expression) {
    return expression.is(Kind.SYMBOL) || expression.anyChild(Shapes::hasSymbols);
  }

  static boolean has(Expression expression, Kind kind, String name) {
    return expression.is(kind, name) || expression.anyChild(child -> has(child, kind, name));
  }

  static boolean contains(Expression expression, String symbol) {
    return expression.is(Kind.SYMBOL, symbol)
        || expression.anyChild(child -> contains(child, symbol));
  }

  static boolean isSeveral(Expression expression) {
    return expression.is(Kind.TUPLE) || (expression.is(Kind.SET) && allRelations(expression));
  }

  /**
   * Whether the order of a list counts: it goes on by three dots, says that it does, or lists truth
   * values.
   */
  static boolean isOrdered(Expression list) {
    return list.isBareList()
        && (list.anyChild(
                item ->
                    item.is(Kind.SYMBOL, "...")
                        || (item.is(Kind.QUANTITY) && item.name().contains("order")))
            || TruthValues.of(list) != null);
  }

  static boolean isSetLike(Expression expression) {
    return expression.is(Kind.INTERVAL)
        || expression.is(Kind.SET_OPERATION)
        || expression.is(Kind.NAMED_SET)
        || expression.is(Function.SETBUILDER);
  }

  /** Whether this is a product of sets, whose order counts: [0, 1] x [2, 3]. */
  static boolean isProductOfSets(Expression expression) {
    return expression.is(Kind.PRODUCT)
        && expression.allChildren(
            factor ->
                factor.is(Kind.TUPLE)
                    || factor.is(Joint.BRACES)
                    || (isSetLike(factor) && !factor.is(Function.SETBUILDER)))
        && expression.anyChild(factor -> !factor.is(Kind.TUPLE));
  }

  static boolean isInterval(Expression expression) {
    return expression.is(Kind.INTERVAL)
        || (expression.is(Kind.TUPLE, "(") && expression.children().size() == 2);
  }

  static boolean isMeasured(Expression expression) {
    return expression.is(Kind.QUANTITY) || expression.is(Kind.PERCENT);
  }

  static boolean allRelations(Expression set) {
    return !set.children().isEmpty() && set.allChildren(Shapes::isRelation);
  }

  /** Whether there are inequalities in a relation or a list of them, and nothing but bounds. */
  static boolean bounds(Expression answer) {
    return answer.is(Kind.SET)
        ? answer.allChildren(item -> bounds(item))
        : answer instanceof Statement statement
            && (statement.bounds()
                || (answer.is(Relation.NOT_EQUAL) && answer.child(0).is(Kind.SYMBOL)));
  }

  /** A number with a unit of one letter right behind it: 3400g. */
  static boolean isGluedUnit(Expression expression) {
    int units = expression.is(Kind.PRODUCT) ? firstUnit(expression) : 0;
    if (units == 0 || !expression.child(0).is(Kind.NUMBER)) {
      return false;
    }
    List<Expression> letters = expression.children().subList(units, expression.children().size());
    return letters.size() == 1
        ? units == 1 && isUnitLetter(letters.get(0))
        : letters.stream()
            .anyMatch(
                part ->
                    part.is(Kind.POWER)
                        && part.child(1) instanceof Numeral power
                        && power.value().signum() < 0);
  }

  /** The numbers of such a product: 3 x 10^8 of 3 x 10^8 m s^-1. */
  static Expression withoutGluedUnit(Expression product) {
    return Expression.product(product.children().subList(0, firstUnit(product)));
  }

  /** Where the letters of units begin behind the numbers of a product; 0 if there is more in it. */
  static int firstUnit(Expression product) {
    List<Expression> factors = product.children();
    int first = 0;
    while (first < factors.size() && NormalForm.constant(factors.get(first)) != null) {
      first++;
    }
    boolean areUnits =
        first < factors.size()
            && factors.subList(first, factors.size()).stream().allMatch(Shapes::isUnitPower);
    return areUnits ? first : 0;
  }

  static boolean isUnitLetter(Expression expression) {
    return expression.is(Kind.SYMBOL) && Units.GLUED_LETTERS.contains(expression.name());
  }

  /** A unit of one letter with a whole power: s^{-1}. */
  static boolean isUnitPower(Expression expression) {
    return isUnitLetter(expression)
        || (expression.is(Kind.POWER)
            && expression.child(1).isInteger()
            && isUnitPower(expression.child(0)));
  }

  /** A name; of the roots of an equation, x_1 and x_2, without the subscript. */
  static String unknown(Expression name) {
    String form = NormalForm.of(name);
    int subscript = form.indexOf('_');
    boolean isRoot =
        subscript > 0
            && ROOTS.contains(form.substring(0, subscript))
            && isCounted(form.substring(subscript + 1));
    return isRoot ? form.substring(0, subscript) : form;
  }

  /** Whether a subscript only counts: 1, 2 or 1,2; not 0, 10, A or max, which name. */
  private static boolean isCounted(String subscript) {
    return !subscript.isEmpty()
        && Characters.areAllOf(subscript, "123456789,")
        && (subscript.length() == 1 || subscript.indexOf(',') == 1);
  }

  /** The values of assignments: a tuple if the names differ, else a set; null if not all are. */
  static Expression assignedValues(Expression set) {
    List<Expression> values = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Expression item : set.children()) {
      if (!item.is(Relation.EQUAL) || !isName(item.child(0))) {
        return null;
      }
      names.add(unknown(item.child(0)));
      values.add(item.child(1));
    }
    return names.size() == values.size()
        ? Expression.tuple(values)
        : Expression.list(Joint.COMMA, values);
  }
}
