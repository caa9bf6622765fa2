package dev.rondo.verify.math;

import java.util.List;

/**
 * What a node of a tree is made of.
 *
 * @param list in writing order
 * @param depth nodes down to the deepest leaf, less than {@value #MOST_DEPTH}, so that no walk over
 *     a tree depends on a thread's stack: unions and marks behind a value nest without brackets
 * @param size nodes in all of them, a shared one as often as a walk meets it; counted up to {@value
 *     #MOST_SIZE} only
 */
record Operands(List<Expression> list, int depth, int size) {
  private static final int MOST_DEPTH = 200;

  /** Powers of matrices share nodes, so that a walk over few of them may not end in time. */
  private static final int MOST_SIZE = 1_000_000;

  static final Operands NONE = new Operands(List.of(), 0, 0);

  static Operands of(List<Expression> operands) {
    int depth = 0;
    int size = 0;
    for (Expression operand : operands) {
      depth = Math.max(depth, operand.depth());
      size = Math.min(size + operand.size(), MOST_SIZE);
    }
    if (depth >= MOST_DEPTH) {
      throw new Budget.Exceeded("depth");
    }
    return new Operands(List.copyOf(operands), depth, size);
  }
}
