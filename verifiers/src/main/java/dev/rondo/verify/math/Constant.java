package dev.rondo.verify.math;

/** A number that has a name; there is one node of each. */
final class Constant implements Expression {
  static final Constant PI = new Constant("pi");
  static final Constant E = new Constant("e");
  static final Constant I = new Constant("i");
  static final Constant INFINITY = new Constant("infinity");

  private final String name;

  private Constant(String name) {
    this.name = name;
  }

  @Override
  public Kind kind() {
    return Kind.CONSTANT;
  }

  @Override
  public String name() {
    return name;
  }
}
