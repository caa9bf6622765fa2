package dev.rondo.run;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.Storage;
import dev.rondo.rollout.ShardPlan;
import dev.rondo.trainer.ShardSource;
import java.io.IOException;
import java.util.Optional;

/**
 * The shards of a round as they become ready: each as soon as its receipt is there, whether the job
 * that makes the others still runs, in this process or anywhere, or has long committed.
 */
public final class ReceiptShardSource implements ShardSource {
  private final Storage storage;
  private final DatasetStore rollouts;
  private final int shardCount;
  private final long pollMillis;
  private final Producer producer;

  /** Whoever makes the shards. */
  @FunctionalInterface
  public interface Producer {

    /** Throws if the shards that are not there yet will never come. */
    void check() throws IOException;
  }

  /**
   * @param directory of the round's rollouts in the storage
   * @param pollMillis time between two looks for a receipt, above 0
   * @param producer asked before each wait
   */
  public ReceiptShardSource(
      Storage storage, String directory, int shardCount, long pollMillis, Producer producer) {
    this.storage = storage;
    this.rollouts = new DatasetStore(storage, directory);
    this.shardCount = shardCount;
    this.pollMillis = pollMillis;
    this.producer = producer;
  }

  @Override
  public int shardCount() {
    return shardCount;
  }

  @Override
  public ReadyShard await(int shardIndex) throws IOException, InterruptedException {
    while (true) {
      Optional<Receipt> receipt = rollouts.receipt(ShardPlan.VERIFIED, shardIndex);
      if (receipt.isPresent()) {
        var entry = receipt.get().file();
        return new ReadyShard(
            shardIndex, entry, storage.localFile(rollouts.storagePath(entry.path())));
      }
      pause();
    }
  }

  @Override
  public CommittedRollouts awaitManifest() throws IOException, InterruptedException {
    while (true) {
      Optional<DatasetManifest> manifest = rollouts.manifest();
      if (manifest.isPresent()) {
        return new CommittedRollouts(manifest.get(), rollouts.manifestDigest());
      }
      pause();
    }
  }

  private void pause() throws IOException, InterruptedException {
    producer.check();
    Thread.sleep(pollMillis);
  }
}
