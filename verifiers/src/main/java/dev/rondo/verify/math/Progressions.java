package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes out lists with three dots in the midst of an arithmetic progression: {@code
 * \{1,2,\ldots,9\}} is the set of nine numbers. Where the first items may as well begin a geometric
 * one that ends in the last, the dots are left.
 */
final class Progressions {
  private static final int MOST_ITEMS = 200;

  private Progressions() {}

  static boolean hasDots(Expression list) {
    return list.is(Kind.SET) && list.children().size() > 2 && list.anyChild(Progressions::areDots);
  }

  private static boolean areDots(Expression item) {
    return item.is(Kind.SYMBOL, "...");
  }

  /** The list with every item; the list itself if its dots say nothing certain. */
  static Expression listed(Expression list) {
    if (list.is(Relation.IN)) {
      Expression members = listed(list.child(1));
      return members == list.child(1)
          ? list
          : Expression.relation(Relation.IN, list.child(0), members);
    }
    if (!hasDots(list)) {
      return list;
    }
    Expression first = list.child(0);
    boolean isNamed = first.is(Relation.EQUAL) && first.child(0).is(Kind.SYMBOL);
    List<Rational> before = new ArrayList<>();
    List<Rational> behind = new ArrayList<>();
    boolean isBehind = false;
    for (Expression item : list.children()) {
      if (areDots(item)) {
        if (isBehind) {
          return list;
        }
        isBehind = true;
        continue;
      }
      Rational value = NormalForm.constant(isNamed && item == first ? first.child(1) : item);
      if (value == null) {
        return list;
      }
      (isBehind ? behind : before).add(value);
    }
    List<Rational> items = behind.isEmpty() || before.isEmpty() ? null : items(before, behind);
    if (items == null) {
      return list;
    }
    return list.with(
        items.stream()
            .map(Expression::number)
            .map(item -> isNamed ? Expression.equation(first.child(0), item) : item)
            .toList());
  }

  private static List<Rational> items(List<Rational> before, List<Rational> behind) {
    Rational start = before.get(0);
    Rational end = behind.get(behind.size() - 1);
    Rational step = before.size() > 1 ? minus(before.get(1), start) : Rational.ONE;
    if (step.signum() == 0 || (before.size() == 2 && mayBePowers(start, before.get(1), end))) {
      return null;
    }
    Rational count = minus(end, start).times(step.inverse());
    boolean isWhole = count.isInteger() && count.signum() > 0;
    if (!isWhole
        || count.compareTo(Rational.of(MOST_ITEMS)) > 0
        || (before.size() == 1 && !start.isInteger())) {
      return null;
    }
    int steps = count.numerator().intValue();
    List<Rational> items = new ArrayList<>();
    for (int i = 0; i <= steps; i++) {
      items.add(start.plus(step.times(Rational.of(i))));
    }
    boolean areIts =
        before.size() + behind.size() <= items.size()
            && items.subList(0, before.size()).equals(before)
            && items.subList(items.size() - behind.size(), items.size()).equals(behind);
    return areIts ? items : null;
  }

  /** Whether two numbers may begin powers that reach the end, unless they rise by one. */
  private static boolean mayBePowers(Rational first, Rational second, Rational end) {
    if (first.signum() == 0 || second.signum() == 0 || minus(second, first).equals(Rational.ONE)) {
      return false;
    }
    Rational ratio = second.times(first.inverse());
    Rational power = second;
    for (int i = 0; i < 40 && !ratio.equals(Rational.ONE); i++) {
      power = power.times(ratio);
      if (power.equals(end)) {
        return true;
      }
    }
    return false;
  }

  private static Rational minus(Rational value, Rational other) {
    return value.plus(other.negated());
  }
}
