// What an objective returns for some groups of an update.
package dev.rondo.trainer.objective;

/**
 * Value of an objective on a {@link GroupBatch}. Values of the parts of an update add up to the
 * value of the update.
 *
 * @param policyLoss part of the update's loss that depends on the log-probabilities
 * @param valueLoss part of the update's loss that depends on the critic's values; 0 without critic
 * @param coefficients derivative of the update's loss by each trainer log-probability; length =
 *     tokens of the batch
 * @param valueCoefficients derivative of the update's loss by each of the critic's values; empty
 *     where there is no critic
 * @param metrics named metrics, mergeable
 */
public record ObjectiveValue(
    double policyLoss,
    double valueLoss,
    double[] coefficients,
    double[] valueCoefficients,
    Metrics metrics) {

  /** The value of an objective without critic. */
  ObjectiveValue(double loss, double[] coefficients, Metrics metrics) {
    this(loss, 0, coefficients, new double[0], metrics);
  }

  /** The whole loss, that of the critic included. */
  public double loss() {
    return policyLoss + valueLoss;
  }
}
