package dev.rondo.rollout;

import dev.rondo.dataset.Lineage;
import dev.rondo.schema.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/**
 * One dataset that a rollout job makes, whole: a round's rollouts, or one block of an evaluation.
 *
 * @param directory of the dataset in its storage
 * @param kind {@code rollouts} or {@code evaluation}
 * @param shards its shards; shard i has index i
 */
public record DatasetPlan(String directory, String kind, List<ShardPlan> shards) {

  /** Checks that the shards belong together. */
  public DatasetPlan {
    shards = List.copyOf(shards);
    for (int i = 0; i < shards.size(); i++) {
      ShardPlan shard = shards.get(i);
      if (shard.shardIndex() != i
          || !shard.dataset().equals(directory)
          || !shard.lineage().equals(shards.get(0).lineage())) {
        throw new InvalidInputException(
            "Cannot plan dataset "
                + directory
                + " with shard "
                + shard.shardIndex()
                + " of "
                + shard.dataset()
                + " (allowed: shard "
                + i
                + " of the same dataset and lineage)");
      }
    }
    if (shards.isEmpty()) {
      throw new InvalidInputException(
          "Cannot plan dataset " + directory + " with shards: 0 (allowed: 1 and above)");
    }
  }

  /**
   * Cuts problems into shards of consecutive problems, whose sizes differ by at most one.
   *
   * @param problems in the order of the dataset's rows
   * @param shardCount at most the number of problems
   */
  public static DatasetPlan of(
      String directory,
      String kind,
      Lineage lineage,
      List<PlannedProblem> problems,
      int shardCount,
      int firstSample,
      int batchSequences,
      int maxPositionsPerCall) {
    if (shardCount < 1 || shardCount > problems.size()) {
      throw new InvalidInputException(
          "Cannot plan dataset "
              + directory
              + " with shards: "
              + shardCount
              + " (allowed: 1 to the number of problems, "
              + problems.size()
              + ")");
    }
    List<ShardPlan> shards = new ArrayList<>();
    for (int i = 0; i < shardCount; i++) {
      int from = (int) ((long) problems.size() * i / shardCount);
      int to = (int) ((long) problems.size() * (i + 1) / shardCount);
      shards.add(
          new ShardPlan(
              directory,
              i,
              problems.subList(from, to),
              firstSample,
              batchSequences,
              maxPositionsPerCall,
              lineage));
    }
    return new DatasetPlan(directory, kind, shards);
  }

  /**
   * The same shards with reserves: problems that no shard has, dealt out to the shards in turn.
   *
   * @param reserves in the order in which they are used; shards may get different numbers of them
   * @param most at most so many for each problem of a shard
   */
  public DatasetPlan withReserves(List<PlannedProblem> reserves, int most) {
    List<ShardPlan> with = new ArrayList<>();
    for (ShardPlan shard : shards) {
      List<PlannedProblem> dealt = new ArrayList<>();
      long room = (long) most * shard.problems().size();
      for (int i = shard.shardIndex(); i < reserves.size() && dealt.size() < room; ) {
        dealt.add(reserves.get(i));
        i += shards.size();
      }
      with.add(shard.withReserves(dealt));
    }
    return new DatasetPlan(directory, kind, with);
  }

  /** Lineage of the dataset. */
  public Lineage lineage() {
    return shards.get(0).lineage();
  }

  /** What the dataset is to be, without its problems. */
  public PlanOutline outline() {
    return new PlanOutline(
        directory, kind, lineage(), shards.stream().map(s -> s.problems().size()).toList());
  }
}
