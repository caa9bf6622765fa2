// The numbers of one round: collected from updates and shards, watched by the alarms, logged.
package dev.rondo.trainer;

import dev.rondo.dataset.FirstRollouts;
import dev.rondo.dataset.RolloutTally;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.batch.RolloutShard;
import dev.rondo.trainer.metrics.Alarm;
import dev.rondo.trainer.metrics.MetricsLog;
import dev.rondo.trainer.metrics.MetricsPosition;
import dev.rondo.trainer.metrics.ProcessMemory;
import dev.rondo.trainer.objective.Metrics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What a round's rows in the metrics log are made of. */
final class RoundMetrics {

  /** Metric of an update, and its mean over the updates of a round: the policy's loss. */
  static final String LOSS = "train/loss";

  /** The same for the critic's loss. */
  static final String VALUE_LOSS = "train/value_loss";

  private final MetricsLog log;
  private final int round;
  private final String named;
  private final Metrics whole = new Metrics();
  private int updatesWithLoss;

  /**
   * Metrics of one round.
   *
   * @param log where its rows go
   * @param round its index
   * @param named the round in words
   */
  RoundMetrics(MetricsLog log, int round, String named) {
    this.log = log;
    this.round = round;
    this.named = named;
  }

  /** Metrics of the whole round, to be added to. */
  Metrics whole() {
    return whole;
  }

  /** Adds what the rollouts of a whole shard say, its held-out groups included. */
  void addRollouts(RolloutShard shard) {
    int sequences = shard.sequenceCount();
    whole.addMean("rollout/reward", Arrays.stream(shard.outcomeRewards()).sum(), sequences);
    for (int group = 0; group < shard.groupCount(); group++) {
      double share = shard.correctShare(group);
      whole.addMean("rollout/mixed_groups", share > 0 && share < 1 ? 1 : 0, 1);
      whole.addMean("rollout/all_correct_groups", share == 1 ? 1 : 0, 1);
      whole.addMean("rollout/all_incorrect_groups", share == 0 ? 1 : 0, 1);
    }
    whole.addMean("rollout/response_tokens", shard.responseTokenCount(), sequences);
    whole.addMean("rollout/truncated", shard.truncatedCount(), sequences);
    whole.addMean("rollout/unknown", shard.unknownCount(), sequences);
    whole.addSum("rollout/groups", shard.groupCount());
  }

  /**
   * Adds what the planned problems gave before reserves took places of their groups.
   *
   * @param unknownReward what an unknown verdict is read as
   */
  void addFirst(FirstRollouts first, double unknownReward) {
    RolloutTally tally = first.tally();
    long rollouts = tally.rollouts();
    long groups = tally.groups();
    whole.addMean("rollout/first_reward", tally.rewards(unknownReward), rollouts);
    whole.addMean("rollout/first_mixed_groups", tally.mixedGroups(), groups);
    whole.addMean("rollout/first_all_correct_groups", tally.solvedGroups(), groups);
    whole.addMean(
        "rollout/first_all_incorrect_groups",
        groups - tally.mixedGroups() - tally.solvedGroups(),
        groups);
    whole.addMean("rollout/first_response_tokens", first.responseTokens(), rollouts);
    whole.addMean("rollout/first_truncated", tally.truncated(), rollouts);
  }

  /** Removes the rows of an attempt that was killed: those after what is committed. */
  void forgetAfter(MetricsPosition committed) throws IOException {
    log.cutBack(MetricsLog.UPDATE_PHASE, committed);
    log.cutBack(MetricsLog.ROUND_PHASE, new MetricsPosition(committed.round(), 0));
  }

  /**
   * Logs an update and adds it to the round.
   *
   * @return the row's values
   */
  SortedMap<String, Double> addUpdate(int update, Metrics metrics) throws IOException {
    whole.merge(metrics);
    SortedMap<String, Double> values = withSpeed(metrics.values());
    updatesWithLoss += values.containsKey(LOSS) ? 1 : 0;
    log.append(MetricsLog.UPDATE_PHASE, new MetricsPosition(round, update), values);
    return values;
  }

  /** The values of the whole round so far; losses are means over the updates that have one. */
  SortedMap<String, Double> values(int updates) {
    SortedMap<String, Double> values = new TreeMap<>(whole.values());
    for (String key : List.of(LOSS, VALUE_LOSS)) {
      values.computeIfPresent(key, (name, sum) -> sum / updatesWithLoss);
    }
    values.put("train/updates", (double) updates);
    values.putAll(ProcessMemory.mebibytes());
    return values;
  }

  /**
   * Looks for failure signatures, against the rounds that the log holds.
   *
   * @param values of this round; alarms that show are added to them
   * @param warn told of an alarm that only warns
   * @throws InvalidInputException if an alarm that stops shows
   */
  void watch(List<Alarm> alarms, SortedMap<String, Double> values, Consumer<String> warn)
      throws IOException {
    List<SortedMap<String, Double>> earlier = new ArrayList<>();
    for (MetricsLog.Row row : log.rows()) {
      if (row.phase().equals(MetricsLog.ROUND_PHASE) && row.position().round() < round) {
        earlier.add(row.values());
      }
    }
    for (Alarm alarm : alarms) {
      Optional<String> raised = alarm.raised(earlier, values);
      if (raised.isPresent()) {
        String key = alarm.signature().key();
        String what = "alarm " + key + " in " + named + ", " + raised.get();
        if (alarm.action() == Alarm.Action.STOP) {
          throw new InvalidInputException(
              "Cannot go on: " + what + "; alarms." + key + " says stop)");
        }
        values.put("alarm/" + key.replace('-', '_'), 1.0);
        warn.accept("Warning: " + what + ")");
      }
    }
  }

  /** Logs the round. */
  void append(SortedMap<String, Double> values) throws IOException {
    log.append(MetricsLog.ROUND_PHASE, new MetricsPosition(round, 0), withSpeed(values));
  }

  private static SortedMap<String, Double> withSpeed(SortedMap<String, Double> values) {
    SortedMap<String, Double> all = new TreeMap<>(values);
    double seconds = all.getOrDefault("train/seconds", 0.0);
    if (seconds > 0 && all.containsKey("train/tokens")) {
      all.put("train/tokens_per_second", all.get("train/tokens") / seconds);
    }
    return all;
  }
}
