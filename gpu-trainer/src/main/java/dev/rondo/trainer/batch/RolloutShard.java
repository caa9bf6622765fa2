// One shard of rollouts in memory: flat arrays with offsets, no object per row.
package dev.rondo.trainer.batch;

import java.util.Arrays;
import java.util.stream.IntStream;

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
 * @param truncated whether a sequence ended by the length limit; length = sequences
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
    boolean[] truncated) {

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

  /** How many ended by the length limit. */
  public int truncatedCount() {
    int count = 0;
    for (boolean isTruncated : truncated) {
      count += isTruncated ? 1 : 0;
    }
    return count;
  }

  /** The same rollouts with other rewards. */
  public RolloutShard withRewards(double[] rewards) {
    return new RolloutShard(
        groupSize,
        promptOffsets,
        promptTokens,
        responseOffsets,
        responseTokens,
        behaviorLogprobs,
        rewards,
        unknownCount,
        truncated);
  }

  /** Some groups as a shard, in the order given; the count of unknown ones is not kept. */
  public RolloutShard groups(int[] groups) {
    int[] sequences =
        IntStream.of(groups)
            .flatMap(group -> IntStream.range(group * groupSize, (group + 1) * groupSize))
            .toArray();
    int[] prompts = new int[sequences.length + 1];
    int[] responses = new int[sequences.length + 1];
    double[] rewards = new double[sequences.length];
    boolean[] cut = new boolean[sequences.length];
    for (int k = 0; k < sequences.length; k++) {
      int i = sequences[k];
      prompts[k + 1] = prompts[k] + promptOffsets[i + 1] - promptOffsets[i];
      responses[k + 1] = responses[k] + responseOffsets[i + 1] - responseOffsets[i];
      rewards[k] = outcomeRewards[i];
      cut[k] = truncated[i];
    }
    int responseCount = responses[sequences.length];
    return new RolloutShard(
        groupSize,
        prompts,
        gathered(promptTokens, promptOffsets, sequences, new int[prompts[sequences.length]]),
        responses,
        gathered(responseTokens, responseOffsets, sequences, new int[responseCount]),
        gathered(behaviorLogprobs, responseOffsets, sequences, new float[responseCount]),
        rewards,
        0,
        cut);
  }

  /** Copies what some sequences have in a flat array into a target. */
  private static <A> A gathered(A source, int[] offsets, int[] sequences, A target) {
    int at = 0;
    for (int i : sequences) {
      int length = offsets[i + 1] - offsets[i];
      System.arraycopy(source, offsets[i], target, at, length);
      at += length;
    }
    return target;
  }

  /**
   * The groups {@code fromGroup .. toGroup-1} as a shard; the count of unknown ones is not kept.
   */
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
        Arrays.copyOfRange(truncated, from, to));
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
