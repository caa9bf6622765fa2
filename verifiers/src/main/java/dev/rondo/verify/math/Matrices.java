package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sums, multiples and products of matrices, written out entry by entry. */
final class Matrices {
  private static final int MOST_ENTRIES = 400;

  private Matrices() {}

  /**
   * A vector in unit vectors, such as 3i - 2j, as the tuple of its components where it is compared
   * with a tuple; the expression itself if it is none.
   */
  static Expression components(Expression expression, Expression other) {
    boolean isVector = expression.is(Kind.SUM) || expression.is(Kind.PRODUCT);
    int size = other.is(Kind.TUPLE) ? other.children().size() : 0;
    if (!isVector || size < 2 || size > 3) {
      return expression;
    }
    if (expression.is(Kind.PRODUCT) && expression.anyChild(factor -> factor.is(Kind.SUM))) {
      return scaledComponents(expression, other);
    }
    Expression[] components = new Expression[size];
    Arrays.fill(components, Expression.number(0));
    boolean hasOther = false;
    List<Expression> terms = expression.is(Kind.SUM) ? expression.children() : List.of(expression);
    for (Expression term : terms) {
      List<Expression> factors = term.is(Kind.PRODUCT) ? term.children() : List.of(term);
      List<Expression> scalars = new ArrayList<>();
      int axis = -1;
      for (Expression factor : factors) {
        int unit = unit(factor);
        if (unit >= 0 && axis >= 0) {
          return expression;
        }
        axis = Math.max(axis, unit);
        if (unit < 0) {
          scalars.add(factor);
        }
      }
      if (axis < 0 || axis >= size || !components[axis].equals(Expression.number(0))) {
        return expression;
      }
      hasOther |= axis > 0; // i alone is the imaginary unit
      components[axis] = scalars.isEmpty() ? Expression.number(1) : Expression.product(scalars);
    }
    return hasOther ? Expression.tuple(List.of(components)) : expression;
  }

  /** A number times a sum of unit vectors: 1/3 (2i - j). */
  private static Expression scaledComponents(Expression product, Expression other) {
    List<Expression> scalars = new ArrayList<>();
    Expression vector = null;
    for (Expression factor : product.children()) {
      Expression components = factor.is(Kind.SUM) ? components(factor, other) : factor;
      if (components != factor && vector == null) {
        vector = components;
      } else if (unit(factor) >= 0) {
        return product;
      } else {
        scalars.add(factor);
      }
    }
    if (vector == null || scalars.isEmpty()) {
      return product;
    }
    return vector.with(
        vector.children().stream()
            .map(entry -> Expression.product(Expression.product(scalars), entry))
            .toList());
  }

  private static int unit(Expression factor) {
    if (factor == Constant.I || factor.is(Kind.SYMBOL, "i")) {
      return 0;
    }
    return factor.is(Kind.SYMBOL, "j") ? 1 : factor.is(Kind.SYMBOL, "k") ? 2 : -1;
  }

  /** The matrix that an expression of matrices is; the expression itself if it is none. */
  static Expression evaluated(Expression expression) {
    if (expression.is(Function.DET) && expression.child(0).is(Kind.MATRIX)) {
      Expression determinant = determinant(expression.child(0).children());
      return determinant == null ? expression : determinant;
    }
    if (expression.is(Kind.POWER)) {
      Expression power = power(evaluated(expression.child(0)), expression.child(1));
      return power == null ? expression : power;
    }
    if (expression.is(Kind.SUM)) {
      Expression sum = null;
      for (Expression term : expression.children()) {
        Expression matrix = evaluated(term);
        if (!matrix.is(Kind.MATRIX)) {
          return expression;
        }
        sum = sum == null ? matrix : sum(sum, matrix);
        if (sum == null) {
          return expression;
        }
      }
      return sum;
    }
    if (expression.is(Kind.PRODUCT)) {
      Expression matrix = null;
      List<Expression> factors = new ArrayList<>();
      for (Expression factor : expression.children()) {
        Expression value = evaluated(factor);
        if (!value.is(Kind.MATRIX)) {
          factors.add(value);
        } else {
          matrix = matrix == null ? value : product(matrix, value);
          if (matrix == null) {
            return expression;
          }
        }
      }
      if (matrix == null) {
        return expression;
      }
      return factors.isEmpty() ? matrix : scaled(matrix, Expression.product(factors));
    }
    return expression;
  }

