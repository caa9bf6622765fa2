// The shards of a round on their way into training: what is read, checked, held out, remembered.
package dev.rondo.trainer;

import dev.rondo.dataset.Lineage;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.batch.CommittedShards;
import dev.rondo.trainer.batch.RolloutShard;
import dev.rondo.trainer.batch.ShardReader;
import dev.rondo.trainer.batch.ShuffledVerdicts;
import dev.rondo.trainer.objective.Metrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the shards of one round in order, a few an update, and keeps the last groups of some back.
 * All are checked before the first update, and each again when it is read for its own: that it is
 * what the manifest says, that its rows are sound, that it fits the token budget, and that its
 * lineage is that of rollouts of the behavior policy.
 */
final class RoundShards {

  private final TrainRoundInputs inputs;
  private final TrainSettings settings;
  private final CommittedShards source;
  private final ShardReader reader;
  private final String behaviorDigest;
  private final String tokenizerDigest;
  private final List<RolloutShard> heldOut = new ArrayList<>();
  private int next;

  /** Outcomes of all rollouts, dealt out anew; null where each keeps its own. */
  private final ShuffledVerdicts shuffled;

  RoundShards(TrainRoundInputs inputs, RoundModels models) {
    this.inputs = inputs;
    this.settings = inputs.settings();
    this.source = inputs.rollouts().shards();
    this.shuffled = source.hasShuffledVerdicts() ? new ShuffledVerdicts() : null;
    this.reader =
        new ShardReader(
            inputs.rollouts().groupSize(),
            models.files().config().vocabularySize(),
            settings.unknownReward(),
            settings.objective().rewards());
    this.behaviorDigest = models.behaviorDigest();
    this.tokenizerDigest = models.tokenizerDigest();
  }

  /** Updates that the shards give; the last takes what is left. */
  int updateCount() {
    return (source.count() + settings.shardsPerUpdate() - 1) / settings.shardsPerUpdate();
  }

  /** Reads and checks every shard, and keeps none. */
  void checkAll() throws IOException {
    checkLineage(source.manifestPath(), source.manifest().lineage());
    for (int index = 0; index < source.count(); index++) {
      RolloutShard shard = read(index);
      if (shuffled != null) {
        shuffled.add(shard, rewarded(shard));
      }
    }
    if (shuffled != null) {
      shuffled.deal(inputs.surroundings().identity().seed(), inputs.rollouts().round());
    }
  }

  /**
   * Reads the shards of the next update and keeps their held-out groups back.
   *
   * @param metrics of the update
   * @param round is told of whole shards, as the verifier judged them
   */
  List<RolloutShard> take(Metrics metrics, RoundMetrics round) throws IOException {
    List<RolloutShard> shards = new ArrayList<>();
    int to = Math.min(source.count(), next + settings.shardsPerUpdate());
    for (; next < to; next++) {
      long readStart = System.nanoTime();
      RolloutShard shard = read(next);
      metrics.addSum("time/read_seconds", (System.nanoTime() - readStart) / 1e9);
      round.addRollouts(shard);
      ShuffledVerdicts.Dealt outcomes =
          shuffled == null
              ? new ShuffledVerdicts.Dealt(shard, rewarded(shard))
              : shuffled.next(shard);
      int kept = shard.groupCount() - heldOutGroups(next, shard.groupCount());
      if (kept < shard.groupCount()) {
        heldOut.add(outcomes.judged().groups(kept, shard.groupCount()));
      }
      if (kept > 0) {
        shards.add(outcomes.trained().groups(0, kept));
      }
    }
    return shards;
  }

  /** The groups kept back so far. */
  List<RolloutShard> heldOut() {
    return heldOut;
  }

  private RolloutShard rewarded(RolloutShard shard) {
    return settings.use().rewarded(shard, inputs.rollouts().sampling().maxResponseTokens());
  }

  private RolloutShard read(int index) throws IOException {
    Path file = source.file(index);
    ShardReader.Read read = reader.read(file, source.entry(index));
    if (read.lineage() != null) {
      checkLineage("shard " + file, read.lineage());
    }
    settings.memory().check(read.shard().sequences(), "shard " + file);
    return read.shard();
  }

  private void checkLineage(String what, Lineage lineage) {
    check(what, "group size", lineage.groupSize(), inputs.rollouts().groupSize());
    check(what, "sampling settings", lineage.sampling(), inputs.rollouts().sampling());
    if (!inputs.rollouts().allowsOffPolicy()) {
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
              + inputs.policies().behavior()
              + " in "
              + inputs.rollouts().named()
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
    int shardCount = source.count();
    long wanted = settings.heldOutGroups();
    int share = (int) ((shardIndex + 1) * wanted / shardCount - shardIndex * wanted / shardCount);
    return Math.max(0, Math.min(share, groupCount - 1));
  }
}
