package dev.rondo.rollout;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.LineageDifference;
import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.RejectedGroup;
import dev.rondo.schema.SampledResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Keeps sampled shards that could not be judged, so that a fault of a verifier does not sample
 * again, but for one while groups are still replaced by those of reserves. Its files go when the
 * dataset is committed.
 */
public final class Spool {
  private final Storage storage;

  /**
   * @param storage where the dataset lives
   */
  public Spool(Storage storage) {
    this.storage = storage;
  }

  /** Keeps a shard: rows of SampledResponse, then the receipt that says they are whole. */
  public Receipt keep(SampledShard sampled) throws IOException {
    ShardPlan plan = sampled.plan();
    ShardFiles files = new ShardFiles(storage, plan, ShardPlan.SAMPLED);
    if (!sampled.rejected().isEmpty()) {
      files.write(plan.spoolRejectedPath(), RejectedGroup.getClassSchema(), sampled.rejected());
    }
    FileEntry file =
        files.write(plan.spoolPath(), SampledResponse.getClassSchema(), sampled.rows());
    int rejected = sampled.rejected().size();
    Receipt receipt =
        new Receipt(
            ShardPlan.SAMPLED,
            plan.shardIndex(),
            file,
            plan.problems().size() - rejected,
            rejected,
            sampled.tokens(),
            sampled.counts());
    new DatasetStore(storage, plan.dataset()).writeReceipt(receipt);
    return receipt;
  }

  /**
   * The shard that an earlier attempt kept; empty if none did.
   *
   * @throws InvalidInputException if it was sampled under another plan
   */
  public Optional<SampledShard> read(ShardPlan plan) throws IOException {
    DatasetStore store = new DatasetStore(storage, plan.dataset());
    Optional<Receipt> receipt = store.receipt(ShardPlan.SAMPLED, plan.shardIndex());
    if (receipt.isEmpty()) {
      return Optional.empty();
    }
    FileEntry file = receipt.get().file();
    List<SampledResponse> rows = store.readRows(file, SampledResponse.class);
    Optional<String> other = OtherPlan.otherLineage(store, file.path(), plan.lineage());
    if (other.isPresent()) {
      throw new InvalidInputException(
          "Cannot judge "
              + store.storagePath(file.path())
              + ": another plan sampled it, of "
              + LineageDifference.between(other.get(), plan.lineage())
              + " (allowed: what this plan samples)");
    }
    List<RejectedGroup> rejected =
        receipt.get().rejectedGroups() == 0
            ? List.of()
            : store.readRows(plan.spoolRejectedPath(), RejectedGroup.class);
    return Optional.of(new SampledShard(plan, rows, rejected, receipt.get().counts()));
  }
}
