// How the losses of tokens become the loss of an update.
package dev.rondo.trainer.objective;

/** How the losses of tokens are averaged over an update. */
public enum Aggregation {
  /** Mean over all tokens of the update: long responses weigh more. */
  TOKEN,
  /** Mean over the rollouts of the mean over their tokens: every rollout weighs the same. */
  SEQUENCE;

  /** What the loss of one token of a sequence of a length is divided by. */
  double divisor(UpdateTotals totals, int length) {
    return this == TOKEN ? totals.tokens() : (double) totals.sequences() * length;
  }
}
