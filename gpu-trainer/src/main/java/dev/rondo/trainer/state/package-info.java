/**
 * What training carries from one commit to the next, beside the weights: {@link
 * dev.rondo.trainer.state.TrainerState}, in {@code trainer/} of every policy and checkpoint.
 *
 * <p>Guarantees: canonical JSON, no clock and no host; unknown or missing fields are refused.
 */
package dev.rondo.trainer.state;
