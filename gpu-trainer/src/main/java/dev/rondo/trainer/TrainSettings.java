// What decides how a round is trained: the train group of run.yaml, typed and checked.
package dev.rondo.trainer;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.metrics.Alarm;
import dev.rondo.trainer.network.AdamWSettings;
import dev.rondo.trainer.network.CriticSettings;
import dev.rondo.trainer.network.MemorySettings;
import dev.rondo.trainer.objective.Objective;
import java.util.List;

/**
 * How a round is trained. Every field decides the bytes of the next policy.
 *
 * @param objective the loss
 * @param optimizer AdamW's constants
 * @param schedule learning rate by round; round 1 is position 0
 * @param shardsPerUpdate consecutive shards that one update consumes, at least 1; the last update
 *     of a round takes what is left
 * @param clipNorm upper limit of the gradient's global norm, above 0; 0 switches clipping off
 * @param memory what bounds the memory
 * @param resetOptimizer whether the moments start at zero each round (the PACS paper's text) or are
 *     carried on (its released code)
 * @param unknownReward label of a rollout whose verdict is unknown, 0 or 1
 * @param nonFiniteLimit updates of a run that may be skipped because a number in them was not
 *     finite; one more stops the run
 * @param heldOutGroups groups of a round that are not trained on and measure label prediction, 0 or
 *     above
 * @param labelBeta scale of the implicit reward in label prediction, above 0
 * @param critic how the critic is trained, for objectives that have one
 * @param alarms what is watched after each round
 * @param allowTruncatedSampling whether rollouts sampled with top-p or top-k may be trained on
 * @param use what is made of truncated responses and of groups that teach nothing
 */
public record TrainSettings(
    Objective objective,
    AdamWSettings optimizer,
    LearningRateSchedule schedule,
    int shardsPerUpdate,
    double clipNorm,
    MemorySettings memory,
    boolean resetOptimizer,
    double unknownReward,
    int nonFiniteLimit,
    int heldOutGroups,
    double labelBeta,
    CriticSettings critic,
    List<Alarm> alarms,
    boolean allowTruncatedSampling,
    RolloutUse use) {

  /** Checks every field. */
  public TrainSettings {
    check("train.shards-per-update", shardsPerUpdate, shardsPerUpdate >= 1, "1 and above");
    check("optimizer.clip-norm", clipNorm, clipNorm >= 0 && clipNorm < 1e9, "0 for off, or above");
    check(
        "train.unknown-reward", unknownReward, unknownReward == 0 || unknownReward == 1, "0 or 1");
    check("train.non-finite-limit", nonFiniteLimit, nonFiniteLimit >= 0, "0 and above");
    check("train.held-out-groups", heldOutGroups, heldOutGroups >= 0, "0 and above");
    check("objective.beta", labelBeta, labelBeta > 0, "above 0");
    alarms = List.copyOf(alarms);
  }

  /** These settings with other alarms. */
  public TrainSettings with(List<Alarm> others) {
    return new TrainSettings(
        objective,
        optimizer,
        schedule,
        shardsPerUpdate,
        clipNorm,
        memory,
        resetOptimizer,
        unknownReward,
        nonFiniteLimit,
        heldOutGroups,
        labelBeta,
        critic,
        others,
        allowTruncatedSampling,
        use);
  }

  private static void check(String field, double value, boolean holds, String allowed) {
    if (!holds) {
      throw new InvalidInputException(
          "Cannot train with " + field + ": " + value + " (allowed: " + allowed + ")");
    }
  }
}
