// What an objective looks at: whole groups of rollouts as flat arrays with offsets. No model, no
// text, no token ids.
package dev.rondo.trainer.objective;

/**
 * Whole groups of rollouts, flat: group {@code g} is the sequences {@code groupOffsets[g] ..
 * groupOffsets[g+1]-1}, sequence {@code i} is the response tokens {@code tokenOffsets[i] ..
 * tokenOffsets[i+1]-1}. There is no padding, so the offsets are the response mask. The arrays are
 * not copied and not to be changed.
 *
 * <p>Invariants: (1) both offsets start at 0 and end at the length of what they cut; (2) a group
 * has at least 2 sequences, a sequence at least 1 token; (3) log-probabilities are finite, rewards
 * are 0 or 1.
 *
 * @param groupOffsets length = groups + 1
 * @param tokenOffsets length = sequences + 1
 * @param trainerLogprobs under the policy being trained; length = tokens
 * @param referenceLogprobs under the reference policy, same temperature; length = tokens
 * @param outcomeRewards labels, 0 or 1; length = sequences
 * @param totals what the whole update holds
 */
public record GroupBatch(
    int[] groupOffsets,
    int[] tokenOffsets,
    double[] trainerLogprobs,
    double[] referenceLogprobs,
    double[] outcomeRewards,
    UpdateTotals totals) {

  /** Checks invariants 1 to 3. */
  public GroupBatch {
    checkOffsets("groupOffsets", groupOffsets, outcomeRewards.length, 2);
    checkOffsets("tokenOffsets", tokenOffsets, trainerLogprobs.length, 1);
    check(
        tokenOffsets.length == outcomeRewards.length + 1,
        "outcomeRewards of length " + outcomeRewards.length + " (allowed: one a sequence)");
    check(
        referenceLogprobs.length == trainerLogprobs.length,
        "referenceLogprobs of length " + referenceLogprobs.length + " (allowed: one a token)");
    for (int t = 0; t < trainerLogprobs.length; t++) {
      if (!Double.isFinite(trainerLogprobs[t]) || !Double.isFinite(referenceLogprobs[t])) {
        throw refused("log-probability at token " + t + " (allowed: finite)");
      }
    }
    for (double reward : outcomeRewards) {
      if (reward != 0 && reward != 1) {
        throw refused("outcome reward " + reward + " (allowed: 0 or 1)");
      }
    }
    check(
        totals.groups() >= groupOffsets.length - 1
            && totals.sequences() >= outcomeRewards.length
            && totals.tokens() >= trainerLogprobs.length,
        totals + " (allowed: at least as much as the batch holds)");
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

  private static void checkOffsets(String name, int[] offsets, int end, int smallest) {
    check(
        offsets.length >= 2 && offsets[0] == 0 && offsets[offsets.length - 1] == end,
        name + " (allowed: from 0 to " + end + ")");
    for (int k = 1; k < offsets.length; k++) {
      int step = offsets[k] - offsets[k - 1];
      if (step < smallest) {
        throw refused(name + " with a step of " + step + " (allowed: at least " + smallest + ")");
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
