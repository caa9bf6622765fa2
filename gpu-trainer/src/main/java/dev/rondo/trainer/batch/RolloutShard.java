// One shard of rollouts in memory: flat arrays with offsets, no object per row.
package dev.rondo.trainer.batch;

import java.util.Arrays;

/**
 * The rollouts of one shard as the trainer needs them, flat, in the shard's order.
 *
 * <p>Invariants: (1) group {@code g} is the sequences {@code g * groupSize .. (g+1) * groupSize -
 * 1}; (2) sequence {@code i} has the prompt tokens {@code promptOffsets[i] .. promptOffsets[i+1]-1}
 * and the response tokens {@code responseOffsets[i] .. responseOffsets[i+1]-1}, at least one of
 * each; (3) {@code behaviorLogprobs} is aligned to {@code responseTokens}; (4) rewards are finite.
 *
 * @param groupSize rollouts per group, at least 1
 * @param promptOffsets length = sequences + 1
 * @param promptTokens token ids
 * @param responseOffsets length = sequences + 1
 * @param responseTokens token ids
 * @param behaviorLogprobs natural log, at the sampling temperature, untruncated
 * @param outcomeRewards unknown ones already replaced; length = sequences
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

  /** The groups {@code fromGroup .. toGroup-1} as a shard; counts of the whole are not carried. */
  public RolloutShard groups(int fromGroup, int toGroup) {
    int from = fromGroup * groupSize;
    int to = toGroup * groupSize;
    return new RolloutShard(
        groupSize,
        offsets(promptOffsets, from, to),
        Arrays.copyOfRange(promptTokens, promptOffsets[from], promptOffsets[to]),
        offsets(responseOffsets, from, to),
        Arrays.copyOfRange(responseTokens, responseOffsets[from], responseOffsets[to]),
        Arrays.copyOfRange(behaviorLogprobs, responseOffsets[from], responseOffsets[to]),
        Arrays.copyOfRange(outcomeRewards, from, to),
        0,
        0);
  }

  private static int[] offsets(int[] offsets, int from, int to) {
    int[] moved = Arrays.copyOfRange(offsets, from, to + 1);
    for (int k = moved.length - 1; k >= 0; k--) {
      moved[k] -= offsets[from];
    }
    return moved;
  }

  /** The tokens. */
  public Sequences sequences() {
    return new Sequences(promptOffsets, promptTokens, responseOffsets, responseTokens);
  }

  /** Share of a group's rollouts that are correct: 0.5 and above counts. */
  public double correctShare(int group) {
    double correct = 0;
    for (int i = group * groupSize; i < (group + 1) * groupSize; i++) {
      correct += outcomeRewards[i] >= 0.5 ? 1 : 0;
    }
    return correct / groupSize;
  }
}
