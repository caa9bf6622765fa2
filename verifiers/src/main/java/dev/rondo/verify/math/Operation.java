package dev.rondo.verify.math;

import java.util.List;

/** What its kind makes of its operands: a sum, a list, a matrix, a measured value. */
record Operation(Kind kind, String name, Operands operands) implements Expression {
  @Override
  public Expression with(List<Expression> others) {
    return new Operation(kind, name, Operands.of(others));
  }
}
