package dev.rondo.rollout;

import dev.rondo.dataset.Lineage;
import dev.rondo.schema.InvalidInputException;
import java.util.List;

/**
 * What a dataset is to be, without its problems: enough to commit it.
 *
 * @param directory of the dataset in its storage
 * @param kind {@code rollouts} or {@code evaluation}
 * @param lineage of the dataset
 * @param problemCounts problems of each shard; at least one shard
 */
public record PlanOutline(
    String directory, String kind, Lineage lineage, List<Integer> problemCounts) {

  /** Checks that there is something to make. */
  public PlanOutline {
    problemCounts = List.copyOf(problemCounts);
    if (problemCounts.isEmpty() || problemCounts.stream().anyMatch(count -> count < 1)) {
      throw new InvalidInputException(
          "Cannot plan dataset "
              + directory
              + " with problems by shard: "
              + problemCounts
              + " (allowed: 1 and above in each of at least 1 shard)");
    }
  }

  /** Groups that the dataset holds or rejects. */
  public long plannedGroups() {
    return problemCounts.stream().mapToLong(Integer::longValue).sum();
  }
}
