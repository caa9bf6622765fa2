package dev.rondo.schema;

import java.io.Serializable;

/**
 * How responses are sampled. Part of every rollouts dataset's lineage.
 *
 * @param temperature softmax temperature, 0 or above; 0 means greedy (the most likely token, ties
 *     by lower token id), and then log-probabilities are stated at temperature 1
 * @param topP nucleus mass in (0, 1]; 1 switches it off
 * @param topK number of most likely tokens kept, 0 or above; 0 switches it off
 * @param maxResponseTokens upper limit of a response's length in tokens, at least 1
 */
public record SamplingSettings(double temperature, double topP, int topK, int maxResponseTokens)
    implements Serializable {

  /** Checks every field. */
  public SamplingSettings {
    if (!(temperature >= 0) || temperature > 100) {
      throw new InvalidInputException(
          "Cannot sample with temperature: " + temperature + " (allowed: 0 to 100)");
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new InvalidInputException(
          "Cannot sample with top-p: " + topP + " (allowed: above 0, at most 1)");
    }
    if (topK < 0) {
      throw new InvalidInputException(
          "Cannot sample with top-k: " + topK + " (allowed: 0 for off, or 1 and above)");
    }
    if (maxResponseTokens < 1) {
      throw new InvalidInputException(
          "Cannot sample with max-response-tokens: "
              + maxResponseTokens
              + " (allowed: 1 and above)");
    }
  }

  /** Whether the distribution that is sampled from is a truncated one (top-p or top-k in force). */
  public boolean isTruncated() {
    return topP < 1 || topK > 0;
  }
}
