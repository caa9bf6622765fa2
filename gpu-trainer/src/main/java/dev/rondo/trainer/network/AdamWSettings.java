// The optimizer's constants.
package dev.rondo.trainer.network;

import dev.rondo.schema.InvalidInputException;

/**
 * Constants of AdamW (decoupled weight decay, applied to matrices only, not to the scales of the
 * normalisation layers).
 *
 * @param beta1 decay of the first moment, 0 to below 1
 * @param beta2 decay of the second moment, 0 to below 1
 * @param epsilon added to the root of the second moment, above 0
 * @param weightDecay share of a weight taken off per unit of learning rate, 0 or above
 */
public record AdamWSettings(double beta1, double beta2, double epsilon, double weightDecay) {

  /** Checks every field. */
  public AdamWSettings {
    check("adam-beta1", beta1, beta1 >= 0 && beta1 < 1, "0 to below 1");
    check("adam-beta2", beta2, beta2 >= 0 && beta2 < 1, "0 to below 1");
    check("adam-epsilon", epsilon, epsilon > 0 && epsilon < 1, "above 0, below 1");
    check("weight-decay", weightDecay, weightDecay >= 0 && weightDecay <= 1, "0 to 1");
  }

  private static void check(String field, double value, boolean holds, String allowed) {
    if (!holds) {
      throw new InvalidInputException(
          "Cannot train with " + field + ": " + value + " (allowed: " + allowed + ")");
    }
  }
}
