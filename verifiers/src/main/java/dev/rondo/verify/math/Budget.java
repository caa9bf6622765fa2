package dev.rondo.verify.math;

/**
 * What one verdict may cost, in steps of about the same small time each; a deterministic deadline.
 * Not thread-safe: one for each verdict.
 */
final class Budget {
  /** Steps of one verdict. A step is about 20 to 250 ns. */
  static final int MOST_STEPS = 150_000;

  private int steps;

  /** Thrown where a limit would be exceeded; no stack trace, since it is an ordinary outcome. */
  static final class Exceeded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Exceeded(String what) {
      super(what, null, false, false);
    }
  }

  /** Takes steps, before the work is done. */
  void take(int count) {
    if (count > MOST_STEPS - steps) {
      steps = MOST_STEPS;
      throw new Exceeded("steps");
    }
    steps += count;
  }

  /** Steps taken so far. */
  int steps() {
    return steps;
  }
}
