// The shards of one committed round of rollouts: what training reads. Opens none of them.
package dev.rondo.trainer.batch;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Removal;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The shards that a rollouts manifest lists, in its order; rejected groups are left out. */
public final class CommittedShards {
  private final Storage storage;
  private final DatasetStore rollouts;
  private final DatasetManifest manifest;
  private final String digest;
  private final List<FileEntry> shards;
  private final boolean hasShuffledVerdicts;

  /**
   * @throws InvalidInputException if the dataset is not committed or has no rollouts
   */
  public CommittedShards(Storage storage, DatasetStore rollouts) throws IOException {
    this(storage, rollouts, false);
  }

  private CommittedShards(Storage storage, DatasetStore rollouts, boolean hasShuffledVerdicts)
      throws IOException {
    this.hasShuffledVerdicts = hasShuffledVerdicts;
    this.storage = storage;
    this.rollouts = rollouts;
    this.manifest = rollouts.committedManifest();
    rollouts.removals().refuse("Cannot train on " + rollouts.directory(), Removal.ROLLOUTS);
    this.digest = rollouts.manifestDigest();
    this.shards =
        manifest.files().stream()
            .filter(file -> file.hasRows() && !DatasetLayout.isRejected(file.path()))
            .toList();
    if (shards.stream().allMatch(file -> file.rows() == 0)) {
      throw new InvalidInputException(
          "Cannot train on " + rollouts.directory() + ": rows: 0 (allowed: 1 and above)");
    }
  }

  /** The same shards, to be trained on with their verdicts dealt out anew among all rollouts. */
  public CommittedShards withShuffledVerdicts() throws IOException {
    return new CommittedShards(storage, rollouts, true);
  }

  /** Whether the trainer deals out the verdicts anew ({@link ShuffledVerdicts}). */
  public boolean hasShuffledVerdicts() {
    return hasShuffledVerdicts;
  }

  /** The round's manifest. */
  public DatasetManifest manifest() {
    return manifest;
  }

  /** Where the manifest lies, relative to the storage. */
  public String manifestPath() throws IOException {
    return rollouts.manifestPath();
  }

  /** Digest of the manifest: the dataset version. */
  public String digest() {
    return digest;
  }

  /** Number of shards. */
  public int count() {
    return shards.size();
  }

  /**
   * Size and digests of a shard, as the manifest says.
   *
   * @param index 0-based
   */
  public FileEntry entry(int index) {
    return shards.get(index);
  }

  /** The file of a shard, local. */
  public Path file(int index) throws IOException {
    return storage.localFile(rollouts.storagePath(entry(index).path()));
  }
}
