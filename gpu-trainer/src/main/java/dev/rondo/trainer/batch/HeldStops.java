// Where responses could not end yet, and by which tokens they could not.
package dev.rondo.trainer.batch;

import java.util.Set;

/**
 * The stop tokens that were taken out of the distribution of a response's first tokens, as {@code
 * rollout.min-response-tokens} wants it. Training computes log-probabilities and gradients of the
 * same distribution, so that ratios of policies stay exact.
 *
 * @param minResponseTokens tokens at the start of a response of which none could be a stop token
 * @param stopTokens the policy's stop tokens
 */
public record HeldStops(int minResponseTokens, Set<Integer> stopTokens) {

  /** Responses that may end with any token. */
  public static final HeldStops NONE = new HeldStops(0, Set.of());

  /** Takes a copy. */
  public HeldStops {
    stopTokens = Set.copyOf(stopTokens);
  }

  /** The batch with what is held in it; itself if nothing is. */
  public PackedBatch in(PackedBatch batch) {
    if (minResponseTokens == 0) {
      return batch;
    }
    long[] held = new long[batch.tokenCount()];
    int[] offsets = batch.tokenOffsets();
    for (int sequence = 0; sequence + 1 < offsets.length; sequence++) {
      for (int t = offsets[sequence]; t < offsets[sequence + 1]; t++) {
        held[t] = t - offsets[sequence] < minResponseTokens ? 1 : 0;
      }
    }
    long[] stops = stopTokens.stream().mapToLong(Integer::longValue).sorted().toArray();
    return batch.withHeld(held, stops);
  }
}
