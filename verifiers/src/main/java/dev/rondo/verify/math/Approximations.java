package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.math.BigDecimal;

/**
 * Reads exact values that are shown as decimals, too: {@code 5\sqrt3 \approx 8.66} answers 8.66,
 * because the two agree to the last place.
 */
final class Approximations {
  private static final int FEWEST_DIGITS = 3;

  private final LeafComparison leaves;

  Approximations(LeafComparison leaves) {
    this.leaves = leaves;
  }

  /**
   * Of what is shown roughly the decimal, where a decimal stands on the other side and it is
   * rounded rightly; else the expression itself.
   */
  Expression shown(Expression expression, Expression other) {
    boolean isAbout =
        expression instanceof Statement statement
            && statement.relations().get(statement.relations().size() - 1) == Relation.ABOUT;
    if (!isAbout || !isShown(plain(other))) {
      return expression;
    }
    int last = expression.children().size() - 1;
    Expression decimal = expression.child(last);
    Expression exact = plain(expression.child(last - 1));
    return isShown(plain(decimal)) && isRounded(exact, plain(decimal)) ? decimal : expression;
  }

  private static Expression plain(Expression value) {
    return value.is(Kind.QUANTITY) ? value.child(0) : value;
  }

  private static boolean isShown(Expression value) {
    return value instanceof Numeral number
        && number.decimals() > 0
        && number.value().numerator().abs().toString().length() >= 2
        && digits(number) >= FEWEST_DIGITS;
  }

  private static int digits(Numeral number) {
    BigDecimal value =
        new BigDecimal(number.value().numerator())
            .divide(new BigDecimal(number.value().denominator()), HighPrecision.SIXTY.context);
    return value
        .setScale(Math.min(number.decimals(), 50), java.math.RoundingMode.HALF_UP)
        .unscaledValue()
        .abs()
        .toString()
        .length();
  }

  private boolean isRounded(Expression exact, Expression decimal) {
    boolean isConstant = LeafComparison.isValue(exact) && !Shapes.hasSymbols(exact);
    BigDecimal value = isConstant ? leaves.digits(exact) : null;
    BigDecimal shown = value == null ? null : leaves.digits(decimal);
    int places = Math.min(LeafComparison.decimalPlaces(decimal), 50);
    return shown != null
        && value
                .subtract(shown, HighPrecision.SIXTY.context)
                .abs()
                .multiply(BigDecimal.valueOf(2))
                .compareTo(BigDecimal.ONE.movePointLeft(places))
            <= 0;
  }
}
