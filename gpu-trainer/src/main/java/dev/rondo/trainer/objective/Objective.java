// The contract of every training objective: a pure function from log-probabilities to coefficients.
package dev.rondo.trainer.objective;

/**
 * A loss over groups of rollouts that sees the policy only through the log-probabilities of the
 * response tokens, and a critic, if it trains one, only through its values. The trainer runs {@code
 * sum(coefficient * logprob)} backward, which gives exactly the gradient of the loss, one
 * micro-batch at a time.
 *
 * <p>Implementations are immutable and stateless. Required of each: groups do not influence one
 * another (given {@link GroupBatch#totals}); the order of groups, and of rollouts inside a group,
 * does not matter beyond rounding; the same input gives the same bits.
 */
public interface Objective {

  /** Name as in run.yaml, lower case, such as {@code pacs}. */
  String name();

  /**
   * Loss, derivatives and metrics of some groups of one update.
   *
   * @param batch whole groups, of at least {@link #smallestGroup} rollouts each, with rewards in
   *     {@link #rewards}
   * @return the part of the update's loss that these groups contribute
   */
  ObjectiveValue evaluate(GroupBatch batch);

  /** Rollouts that a group needs at least: 2 where a rollout is compared with the others. */
  default int smallestGroup() {
    return 2;
  }

  /**
   * Whether a group of equal rewards has no gradient: all its coefficients are 0. Only then may
   * such groups be left out.
   *
   * @param isAtReference whether the policy still is the one that it is compared with: the
   *     reference is the policy that the round began with, and no step was taken since
   */
  default boolean ignoresUniformGroups(boolean isAtReference) {
    return false;
  }

  /** The outcome rewards that it takes. */
  default RewardRange rewards() {
    return RewardRange.FINITE;
  }

  /** Whether it trains a critic and wants {@link GroupBatch#critic}. */
  default boolean usesCritic() {
    return false;
  }

  /** Whether it reads {@link GroupBatch#referenceLogprobs}. */
  default boolean usesReference() {
    return false;
  }
}
