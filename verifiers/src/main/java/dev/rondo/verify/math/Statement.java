package dev.rondo.verify.math;

import java.util.List;

/**
 * What an answer says of one thing by another, such as x = 1 or 0 &lt; x &lt; 1.
 *
 * @param relations between each two sides
 * @param operands the sides
 */
record Statement(List<Relation> relations, Operands operands) implements Expression {
  @Override
  public Kind kind() {
    return relations.size() == 1 ? Kind.RELATION : Kind.CHAIN;
  }

  /** The relation of two sides. */
  Relation relation() {
    return relations.get(0);
  }

  /** Whether one relation at least is an inequality with a direction. */
  boolean bounds() {
    return relations.stream().anyMatch(Relation::isOrder);
  }

  @Override
  public Expression with(List<Expression> others) {
    return new Statement(relations, Operands.of(others));
  }
}
