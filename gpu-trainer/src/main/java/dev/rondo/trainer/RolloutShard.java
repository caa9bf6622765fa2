// One shard of rollouts in memory: flat arrays with offsets, no object per row.
package dev.rondo.trainer;

import java.util.Arrays;

/**
 * The rollouts of one shard as the trainer needs them, flat, in the shard's order.
 *
 * <p>Invariants: (1) group {@code g} is the sequences {@code g * groupSize .. (g+1) * groupSize -
 * 1}; (2) sequence {@code i} has the prompt tokens {@code promptOffsets[i] .. promptOffsets[i+1]-1}
 * and the response tokens {@code responseOffsets[i] .. responseOffsets[i+1]-1}, at least one of
 * each; (3) {@code behaviorLogprobs} is aligned to {@code responseTokens}; (4) rewards are 0 or 1.
 *
 * @param groupSize rollouts per group, at least 2
 * @param promptOffsets length = sequences + 1
 * @param promptTokens token ids
 * @param responseOffsets length = sequences + 1
 * @param responseTokens token ids
 * @param behaviorLogprobs natural log, at the sampling temperature, untruncated
 * @param outcomeRewards 0 or 1, unknown ones already replaced; length = sequences
 * @param unknownCount how many had no reward of their own
 * @param truncatedCount how many ended by the length limit
 */
public record RolloutShard(
    int groupSize,
    int[] promptOffsets,
    int[] promptTokens,
    int[] responseOffsets,
    int[] responseTokens,
    float[] behaviorLogprobs,
    double[] outcomeRewards,
    int unknownCount,
    int truncatedCount) {

  /** Number of sequences. */
  public int sequenceCount() {
    return outcomeRewards.length;
  }

  /** Number of groups. */
  public int groupCount() {
    return sequenceCount() / groupSize;
  }

  /** Number of response tokens. */
  public int responseTokenCount() {
    return responseTokens.length;
  }

  /** The tokens. */
  Sequences sequences() {
    return new Sequences(promptOffsets, promptTokens, responseOffsets, responseTokens);
  }

  /** Number of groups that hold both a correct and an incorrect rollout. */
  public int mixedGroupCount() {
    int mixed = 0;
    for (int group = 0; group < groupCount(); group++) {
      double correct =
          Arrays.stream(outcomeRewards, group * groupSize, (group + 1) * groupSize).sum();
      mixed += correct > 0 && correct < groupSize ? 1 : 0;
    }
    return mixed;
  }
}
