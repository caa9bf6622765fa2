// Prompts with their responses as flat arrays: what both kinds of training feed to the policy.
package dev.rondo.trainer.batch;

import java.util.Arrays;

/**
 * Prompts with their responses, flat: sequence {@code i} is the prompt tokens {@code
 * promptOffsets[i] .. promptOffsets[i+1]-1} followed by the response tokens {@code
 * responseOffsets[i] .. responseOffsets[i+1]-1}, at least one of each.
 *
 * @param promptOffsets length = sequences + 1
 * @param promptTokens token ids
 * @param responseOffsets length = sequences + 1
 * @param responseTokens token ids
 */
public record Sequences(
    int[] promptOffsets, int[] promptTokens, int[] responseOffsets, int[] responseTokens) {

  public int count() {
    return promptOffsets.length - 1;
  }

  public int promptLength(int sequence) {
    return promptOffsets[sequence + 1] - promptOffsets[sequence];
  }

  public int responseLength(int sequence) {
    return responseOffsets[sequence + 1] - responseOffsets[sequence];
  }

  /** Whether a sequence has the prompt of another one, token for token. */
  boolean hasPromptOf(int sequence, int other) {
    return Arrays.equals(
        promptTokens,
        promptOffsets[sequence],
        promptOffsets[sequence + 1],
        promptTokens,
        promptOffsets[other],
        promptOffsets[other + 1]);
  }
}
