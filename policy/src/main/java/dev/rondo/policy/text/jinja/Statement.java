package dev.rondo.policy.text.jinja;

import java.util.List;

/** A statement of a template. */
sealed interface Statement {

  /** Text as it stands. */
  record Data(String text) implements Statement {}

  /** Values that are printed. */
  record Print(List<Expression> values, int line) implements Statement {}

  /** A condition with its branches in order; the last one's test may be null for else. */
  record If(
      Expression test, List<Statement> body, List<If> others, List<Statement> otherwise, int line)
      implements Statement {}

  /** A loop; {@code test} is null without a filter. */
  record For(
      Expression target,
      Expression iterable,
      Expression test,
      boolean isRecursive,
      List<Statement> body,
      List<Statement> otherwise,
      int line)
      implements Statement {}

  /** An assignment. */
  record Set(Expression target, Expression value, int line) implements Statement {}

  /** An assignment of what a block prints; {@code filter} may be null. */
  record SetBlock(Expression target, Expression.Filter filter, List<Statement> body, int line)
      implements Statement {}

  /** Variables of a block. */
  record With(List<Expression> targets, List<Expression> values, List<Statement> body, int line)
      implements Statement {}

  /** What a macro and a call block have in common: defaults belong to the last parameters. */
  record Signature(List<String> parameters, List<Expression> defaults) {}

  /** A macro. */
  record Macro(String name, Signature signature, List<Statement> body, int line)
      implements Statement {}

  /** A call with a body; {@code call} is null for a generation block, which prints its body. */
  record CallBlock(Expression.Call call, Signature signature, List<Statement> body, int line)
      implements Statement {}

  /** A filter over what a block prints. */
  record FilterBlock(Expression.Filter filter, List<Statement> body, int line)
      implements Statement {}

  /** Ends the loop. */
  record Break(int line) implements Statement {}

  /** Ends this turn of the loop. */
  record Continue(int line) implements Statement {}
}
