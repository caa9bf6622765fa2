// Where the trainer gets the shards of a round from, one by one as they become ready.
package dev.rondo.trainer;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.FileEntry;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The shards of one round of rollouts, in order. The trainer may start on the first one while later
 * ones are still being sampled: they all come from the same behavior policy.
 */
public interface ShardSource {

  /** Number of shards of the round. */
  int shardCount();

  /**
   * Whether all shards and the manifest are there already and may be read twice: then they are all
   * checked before the first update.
   */
  default boolean isComplete() {
    return false;
  }

  /**
   * Waits for a shard.
   *
   * @param shardIndex 0-based
   * @return the shard, complete and durable
   * @throws IOException if it will never come, for instance because sampling failed
   */
  ReadyShard await(int shardIndex) throws IOException, InterruptedException;

  /**
   * Waits for the round's manifest, which the trainer compares with the shards it consumed before
   * it publishes.
   *
   * @throws IOException if it will never come
   */
  CommittedRollouts awaitManifest() throws IOException, InterruptedException;

  /**
   * A shard that is complete.
   *
   * @param shardIndex 0-based
   * @param entry size and digests, from the shard's receipt or the manifest
   * @param file the file itself, local
   */
  record ReadyShard(int shardIndex, FileEntry entry, Path file) {}

  /**
   * The round's manifest.
   *
   * @param manifest the manifest
   * @param digest its digest: the dataset version
   */
  record CommittedRollouts(DatasetManifest manifest, String digest) {}
}
