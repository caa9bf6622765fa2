package dev.rondo.verify.math;

/** What a comparison found. */
enum Sameness {
  EQUAL,
  DIFFERENT,
  /** Cannot be decided by the means there are. */
  UNDECIDED;

  static Sameness of(boolean isEqual) {
    return isEqual ? EQUAL : DIFFERENT;
  }
}
