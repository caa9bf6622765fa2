// The two proxies by which PACS turns log-probabilities into an implicit reward.
package dev.rondo.trainer.objective;

/** What PACS takes as the implicit reward of a rollout: the released code's reward methods. */
public enum ImplicitReward {
  /** beta * sum_t [log pi(o_t) - log pi_ref(o_t)]: a sum over tokens (paper, eq. 7). */
  LOG_RATIO,
  /** beta / T * sum_t log pi(o_t), T the length: needs no reference. */
  MEAN_LOGPROB
}
