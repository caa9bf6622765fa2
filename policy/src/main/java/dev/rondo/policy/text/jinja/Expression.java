package dev.rondo.policy.text.jinja;

import java.util.List;

/** An expression of a template; each knows its line. */
sealed interface Expression {
  /** Line it begins in, from 1. */
  int line();

  /** What a name is there for. */
  enum Use {
    /** Its value is wanted. */
    LOAD,
    /** It is given a value. */
    STORE,
    /** It is a parameter or a loop's variable. */
    PARAMETER
  }

  /** A constant. */
  record Literal(Object value, int line) implements Expression {}

  /** A variable. */
  record Name(String name, Use use, int line) implements Expression {}

  /** An attribute of a namespace that is given a value. */
  record NamespaceTarget(String name, String attribute, int line) implements Expression {}

  /** A tuple, or the names that a tuple is unpacked to. */
  record TupleOf(List<Expression> items, int line) implements Expression {}

  /** A list. */
  record ListOf(List<Expression> items, int line) implements Expression {}

  /** A dictionary; keys and values are aligned. */
  record DictOf(List<Expression> keys, List<Expression> values, int line) implements Expression {}

  /** Minus, plus or not. */
  record Unary(String operator, Expression operand, int line) implements Expression {}

  /** Arithmetic of two operands. */
  record Binary(String operator, Expression left, Expression right, int line)
      implements Expression {}

  /** And, or. */
  record Logical(boolean isAnd, Expression left, Expression right, int line)
      implements Expression {}

  /** A chain of comparisons: operators and further operands are aligned. */
  record Comparison(Expression first, List<String> operators, List<Expression> others, int line)
      implements Expression {}

  /** Texts joined by {@code ~}. */
  record Concatenation(List<Expression> items, int line) implements Expression {}

  /** One of two, by a condition; {@code otherwise} may be null. */
  record Conditional(Expression test, Expression then, Expression otherwise, int line)
      implements Expression {}

  /** {@code node.name}. */
  record Attribute(Expression node, String name, int line) implements Expression {}

  /** {@code node[argument]}. */
  record Item(Expression node, Expression argument, int line) implements Expression {}

  /** {@code start:stop:step}, each null if not given. */
  record Slice(Expression start, Expression stop, Expression step, int line)
      implements Expression {}

  /** A call. */
  record Call(Expression node, CallArguments arguments, int line) implements Expression {}

  /** A filter; {@code node} is null at the head of a filter block. */
  record Filter(Expression node, String name, CallArguments arguments, int line)
      implements Expression {}

  /** A test. */
  record Test(Expression node, String name, CallArguments arguments, int line)
      implements Expression {}

  /** Arguments of a call, a filter or a test; the last two are null if not given. */
  record CallArguments(
      List<Expression> positional,
      List<String> names,
      List<Expression> named,
      Expression more,
      Expression moreNamed) {
    static final CallArguments NONE =
        new CallArguments(List.of(), List.of(), List.of(), null, null);
  }
}
