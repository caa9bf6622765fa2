package dev.rondo.rollout;

import dev.rondo.dataset.Receipt;

/**
 * A shard that is ready to be judged.
 *
 * @param plan its plan
 * @param receipt the receipt of its spool file; null if the shard was complete already
 */
public record SampledShard(ShardPlan plan, Receipt receipt) {}
