package dev.rondo.run;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.Storage;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.LeftShards;
import dev.rondo.rollout.OtherPlan;
import dev.rondo.rollout.ShardPlan;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a job samples of a dataset itself, so that its speed is not that of the jobs before it:
 * those left complete shards behind, and their seconds are known to nobody.
 *
 * @param shards of the dataset
 * @param leftShards of them that were sampled before the job began
 * @param leftTokens response tokens of those
 */
record SampledNow(int shards, int leftShards, long leftTokens) {

  /**
   * Looks at what is there before a job begins. What {@link LeftWork} will clear away is not left.
   */
  static SampledNow before(Storage storage, DatasetPlan plan) throws IOException {
    DatasetStore store = new DatasetStore(storage, plan.directory());
    int shards = 0;
    long tokens = 0;
    if (storage.list(store.storagePath(DatasetLayout.receipts())).isEmpty()
        || OtherPlan.difference(storage, plan).isPresent()) {
      return new SampledNow(plan.shards().size(), 0, 0);
    }
    for (ShardPlan shard : plan.shards()) {
      Optional<Receipt> receipt = receipt(store, shard.shardIndex());
      shards += receipt.isPresent() ? 1 : 0;
      tokens += receipt.map(Receipt::tokens).orElse(0L);
    }
    return new SampledNow(plan.shards().size(), shards, tokens);
  }

  private static Optional<Receipt> receipt(DatasetStore store, int shard) throws IOException {
    for (String stage : List.of(ShardPlan.VERIFIED, ShardPlan.SAMPLED)) {
      try {
        Optional<Receipt> receipt = store.receipt(stage, shard);
        if (receipt.isPresent() && LeftShards.fault(store, stage, shard).isEmpty()) {
          return receipt;
        }
      } catch (InvalidInputException e) {
        // Damaged: the job makes the shard again, and says so.
      }
    }
    return Optional.empty();
  }

  /**
   * Metrics of the job.
   *
   * @param tokens response tokens of the whole dataset
   * @param seconds of the job
   * @param isWhole whether the job was followed from its start on; without that, or where nothing
   *     was left to sample, there is no speed
   */
  SortedMap<String, Double> metrics(long tokens, double seconds, boolean isWhole) {
    SortedMap<String, Double> metrics = new TreeMap<>();
    metrics.put("time/left_shards", (double) leftShards);
    if (isWhole && leftShards < shards && seconds > 0) {
      metrics.put("rollout/tokens_per_second", (tokens - leftTokens) / seconds);
    }
    return metrics;
  }
}
