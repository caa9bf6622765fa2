// What an objective looks at: whole groups of rollouts as flat arrays with offsets. No model, no
// text, no token ids.
package dev.rondo.trainer.objective;

import java.util.Arrays;

/**
 * Whole groups of rollouts, flat: group {@code g} is the sequences {@code groupOffsets[g] ..
 * groupOffsets[g+1]-1}, sequence {@code i} is the response tokens {@code tokenOffsets[i] ..
 * tokenOffsets[i+1]-1}. There is no padding, so the offsets are the response mask. The arrays are
 * not copied and not to be changed.
 *
 * <p>Invariants: (1) both offsets start at 0 and end at the length of what they cut; (2) a group
 * has at least 1 sequence, a sequence at least 1 token; (3) log-probabilities, values and rewards
 * are finite.
 *
 * @param groupOffsets length = groups + 1
 * @param tokenOffsets length = sequences + 1
 * @param trainerLogprobs under the policy being trained; length = tokens
 * @param roundStartLogprobs under the policy that the round began with, the behavior policy, as the
 *     trainer computes them, same temperature; length = tokens
 * @param referenceLogprobs under the reference policy, same temperature; length = tokens
 * @param outcomeRewards length = sequences
 * @param critic values by token, or {@link CriticValues#NONE}
 * @param totals what the whole update holds
 */
public record GroupBatch(
    int[] groupOffsets,
    int[] tokenOffsets,
    double[] trainerLogprobs,
    double[] roundStartLogprobs,
    double[] referenceLogprobs,
    double[] outcomeRewards,
    CriticValues critic,
    UpdateTotals totals) {

  /** Checks invariants 1 to 3. */
  public GroupBatch {
    checkOffsets("groupOffsets", groupOffsets, outcomeRewards.length);
    checkOffsets("tokenOffsets", tokenOffsets, trainerLogprobs.length);
    check(
        tokenOffsets.length == outcomeRewards.length + 1,
        "outcomeRewards of length " + outcomeRewards.length + " (allowed: one a sequence)");
    checkTokens("trainerLogprobs", trainerLogprobs, trainerLogprobs.length);
    checkTokens("roundStartLogprobs", roundStartLogprobs, trainerLogprobs.length);
    checkTokens("referenceLogprobs", referenceLogprobs, trainerLogprobs.length);
    if (critic.trainer().length > 0 || critic.roundStart().length > 0) {
      checkTokens("values", critic.trainer(), trainerLogprobs.length);
      checkTokens("values at the start of the round", critic.roundStart(), trainerLogprobs.length);
    }
    for (double reward : outcomeRewards) {
      check(Double.isFinite(reward), "outcome reward " + reward + " (allowed: finite)");
    }
    check(
        totals.groups() >= groupOffsets.length - 1
            && totals.sequences() >= outcomeRewards.length
            && totals.tokens() >= trainerLogprobs.length,
        totals + " (allowed: at least as much as the batch holds)");
  }

  /** A batch without critic whose reference is the policy that the round began with. */
  public GroupBatch(
      int[] groupOffsets,
      int[] tokenOffsets,
      double[] trainerLogprobs,
      double[] roundStartLogprobs,
      double[] outcomeRewards,
      UpdateTotals totals) {
    this(
        groupOffsets,
        tokenOffsets,
        trainerLogprobs,
        roundStartLogprobs,
        roundStartLogprobs,
        outcomeRewards,
        CriticValues.NONE,
        totals);
  }

  /** Number of groups. */
  public int groupCount() {
    return groupOffsets.length - 1;
  }

  /** Number of sequences. */
  public int sequenceCount() {
    return outcomeRewards.length;
  }

  /** Number of response tokens. */
  public int tokenCount() {
    return trainerLogprobs.length;
  }

  /** Number of response tokens of a sequence. */
  int length(int sequence) {
    return tokenOffsets[sequence + 1] - tokenOffsets[sequence];
  }

  /** Outcome rewards of a group. */
  double[] rewards(int group) {
    return Arrays.copyOfRange(outcomeRewards, groupOffsets[group], groupOffsets[group + 1]);
  }

  /** Sum over a sequence's tokens of the trainer's log-probability less another. */
  double logRatio(int sequence, double[] other) {
    double logRatio = 0;
    for (int t = tokenOffsets[sequence]; t < tokenOffsets[sequence + 1]; t++) {
      logRatio += trainerLogprobs[t] - other[t];
    }
    return logRatio;
  }

  private static void checkOffsets(String name, int[] offsets, int end) {
    check(
        offsets.length >= 2 && offsets[0] == 0 && offsets[offsets.length - 1] == end,
        name + " (allowed: from 0 to " + end + ")");
    for (int k = 1; k < offsets.length; k++) {
      int step = offsets[k] - offsets[k - 1];
      check(step >= 1, name + " with a step of " + step + " (allowed: at least 1)");
    }
  }

  private static void checkTokens(String name, double[] values, int tokens) {
    if (values.length != tokens) {
      throw refused(name + " of length " + values.length + " (allowed: one a token)");
    }
    for (int t = 0; t < tokens; t++) {
      if (!Double.isFinite(values[t])) {
        throw refused(name + " at token " + t + ": " + values[t] + " (allowed: finite)");
      }
    }
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw refused(what);
    }
  }

  private static IllegalArgumentException refused(String what) {
    return new IllegalArgumentException("Cannot evaluate an objective with " + what);
  }
}
