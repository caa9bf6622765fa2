package dev.rondo.verify.math;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A node of an answer's tree. Immutable.
 *
 * @param kind what it is
 * @param name of symbols, functions, operators, texts and units; null elsewhere
 * @param value of numbers; null elsewhere
 * @param decimals of numbers: digits after the decimal point as written, -1 if there is no point
 * @param relations of relations and chains: between each two children; empty elsewhere
 * @param children operands, in writing order
 * @param depth nodes from here down to the deepest leaf, at most {@value #MOST_DEPTH}, so that no
 *     walk over a tree depends on a thread's stack
 * @param size nodes from here down, a shared one as often as a walk meets it; counted up to {@value
 *     #MOST_SIZE} only
 */
record Expression(
    Kind kind,
    String name,
    Rational value,
    int decimals,
    List<Relation> relations,
    List<Expression> children,
    int depth,
    int size) {
  static final int MOST_DEPTH = 200;

  /** Powers of matrices share nodes, so that a walk over few of them may not end in time. */
  static final int MOST_SIZE = 1_000_000;

  /** Checks the depth: unions and marks behind a value nest without brackets. */
  Expression {
    if (depth > MOST_DEPTH) {
      throw new Budget.Exceeded("depth");
    }
  }

  Expression(Kind kind, String name, Rational value, int decimals, List<Expression> children) {
    this(kind, name, value, decimals, List.of(), children);
  }

  private Expression(
      Kind kind,
      String name,
      Rational value,
      int decimals,
      List<Relation> relations,
      List<Expression> children) {
    this(kind, name, value, decimals, relations, children, 1 + deepest(children), size(children));
  }

  private static int deepest(List<Expression> children) {
    int deepest = 0;
    for (Expression child : children) {
      deepest = Math.max(deepest, child.depth);
    }
    return deepest;
  }

  private static int size(List<Expression> children) {
    int size = 1;
    for (Expression child : children) {
      size = Math.min(size + child.size, MOST_SIZE);
    }
    return size;
  }

  /** The kinds of nodes. */
  enum Kind {
    NUMBER,
    SYMBOL,
    /** pi, e, i, infinity by name. */
    CONSTANT,
    SUM,
    PRODUCT,
    POWER,
    /** A function of its children; also absolute values, roots, finite sums. */
    FUNCTION,
    TEXT,
    /** What cannot be computed, such as an integral: compared by its form only. */
    OPAQUE,
    TUPLE,
    /** Items without order, as their {@link Joint} says. */
    SET,
    /** Two ends; name is the brackets, such as "[)". */
    INTERVAL,
    /** Set operations; name is "cup", "cap" or "setminus". */
    SET_OPERATION,
    /** Two sides. */
    RELATION,
    /** Three or more sides. */
    CHAIN,
    /** Rows of entries. */
    MATRIX,
    /** One child or two; name is "+-" or "-+". */
    PLUS_MINUS,
    PERCENT,
    /** A value with a unit by name. */
    QUANTITY,
    RATIO,
    /** Digits in a base, both in the name, as in 204_5. */
    BASED,
    /** Such as R or Z. */
    NAMED_SET
  }

  static Expression number(Rational value) {
    return new Expression(Kind.NUMBER, null, value, -1, List.of());
  }

  static Expression number(long value) {
    return number(Rational.of(value));
  }

  static Expression symbol(String name) {
    return new Expression(Kind.SYMBOL, name, null, -1, List.of());
  }

  static Expression constant(String name) {
    return new Expression(Kind.CONSTANT, name, null, -1, List.of());
  }

  static Expression text(String text) {
    return new Expression(Kind.TEXT, text, null, -1, List.of());
  }

  static Expression of(Kind kind, String name, List<Expression> children) {
    return new Expression(kind, name, null, -1, List.copyOf(children));
  }

  static Expression of(Kind kind, String name, Expression... children) {
    return of(kind, name, List.of(children));
  }

  /** Items without order. */
  static Expression list(Joint joint, List<Expression> items) {
    return of(Kind.SET, joint.mark(), items);
  }

  static Expression relation(Relation relation, Expression left, Expression right) {
    return relations(List.of(relation), List.of(left, right));
  }

  static Expression equation(Expression left, Expression right) {
    return relation(Relation.EQUAL, left, right);
  }

  /** A relation of two sides, a chain of more. */
  static Expression relations(List<Relation> relations, List<Expression> sides) {
    StringBuilder written = new StringBuilder();
    for (Relation relation : relations) {
      written.append(written.isEmpty() ? "" : " ").append(relation.mark());
    }
    return new Expression(
        relations.size() == 1 ? Kind.RELATION : Kind.CHAIN,
        written.toString(),
        null,
        -1,
        List.copyOf(relations),
        List.copyOf(sides));
  }

  static Expression function(String name, Expression... arguments) {
    return of(Kind.FUNCTION, name, arguments);
  }

  static Expression power(Expression base, Expression exponent) {
    return of(Kind.POWER, null, base, exponent);
  }

  /** A sum, flat: sums in it become its own terms. */
  static Expression sum(List<Expression> terms) {
    return flat(Kind.SUM, terms);
  }

  static Expression product(List<Expression> factors) {
    return flat(Kind.PRODUCT, factors);
  }

  static Expression product(Expression... factors) {
    return product(List.of(factors));
  }

  private static Expression flat(Kind kind, List<Expression> operands) {
    if (operands.size() == 1) {
      return operands.get(0);
    }
    List<Expression> flat = new ArrayList<>(operands.size());
    for (Expression operand : operands) {
      if (operand.kind == kind) {
        flat.addAll(operand.children);
      } else {
        flat.add(operand);
      }
    }
    return of(kind, null, flat);
  }

  Expression negated() {
    if (kind == Kind.NUMBER) {
      return new Expression(kind, null, value.negated(), decimals, children);
    }
    if (kind == Kind.PERCENT) {
      return of(kind, null, children.get(0).negated());
    }
    if (kind == Kind.QUANTITY) {
      return of(kind, name, children.get(0).negated());
    }
    return product(number(-1), this);
  }

  Expression inverse() {
    return power(this, number(-1));
  }

  Expression child(int index) {
    return children.get(index);
  }

  /** Whether one child at least is so. */
  boolean anyChild(Predicate<Expression> isSo) {
    for (Expression child : children) {
      if (isSo.test(child)) {
        return true;
      }
    }
    return false;
  }

  /** Whether all children are so. */
  boolean allChildren(Predicate<Expression> areSo) {
    return !anyChild(areSo.negate());
  }

  /** Whether no child is so. */
  boolean noChild(Predicate<Expression> isSo) {
    return !anyChild(isSo);
  }

  boolean is(Kind other) {
    return kind == other;
  }

  boolean is(Kind other, String itsName) {
    return kind == other && itsName.equals(name);
  }

  /** Whether this is such a relation of two sides. */
  boolean is(Relation relation) {
    return kind == Kind.RELATION && relations.get(0) == relation;
  }

  /** Whether these are items that are joined so. */
  boolean is(Joint joint) {
    return is(Kind.SET, joint.mark());
  }

  /** Whether these are items without braces around them. */
  boolean isBareList() {
    return kind == Kind.SET && !is(Joint.BRACES);
  }

  /** The relation of two sides. */
  Relation relation() {
    return relations.get(0);
  }

  /** Whether this is a whole number. */
  boolean isInteger() {
    return kind == Kind.NUMBER && value.isInteger();
  }

  /** The same node over other children. */
  Expression with(List<Expression> others) {
    return new Expression(kind, name, value, decimals, relations, List.copyOf(others));
  }
}
