// What bounds the memory of training, in which types it computes, and how much at a time.
package dev.rondo.trainer.network;

import dev.rondo.policy.program.ComputeType;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.batch.Budget;
import dev.rondo.trainer.batch.PackedBatch;
import dev.rondo.trainer.batch.Sequences;

/**
 * What bounds the memory of training. Every field decides the last bits of the next policy, but for
 * {@code recompute} on a processor.
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
 * @param workers micro-batches that are computed at the same time, at least 1, each with as many
 *     threads as an operation may use and a gradient of its own; the gradients are added in a fixed
 *     order
 */
public record MemorySettings(
    int microBatchTokens,
    boolean recompute,
    ComputeType computeType,
    ComputeType momentType,
    LoraSettings lora,
    int workers) {

  /** Checks the numbers. */
  public MemorySettings {
    if (microBatchTokens < 1) {
      throw new InvalidInputException(
          "Cannot train with memory.micro-batch-tokens: "
              + microBatchTokens
              + " (allowed: 1 and above)");
    }
    if (workers < 1) {
      throw new InvalidInputException(
          "Cannot train with memory.workers: " + workers + " (allowed: 1 and above)");
    }
  }

  /** Everything float32 and kept, one micro-batch at a time, for policies that are small. */
  public static MemorySettings small(int microBatchTokens) {
    return new MemorySettings(
        microBatchTokens, false, ComputeType.FLOAT32, ComputeType.FLOAT32, null, 1);
  }

  /**
   * Budget of an update's micro-batches: {@link #microBatchTokens}, or fewer where the update would
   * give some workers nothing to do.
   *
   * @param tokens of the update
   * @param largest tokens of the largest unit that stays together
   */
  public Budget budget(long tokens, long largest) {
    long share = Math.max(largest, (tokens + workers - 1) / workers + largest / 2);
    Budget whole = Budget.of(microBatchTokens);
    return workers == 1 ? whole : new Budget(Math.min(microBatchTokens, share), whole.positions());
  }

  /**
   * Refuses a shard with a sequence that no micro-batch can hold.
   *
   * @param where names the sequences in the message
   */
  public void check(Sequences sequences, String where) {
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
                + " (allowed: at most memory.micro-batch-tokens, "
                + microBatchTokens
                + ")");
      }
    }
  }
}
