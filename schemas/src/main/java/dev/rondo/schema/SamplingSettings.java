package dev.rondo.schema;

import java.io.Serializable;
import java.util.List;

/**
 * How responses are sampled. Part of every rollouts dataset's lineage.
 *
 * @param temperature softmax temperature, 0 or above; 0 means greedy (the most likely token, ties
 *     by lower token id), and then log-probabilities are stated at temperature 1
 * @param topP nucleus mass in (0, 1]; 1 switches it off
 * @param topK number of most likely tokens kept, 0 or above; 0 switches it off
 * @param maxResponseTokens upper limit of a response's length in tokens, at least 1
 * @param stop texts that end a response: with the token that completes the first of them in it; at
 *     most {@value #MOST_STOPS}, none empty
 * @param minResponseTokens tokens that a response has before it may end, at most as many as the
 *     limit: none of the first so many is a stop token (the distribution is renormalised over the
 *     others, and log-probabilities are its), and a stop text that is complete before the last of
 *     them ends nothing
 */
public record SamplingSettings(
    double temperature,
    double topP,
    int topK,
    int maxResponseTokens,
    List<String> stop,
    int minResponseTokens)
    implements Serializable {

  /** Most texts that end a response. */
  public static final int MOST_STOPS = 16;

  /** Settings without stop texts: only stop tokens and the limit end a response. */
  public SamplingSettings(double temperature, double topP, int topK, int maxResponseTokens) {
    this(temperature, topP, topK, maxResponseTokens, List.of());
  }

  /** Settings of responses of any length up to the limit. */
  public SamplingSettings(
      double temperature, double topP, int topK, int maxResponseTokens, List<String> stop) {
    this(temperature, topP, topK, maxResponseTokens, stop, 0);
  }

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
    if (minResponseTokens < 0 || minResponseTokens > maxResponseTokens) {
      throw new InvalidInputException(
          "Cannot sample with min-response-tokens: "
              + minResponseTokens
              + " (allowed: 0 to max-response-tokens, "
              + maxResponseTokens
              + ")");
    }
    stop = List.copyOf(stop);
    if (stop.size() > MOST_STOPS || stop.contains("")) {
      throw new InvalidInputException(
          "Cannot sample with stop: "
              + stop
              + " (allowed: at most "
              + MOST_STOPS
              + " texts, none empty)");
    }
  }

  /** Whether the distribution that is sampled from is a truncated one (top-p or top-k in force). */
  public boolean isTruncated() {
    return topP < 1 || topK > 0;
  }
}
