// The ways from the implicit rewards of a group to its score logits, and back for the derivative.
package dev.rondo.trainer.objective;

import java.util.Arrays;

/**
 * How the score logits psi of a group follow from its implicit rewards r: the released code's
 * {@code adv_estimator}, which here estimates no advantage. G is the size of the group, m the mean
 * of r.
 */
public enum ScoreEstimator {
  /** psi_i = r_i - 1/(G-1) * sum_{j != i} r_j (paper, eq. 6). */
  RLOO {
    @Override
    double[] scoreLogits(double[] r) {
      if (isUniform(r)) {
        return new double[r.length];
      }
      double sum = 0;
      for (double value : r) {
        sum += value;
      }
      double[] centred = new double[r.length];
      for (int i = 0; i < r.length; i++) {
        centred[i] = r[i] - (sum - r[i]) / (r.length - 1);
      }
      return centred;
    }
  },
  /**
   * psi_i = (r_i - m) / (s + 1e-6) with s the standard deviation of r (divisor G - 1). At a reset
   * all r are equal, so s is 0 and the derivative is that of {@link #DR_GRPO} times a million, as
   * in the released code; the optimizer's own scaling and the clipping of the norm take it up.
   */
  GRPO {
    @Override
    double[] scoreLogits(double[] r) {
      double[] centred = DR_GRPO.scoreLogits(r);
      double divisor = deviation(centred) + STABILISER;
      for (int i = 0; i < r.length; i++) {
        centred[i] /= divisor;
      }
      return centred;
    }

    @Override
    double[] byImplicitReward(double[] r, double[] byScoreLogit) {
      double[] centred = DR_GRPO.scoreLogits(r);
      double deviation = deviation(centred);
      double divisor = deviation + STABILISER;
      double projection = 0;
      for (int i = 0; i < r.length; i++) {
        projection += byScoreLogit[i] * centred[i];
      }
      double[] derivative = DR_GRPO.scoreLogits(byScoreLogit);
      for (int i = 0; i < r.length; i++) {
        double byDeviation = deviation == 0 ? 0 : centred[i] / ((r.length - 1) * deviation);
        derivative[i] = derivative[i] / divisor - projection / (divisor * divisor) * byDeviation;
      }
      return derivative;
    }
  },
  /** psi_i = r_i - m: {@link #GRPO} without the division, as Dr. GRPO has it. */
  DR_GRPO {
    @Override
    double[] scoreLogits(double[] r) {
      if (isUniform(r)) {
        return new double[r.length];
      }
      double sum = 0;
      for (double value : r) {
        sum += value;
      }
      double[] centred = new double[r.length];
      for (int i = 0; i < r.length; i++) {
        centred[i] = r[i] - sum / r.length;
      }
      return centred;
    }
  },
  /** psi_i = r_i. */
  NAIVE {
    @Override
    double[] scoreLogits(double[] r) {
      return r.clone();
    }

    @Override
    int smallestGroup() {
      return 1;
    }
  };

  private static final double STABILISER = 1e-6;

  /** The score logits of a group from its implicit rewards. */
  abstract double[] scoreLogits(double[] r);

  /**
   * The chain rule: from the derivative of a loss by the score logits to that by the implicit
   * rewards. An estimator that is linear and symmetric is its own derivative.
   */
  double[] byImplicitReward(double[] r, double[] byScoreLogit) {
    return scoreLogits(byScoreLogit);
  }

  /** Rollouts that a group needs, so that its score logits can differ from 0. */
  int smallestGroup() {
    return 2;
  }

  /** Equal values are centred to 0 exactly: what rounding leaves of them is no gradient. */
  private static boolean isUniform(double[] r) {
    return Arrays.stream(r).allMatch(value -> value == r[0]);
  }

  private static double deviation(double[] centred) {
    double squares = 0;
    for (double value : centred) {
      squares += value * value;
    }
    return Math.sqrt(squares / (centred.length - 1));
  }
}
