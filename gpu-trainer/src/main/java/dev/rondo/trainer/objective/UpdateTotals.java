// The denominators of a loss: how much one update consists of, over all its micro-batches.
package dev.rondo.trainer.objective;

/**
 * How much one whole update holds: the denominators of its loss, the same for every part of it.
 *
 * @param groups number of groups, at least 1
 * @param sequences number of rollouts, at least 2 in each group
 * @param tokens number of response tokens, at least 1 in each rollout
 */
public record UpdateTotals(long groups, long sequences, long tokens) {

  /** Checks the order groups, sequences, tokens. */
  public UpdateTotals {
    if (groups < 1 || sequences < 2 * groups || tokens < sequences) {
      throw new IllegalArgumentException(
          "Cannot count an update: "
              + groups
              + " groups, "
              + sequences
              + " sequences, "
              + tokens
              + " tokens (allowed: at least 2 sequences a group and 1 token a sequence)");
    }
  }
}
