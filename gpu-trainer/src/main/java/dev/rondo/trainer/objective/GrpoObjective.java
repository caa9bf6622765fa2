// GRPO: the clipped policy loss with advantages from the rewards of the group.
package dev.rondo.trainer.objective;

/**
 * Group relative policy optimization (Shao et al., "DeepSeekMath", arXiv 2402.03300, eqs. 3 and 4).
 * Every token of rollout i has the advantage A_i = (R_i - m) / (s + 1e-6), with mean m and standard
 * deviation s (divisor G - 1) of the group's outcome rewards, in the loss of {@link
 * ClippedSurrogate}.
 *
 * <p>Without the division it is the advantage of Dr. GRPO (Liu et al., arXiv 2503.20783). Clip
 * bounds of different size and the mean over all tokens are those of DAPO (Yu et al., arXiv
 * 2503.14476).
 *
 * <p>Deviations: the paper averages by sequence; {@link Aggregation} chooses. Dr. GRPO's constant
 * divisor in the place of the length is not offered. The divergence from the reference is 0 by
 * default.
 *
 * @param surrogate the loss by token
 * @param dividesByDeviation whether advantages are divided by the deviation
 */
public record GrpoObjective(ClippedSurrogate surrogate, boolean dividesByDeviation)
    implements Objective {

  @Override
  public String name() {
    return "grpo";
  }

  /** The pull towards a reference is one of every group. */
  @Override
  public boolean ignoresUniformGroups(boolean isAtReference) {
    return !surrogate.usesReference();
  }

  @Override
  public boolean usesReference() {
    return surrogate.usesReference();
  }

  @Override
  public ObjectiveValue evaluate(GroupBatch batch) {
    double[] coefficients = new double[batch.tokenCount()];
    Metrics metrics = new Metrics();
    double loss = 0;
    for (int group = 0; group < batch.groupCount(); group++) {
      double[] advantages = advantages(batch.rewards(group));
      for (int i = 0; i < advantages.length; i++) {
        int sequence = batch.groupOffsets()[group] + i;
        int end = batch.tokenOffsets()[sequence + 1];
        for (int t = batch.tokenOffsets()[sequence]; t < end; t++) {
          loss +=
              surrogate.add(batch, t, batch.length(sequence), advantages[i], coefficients, metrics);
        }
      }
    }
    GroupMetrics.addAll(metrics, batch);
    return new ObjectiveValue(loss, coefficients, metrics);
  }

  private double[] advantages(double[] rewards) {
    ScoreEstimator centre = dividesByDeviation ? ScoreEstimator.GRPO : ScoreEstimator.DR_GRPO;
    return centre.scoreLogits(rewards);
  }
}
