package dev.rondo.verify.math;

import java.util.List;

/** A known function of its arguments; also absolute values, roots, finite sums. */
record Application(Function function, Operands operands) implements Expression {
  @Override
  public Kind kind() {
    return Kind.FUNCTION;
  }

  @Override
  public String name() {
    return function.form();
  }

  @Override
  public Expression with(List<Expression> others) {
    return new Application(function, Operands.of(others));
  }
}
