package dev.rondo.verify.math;

import static dev.rondo.verify.math.Shapes.hasSymbols;
import static dev.rondo.verify.math.Shapes.isGluedUnit;

import dev.rondo.verify.math.Expression.Kind;

/** Compares values with units and percent. */
final class QuantityComparison {
  private final AnswerComparison answers;
  private final LeafComparison leaves;

  QuantityComparison(AnswerComparison answers, LeafComparison leaves) {
    this.answers = answers;
    this.leaves = leaves;
  }

  Sameness compare(Expression wanted, Expression answer) {
    Expression angle = inRadians(wanted);
    Expression other = angle == null ? null : inRadians(answer);
    if (other != null && isDegrees(wanted) != isDegrees(answer)) {
      return leaves.compare(angle, other);
    }
    if (wanted.is(Kind.QUANTITY) && answer.children().size() > 2 && isGluedUnit(answer)) {
      return measures(wanted, inLetters(answer));
    }
    return measures(wanted, answer);
  }

  /** 5 m s^-1 as a quantity. */
  static Expression inLetters(Expression product) {
    StringBuilder unit = new StringBuilder();
    for (Expression part :
        product.children().subList(Shapes.firstUnit(product), product.children().size())) {
      Rational power = Rational.ONE;
      Expression base = part;
      while (base.is(Kind.POWER)) {
        power = power.times(NormalForm.constant(base.child(1)));
        base = base.child(0);
      }
      unit.append(unit.isEmpty() ? "" : " ").append(base.name());
      unit.append(power.equals(Rational.ONE) ? "" : "^" + power);
    }
    return Expression.of(Kind.QUANTITY, unit.toString(), Shapes.withoutGluedUnit(product));
  }

  static boolean isDegrees(Expression expression) {
    return expression.is(Kind.QUANTITY)
        && Units.named(expression.name()) != null
        && Units.named(expression.name()).dimension().startsWith("angle");
  }

  /** A constant angle in degrees, in radians or with pi in it, in radians; null for all else. */
  static Expression inRadians(Expression expression) {
    if (hasSymbols(expression)) {
      return null;
    }
    if (isDegrees(expression)) {
      return Expression.product(expression.child(0), Constant.PI, Expression.number(180).inverse());
    }
    Units.Unit unit = expression.is(Kind.QUANTITY) ? Units.named(expression.name()) : null;
    if (unit != null) {
      return unit.dimension().startsWith("radian") ? expression.child(0) : null;
    }
    return isMultipleOfPi(expression) ? expression : null;
  }

  static boolean isMultipleOfPi(Expression expression) {
    return expression == Constant.PI
        || (expression.is(Kind.PRODUCT) && expression.anyChild(part -> part == Constant.PI));
  }

