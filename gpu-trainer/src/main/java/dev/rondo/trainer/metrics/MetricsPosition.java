// Where in a run a row of metrics belongs.
package dev.rondo.trainer.metrics;

/**
 * Where in a phase of a run a row belongs. Ordered by round, then update.
 *
 * @param round round index; 0 for what comes before round 1
 * @param update update index in the round, counted from 1; 0 for a row of the round as a whole, of
 *     a phase that has no updates
 */
public record MetricsPosition(int round, int update) implements Comparable<MetricsPosition> {

  /** Checks both. */
  public MetricsPosition {
    if (round < 0 || update < 0) {
      throw new IllegalArgumentException(
          "Cannot log metrics at round "
              + round
              + ", update "
              + update
              + " (allowed: 0 and above)");
    }
  }

  @Override
  public int compareTo(MetricsPosition other) {
    int byRound = Integer.compare(round, other.round);
    return byRound != 0 ? byRound : Integer.compare(update, other.update);
  }
}
