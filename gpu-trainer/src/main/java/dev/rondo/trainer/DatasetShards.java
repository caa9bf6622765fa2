// The shards of a rollouts dataset in a storage, taken as their receipts appear.
package dev.rondo.trainer;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.Storage;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Shards of a rollouts dataset. A shard is ready once its {@code verified} receipt exists, or the
 * manifest lists it; whichever comes first. Looks again at a fixed interval, until a check that the
 * caller gives says that nothing more will come.
 */
public final class DatasetShards implements ShardSource {

  /** Stage of the receipts that say a shard is final. */
  public static final String STAGE = "verified";

  private final Storage storage;
  private final DatasetStore store;
  private final int shardCount;
  private final Duration interval;
  private final StopCheck stopCheck;

  /** Says whether waiting is in vain. */
  @FunctionalInterface
  public interface StopCheck {
    /** Waits as long as it takes. */
    StopCheck NEVER = () -> {};

    /**
     * Is asked before each wait.
     *
     * @throws IOException if what is awaited will never come; the message says why
     */
    void check() throws IOException;
  }

  /**
   * @param storage where the dataset lives
   * @param directory such as {@code rollouts/round-000001}
   * @param shardCount shards of the round, at least 1
   * @param interval time between two looks
   * @param stopCheck says whether waiting is in vain
   */
  public DatasetShards(
      Storage storage, String directory, int shardCount, Duration interval, StopCheck stopCheck) {
    this.storage = storage;
    this.store = new DatasetStore(storage, directory);
    this.shardCount = shardCount;
    this.interval = interval;
    this.stopCheck = stopCheck;
  }

  @Override
  public int shardCount() {
    return shardCount;
  }

  @Override
  public ReadyShard await(int shardIndex) throws IOException, InterruptedException {
    while (true) {
      Optional<FileEntry> entry = find(shardIndex);
      if (entry.isPresent()) {
        String path = store.storagePath(entry.get().path());
        return new ReadyShard(shardIndex, entry.get(), storage.localFile(path));
      }
      waitForMore();
    }
  }

  private Optional<FileEntry> find(int shardIndex) throws IOException {
    Optional<Receipt> receipt = store.receipt(STAGE, shardIndex);
    if (receipt.isPresent()) {
      return receipt.map(Receipt::file);
    }
    Optional<DatasetManifest> manifest = store.manifest();
    if (manifest.isEmpty()) {
      return Optional.empty();
    }
    String path = String.format(Locale.ROOT, "shard-%05d.parquet", shardIndex);
    Optional<FileEntry> entry =
        manifest.get().files().stream().filter(file -> file.path().equals(path)).findFirst();
    if (entry.isEmpty()) {
      throw new IOException(
          "Cannot find " + path + " in " + store.directory() + ", which is committed without it");
    }
    return entry;
  }

  @Override
  public CommittedRollouts awaitManifest() throws IOException, InterruptedException {
    while (!store.isCommitted()) {
      waitForMore();
    }
    return new CommittedRollouts(store.committedManifest(), store.manifestDigest());
  }

  private void waitForMore() throws IOException, InterruptedException {
    stopCheck.check();
    Thread.sleep(interval.toMillis());
  }
}
