package dev.rondo.rollout;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.Storage;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;

/**
 * One shard of a plan: the element of the rollout job.
 *
 * @param plan where its plan lies
 * @param shardIndex which of its shards
 */
public record PlannedShard(PlanReference plan, int shardIndex) implements Serializable {

  /** The shard's plan. */
  ShardPlan read(Storage storage) throws IOException {
    return new PlanFile(storage).shard(plan, shardIndex);
  }

  /** Its receipt of a stage; empty if the shard has not come so far. */
  Optional<Receipt> receipt(Storage storage, String stage) throws IOException {
    return new DatasetStore(storage, plan.directory()).receipt(stage, shardIndex);
  }
}
