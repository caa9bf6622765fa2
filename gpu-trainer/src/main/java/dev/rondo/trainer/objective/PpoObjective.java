// PPO with a critic: advantages by token from a learned value function.
package dev.rondo.trainer.objective;

/**
 * Proximal policy optimization with a critic of its own (Schulman et al., arXiv 1707.06347) and
 * generalized advantage estimation (arXiv 1506.02438, eq. 16). The outcome reward comes with the
 * last token of a response; V_t are the values of the critic that the round began with, V after the
 * last token is 0:
 *
 * <ul>
 *   <li>d_t = reward_t + gamma V_{t+1} - V_t; A_t = d_t + gamma lambda A_{t+1};
 *   <li>policy: {@link ClippedSurrogate} with A_t;
 *   <li>critic: with the returns Q_t = A_t + V_t and the values v_t of the critic being trained,
 *       mean over the update's tokens of 1/2 max((v_t - Q_t)^2, (cut(v_t, V_t - c, V_t + c) -
 *       Q_t)^2), c the value clip.
 * </ul>
 *
 * <p>Deviations: advantages are not standardised over the update, so that groups do not influence
 * one another; a response that was cut ends like any other.
 *
 * @param surrogate the policy's loss by token
 * @param discount gamma, 0 to 1
 * @param lambda 0 to 1
 * @param valueClip how far a value may move from that of the round's start before its derivative is
 *     cut, above 0; 0 switches this off
 */
public record PpoObjective(
    ClippedSurrogate surrogate, double discount, double lambda, double valueClip)
    implements Objective {

  /** Checks every field. */
  public PpoObjective {
    ClippedSurrogate.check("critic.discount", discount, discount >= 0 && discount <= 1, "0 to 1");
    ClippedSurrogate.check("critic.gae-lambda", lambda, lambda >= 0 && lambda <= 1, "0 to 1");
    ClippedSurrogate.check(
        "critic.value-clip", valueClip, valueClip >= 0 && valueClip <= 1e6, "0 or above");
  }

  @Override
  public String name() {
    return "ppo";
  }

  @Override
  public int smallestGroup() {
    return 1;
  }

  @Override
  public boolean usesCritic() {
    return true;
  }

  @Override
  public boolean usesReference() {
    return surrogate.usesReference();
  }

  @Override
  public ObjectiveValue evaluate(GroupBatch batch) {
    if (batch.critic().trainer().length != batch.tokenCount()) {
      throw new IllegalArgumentException(
          "Cannot evaluate ppo without a critic's values (allowed: one a token)");
    }
    double[] coefficients = new double[batch.tokenCount()];
    double[] valueCoefficients = new double[batch.tokenCount()];
    Metrics metrics = new Metrics();
    double policyLoss = 0;
    double valueLoss = 0;
    for (int i = 0; i < batch.sequenceCount(); i++) {
      int from = batch.tokenOffsets()[i];
      double[] advantages = advantages(batch, i);
      for (int t = from; t < batch.tokenOffsets()[i + 1]; t++) {
        double advantage = advantages[t - from];
        policyLoss += surrogate.add(batch, t, batch.length(i), advantage, coefficients, metrics);
        valueLoss += addValue(batch, t, advantage, valueCoefficients, metrics);
      }
    }
    GroupMetrics.addAll(metrics, batch);
    return new ObjectiveValue(policyLoss, valueLoss, coefficients, valueCoefficients, metrics);
  }

  /** Advantages of the tokens of one sequence. */
  private double[] advantages(GroupBatch batch, int sequence) {
    int from = batch.tokenOffsets()[sequence];
    int length = batch.length(sequence);
    double[] values = batch.critic().roundStart();
    double[] advantages = new double[length];
    double later = 0;
    double nextValue = 0;
    for (int t = length - 1; t >= 0; t--) {
      double reward = t == length - 1 ? batch.outcomeRewards()[sequence] : 0;
      later = reward + discount * nextValue - values[from + t] + discount * lambda * later;
      advantages[t] = later;
      nextValue = values[from + t];
    }
    return advantages;
  }

  private double addValue(
      GroupBatch batch, int token, double advantage, double[] derivatives, Metrics metrics) {
    double start = batch.critic().roundStart()[token];
    double value = batch.critic().trainer()[token];
    double wanted = advantage + start;
    double error = value - wanted;
    double tokens = batch.totals().tokens();
    metrics.addMean("train/value", value, 1);
    metrics.addMean("train/value_error", Math.abs(error), 1);
    if (valueClip > 0) {
      double cut = Math.max(start - valueClip, Math.min(start + valueClip, value));
      boolean isClipped = (cut - wanted) * (cut - wanted) > error * error;
      metrics.addMean("train/value_clipped", isClipped ? 1 : 0, 1);
      if (isClipped) {
        return 0.5 * (cut - wanted) * (cut - wanted) / tokens;
      }
    }
    derivatives[token] = error / tokens;
    return 0.5 * error * error / tokens;
  }
}
