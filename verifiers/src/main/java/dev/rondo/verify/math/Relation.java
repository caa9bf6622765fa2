package dev.rondo.verify.math;

import java.util.HashMap;
import java.util.Map;

/** What an answer says of its left side by its right one. */
enum Relation {
  EQUAL("="),
  NOT_EQUAL("!="),
  LESS("<"),
  AT_MOST("<="),
  GREATER(">"),
  AT_LEAST(">="),
  IN("in"),
  ABOUT("~"),
  /** Equal modulo what the right side says. */
  CONGRUENT("=mod"),
  TENDS_TO("->"),
  PERPENDICULAR("perp"),
  PARALLEL("parallel");

  private static final Map<String, Relation> BY_MARK = new HashMap<>();

  static {
    for (Relation relation : values()) {
      BY_MARK.put(relation.mark, relation);
    }
  }

  private final String mark;

  Relation(String mark) {
    this.mark = mark;
  }

  /** The relation of a token; null if it is none. */
  static Relation of(Token token) {
    return token.kind() == Token.Kind.MARK ? BY_MARK.get(token.text()) : null;
  }

  /** As the lexer and normal forms write it. */
  String mark() {
    return mark;
  }

  /** Whether it bounds its left side from above. */
  boolean isBelow() {
    return this == LESS || this == AT_MOST;
  }

  /** Whether it bounds its left side from below. */
  boolean isAbove() {
    return this == GREATER || this == AT_LEAST;
  }

  /** Whether it is an inequality with two directions. */
  boolean isOrder() {
    return isBelow() || isAbove();
  }

  /** Whether it leaves equality out. */
  boolean isStrict() {
    return this == LESS || this == GREATER;
  }

  /** Whether it holds from either side, of things that have no size. */
  boolean isOfLines() {
    return this == PERPENDICULAR || this == PARALLEL;
  }

  /** The same relation read from the right; of what has no direction itself. */
  Relation mirrored() {
    return switch (this) {
      case LESS -> GREATER;
      case AT_MOST -> AT_LEAST;
      case GREATER -> LESS;
      case AT_LEAST -> AT_MOST;
      default -> this;
    };
  }
}
