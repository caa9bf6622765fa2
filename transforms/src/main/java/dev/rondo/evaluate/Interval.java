package dev.rondo.evaluate;

import dev.rondo.schema.InvalidInputException;

/**
 * A value with its 95 % interval. Where nothing can be said about the uncertainty, as of pass@k at
 * k = n, the interval has no ends: both are NaN.
 *
 * @param value the estimate
 * @param low lower end, or NaN
 * @param high upper end, or NaN
 */
public record Interval(double value, double low, double high) {

  /** Checks that the ends are in order, or that there are none. */
  public Interval {
    boolean isWithoutEnds = Double.isNaN(low) && Double.isNaN(high);
    if (!Double.isFinite(value) || !(low <= high || isWithoutEnds)) {
      throw new InvalidInputException(
          "Cannot use interval: "
              + value
              + " in "
              + low
              + " .. "
              + high
              + " (allowed: finite, low at most high, or no ends at all)");
    }
  }

  /** A value of which nobody can say how uncertain it is. */
  public static Interval withoutEnds(double value) {
    return new Interval(value, Double.NaN, Double.NaN);
  }

  /** Whether there are ends. */
  public boolean hasEnds() {
    return !Double.isNaN(low);
  }
}