  Sameness measures(Expression wanted, Expression answer) {
    if (wanted.is(Kind.PERCENT) && answer.is(Kind.PERCENT)) {
      return answers.compare(wanted.child(0), answer.child(0));
    }
    if (wanted.is(Kind.QUANTITY) && answer.is(Kind.QUANTITY)) {
      Units.Unit unit = Units.named(wanted.name());
      Units.Unit other = Units.named(answer.name());
      boolean areKnown = unit != null && other != null;
      if ((!areKnown && differInPower(wanted.name(), answer.name()))
          || Opposites.are(wanted.name(), answer.name())
          || CountNouns.differ(wanted.name(), answer.name())
          || wanted.child(0).is(Kind.PERCENT)
              && answer.child(0).is(Kind.PERCENT)
              && Opposites.areOfOthers(wanted.name(), answer.name())) {
        return Sameness.DIFFERENT;
      }
      boolean isOtherRate = !areKnown && UnitWords.differInRate(wanted.name(), answer.name());
      if (isOtherRate || UnitWords.differInPower(wanted.name(), unit, answer.name(), other)) {
        return Sameness.DIFFERENT;
      }
      if (unit != null && other == null && !wanted.child(0).is(Kind.PERCENT)) {
        other = UnitWords.in(answer.name(), unit);
        if (other == null
            && !UnitWords.areNone(answer.name())
            && !UnitWords.areUnitsOf(unit, answer.name())) {
          return Sameness.DIFFERENT;
        }
      }
      if (unit != null && other != null) {
        if (!unit.dimension().equals(other.dimension())) {
          unit = Units.electric(wanted.name());
          other = Units.electric(answer.name());
        }
        if (!unit.dimension().equals(other.dimension())) {
          return Units.areAlike(wanted.name(), answer.name())
              ? answers.compare(wanted.child(0), answer.child(0))
              : Sameness.DIFFERENT;
        }
        if (!unit.equals(other)) {
          return answers.compare(
              scaled(wanted.child(0), unit.scale()), scaled(answer.child(0), other.scale()));
        }
      }
      return answers.compare(wanted.child(0), answer.child(0));
    }
    if ((wanted.is(Kind.PERCENT) && isOrdinal(answer))
        || (answer.is(Kind.PERCENT) && isOrdinal(wanted))) {
      return Sameness.DIFFERENT; // a percentile
    }
    if (wanted.is(Kind.PERCENT)) {
      // The reference asks for percent, so the bare number means percent; the value is as good.
      Expression plain = answer.is(Kind.QUANTITY) ? answer.child(0) : answer;
      if (plain != answer && !plain.is(Kind.PERCENT) && !answer.name().contains("percent")) {
        // 50 apples are no 50 %, which half of them is.
        return Units.named(answer.name()) == null
            ? leaves.compare(wanted, plain)
            : Sameness.DIFFERENT;
      }
      Sameness same = answers.compare(wanted.child(0), plain);
      return same == Sameness.EQUAL ? same : leaves.compare(wanted, plain);
    }
    if (answer.is(Kind.PERCENT)) {
      if (wanted.is(Kind.QUANTITY) && !wanted.child(0).is(Kind.PERCENT)) {
        boolean isShare = Units.named(wanted.name()) == null;
        return isShare ? leaves.compare(wanted.child(0), answer) : Sameness.DIFFERENT;
      }
      Expression plain = wanted.is(Kind.QUANTITY) ? wanted.child(0) : wanted;
      Sameness same = leaves.compare(plain, answer);
      if (same == Sameness.EQUAL) {
        return same;
      }
      Rational number = NormalForm.constant(answer.child(0));
      boolean isLarge = number != null && number.compareTo(Rational.ONE) > 0;
      return isLarge ? answers.compare(plain, answer.child(0)) : same;
    }
    if ((wanted.is(Kind.QUANTITY) && !hasSymbols(wanted) && hasSymbols(answer))
        || (answer.is(Kind.QUANTITY) && hasSymbols(wanted) && !hasSymbols(answer))) {
      return leaves.compare(withLetter(wanted), withLetter(answer));
    }
    return answers.compare(
        wanted.is(Kind.QUANTITY) ? wanted.child(0) : wanted,
        answer.is(Kind.QUANTITY) ? answer.child(0) : answer);
  }

  private static boolean isOrdinal(Expression value) {
    return value.is(Kind.QUANTITY) && CountNouns.isOrdinal(value.name());
  }

  /** "cm^2" and "cm^3"; "units" and "units^2". */
  static boolean differInPower(String unit, String other) {
    int power = unit.indexOf('^');
    int otherPower = other.indexOf('^');
    String base = power < 0 ? unit : unit.substring(0, power);
    String otherBase = otherPower < 0 ? other : other.substring(0, otherPower);
    String raised = power < 0 ? "^1" : unit.substring(power);
    String otherRaised = otherPower < 0 ? "^1" : other.substring(otherPower);
    return base.equals(otherBase) && !raised.equals(otherRaised);
  }

  static Expression scaled(Expression value, Rational scale) {
    return Expression.product(value, Expression.number(scale));
  }

  /** A quantity in units of one letter may be a product of symbols: 6 m^3, 5 m/s. */
  static Expression withLetter(Expression expression) {
    if (!expression.is(Kind.QUANTITY)) {
      return expression;
    }
    String unit = expression.name();
    Expression product = expression.child(0);
    boolean isBelow = false;
    for (int i = 0; i < unit.length(); i++) {
      char c = unit.charAt(i);
      if (c == '/') {
        isBelow = true;
        continue;
      }
      boolean isLetter =
          c == 'µ' || Characters.isLatin(c) && (i == 0 || !Characters.isLatin(unit.charAt(i - 1)));
      if (c == ' ' || c == '*') {
        continue;
      }
      if (!isLetter) {
        return expression;
      }
      Expression factor = Expression.symbol(c == 'µ' ? "mu" : String.valueOf(c));
      int digit = i + (unit.startsWith("^-", i + 1) ? 3 : 2);
      if (unit.startsWith("^", i + 1) && Characters.isDigit(unit, digit)) {
        int power = unit.charAt(digit) - '0';
        factor = Expression.power(factor, Expression.number(digit == i + 3 ? -power : power));
        i = digit;
      }
      product = Expression.product(product, isBelow ? factor.inverse() : factor);
    }
    return product;
  }
}
