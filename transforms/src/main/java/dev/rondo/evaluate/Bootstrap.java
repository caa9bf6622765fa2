package dev.rondo.evaluate;

import dev.rondo.schema.InvalidInputException;
import java.util.Arrays;
import java.util.Random;

/**
 * Percentile bootstrap of a mean over problems: problems are drawn with replacement, as many as
 * there are, and the mean is taken again. As each problem brings the noise of its own samples
 * along, the interval covers both the choice of problems and the sampling.
 *
 * <p>The draws depend on the seed and the number of problems only: the same values give the same
 * interval anywhere, and several statistics of the same problems are resampled alike.
 */
final class Bootstrap {
  /** Resamples of an interval. */
  static final int RESAMPLES = 10_000;

  private static final double TAIL = 0.025;

  private Bootstrap() {}

  /**
   * Mean of values, one a problem, with its interval.
   *
   * @throws InvalidInputException if there are no values
   */
  static Interval mean(double[] values, long seed) {
    return means(new double[][] {values}, seed)[0];
  }

  /** Means of several statistics of the same problems, {@code values[statistic][problem]}. */
  static Interval[] means(double[][] values, long seed) {
    if (values.length == 0) {
      return new Interval[0];
    }
    int problems = values[0].length;
    if (problems == 0) {
      throw new InvalidInputException(
          "Cannot take an interval over problems: 0 (allowed: 1 and above)");
    }
    double[][] means = new double[values.length][RESAMPLES];
    Random random = new Random(seed); // its algorithm is part of its contract
    int[] times = new int[problems];
    for (int resample = 0; resample < RESAMPLES; resample++) {
      Arrays.fill(times, 0);
      for (int draw = 0; draw < problems; draw++) {
        times[random.nextInt(problems)]++;
      }
      for (int statistic = 0; statistic < values.length; statistic++) {
        double sum = 0;
        for (int problem = 0; problem < problems; problem++) {
          sum += times[problem] * values[statistic][problem];
        }
        means[statistic][resample] = sum / problems;
      }
    }
    Interval[] intervals = new Interval[values.length];
    for (int statistic = 0; statistic < values.length; statistic++) {
      Arrays.sort(means[statistic]);
      intervals[statistic] =
          new Interval(
              average(values[statistic]),
              means[statistic][(int) (TAIL * RESAMPLES)],
              means[statistic][RESAMPLES - 1 - (int) (TAIL * RESAMPLES)]);
    }
    return intervals;
  }

  private static double average(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