  /** Rows as columns; a tuple, which is neither, as it is. */
  static Expression transposed(Expression expression) {
    if (!expression.is(Kind.MATRIX) || expression.children().isEmpty()) {
      return expression;
    }
    int columns = expression.child(0).children().size();
    if (expression.anyChild(row -> row.children().size() != columns)) {
      throw new Unreadable("rows of different lengths");
    }
    List<Expression> rows = new ArrayList<>();
    for (int column = 0; column < columns; column++) {
      int at = column;
      rows.add(Expression.tuple(expression.children().stream().map(row -> row.child(at)).toList()));
    }
    return expression.with(rows);
  }

  /** A whole power from 1 to 4, or the inverse of two rows by two; null if it is none. */
  private static Expression power(Expression matrix, Expression exponent) {
    if (!matrix.is(Kind.MATRIX)
        || !(exponent instanceof Numeral number && number.value().isSmallInteger())) {
      return null;
    }
    int times = number.value().numerator().intValue();
    if (times == -1) {
      return inverse(matrix);
    }
    if (times < 1 || times > 4) {
      return null;
    }
    Expression power = matrix;
    for (int i = 1; i < times && power != null; i++) {
      power = product(power, matrix);
    }
    return power;
  }

  private static Expression inverse(Expression matrix) {
    List<Expression> rows = matrix.children();
    if (rows.size() != 2 || rows.stream().anyMatch(row -> row.children().size() != 2)) {
      return null;
    }
    Expression determinant = determinant(rows);
    List<Expression> first = List.of(rows.get(1).child(1), rows.get(0).child(1).negated());
    List<Expression> second = List.of(rows.get(1).child(0).negated(), rows.get(0).child(0));
    return scaled(
        matrix.with(List.of(rows.get(0).with(first), rows.get(1).with(second))),
        determinant.inverse());
  }

  /** By the first row; null if the rows are no square or more than four. */
  private static Expression determinant(List<Expression> rows) {
    int size = rows.size();
    if (size == 0 || size > 4 || rows.stream().anyMatch(row -> row.children().size() != size)) {
      return null;
    }
    if (size == 1) {
      return rows.get(0).child(0);
    }
    List<Expression> terms = new ArrayList<>();
    for (int column = 0; column < size; column++) {
      int left = column;
      List<Expression> minor =
          rows.stream()
              .skip(1)
              .map(
                  row -> {
                    List<Expression> entries = new ArrayList<>(row.children());
                    entries.remove(left);
                    return row.with(entries);
                  })
              .toList();
      Expression term = Expression.product(rows.get(0).child(column), determinant(minor));
      terms.add(column % 2 == 0 ? term : term.negated());
    }
    return Expression.sum(terms);
  }

  private static Expression sum(Expression a, Expression b) {
    if (a.children().size() != b.children().size()) {
      return null;
    }
    List<Expression> rows = new ArrayList<>();
    for (int i = 0; i < a.children().size(); i++) {
      List<Expression> row = new ArrayList<>();
      if (a.child(i).children().size() != b.child(i).children().size()) {
        return null;
      }
      for (int j = 0; j < a.child(i).children().size(); j++) {
        row.add(Expression.sum(List.of(a.child(i).child(j), b.child(i).child(j))));
      }
      rows.add(Expression.tuple(row));
    }
    return Expression.of(Kind.MATRIX, rows);
  }

  private static Expression scaled(Expression matrix, Expression factor) {
    List<Expression> rows = new ArrayList<>();
    for (Expression row : matrix.children()) {
      rows.add(
          row.with(
              row.children().stream().map(entry -> Expression.product(factor, entry)).toList()));
    }
    return matrix.with(rows);
  }

  private static Expression product(Expression a, Expression b) {
    int inner = b.children().size();
    int columns = inner == 0 ? 0 : b.child(0).children().size();
    boolean fits =
        a.allChildren(row -> row.children().size() == inner)
            && b.allChildren(row -> row.children().size() == columns);
    if (!fits || (long) a.children().size() * inner * columns > MOST_ENTRIES) {
      return null;
    }
    List<Expression> rows = new ArrayList<>();
    for (Expression left : a.children()) {
      List<Expression> row = new ArrayList<>();
      for (int j = 0; j < columns; j++) {
        List<Expression> terms = new ArrayList<>();
        for (int k = 0; k < inner; k++) {
          terms.add(Expression.product(left.child(k), b.child(k).child(j)));
        }
        row.add(Expression.sum(terms));
      }
      rows.add(Expression.tuple(row));
    }
    return Expression.of(Kind.MATRIX, rows);
  }
}
