package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists the members of finite sets of which a condition on integers is written: {@code {x in Z | -2
 * < x < 2}} is {@code {-1, 0, 1}}.
 */
final class IntegerSets {
  private static final int MOST_MEMBERS = 100;

  private IntegerSets() {}

  /**
   * The set with its members listed; itself if it is no such set.
   *
   * @param solves whether inequalities are solved, which an answer must have done itself
   */
  static Expression listed(Expression set, boolean solves, Budget budget) {
    if (!set.is(Function.SETBUILDER)) {
      return set;
    }
    Expression member = set.child(0);
    List<Expression> conditions = new ArrayList<>();
    Expression domain = member.is(Relation.IN) ? member : null;
    boolean isList = set.child(1).isBareList() && !set.child(1).is(Joint.OR);
    for (Expression item : isList ? set.child(1).children() : List.of(set.child(1))) {
      boolean isDomain = item.is(Relation.IN) && Shapes.isNumberSet(item.child(1));
      if (isDomain && domain == null) {
        domain = item;
      } else {
        conditions.add(item);
      }
    }
    if (domain == null || !domain.child(0).is(Kind.SYMBOL) || conditions.isEmpty()) {
      return set;
    }
    String name = domain.child(0).name();
    Expression value = member.is(Relation.IN) ? member.child(0) : member;
    RealSet allowed =
        switch (domain.child(1).name()) {
          case "N*", "N+", "Z+" -> RealSet.bound(BigDecimal.ZERO, Relation.GREATER);
          case "N", "N0", "Z0" -> RealSet.bound(BigDecimal.ZERO, Relation.AT_LEAST);
          case "Z-" -> RealSet.bound(BigDecimal.ZERO, Relation.LESS);
          default -> RealSet.all();
        };
    for (Expression condition : conditions) {
      boolean isOfName = name.equals(RealSetReader.symbol(condition));
      RealSet part = isOfName ? new RealSetReader(solves, budget).read(condition) : null;
      if (part == null) {
        return set;
      }
      budget.take(part.size() + allowed.size());
      allowed = allowed.and(part);
    }
    List<BigInteger> integers = allowed.integers(MOST_MEMBERS);
    if (integers == null) {
      return set;
    }
    List<Expression> members = new ArrayList<>();
    for (BigInteger integer : integers) {
      Boolean isIn = isIn(domain.child(1).name(), integer);
      if (isIn == null) {
        return set;
      }
      if (isIn) {
        Expression number = Expression.number(Rational.of(integer, BigInteger.ONE));
        members.add(SolvedForm.renamed(value, name, number));
      }
    }
    budget.take(members.size() * value.size());
    return Expression.list(Joint.BRACES, members);
  }

  /** Whether a set of numbers holds an integer; null if that is not agreed on. */
  private static Boolean isIn(String numbers, BigInteger integer) {
    return switch (numbers) {
      case "Z" -> true;
      case "N*", "N+", "Z+" -> integer.signum() > 0;
      case "Z-" -> integer.signum() < 0;
      case "N0", "Z0" -> integer.signum() >= 0;
      case "N" -> integer.signum() == 0 ? null : Boolean.valueOf(integer.signum() > 0);
      default -> null;
    };
  }
}
