package dev.rondo.verify.math;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares values that several names have, some of them more than one: x = 1, x = 2, y = 3. */
final class NamedValues {
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
