package dev.rondo.report.facts;

import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one round sampled.
 *
 * @param round round index, 1 and above
 * @param verdicts what the verifier said
 * @param groups what became of the groups
 * @param first what the planned problems gave, where reserves took places of groups after that
 * @param meanResponseTokens mean length of a response, tokens; null where the manifest does not say
 * @param lengths spread of the lengths; empty where this round's were not read
 */
public record RoundFacts(
    int round,
    Verdicts verdicts,
    Groups groups,
    Optional<First> first,
    Double meanResponseTokens,
    Optional<Lengths> lengths) {

  /**
   * Counts of verdicts.
   *
   * @param rollouts rollouts accepted
   * @param correct of them with verdict CORRECT
   * @param unknown of them with verdict UNKNOWN
   * @param truncated of them cut at the length limit
   * @param reasons verdict and reason, to the number of rollouts
   */
  public record Verdicts(
      long rollouts, long correct, long unknown, long truncated, SortedMap<String, Long> reasons) {

    /** Copies the map. */
    public Verdicts {
      reasons = Collections.unmodifiableSortedMap(new TreeMap<>(reasons));
    }

    /** Share of the rollouts, or empty if there are none. */
    public Optional<Double> share(long count) {
      return rollouts == 0 ? Optional.empty() : Optional.of((double) count / rollouts);
    }

    /** Neither correct nor unknown. */
    public long incorrect() {
      return rollouts - correct - unknown;
    }
  }

  /**
   * Counts of groups.
   *
   * @param accepted groups whose rollouts are in the dataset
   * @param mixed of them with a correct rollout and one that is not
   * @param rejected groups that left by the labelled door
   */
  public record Groups(int accepted, int mixed, long rejected) {

    /** Share of mixed groups, or empty without groups. */
    public Optional<Double> mixedShare() {
      return accepted == 0 ? Optional.empty() : Optional.of((double) mixed / accepted);
    }
  }

  /**
   * Counts before reserves took places of groups: the policy's own.
   *
   * @param rollouts of the planned problems
   * @param correct of them with verdict CORRECT
   * @param unknown of them with verdict UNKNOWN
   * @param truncated of them cut at the length limit
   * @param responseTokens tokens of their responses
   * @param groups of them
   * @param mixed of the groups with a correct rollout and one that is not
   */
  public record First(
      long rollouts,
      long correct,
      long unknown,
      long truncated,
      long responseTokens,
      long groups,
      long mixed) {

    /** Share of correct rollouts; there are rollouts. */
    public double correctShare() {
      return (double) correct / rollouts;
    }

    /** Share of rollouts with verdict UNKNOWN. */
    public double unknownShare() {
      return (double) unknown / rollouts;
    }

    /** Share of truncated rollouts. */
    public double truncatedShare() {
      return (double) truncated / rollouts;
    }

    /** Mean length of a response, tokens. */
    public double meanResponseTokens() {
      return (double) responseTokens / rollouts;
    }

    /** Share of mixed groups; there are groups. */
    public double mixedShare() {
      return (double) mixed / groups;
    }
  }

  /**
   * Spread of the lengths of a round's responses, in tokens: nearest-rank quantiles.
   *
   * @param shortest the shortest
   * @param tenth a tenth are at most this long
   * @param median half are at most this long
   * @param ninetieth nine tenths are at most this long
   * @param longest the longest
   * @param counts length to number of responses
   */
  public record Lengths(
      int shortest,
      int tenth,
      int median,
      int ninetieth,
      int longest,
      SortedMap<Integer, Long> counts) {

    /** Copies the map. */
    public Lengths {
      counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    }

    /** The spread of some lengths, in any order. */
    static Optional<Lengths> of(int[] lengths) {
      if (lengths.length == 0) {
        return Optional.empty();
      }
      int[] sorted = lengths.clone();
      Arrays.sort(sorted);
      SortedMap<Integer, Long> counts = new TreeMap<>();
      for (int length : sorted) {
        counts.merge(length, 1L, Long::sum);
      }
      return Optional.of(
          new Lengths(
              sorted[0],
              rank(sorted, 10),
              rank(sorted, 50),
              rank(sorted, 90),
              sorted[sorted.length - 1],
              counts));
    }

    /** The smallest length that at least this percentage of the lengths does not exceed. */
    private static int rank(int[] sorted, int percent) {
      long rank = ((long) sorted.length * percent + 99) / 100;
      return sorted[(int) rank - 1];
    }
  }
}
