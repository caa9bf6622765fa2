package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares values that several names have, some of them more than one: x = 1, x = 2, y = 3. */
final class NamedValues {
  /** Letters that are told in this order wherever a point is meant. */
  private static final List<Set<String>> CUSTOMARY =
      List.of(Set.of("x", "y", "z"), Set.of("a", "b", "c"));

  private NamedValues() {}

  /** Whether a list gives several names more values than there are names. */
  static boolean areSeveral(Expression list) {
    return Shapes.allRelations(list)
        && list.allChildren(item -> item.is(Relation.EQUAL) && Shapes.isName(item.child(0)))
        && isBetween(byName(list).size(), list.children().size());
  }

  private static boolean isBetween(int names, int values) {
    return names > 1 && names < values;
  }

  /** Each name has the same values in both, in any order. */
  static Sameness compare(Expression wanted, Expression answer, AnswerComparison answers) {
    Map<String, List<Expression>> values = byName(wanted);
    Map<String, List<Expression>> others = byName(answer);
    if (!values.keySet().equals(others.keySet())) {
      return Sameness.DIFFERENT;
    }
    Sameness result = Sameness.EQUAL;
    for (Map.Entry<String, List<Expression>> named : values.entrySet()) {
      Sameness same = answers.lists.unordered(named.getValue(), others.get(named.getKey()));
      if (same == Sameness.DIFFERENT) {
        return same;
      }
      result = same == Sameness.UNDECIDED ? same : result;
    }
    return result;
  }

  /**
   * The values of a list in the order in which their names are always told, y = 3, x = 2 as (2, 3);
   * those of other names in writing order; null if it is no list of values.
   */
  static Expression inCustomaryOrder(Expression list) {
    Expression values = Shapes.assignedValues(list);
    if (values == null || !values.is(Kind.TUPLE)) {
      return values;
    }
    List<String> names = list.children().stream().map(item -> item.child(0).name()).toList();
    List<String> told = names.stream().sorted().toList();
    boolean areCustomary =
        list.allChildren(item -> item.child(0).is(Kind.SYMBOL))
            && CUSTOMARY.stream().anyMatch(order -> order.containsAll(names));
    return areCustomary
        ? values.with(told.stream().map(name -> values.child(names.indexOf(name))).toList())
        : values;
  }

  private static Map<String, List<Expression>> byName(Expression list) {
    Map<String, List<Expression>> values = new LinkedHashMap<>();
    for (Expression item : list.children()) {
      values
          .computeIfAbsent(Shapes.unknown(item.child(0)), name -> new ArrayList<>())
          .add(item.child(1));
    }
    return values;
  }
}
