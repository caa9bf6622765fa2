package dev.rondo.verify.math;

import java.util.EnumSet;
import java.util.Set;

/**
 * Says whether two relations are about other parts of their names: the real part of z is not z, a
 * trace is no determinant.
 */
final class Parts {
  private static final Set<Function> PARTS =
      EnumSet.of(
          Function.RE,
          Function.IM,
          Function.ARG,
          Function.DET,
          Function.TR,
          Function.RANK,
          Function.DIM,
          Function.DEG);

  private Parts() {}

  static boolean differ(Expression wanted, Expression answer) {
    Set<Function> parts = EnumSet.noneOf(Function.class);
    Set<Function> others = EnumSet.noneOf(Function.class);
    collect(wanted, parts);
    collect(answer, others);
    return !parts.equals(others);
  }

  private static void collect(Expression expression, Set<Function> parts) {
    if (expression instanceof Application application && PARTS.contains(application.function())) {
      parts.add(application.function());
    }
    for (Expression child : expression.children()) {
      collect(child, parts);
    }
  }
}
