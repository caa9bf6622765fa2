package dev.rondo.rollout;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Storage;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/**
 * Writes the files of rows of one stage of a shard, before its receipt. Whoever was killed between
 * a file and its receipt left the file, and a disk may have damaged it since: one with other bytes
 * is removed as long as the stage has no receipt, for nobody counts on it. A sound one is the same
 * file, whoever wrote it, and is never gone, not for an instant.
 */
final class ShardFiles {
  private final Storage storage;
  private final DatasetStore store;
  private final ShardPlan plan;
  private final String stage;

  /**
   * @param stage {@link ShardPlan#SAMPLED} or {@link ShardPlan#VERIFIED}
   */
  ShardFiles(Storage storage, ShardPlan plan, String stage) {
    this.storage = storage;
    this.store = new DatasetStore(storage, plan.dataset());
    this.plan = plan;
    this.stage = stage;
  }

  /**
   * Writes rows with the lineage of the plan.
   *
   * @param path relative to the dataset's directory
   * @throws Storage.ConflictException if there are other bytes that a receipt says are complete, or
   *     that are of another plan
   */
  FileEntry write(String path, Schema schema, List<? extends IndexedRecord> rows)
      throws IOException {
    try {
      return put(path, schema, rows);
    } catch (Storage.ConflictException e) {
      if (store.receipt(stage, plan.shardIndex()).isPresent()
          || OtherPlan.otherLineage(store, path, plan.lineage()).isPresent()) {
        throw e;
      }
      storage.delete(store.storagePath(path));
      return put(path, schema, rows);
    }
  }

  private FileEntry put(String path, Schema schema, List<? extends IndexedRecord> rows)
      throws IOException {
    return store.writeRows(path, schema, rows, DatasetStore.lineageMetadata(plan.lineage()));
  }
}
