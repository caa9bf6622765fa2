package dev.rondo.rollout;

import dev.rondo.schema.RejectedGroup;
import dev.rondo.schema.SampledResponse;
import java.util.List;
import java.util.SortedMap;

/**
 * A shard that is ready to be judged.
 *
 * @param plan its plan
 * @param rows of the groups that were sampled, in order
 * @param rejected the other groups, in order
 * @param counts of the groups that were replaced; empty without reserves
 */
public record SampledShard(
    ShardPlan plan,
    List<SampledResponse> rows,
    List<RejectedGroup> rejected,
    SortedMap<String, Long> counts) {

  /** Tokens of all responses. */
  public long tokens() {
    return rows.stream().mapToLong(row -> row.getResponseTokens().size()).sum();
  }
}
