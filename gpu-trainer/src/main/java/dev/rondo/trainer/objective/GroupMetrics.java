// The metrics that every objective reports alike, so that their runs can be compared.
package dev.rondo.trainer.objective;

/**
 * Metrics of a batch that do not depend on the objective: how far the policy has moved from the one
 * that the round began with, and how well its own log-ratios tell correct rollouts from incorrect
 * ones. Defined in {@code docs/metrics.md}.
 */
final class GroupMetrics {

  /** Score logits beyond this count as saturated: the logistic function is within 1 % of 0 or 1. */
  static final double SATURATED_SCORE_LOGIT = 4.6;

  /** Log-ratios are cut to this before they are exponentiated, so that no sum overflows. */
  static final double LARGEST_LOG_RATIO = 20;

  private GroupMetrics() {}

  /**
   * Everything for an objective that has no score logits of its own: beta 1, the round's start as
   * reference, leave-one-out.
   */
  static void addAll(Metrics metrics, GroupBatch batch) {
    for (int group = 0; group < batch.groupCount(); group++) {
      int first = batch.groupOffsets()[group];
      double[] outcomeReward = batch.rewards(group);
      double[] implicitReward = new double[outcomeReward.length];
      for (int i = 0; i < implicitReward.length; i++) {
        implicitReward[i] = batch.logRatio(first + i, batch.roundStartLogprobs());
      }
      ScoreEstimator estimator =
          implicitReward.length > 1 ? ScoreEstimator.RLOO : ScoreEstimator.NAIVE;
      addScores(metrics, implicitReward, estimator.scoreLogits(implicitReward), outcomeReward);
    }
    addDrift(metrics, batch);
  }

  /** Implicit rewards and score logits of one group. */
  static void addScores(
      Metrics metrics, double[] implicitReward, double[] scoreLogit, double[] outcomeReward) {
    for (int i = 0; i < scoreLogit.length; i++) {
      double absolute = Math.abs(scoreLogit[i]);
      metrics.addMean("train/implicit_reward", implicitReward[i], 1);
      metrics.addMean("train/score_logit_abs", absolute, 1);
      metrics.addMaximum("train/score_logit_max", absolute);
      metrics.addMean("train/score_saturated", absolute > SATURATED_SCORE_LOGIT ? 1 : 0, 1);
      boolean isRight = scoreLogit[i] != 0 && (scoreLogit[i] > 0) == (outcomeReward[i] >= 0.5);
      metrics.addMean("train/score_accuracy", isRight ? 1 : 0, 1);
    }
  }

  /** Divergence from the policy that the round began with. */
  static void addDrift(Metrics metrics, GroupBatch batch) {
    double sum = 0;
    for (int t = 0; t < batch.tokenCount(); t++) {
      sum += divergence(batch.trainerLogprobs()[t] - batch.roundStartLogprobs()[t]);
    }
    metrics.addMean("train/kl_to_behavior", sum, batch.tokenCount());
  }

  /**
   * An estimate of the divergence of q from p at a token drawn from p: exp(x) - 1 - x with x = log
   * q - log p; never negative, unbiased up to the cut at {@link #LARGEST_LOG_RATIO}.
   */
  static double divergence(double logRatio) {
    return Math.expm1(Math.min(logRatio, LARGEST_LOG_RATIO)) - logRatio;
  }
}
