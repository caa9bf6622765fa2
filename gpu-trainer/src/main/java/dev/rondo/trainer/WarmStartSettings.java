// What decides supervised training.
package dev.rondo.trainer;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.network.AdamWSettings;
import dev.rondo.trainer.network.MemorySettings;

/**
 * How supervised training goes. Every field but the last decides the bytes of the policy.
 *
 * @param updates number of updates, 0 and above
 * @param batchSequences worked solutions per update, at least 1
 * @param optimizer AdamW's constants
 * @param schedule learning rate by update
 * @param clipNorm upper limit of the gradient's global norm; 0 switches clipping off
 * @param memory what bounds the memory; without adapters
 * @param checkpointEvery updates between two checkpoints, at least 1
 */
public record WarmStartSettings(
    int updates,
    int batchSequences,
    AdamWSettings optimizer,
    LearningRateSchedule schedule,
    double clipNorm,
    MemorySettings memory,
    int checkpointEvery) {

  /** Checks every field. */
  public WarmStartSettings {
    check("updates", updates, updates >= 0, "0 and above");
    check("batch-sequences", batchSequences, batchSequences >= 1, "1 and above");
    check("clip-norm", clipNorm, clipNorm >= 0 && clipNorm < 1e9, "0 for off, or above");
    check("checkpoint-every", checkpointEvery, checkpointEvery >= 1, "1 and above");
  }

  private static void check(String field, double value, boolean holds, String allowed) {
    if (!holds) {
      throw new InvalidInputException(
          "Cannot train with warm-start." + field + ": " + value + " (allowed: " + allowed + ")");
    }
  }
}
