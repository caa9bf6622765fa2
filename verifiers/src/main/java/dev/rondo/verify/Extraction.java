package dev.rondo.verify;

/** Where the final answer of a response is looked for. */
public enum Extraction {
  /** In the last box only: for rewards, since a policy must say which number is its answer. */
  BOXED,
  /**
   * In the last box, also of a response whose reasoning never ended, where that box may be a try.
   */
  UNFINISHED,
  /**
   * Down the whole {@link Rung ladder}: for evaluation of policies that were not taught the box.
   */
  LADDER
}
