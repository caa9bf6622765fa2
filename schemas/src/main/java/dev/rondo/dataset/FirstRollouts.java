package dev.rondo.dataset;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the policy's responses to the planned problems of a round gave, before reserves took the
 * places of some groups: the numbers that say how good the policy is, for the groups that are kept
 * are chosen by their verdicts. Receipts and manifests of rounds with reserves have them under the
 * names of {@link RolloutTally} with {@code first-} before.
 *
 * @param tally counts of the verdicts, without their reasons
 * @param responseTokens tokens of the responses
 */
public record FirstRollouts(RolloutTally tally, long responseTokens) {
  private static final String PREFIX = "first-";
  private static final String TOKENS = PREFIX + "response-tokens";

  /** Leaves the reasons out. */
  public FirstRollouts {
    SortedMap<String, Long> counts = new TreeMap<>(tally.counts());
    counts.keySet().removeIf(RolloutTally::isReason);
    tally = new RolloutTally(counts);
  }

  /** Those among the counts of a receipt or manifest; empty if it has none. */
  public static Optional<FirstRollouts> among(SortedMap<String, Long> counts) {
    SortedMap<String, Long> own = new TreeMap<>();
    counts.forEach(
        (name, count) -> {
          if (isName(name)) {
            own.put(name.substring(PREFIX.length()), count);
          }
        });
    return RolloutTally.among(own)
        .map(tally -> new FirstRollouts(tally, counts.getOrDefault(TOKENS, 0L)));
  }

  /** Whether a count of a receipt or manifest is one of these. */
  public static boolean isName(String name) {
    return name.startsWith(PREFIX);
  }

  /** The counts as they stand in a receipt or manifest; none without rollouts. */
  public SortedMap<String, Long> counts() {
    SortedMap<String, Long> counts = new TreeMap<>();
    if (tally.rollouts() > 0) {
      tally.counts().forEach((name, count) -> counts.put(PREFIX + name, count));
      counts.put(TOKENS, responseTokens);
    }
    return counts;
  }
}
