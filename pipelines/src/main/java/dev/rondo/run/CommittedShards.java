package dev.rondo.run;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.ShardSource;
import java.io.IOException;
import java.util.List;

/** The shards of a committed dataset of rollouts, as its manifest lists them. */
final class CommittedShards implements ShardSource {
  private final Storage storage;
  private final DatasetStore rollouts;
  private final CommittedRollouts committed;
  private final List<FileEntry> shards;

  /**
   * @throws InvalidInputException if the dataset is not committed or has no rollouts
   */
  CommittedShards(Storage storage, DatasetStore rollouts) throws IOException {
    this.storage = storage;
    this.rollouts = rollouts;
    DatasetManifest manifest = rollouts.committedManifest();
    this.committed = new CommittedRollouts(manifest, rollouts.manifestDigest());
    this.shards =
        manifest.files().stream()
            .filter(file -> file.hasRows() && !file.path().startsWith("rejected/"))
            .toList();
    if (shards.stream().allMatch(file -> file.rows() == 0)) {
      throw new InvalidInputException(
          "Cannot train on " + rollouts.directory() + ": rows: 0 (allowed: 1 and above)");
    }
  }

  DatasetManifest manifest() {
    return committed.manifest();
  }

  String digest() {
    return committed.digest();
  }

  @Override
  public int shardCount() {
    return shards.size();
  }

  @Override
  public boolean isComplete() {
    return true;
  }

  @Override
  public ReadyShard await(int shardIndex) throws IOException {
    FileEntry entry = shards.get(shardIndex);
    return new ReadyShard(shardIndex, entry, storage.localFile(rollouts.storagePath(entry.path())));
  }

  @Override
  public CommittedRollouts awaitManifest() {
    return committed;
  }
}
