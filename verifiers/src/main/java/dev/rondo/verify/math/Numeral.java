package dev.rondo.verify.math;

/**
 * A number.
 *
 * @param decimals digits after the decimal point as written, -1 if there is no point
 */
record Numeral(Rational value, int decimals) implements Expression {
  @Override
  public Kind kind() {
    return Kind.NUMBER;
  }

  @Override
  public Expression negated() {
    return new Numeral(value.negated(), decimals);
  }
}
