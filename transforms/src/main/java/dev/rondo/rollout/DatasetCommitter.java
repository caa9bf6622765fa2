package dev.rondo.rollout;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.RejectedGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Commits a dataset once every shard has its receipt: asserts that accepted and rejected groups sum
 * to the planned ones, writes the manifest, then removes the spool.
 */
public final class DatasetCommitter {
  private final Storage storage;

  /**
   * @param storage where the dataset lives
   */
  public DatasetCommitter(Storage storage) {
    this.storage = storage;
  }

  /**
   * Commits.
   *
   * @param receipts of all shards, in any order; the same one may occur twice
   * @return the digest of the manifest: the dataset's version
   * @throws InvalidInputException if a shard is missing or a count does not add up
   */
  public String commit(PlanOutline plan, Iterable<Receipt> receipts) throws IOException {
    DatasetStore store = new DatasetStore(storage, plan.directory());
    SortedMap<Integer, Receipt> byShard = new TreeMap<>();
    receipts.forEach(receipt -> byShard.put(receipt.shardIndex(), receipt));
    List<FileEntry> files = new ArrayList<>();
    long accepted = 0;
    long rejected = 0;
    long rows = 0;
    long tokens = 0;
    for (int i = 0; i < plan.problemCounts().size(); i++) {
      int planned = plan.problemCounts().get(i);
      Receipt receipt = byShard.get(i);
      if (receipt == null || receipt.acceptedGroups() + receipt.rejectedGroups() != planned) {
        throw new InvalidInputException(
            "Cannot commit "
                + plan.directory()
                + ": shard "
                + i
                + " has "
                + (receipt == null
                    ? "no receipt"
                    : receipt.acceptedGroups() + " + " + receipt.rejectedGroups() + " groups")
                + " (allowed: accepted + rejected = "
                + planned
                + ")");
      }
      files.add(receipt.file());
      if (receipt.rejectedGroups() > 0) {
        files.add(rejectedFile(store, ShardPlan.rejectedPath(i), plan.lineage()));
      }
      accepted += receipt.acceptedGroups();
      rejected += receipt.rejectedGroups();
      rows += receipt.file().rows();
      tokens += receipt.tokens();
    }
    SortedMap<String, Long> counts = ReceiptCounts.sum(byShard.values());
    counts.put("planned-groups", plan.plannedGroups());
    counts.put("accepted-groups", accepted);
    counts.put("rejected-groups", rejected);
    counts.put("rows", rows);
    counts.put("response-tokens", tokens);
    store.commit(plan.kind(), files, counts, plan.lineage());
    removeSpool(storage, plan.directory());
    return store.manifestDigest();
  }

  /** The entry of a shard's rejected groups: writing the same rows again finds the same file. */
  static FileEntry rejectedFile(DatasetStore store, String path, Lineage lineage)
      throws IOException {
    return store.writeRows(
        path,
        RejectedGroup.getClassSchema(),
        store.readRows(path, RejectedGroup.class),
        DatasetStore.lineageMetadata(lineage));
  }

  /**
   * Removes what a committed dataset no longer needs: its plan, spool files and their receipts.
   * Does nothing to a dataset that is not committed.
   *
   * @param directory of the dataset in its storage
   */
  public static void removeSpool(Storage storage, String directory) throws IOException {
    Optional<DatasetManifest> manifest = new DatasetStore(storage, directory).manifest();
    if (manifest.isEmpty()) {
      return;
    }
    List<String> spool = new ArrayList<>();
    for (String path : storage.list(directory)) {
      if (DatasetLayout.workInProgress(path, ShardPlan.SAMPLED) == directory.length()) {
        spool.add(path);
      }
    }
    // The plan goes last: while it is there, the rest is known to be to be removed.
    spool.sort(Comparator.comparing(DatasetLayout::isPlan));
    for (String path : spool) {
      storage.delete(path);
    }
  }
}
