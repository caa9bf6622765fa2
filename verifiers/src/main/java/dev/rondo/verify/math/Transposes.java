package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Keeps the factors of a product of matrices in writing order where one of them is transposed, as
 * in A^T B, or stands around another with its inverse, as in P D P^{-1}; transposes such products
 * factor by factor.
 */
final class Transposes {
  private static final String TRANSPOSED = "transposed";
  private static final String IN_ORDER = "in order";

  private Transposes() {}

  static Expression inOrder(Expression expression) {
    if (expression.is(Kind.POWER) && expression.child(1).is(Kind.SYMBOL, "T")) {
      Expression transposed = transposed(inOrder(expression.child(0)));
      if (transposed != null) {
        return transposed;
      }
    }
    if (expression.children().isEmpty()) {
      return expression;
    }
    Expression inside =
        expression.with(expression.children().stream().map(Transposes::inOrder).toList());
    return inside.is(Kind.PRODUCT)
            && (inside.anyChild(Transposes::isMatrix) || isConjugation(inside.children()))
        ? product(inside.children())
        : inside;
  }

  /** Whether a capital letter and its inverse stand around another factor: P D P^{-1}. */
  private static boolean isConjugation(List<Expression> factors) {
    int last = factors.size() - 1;
    for (int i = 0; i <= last; i++) {
      Expression inverse = factors.get(i);
      boolean isInverse =
          inverse.is(Kind.POWER)
              && inverse.child(1).isMinusOne()
              && inverse.child(0).is(Kind.SYMBOL)
              && Characters.isCapital(inverse.child(0).name().charAt(0));
      for (int k = 0; isInverse && k <= last; k++) {
        boolean isIt = factors.get(k).is(Kind.SYMBOL, inverse.child(0).name());
        if (isIt && Math.abs(i - k) > 1) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isMatrix(Expression factor) {
    return factor.is(Kind.CALL, TRANSPOSED) || factor.is(Kind.CALL, IN_ORDER);
  }

  private static Expression product(List<Expression> factors) {
    List<Expression> numbers = new ArrayList<>();
    List<Expression> matrices = new ArrayList<>();
    for (Expression factor : factors) {
      if (factor.is(Kind.CALL, IN_ORDER)) {
        matrices.addAll(factor.children());
      } else {
        (factor.is(Kind.NUMBER) ? numbers : matrices).add(factor);
      }
    }
    numbers.add(
        matrices.size() == 1 ? matrices.get(0) : Expression.of(Kind.CALL, IN_ORDER, matrices));
    return Expression.product(numbers);
  }

  /** A matrix, a sum or a product of some, transposed; null if it is none. */
  private static Expression transposed(Expression base) {
    if (base.is(Kind.CALL, TRANSPOSED)) {
      return base.child(0);
    }
    if (base.is(Kind.SYMBOL)) {
      boolean isCapital = base.name().length() == 1 && Characters.isCapital(base.name().charAt(0));
      return isCapital ? Expression.of(Kind.CALL, TRANSPOSED, base) : null;
    }
    if (!base.is(Kind.SUM) && !base.is(Kind.PRODUCT) && !base.is(Kind.CALL, IN_ORDER)) {
      return null;
    }
    List<Expression> parts = new ArrayList<>();
    for (Expression child : base.children()) {
      parts.add(child.is(Kind.NUMBER) ? child : transposed(child));
    }
    if (parts.contains(null)) {
      return null;
    }
    if (base.is(Kind.SUM)) {
      return Expression.sum(parts);
    }
    Collections.reverse(parts);
    return product(parts);
  }
}
