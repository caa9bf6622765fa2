// One shard of rollouts in memory: flat arrays with offsets, no object per row.
package dev.rondo.trainer.batch;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The rollouts of one shard as the trainer needs them, flat, in the shard's order.
 *
 * <p>Invariants: (1) group {@code g} is the sequences {@code g * groupSize .. (g+1) * groupSize -
 * 1}; (2) {@code behaviorLogprobs} is aligned to the response tokens; (3) rewards are finite.
 *
 * @param groupSize rollouts per group, at least 1
 * @param sequences prompts with their responses
 * @param behaviorLogprobs natural log, at the sampling temperature, untruncated
 * @param outcomeRewards unknown ones already replaced; length = sequences
 * @param unknownCount how many had no reward of their own
 * @param truncated whether a sequence ended by the length limit; length = sequences
 */
public record RolloutShard(
    int groupSize,
    Sequences sequences,
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
    return sequences.responseTokens().length;
  }

  /** How many ended by the length limit. */
  public int truncatedCount() {
    int count = 0;
    for (boolean isTruncated : truncated) {
      count += isTruncated ? 1 : 0;
    }
    return count;
  }

  /** Where the response of each sequence begins, and the last one ends. */
  public int[] responseOffsets() {
    return sequences.responseOffsets();
  }

  /** The same rollouts with other rewards. */
  public RolloutShard withRewards(double[] rewards) {
    return new RolloutShard(
        groupSize, sequences, behaviorLogprobs, rewards, unknownCount, truncated);
  }

  /** The same rollouts, others of which count as cut. */
  RolloutShard withTruncated(boolean[] others) {
    return new RolloutShard(
        groupSize, sequences, behaviorLogprobs, outcomeRewards, unknownCount, others);
  }

  /** Some groups as a shard, in the order given; the count of unknown ones is not kept. */
  public RolloutShard groups(int[] groups) {
    int[] chosen =
        IntStream.of(groups)
            .flatMap(group -> IntStream.range(group * groupSize, (group + 1) * groupSize))
            .toArray();
    int[] promptOffsets = sequences.promptOffsets();
    int[] responseOffsets = sequences.responseOffsets();
    int[] prompts = new int[chosen.length + 1];
    int[] responses = new int[chosen.length + 1];
    double[] rewards = new double[chosen.length];
    boolean[] cut = new boolean[chosen.length];
    for (int k = 0; k < chosen.length; k++) {
      int i = chosen[k];
      prompts[k + 1] = prompts[k] + promptOffsets[i + 1] - promptOffsets[i];
      responses[k + 1] = responses[k] + responseOffsets[i + 1] - responseOffsets[i];
      rewards[k] = outcomeRewards[i];
      cut[k] = truncated[i];
    }
    int responseCount = responses[chosen.length];
    return new RolloutShard(
        groupSize,
        new Sequences(
            prompts,
            gathered(
                sequences.promptTokens(), promptOffsets, chosen, new int[prompts[chosen.length]]),
            responses,
            gathered(sequences.responseTokens(), responseOffsets, chosen, new int[responseCount])),
        gathered(behaviorLogprobs, responseOffsets, chosen, new float[responseCount]),
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
    int[] promptOffsets = sequences.promptOffsets();
    int[] responseOffsets = sequences.responseOffsets();
    return new RolloutShard(
        groupSize,
        new Sequences(
            offsets(promptOffsets, from, to),
            Arrays.copyOfRange(sequences.promptTokens(), promptOffsets[from], promptOffsets[to]),
            offsets(responseOffsets, from, to),
            Arrays.copyOfRange(
                sequences.responseTokens(), responseOffsets[from], responseOffsets[to])),
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

  /** Share of a group's rollouts that are correct: 0.5 and above counts. */
  public double correctShare(int group) {
    double correct = 0;
    for (int i = group * groupSize; i < (group + 1) * groupSize; i++) {
      correct += outcomeRewards[i] >= 0.5 ? 1 : 0;
    }
    return correct / groupSize;
  }
}
