// What an objective returns for some groups of an update.
package dev.rondo.trainer.objective;

/**
 * Value of an objective on a {@link GroupBatch}. Values of the parts of an update add up to the
 * value of the update.
 *
 * @param loss part of the update's loss
 * @param coefficients derivative of the update's loss by each trainer log-probability; length =
 *     tokens of the batch
 * @param metrics named metrics, mergeable
 */
public record ObjectiveValue(double loss, double[] coefficients, Metrics metrics) {}
