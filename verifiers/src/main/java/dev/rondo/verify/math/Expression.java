package dev.rondo.verify.math;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A node of an answer's tree. Immutable. */
sealed interface Expression permits Numeral, Constant, Leaf, Statement, Application, Operation {

  /** The kinds of nodes. */
  enum Kind {
    NUMBER,
    CONSTANT,
    SYMBOL,
    TEXT,
    /** What cannot be computed, such as an integral: compared by its form only. */
    OPAQUE,
    /** Digits in a base, both in the name, as in 204_5. */
    BASED,
    /** Such as R or Z. */
    NAMED_SET,
    SUM,
    PRODUCT,
    POWER,
    /** A {@link Function} of its children. */
    FUNCTION,
    /** A function that the answer names itself, such as f(x). */
    CALL,
    /** Name is the opening bracket. */
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
    /** One child; name is "+-" or "-+". */
    PLUS_MINUS,
    PERCENT,
    /** A value with a unit by name. */
    QUANTITY,
    RATIO
  }

  Kind kind();

  /** What it is called among those of its kind; empty where the kind says all. */
  default String name() {
    return "";
  }

  /** What it is made of; none in numbers, constants and leaves. */
  default Operands operands() {
    return Operands.NONE;
  }

  /** The same node over other children. */
  default Expression with(List<Expression> others) {
    return this;
  }

  static Expression number(Rational value) {
    return new Numeral(value, -1);
  }

  static Expression number(long value) {
    return number(Rational.of(value));
  }

  static Expression symbol(String name) {
    return new Leaf(Kind.SYMBOL, name);
  }

  static Expression text(String text) {
    return new Leaf(Kind.TEXT, text);
  }

  static Expression of(Kind kind, String name, List<Expression> children) {
    return new Operation(kind, name, Operands.of(children));
  }

  static Expression of(Kind kind, String name, Expression... children) {
    return of(kind, name, List.of(children));
  }

  static Expression of(Kind kind, List<Expression> children) {
    return of(kind, "", children);
  }

  /** Items without order. */
  static Expression list(Joint joint, List<Expression> items) {
    return of(Kind.SET, joint.mark(), items);
  }

  static Expression tuple(List<Expression> items) {
    return of(Kind.TUPLE, "(", items);
  }

  static Expression relation(Relation relation, Expression left, Expression right) {
    return relations(List.of(relation), List.of(left, right));
  }

  static Expression equation(Expression left, Expression right) {
    return relation(Relation.EQUAL, left, right);
  }

  /** A relation of two sides, a chain of more. */
  static Expression relations(List<Relation> relations, List<Expression> sides) {
    return new Statement(List.copyOf(relations), Operands.of(sides));
  }

  static Expression function(Function function, List<Expression> arguments) {
    return new Application(function, Operands.of(arguments));
  }

  static Expression function(Function function, Expression... arguments) {
    return function(function, List.of(arguments));
  }

  static Expression power(Expression base, Expression exponent) {
    return of(Kind.POWER, List.of(base, exponent));
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
      if (operand.is(kind)) {
        flat.addAll(operand.children());
      } else {
        flat.add(operand);
      }
    }
    return of(kind, flat);
  }

  default Expression negated() {
    return is(Kind.PERCENT) || is(Kind.QUANTITY)
        ? with(List.of(child(0).negated()))
        : product(number(-1), this);
  }

  default Expression inverse() {
    return power(this, number(-1));
  }

  default List<Expression> children() {
    return operands().list();
  }

  default Expression child(int index) {
    return operands().list().get(index);
  }

  /** Nodes from here down to the deepest leaf. */
  default int depth() {
    return 1 + operands().depth();
  }

  /** Nodes from here down, as {@link Operands#size} counts them. */
  default int size() {
    return 1 + operands().size();
  }

  /** Whether one child at least is so. */
  default boolean anyChild(Predicate<Expression> isSo) {
    for (Expression child : children()) {
      if (isSo.test(child)) {
        return true;
      }
    }
    return false;
  }

  /** Whether all children are so. */
  default boolean allChildren(Predicate<Expression> areSo) {
    return !anyChild(areSo.negate());
  }

  /** Whether no child is so. */
  default boolean noChild(Predicate<Expression> isSo) {
    return !anyChild(isSo);
  }

  default boolean is(Kind other) {
    return kind() == other;
  }

  default boolean is(Kind other, String itsName) {
    return kind() == other && itsName.equals(name());
  }

  /** Whether this is a value of such a function. */
  default boolean is(Function function) {
    return this instanceof Application application && application.function() == function;
  }

  /** Whether this is such a relation of two sides. */
  default boolean is(Relation relation) {
    return is(Kind.RELATION) && ((Statement) this).relation() == relation;
  }

  /** Whether these are items that are joined so. */
  default boolean is(Joint joint) {
    return is(Kind.SET, joint.mark());
  }

  /** Whether these are items without braces around them. */
  default boolean isBareList() {
    return is(Kind.SET) && !is(Joint.BRACES);
  }

  /** Whether this is a whole number. */
  default boolean isInteger() {
    return this instanceof Numeral number && number.value().isInteger();
  }

  /** Whether this is the number -1, as the exponent of a divisor is. */
  default boolean isMinusOne() {
    return this instanceof Numeral number && number.value().equals(Rational.MINUS_ONE);
  }
}
