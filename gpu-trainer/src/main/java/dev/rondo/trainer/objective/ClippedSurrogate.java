// The clipped policy loss that GRPO and PPO share, with its optional pull towards a reference.
package dev.rondo.trainer.objective;

import dev.rondo.schema.InvalidInputException;

/**
 * The clipped surrogate (Schulman et al., "Proximal Policy Optimization Algorithms", arXiv
 * 1707.06347, eq. 7) by token, with x_t = exp(log pi(o_t) - log pi_start(o_t)):
 *
 * <p>L_t = -min(x_t A_t, cut(x_t, 1 - low, 1 + high) A_t) + klWeight * (exp(d_t) - d_t - 1), with
 * d_t = log pi_ref(o_t) - log pi(o_t); pi_start is the policy that the round began with.
 *
 * <p>Log-ratios are cut to 20 before they are exponentiated, beyond which the derivative is 0.
 * Negative advantages are not clipped a second time ("dual clip").
 *
 * @param clipLow how far the ratio may fall below 1, 0 to 1
 * @param clipHigh how far it may rise above 1, 0 or above
 * @param aggregation how tokens are averaged
 * @param klWeight weight of the divergence from the reference, 0 for none
 */
public record ClippedSurrogate(
    double clipLow, double clipHigh, Aggregation aggregation, double klWeight) {

  /** Checks every field. */
  public ClippedSurrogate {
    check("policy-gradient.clip-low", clipLow, clipLow >= 0 && clipLow <= 1, "0 to 1");
    check("policy-gradient.clip-high", clipHigh, clipHigh >= 0 && clipHigh <= 1e6, "0 or above");
    check("policy-gradient.kl-weight", klWeight, klWeight >= 0 && klWeight <= 1e6, "0 or above");
  }

  static void check(String field, double value, boolean holds, String allowed) {
    if (!holds) {
      throw new InvalidInputException(
          "Cannot train with " + field + ": " + value + " (allowed: " + allowed + ")");
    }
  }

  boolean usesReference() {
    return klWeight > 0;
  }

  /**
   * Adds one token.
   *
   * @param token its index in the batch
   * @param length of its sequence
   * @param coefficients where the derivative goes
   * @return its part of the update's loss
   */
  double add(
      GroupBatch batch,
      int token,
      int length,
      double advantage,
      double[] coefficients,
      Metrics metrics) {
    double logprob = batch.trainerLogprobs()[token];
    double logRatio = logprob - batch.roundStartLogprobs()[token];
    double limit = GroupMetrics.LARGEST_LOG_RATIO;
    double ratio = Math.exp(Math.max(-limit, Math.min(limit, logRatio)));
    double cut = Math.max(1 - clipLow, Math.min(1 + clipHigh, ratio));
    boolean isClipped = cut * advantage < ratio * advantage;
    double loss = -(isClipped ? cut : ratio) * advantage;
    double derivative = isClipped || Math.abs(logRatio) > limit ? 0 : -ratio * advantage;
    if (klWeight > 0) {
      double distance = batch.referenceLogprobs()[token] - logprob;
      double divergence = GroupMetrics.divergence(distance);
      loss += klWeight * divergence;
      derivative += klWeight * (1 - (distance > limit ? 0 : Math.exp(distance)));
      metrics.addMean("train/kl_to_reference", divergence, 1);
    }
    metrics.addMean("train/clipped_tokens", isClipped ? 1 : 0, 1);
    metrics.addMean("train/advantage_abs", Math.abs(advantage), 1);
    double divisor = aggregation.divisor(batch.totals(), length);
    coefficients[token] = derivative / divisor;
    return loss / divisor;
  }
}
