package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import java.io.Serializable;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Says that one shard of a round is complete. Receipts, not rollouts, are what flows between the
 * operators of the rollout job. Nobody but the job reads them: training begins with the manifest.
 *
 * @param stage {@code sampled} (the spool) or {@code verified} (the final shard)
 * @param shardIndex index of the shard, 0-based
 * @param file the shard's file, path relative to the dataset's directory
 * @param acceptedGroups number of whole groups in it
 * @param rejectedGroups number of whole groups that were rejected
 * @param tokens response tokens in it
 * @param counts named totals of the shard that the manifest adds up over the shards, such as {@code
 *     replaced-groups} and those of {@link RolloutTally}; empty where there are none
 */
public record Receipt(
    String stage,
    int shardIndex,
    FileEntry file,
    int acceptedGroups,
    int rejectedGroups,
    long tokens,
    SortedMap<String, Long> counts)
    implements Serializable {

  /** A receipt without counts of its own. */
  public Receipt(
      String stage,
      int shardIndex,
      FileEntry file,
      int acceptedGroups,
      int rejectedGroups,
      long tokens) {
    this(stage, shardIndex, file, acceptedGroups, rejectedGroups, tokens, new TreeMap<>());
  }

  /** Checks every field. */
  public Receipt {
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    requireStage(stage);
    if (shardIndex < 0 || acceptedGroups < 0 || rejectedGroups < 0 || tokens < 0) {
      throw new InvalidInputException(
          "Cannot use a receipt of stage "
              + stage
              + " with shard-index "
              + shardIndex
              + ", accepted-groups "
              + acceptedGroups
              + ", rejected-groups "
              + rejectedGroups
              + ", tokens "
              + tokens
              + " (allowed: each 0 and above)");
    }
    if (file == null) {
      throw new InvalidInputException("Cannot use a receipt without file");
    }
  }

  /** Where a receipt lies, relative to the dataset's directory. */
  public static String path(String stage, int shardIndex) {
    return DatasetLayout.receipt(
        requireStage(stage) + String.format(Locale.ROOT, "-%05d.json", shardIndex));
  }

  private static String requireStage(String stage) {
    if (stage == null || !STAGE.matcher(stage).matches()) {
      throw new InvalidInputException(
          "Cannot use a receipt of stage: " + stage + " (allowed: lower-case letters)");
    }
    return stage;
  }

  private static final Pattern STAGE = Pattern.compile("[a-z]+");
}
