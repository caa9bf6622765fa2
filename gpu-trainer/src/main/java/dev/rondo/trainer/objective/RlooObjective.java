// RLOO: the plain policy gradient with the mean reward of the other rollouts as the baseline.
package dev.rondo.trainer.objective;

/**
 * REINFORCE leave-one-out (Ahmadian et al., "Back to Basics", arXiv 2402.14740, section 3.3; Kool
 * et al. 2019): L = -mean over rollouts of A_i * sum_t log pi(o_i,t), with A_i = R_i - 1/(G-1) *
 * sum_{j != i} R_j.
 *
 * <p>At the first update of a round the gradient is that of {@link PacsObjective} without class
 * weights, divided by beta. Deviations: no divergence from a reference in the reward; no importance
 * weights, so later updates of a round take its samples as if they were the current policy's.
 */
public record RlooObjective() implements Objective {

  @Override
  public String name() {
    return "rloo";
  }

  @Override
  public boolean ignoresUniformGroups(boolean isAtReference) {
    return true;
  }

  @Override
  public ObjectiveValue evaluate(GroupBatch batch) {
    double[] advantages = new double[batch.sequenceCount()];
    for (int group = 0; group < batch.groupCount(); group++) {
      double[] ofGroup = ScoreEstimator.RLOO.scoreLogits(batch.rewards(group));
      System.arraycopy(ofGroup, 0, advantages, batch.groupOffsets()[group], ofGroup.length);
    }
    return policyGradient(batch, advantages);
  }

  /** The plain policy gradient with one advantage a sequence. */
  static ObjectiveValue policyGradient(GroupBatch batch, double[] advantages) {
    double[] coefficients = new double[batch.tokenCount()];
    Metrics metrics = new Metrics();
    double loss = 0;
    for (int i = 0; i < advantages.length; i++) {
      double coefficient = -advantages[i] / batch.totals().sequences();
      for (int t = batch.tokenOffsets()[i]; t < batch.tokenOffsets()[i + 1]; t++) {
        coefficients[t] = coefficient;
        loss += coefficient * batch.trainerLogprobs()[t];
      }
      metrics.addMean("train/advantage_abs", Math.abs(advantages[i]), 1);
    }
    GroupMetrics.addAll(metrics, batch);
    return new ObjectiveValue(loss, coefficients, metrics);
  }
}
