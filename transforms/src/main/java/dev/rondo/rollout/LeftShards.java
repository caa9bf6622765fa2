package dev.rondo.rollout;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.RejectedGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Shards that an earlier job left in a dataset which is not committed, looked at before the next
 * job takes them over: each file is to have the size and the SHA-256 that its receipt says. What is
 * damaged goes with its receipt, and is made again. What has no receipt yet may be that of a writer
 * who is about to write it, and is left alone: {@link ShardFiles} has to do with it.
 *
 * <p>What a job makes itself is not read again: this is done once, before it starts.
 */
public final class LeftShards {
  private LeftShards() {}

  /**
   * Removes damaged shards of a dataset, unless it is committed. No job may be at work on it.
   *
   * @return one line for each that was damaged and is made again
   */
  public static List<String> removeDamaged(Storage storage, DatasetPlan plan) throws IOException {
    DatasetStore store = new DatasetStore(storage, plan.directory());
    List<String> removed = new ArrayList<>();
    if (store.isCommitted()) {
      return removed;
    }
    if (storage.list(plan.directory()).isEmpty()) {
      return removed;
    }
    for (ShardPlan shard : plan.shards()) {
      for (String stage : List.of(ShardPlan.VERIFIED, ShardPlan.SAMPLED)) {
        Optional<String> fault = fault(store, stage, shard.shardIndex());
        if (fault.isEmpty()) {
          fault = otherRejected(store, stage, shard.shardIndex(), plan.lineage());
        }
        if (fault.isPresent()) {
          remove(storage, store, stage, shard.shardIndex());
          removed.add(
              "Makes "
                  + plan.directory()
                  + " shard "
                  + shard.shardIndex()
                  + " again: "
                  + fault.get());
        } else if (store.receipt(stage, shard.shardIndex()).isPresent()) {
          break; // A shard that is complete needs its spool no more.
        }
      }
    }
    return removed;
  }

  private static void remove(Storage storage, DatasetStore store, String stage, int shardIndex)
      throws IOException {
    for (String path : files(stage, shardIndex)) {
      storage.delete(store.storagePath(path));
    }
  }

  /**
   * What is wrong with a shard of a dataset that is not committed.
   *
   * @param stage {@link ShardPlan#SAMPLED} or {@link ShardPlan#VERIFIED}
   * @return one line; empty if the shard is as its receipt says, or has no receipt
   */
  public static Optional<String> fault(DatasetStore store, String stage, int shardIndex)
      throws IOException {
    try {
      Optional<Receipt> receipt = store.receipt(stage, shardIndex);
      if (receipt.isEmpty()) {
        return Optional.empty();
      }
      String path = files(stage, shardIndex).get(0);
      if (!receipt.get().file().path().equals(path)) {
        throw new InvalidInputException(
            "Cannot use receipt "
                + store.storagePath(Receipt.path(stage, shardIndex))
                + ": its file is "
                + receipt.get().file().path()
                + " (allowed: "
                + path
                + ")");
      }
      Optional<String> fault = store.fault(receipt.get().file());
      return fault.isPresent() ? fault : faultOfRejected(store, receipt.get());
    } catch (InvalidInputException e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * No receipt has the digest of rejected rows: their pages have checksums, and rows are counted.
   */
  private static Optional<String> faultOfRejected(DatasetStore store, Receipt receipt)
      throws IOException {
    String path = rejectedFile(receipt.stage(), receipt.shardIndex());
    int rows = receipt.rejectedGroups();
    int found = rows == 0 ? 0 : store.readRows(path, RejectedGroup.class).size();
    return found == rows
        ? Optional.empty()
        : Optional.of(
            "Cannot accept "
                + store.storagePath(path)
                + ": rows is "
                + found
                + " (allowed: "
                + rows
                + ", as its receipt says)");
  }

  /**
   * What differs if the rejected rows of a shard, written again, have other bytes. A shard of
   * another plan is not damaged, and not this plan's to remove.
   */
  private static Optional<String> otherRejected(
      DatasetStore store, String stage, int shardIndex, Lineage lineage) throws IOException {
    Optional<Receipt> receipt = store.receipt(stage, shardIndex);
    if (receipt.isEmpty()
        || receipt.get().rejectedGroups() == 0
        || OtherPlan.otherLineage(store, receipt.get().file().path(), lineage).isPresent()) {
      return Optional.empty();
    }
    try {
      DatasetCommitter.rejectedFile(store, rejectedFile(stage, shardIndex), lineage);
      return Optional.empty();
    } catch (Storage.ConflictException e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * All files of a shard, relative to the dataset's directory: its rows first and its receipt last,
   * so that whoever removes some of them in this order has a shard that is at fault.
   */
  public static List<String> files(String stage, int shardIndex) {
    String rows =
        stage.equals(ShardPlan.SAMPLED)
            ? ShardPlan.spoolPath(shardIndex)
            : ShardPlan.shardPath(shardIndex);
    return List.of(rows, rejectedFile(stage, shardIndex), Receipt.path(stage, shardIndex));
  }

  private static String rejectedFile(String stage, int shardIndex) {
    return stage.equals(ShardPlan.SAMPLED)
        ? ShardPlan.spoolRejectedPath(shardIndex)
        : ShardPlan.rejectedPath(shardIndex);
  }
}
