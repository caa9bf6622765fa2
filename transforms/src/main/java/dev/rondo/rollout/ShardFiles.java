package dev.rondo.rollout;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.ForwardingStorage;
import dev.rondo.dataset.Storage;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/**
 * Writes the files of rows of one stage of a shard, before its receipt. Whoever was killed between
 * a file and its receipt left the file, and a disk may have damaged it since: one with other bytes
 * is replaced as long as the stage has no receipt, for nobody counts on it. A sound one has the
 * same bytes, whoever wrote it: two writers may replace each other's, and it is never gone, not for
 * an instant, where the storage replaces a file whole.
 */
final class ShardFiles {
  private final DatasetStore store;
  private final DatasetStore replacing;
  private final ShardPlan plan;
  private final String stage;

  /**
   * @param stage {@link ShardPlan#SAMPLED} or {@link ShardPlan#VERIFIED}
   */
  ShardFiles(Storage storage, ShardPlan plan, String stage) {
    this.store = new DatasetStore(storage, plan.dataset());
    this.replacing = new DatasetStore(new Replacing(storage), plan.dataset());
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
      return put(store, path, schema, rows);
    } catch (Storage.ConflictException e) {
      if (store.receipt(stage, plan.shardIndex()).isPresent()
          || OtherPlan.otherLineage(store, path, plan.lineage()).isPresent()) {
        throw e;
      }
      return put(replacing, path, schema, rows);
    }
  }

  private FileEntry put(
      DatasetStore into, String path, Schema schema, List<? extends IndexedRecord> rows)
      throws IOException {
    return into.writeRows(path, schema, rows, DatasetStore.lineageMetadata(plan.lineage()));
  }

  /** Writes over what is there. */
  private static final class Replacing extends ForwardingStorage {
    Replacing(Storage storage) {
      super(storage);
    }

    @Override
    public Commit putIfAbsent(String path, Content content) throws IOException {
      replace(path, content);
      return Commit.CREATED;
    }
  }
}
