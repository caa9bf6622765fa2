package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.List;

/** Compares matrices and vectors by their entries. */
final class MatrixComparison {
  private final AnswerComparison answers;

  MatrixComparison(AnswerComparison answers) {
    this.answers = answers;
  }

  Sameness compare(Expression wanted, Expression answer) {
    if (wanted.is(Kind.MATRIX) != answer.is(Kind.MATRIX)) {
      Expression row = Expression.tuple(flat(wanted.is(Kind.MATRIX) ? wanted : answer));
      Expression other = wanted.is(Kind.MATRIX) ? answer : wanted;
      Expression components = Matrices.components(other, row);
      if (components != other) {
        return other == answer
            ? answers.compare(row, components)
            : answers.compare(components, row);
      }
    }
    Expression first = wanted.is(Kind.MATRIX) ? wanted : asColumn(wanted);
    Expression second = answer.is(Kind.MATRIX) ? answer : asColumn(answer);
    if (first == null || second == null) {
      Expression left = Matrices.evaluated(wanted);
      Expression right = Matrices.evaluated(answer);
      boolean isChanged = left != wanted || right != answer;
      return isChanged ? answers.compare(left, right) : Sameness.DIFFERENT;
    }
    Sameness same = answers.lists.pairwise(first.children(), second.children());
    boolean isVector = !wanted.is(Kind.MATRIX) || !answer.is(Kind.MATRIX);
    return same == Sameness.EQUAL || !isVector
        ? same
        : answers.lists.pairwise(flat(first), flat(second));
  }

  static Expression asColumn(Expression expression) {
    if (!expression.is(Kind.TUPLE) && !expression.is(Kind.INTERVAL, "[]")) {
      return null;
    }
    if (expression.allChildren(row -> row.is(Kind.TUPLE) || row.is(Kind.INTERVAL))) {
      return Expression.of(
          Kind.MATRIX,
          expression.children().stream().map(row -> Expression.tuple(row.children())).toList());
    }
    return Expression.of(
        Kind.MATRIX,
        expression.children().stream().map(item -> Expression.tuple(List.of(item))).toList());
  }

  /** The entries of a row or a column; of other matrices the rows. */
  static List<Expression> flat(Expression matrix) {
    boolean isRow = matrix.children().size() == 1;
    boolean isColumn = matrix.allChildren(row -> row.children().size() == 1);
    if (isRow) {
      return matrix.child(0).children();
    }
    return isColumn
        ? matrix.children().stream().map(row -> row.child(0)).toList()
        : matrix.children();
  }
}
