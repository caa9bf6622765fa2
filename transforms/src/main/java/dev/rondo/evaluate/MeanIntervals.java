package dev.rondo.evaluate;

import dev.rondo.schema.InvalidInputException;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * 95 % intervals of a mean over problems. The values of the problems are taken as a sample of what
 * such problems give: they spread because problems differ and because each was tried a finite
 * number of times, so their variance holds both, and nothing has to be known of either.
 *
 * <p>Of values in 0 .. 1 ({@link #ofMean}) it is Jeffreys' interval at the <em>effective</em>
 * number of problems, as surveys have it: with m the mean of M values, v the variance of that mean,
 * p the mean that v is taken around, z the 97.5 % quantile of the normal distribution and t that of
 * Student's t,
 *
 * <pre>{@code
 * e    = p (1 - p) / v * (z / t)^2
 * low  = Beta^-1(0.025; m e + 1/2, (1 - m) e + 1/2)      0 where m e < 1
 * high = Beta^-1(0.975; m e + 1/2, (1 - m) e + 1/2)      1 where (1 - m) e < 1
 * }</pre>
 *
 * <p>p and v are computed with a twentieth of a problem at 0 and a twentieth at 1 added to the
 * sample; m is not. Without them, problems that were all solved would have no variance, and the
 * interval would be a point, where 30 solved problems do not show that the 31st will be. The
 * degrees of freedom of t are M - 1 where the values are spread evenly, and fewer where a few
 * values make most of the variance, which is then less certain: the geometric mean of M - 1 and 2 M
 * / (kurtosis - 1), at least 8. docs/evaluation.md has the coverage that was measured.
 *
 * <p>Of paired differences in -1 .. 1 ({@link #ofDifference}) it is Student's interval, the
 * variance with a hundredth of a problem at each end.
 *
 * <p>Ends are rounded to nine decimals, which is far below what they mean, so that they are the
 * same bytes wherever the functions behind them differ in the last digit.
 */
final class MeanIntervals {
  private static final double TAIL = 0.025;
  private static final double NORMAL = 1.959963984540054;
  private static final double PSEUDO_PROBLEMS = 0.05;
  private static final double LEAST_FREEDOM = 8;
  private static final double PSEUDO_DIFFERENCES = 0.01;
  private static final double DIGITS = 1e9;

  private MeanIntervals() {}

  /**
   * Mean of values in 0 .. 1, one a problem.
   *
   * @throws InvalidInputException if there are none
   */
  static Interval ofMean(double[] values) {
    double mean = mean(values);
    if (values.length == 1) {
      return new Interval(mean, 0, 1); // one problem says nothing of the others
    }
    Moments moments = Moments.of(values, 0, 1, PSEUDO_PROBLEMS);
    double ratio = NORMAL / student(moments.degreesOfFreedom());
    double effective =
        moments.mean() * (1 - moments.mean()) / moments.varianceOfMean() * ratio * ratio;
    BetaDistribution beta =
        BetaDistribution.of(mean * effective + 0.5, (1 - mean) * effective + 0.5);
    double low = mean * effective < 1 ? 0 : beta.inverseCumulativeProbability(TAIL);
    double high = (1 - mean) * effective < 1 ? 1 : beta.inverseSurvivalProbability(TAIL);
    return new Interval(mean, Math.min(mean, rounded(low)), Math.max(mean, rounded(high)));
  }

  /**
   * Mean of differences in -1 .. 1, one a problem.
   *
   * @throws InvalidInputException if there are none
   */
  static Interval ofDifference(double[] differences) {
    double mean = mean(differences);
    if (differences.length == 1) {
      return new Interval(mean, -1, 1);
    }
    Moments moments = Moments.of(differences, -1, 1, PSEUDO_DIFFERENCES);
    double half = student(differences.length - 1) * Math.sqrt(moments.varianceOfMean());
    return new Interval(
        mean,
        Math.min(mean, Math.max(-1, rounded(mean - half))),
        Math.max(mean, Math.min(1, rounded(mean + half))));
  }

  private static double mean(double[] values) {
    if (values.length == 0) {
      throw new InvalidInputException(
          "Cannot take an interval over problems: 0 (allowed: 1 and above)");
    }
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** Of a sample to which {@code pseudo} values at each end of the range were added. */
  private record Moments(double mean, double varianceOfMean, double degreesOfFreedom) {
    static Moments of(double[] values, double least, double most, double pseudo) {
      double count = values.length + 2 * pseudo;
      double sum = pseudo * (least + most);
      for (double value : values) {
        sum += value;
      }
      double mean = sum / count;
      double squares = pseudo * (square(least - mean) + square(most - mean));
      double fourths = pseudo * (square(square(least - mean)) + square(square(most - mean)));
      for (double value : values) {
        squares += square(value - mean);
        fourths += square(square(value - mean));
      }
      double kurtosis = fourths / count / square(squares / count);
      double plain = values.length - 1.0;
      double ofVariance = Math.min(2 * values.length / Math.max(kurtosis - 1, 0.5), plain);
      return new Moments(
          mean,
          squares / (count - 1) / values.length,
          Math.max(Math.sqrt(ofVariance * plain), Math.min(LEAST_FREEDOM, plain)));
    }

    private static double square(double value) {
      return value * value;
    }
  }

  private static double student(double degreesOfFreedom) {
    return TDistribution.of(degreesOfFreedom).inverseSurvivalProbability(TAIL);
  }

  private static double rounded(double value) {
    return Math.rint(value * DIGITS) / DIGITS;
  }
}
