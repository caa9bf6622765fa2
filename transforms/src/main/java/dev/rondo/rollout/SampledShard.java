package dev.rondo.rollout;

import dev.rondo.dataset.Receipt;
import dev.rondo.schema.SampledResponse;
import java.util.List;

/**
 * A shard that is ready to be judged.
 *
 * @param plan its plan
 * @param receipt the receipt of its spool file; null if the shard was complete already
 * @param rows the rows of that file where they are at hand; null where they are to be read from it
 */
public record SampledShard(ShardPlan plan, Receipt receipt, List<SampledResponse> rows) {

  /** A shard whose rows lie in the spool. */
  public SampledShard(ShardPlan plan, Receipt receipt) {
    this(plan, receipt, null);
  }
}
