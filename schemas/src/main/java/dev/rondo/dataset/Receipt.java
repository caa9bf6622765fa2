package dev.rondo.dataset;

import java.io.Serializable;

/**
 * Says that one shard of a round is complete. Receipts, not rollouts, are what flows between the
 * operators of the rollout job; a shard's receipt is also its commit for the trainer, which may
 * consume the shard before the manifest is written.
 *
 * @param stage {@code sampled} (the spool) or {@code verified} (the final shard)
 * @param shardIndex index of the shard, 0-based
 * @param file the shard's file, path relative to the dataset's directory
 * @param acceptedGroups number of whole groups in it
 * @param rejectedGroups number of whole groups that left by {@code rejected/}
 * @param tokens response tokens in it
 */
public record Receipt(
    String stage,
    int shardIndex,
    FileEntry file,
    int acceptedGroups,
    int rejectedGroups,
    long tokens)
    implements Serializable {}
