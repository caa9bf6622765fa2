// The shards of a round on their way into training: what is read, checked, held out, remembered.
package dev.rondo.trainer;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.objective.Metrics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the shards of one round in order, a few an update, and keeps the last groups of some back.
 * Each is checked before an update sees it: that it is what its receipt or manifest says, that its
 * rows are sound, that it fits the token budget, and that its lineage is that of rollouts of the
 * behavior policy. Where the round is complete, all are checked before the first update.
 */
final class RoundShards {

  private final TrainRoundInputs inputs;
  private final TrainSettings settings;
  private final ShardSource source;
  private final RolloutShards reader;
  private final String behaviorDigest;
  private final String tokenizerDigest;
  private final List<FileEntry> consumed = new ArrayList<>();
  private final List<RolloutShard> heldOut = new ArrayList<>();
  private int next;

  RoundShards(TrainRoundInputs inputs, RoundModels models) {
    this.inputs = inputs;
    this.settings = inputs.settings();
    this.source = inputs.shards();
    this.reader =
        new RolloutShards(
            inputs.groupSize(),
            models.files().config().vocabularySize(),
            settings.unknownReward(),
            settings.objective().rewards());
    this.behaviorDigest = models.behaviorDigest();
    this.tokenizerDigest = models.tokenizerDigest();
  }

  /** Updates that the shards give; the last takes what is left. */
  int updateCount() {
    return (source.shardCount() + settings.shardsPerStep() - 1) / settings.shardsPerStep();
  }

  /** Reads and checks every shard of a round that is complete, and keeps none. */
  void checkAll() throws IOException, InterruptedException {
    checkLineage("the round's manifest", source.awaitManifest().manifest().lineage());
    for (int index = 0; index < source.shardCount(); index++) {
      read(source.await(index));
    }
  }

  /**
   * Waits for the shards of the next update, reads them and keeps their held-out groups back.
   *
   * @param metrics of the update
   * @param round is told of whole shards
   */
  List<RolloutShard> take(Metrics metrics, RoundMetrics round)
      throws IOException, InterruptedException {
    List<RolloutShard> shards = new ArrayList<>();
    int to = Math.min(source.shardCount(), next + settings.shardsPerStep());
    for (; next < to; next++) {
      long waitStart = System.nanoTime();
      ShardSource.ReadyShard ready = source.await(next);
      metrics.addSum("train/wait_seconds", (System.nanoTime() - waitStart) / 1e9);
      long readStart = System.nanoTime();
      RolloutShard shard = read(ready);
      metrics.addSum("time/read_seconds", (System.nanoTime() - readStart) / 1e9);
      consumed.add(ready.entry());
      round.addRollouts(shard);
      int kept = shard.groupCount() - heldOutGroups(next, shard.groupCount());
      if (kept < shard.groupCount()) {
        heldOut.add(shard.groups(kept, shard.groupCount()));
      }
      if (kept > 0) {
        shards.add(shard.groups(0, kept));
      }
    }
    return shards;
  }

  /** The groups kept back so far. */
  List<RolloutShard> heldOut() {
    return heldOut;
  }

  /**
   * Waits for the round's manifest.
   *
   * @throws InvalidInputException if it does not list every consumed shard as it was consumed
   */
  ShardSource.CommittedRollouts committed() throws IOException, InterruptedException {
    ShardSource.CommittedRollouts rollouts = source.awaitManifest();
    DatasetManifest manifest = rollouts.manifest();
    for (FileEntry entry : consumed) {
      if (!manifest.files().contains(entry)) {
        throw new InvalidInputException(
            "Cannot publish round "
                + inputs.round()
                + ": consumed shard "
                + entry.path()
                + " of SHA-256 "
                + entry.sha256()
                + " (allowed: the shards of the round's manifest)");
      }
    }
    checkLineage("the round's manifest", manifest.lineage());
    return rollouts;
  }

  private RolloutShard read(ShardSource.ReadyShard ready) throws IOException {
    RolloutShards.Read read = reader.read(ready.file(), ready.entry());
    if (read.lineage() != null) {
      checkLineage("shard " + ready.file(), read.lineage());
    }
    settings.memory().check(read.shard().sequences(), "shard " + ready.file());
    return read.shard();
  }

  private void checkLineage(String what, Lineage lineage) {
    check(what, "group size", lineage.groupSize(), inputs.groupSize());
    check(what, "sampling settings", lineage.sampling(), inputs.sampling());
    if (!inputs.allowsOffPolicy()) {
      check(what, "policy digest", lineage.policyDigest(), behaviorDigest);
    }
    if (lineage.tokenizerDigest() != null) {
      check(what, "tokenizer digest", lineage.tokenizerDigest(), tokenizerDigest);
    }
  }

  private void check(String where, String what, Object found, Object expected) {
    if (!expected.equals(found)) {
      throw new InvalidInputException(
          "Cannot train "
              + inputs.behaviorDirectory()
              + " in round "
              + inputs.round()
              + " on "
              + where
              + ": rollouts with "
              + what
              + " "
              + found
              + " (allowed: "
              + expected
              + ")");
    }
  }

  /**
   * Held-out groups of a shard: its last ones, the round's number spread evenly over the shards. A
   * shard keeps at least one group to train on.
   */
  private int heldOutGroups(int shardIndex, int groupCount) {
    int shardCount = source.shardCount();
    long wanted = settings.heldOutGroups();
    int share = (int) ((shardIndex + 1) * wanted / shardCount - shardIndex * wanted / shardCount);
    return Math.max(0, Math.min(share, groupCount - 1));
  }
}
