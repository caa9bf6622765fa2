// How well a policy's own log-ratios predict which held-out rollouts are correct.
package dev.rondo.trainer.objective;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Label prediction on groups that were not trained on: after a round's updates, the score logits
 * psi (leave-one-out) of their log-ratios to the policy that the round began with, against their
 * outcome rewards. Mixed groups only; before the updates every psi is 0 and every number here is
 * that of a coin. Collects groups; {@link #metrics} defines the numbers.
 */
public final class LabelPrediction {

  private static final int CALIBRATION_BINS = 10;

  private final double beta;
  private final List<double[]> scoreLogits = new ArrayList<>();
  private final List<boolean[]> labels = new ArrayList<>();

  /**
   * @param beta scale of the implicit reward
   */
  public LabelPrediction(double beta) {
    this.beta = beta;
  }

  /**
   * Adds a group; one that is not mixed is left out.
   *
   * @param logRatio summed log-ratio of each rollout
   * @param outcomeReward 0.5 and above counts as correct
   */
  public void add(double[] logRatio, double[] outcomeReward) {
    boolean[] isCorrect = new boolean[logRatio.length];
    int correct = 0;
    double[] implicitReward = new double[logRatio.length];
    for (int i = 0; i < logRatio.length; i++) {
      isCorrect[i] = outcomeReward[i] >= 0.5;
      correct += isCorrect[i] ? 1 : 0;
      implicitReward[i] = beta * logRatio[i];
    }
    if (correct > 0 && correct < logRatio.length) {
      scoreLogits.add(ScoreEstimator.RLOO.scoreLogits(implicitReward));
      labels.add(isCorrect);
    }
  }

  /** The metrics {@code label/...}; empty without mixed groups. */
  public Metrics metrics() {
    Metrics metrics = new Metrics();
    double[] count = new double[CALIBRATION_BINS];
    double[] predicted = new double[CALIBRATION_BINS];
    double[] observed = new double[CALIBRATION_BINS];
    for (int g = 0; g < labels.size(); g++) {
      double[] psi = scoreLogits.get(g);
      boolean[] isCorrect = labels.get(g);
      metrics.addMean("label/auc", auc(psi, isCorrect), 1);
      for (int i = 0; i < psi.length; i++) {
        double signed = isCorrect[i] ? psi[i] : -psi[i];
        metrics.addMean("label/accuracy", signed > 0 ? 1 : signed == 0 ? 0.5 : 0, 1);
        metrics.addMean(
            "label/cross_entropy",
            Math.max(-signed, 0) + Math.log1p(Math.exp(-Math.abs(signed))),
            1);
        double probability = PacsObjective.logistic(psi[i]);
        int bin = Math.min(CALIBRATION_BINS - 1, (int) (probability * CALIBRATION_BINS));
        count[bin]++;
        predicted[bin] += probability;
        observed[bin] += isCorrect[i] ? 1 : 0;
      }
    }
    double error = 0;
    for (int bin = 0; bin < CALIBRATION_BINS; bin++) {
      error += Math.abs(predicted[bin] - observed[bin]);
    }
    metrics.addMean("label/calibration_error", error, Arrays.stream(count).sum());
    metrics.addSum("label/groups", labels.size());
    return metrics;
  }

  /** Share of pairs of a correct and an incorrect rollout that psi ranks rightly, ties one half. */
  private static double auc(double[] psi, boolean[] isCorrect) {
    double right = 0;
    double pairs = 0;
    for (int i = 0; i < psi.length; i++) {
      for (int j = 0; j < psi.length; j++) {
        if (isCorrect[i] && !isCorrect[j]) {
          pairs++;
          right += psi[i] > psi[j] ? 1 : psi[i] == psi[j] ? 0.5 : 0;
        }
      }
    }
    return right / pairs;
  }
}
