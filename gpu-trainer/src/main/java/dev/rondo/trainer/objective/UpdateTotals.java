// The denominators of a loss: how much one update consists of, over all its micro-batches.
package dev.rondo.trainer.objective;

/**
 * What one whole update holds: the denominators of its loss and the mean reward, the same for every
 * part of it.
 *
 * @param groups number of groups, at least 1
 * @param sequences number of rollouts, at least 1 in each group
 * @param tokens number of response tokens, at least 1 in each rollout
 * @param meanReward mean outcome reward over the rollouts
 */
public record UpdateTotals(long groups, long sequences, long tokens, double meanReward) {

  /** Checks the order groups, sequences, tokens. */
  public UpdateTotals {
    if (groups < 1 || sequences < groups || tokens < sequences || !Double.isFinite(meanReward)) {
      throw new IllegalArgumentException(
          "Cannot count an update: "
              + groups
              + " groups, "
              + sequences
              + " sequences, "
              + tokens
              + " tokens, mean reward "
              + meanReward
              + " (allowed: at least 1 sequence a group and 1 token a sequence, a finite reward)");
    }
  }
}
