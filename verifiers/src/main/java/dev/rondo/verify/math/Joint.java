package dev.rondo.verify.math;

/** What makes one answer of several items without order. */
enum Joint {
  /** A set in braces. */
  BRACES("{"),
  /** A bare list: both, or one of them, as the items allow. */
  COMMA(","),
  AND("and"),
  OR("or");

  private final String mark;

  Joint(String mark) {
    this.mark = mark;
  }

  /** As normal forms write it. */
  String mark() {
    return mark;
  }
}
