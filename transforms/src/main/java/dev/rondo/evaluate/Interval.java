package dev.rondo.evaluate;

import dev.rondo.schema.InvalidInputException;

/**
 * A value with its 95 % interval.
 *
 * @param value the estimate
 * @param low lower end, 2.5 % quantile
 * @param high upper end, 97.5 % quantile
 */
public record Interval(double value, double low, double high) {

  /** Checks that the ends are in order. */
  public Interval {
    if (!Double.isFinite(value) || !(low <= high)) {
      throw new InvalidInputException(
          "Cannot use interval: "
              + value
              + " in "
              + low
              + " .. "
              + high
              + " (allowed: finite, low at most high)");
    }
  }

  /** Whether both ends are above 0. */
  public boolean isAboveZero() {
    return low > 0;
  }
}
