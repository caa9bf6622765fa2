// What bounds the memory of training, and in which types it computes.
package dev.rondo.trainer;

import dev.rondo.policy.program.ComputeType;
import dev.rondo.schema.InvalidInputException;

/**
 * What bounds the memory of training. Every field decides the last bits of the next policy.
 *
 * @param microBatchTokens token budget: tokens of one forward and backward pass, at least 1; no
 *     sequence may be longer
 * @param recompute whether the way back computes each layer's activations again instead of keeping
 *     them all
 * @param computeType type of the weights in forward and backward passes; masters and gradients are
 *     float32
 * @param momentType type of AdamW's moments between steps; bfloat16 is rounded at random, such that
 *     their mean is right
 * @param lora adapters to train instead of the weights, or null
 */
public record MemorySettings(
    int microBatchTokens,
    boolean recompute,
    ComputeType computeType,
    ComputeType momentType,
    LoraSettings lora) {

  /** Checks the budget. */
  public MemorySettings {
    if (microBatchTokens < 1) {
      throw new InvalidInputException(
          "Cannot train with train.micro-batch-tokens: "
              + microBatchTokens
              + " (allowed: 1 and above)");
    }
  }

  /** Everything float32 and kept, for policies that are small. */
  public static MemorySettings small(int microBatchTokens) {
    return new MemorySettings(
        microBatchTokens, false, ComputeType.FLOAT32, ComputeType.FLOAT32, null);
  }

  /**
   * Refuses a shard with a sequence that no micro-batch can hold.
   *
   * @param where names the sequences in the message
   */
  void check(Sequences sequences, String where) {
    for (int i = 0; i < sequences.count(); i++) {
      int tokens = PackedBatch.length(sequences, i);
      if (tokens > microBatchTokens) {
        throw new InvalidInputException(
            "Cannot train on "
                + where
                + ": tokens of sequence "
                + i
                + ": "
                + tokens
                + " (allowed: at most train.micro-batch-tokens, "
                + microBatchTokens
                + ")");
      }
    }
  }
}
