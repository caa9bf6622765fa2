package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;

/** Compares ratios such as 3:4 with each other and with quotients. */
final class RatioComparison {
  private final AnswerComparison answers;
  private final LeafComparison leaves;

  RatioComparison(AnswerComparison answers, LeafComparison leaves) {
    this.answers = answers;
    this.leaves = leaves;
  }

  Sameness compare(Expression wanted, Expression answer) {
    if (wanted.is(Kind.RATIO) && answer.is(Kind.RATIO)) {
      if (wanted.children().size() != answer.children().size()) {
        return Sameness.DIFFERENT;
      }
      Sameness same = answers.lists.pairwise(wanted.children(), answer.children());
      if (same == Sameness.EQUAL) {
        return same;
      }
      // 12:30 and 2:5 are no proportion of each other if one may be a time; zero is never a part.
      for (int i = 1; i < wanted.children().size(); i++) {
        Expression left = Expression.product(wanted.child(0), answer.child(i));
        Expression right = Expression.product(answer.child(0), wanted.child(i));
        boolean isZero =
            NormalForm.of(wanted.child(i)).equals("0")
                || NormalForm.of(answer.child(i)).equals("0");
        Sameness part = isZero ? Sameness.DIFFERENT : leaves.compare(left, right);
        if (part != Sameness.EQUAL) {
          return part;
        }
      }
      return Sameness.EQUAL;
    }
    Expression ratio = wanted.is(Kind.RATIO) ? wanted : answer;
    if (ratio.children().size() != 2 || NormalForm.of(ratio.child(1)).equals("0")) {
      return Sameness.DIFFERENT;
    }
    Expression quotient = Expression.product(ratio.child(0), ratio.child(1).inverse());
    return wanted.is(Kind.RATIO)
        ? answers.compare(quotient, answer)
        : answers.compare(wanted, quotient);
  }
}
