// What decides how a round is trained: the train group of run.yaml, typed and checked.
package dev.rondo.trainer;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.objective.Objective;

/**
 * How a round is trained. Every field decides the bytes of the next policy.
 *
 * @param objective the loss
 * @param optimizer AdamW's constants
 * @param schedule learning rate by round; round 1 is position 0
 * @param shardsPerStep consecutive shards that one update consumes, at least 1; the last update of
 *     a round takes what is left
 * @param clipNorm upper limit of the gradient's global norm, above 0; 0 switches clipping off
 * @param memory what bounds the memory
 * @param resetOptimizer whether the moments start at zero each round (the PACS paper's text) or are
 *     carried on (its released code)
 * @param unknownReward label of a rollout whose verdict is unknown, 0 or 1
 * @param behaviorGapLimit largest allowed mean difference between behavior log-probabilities and
 *     the trainer's own for the same weights, in nats per token over one update, above 0; beyond it
 *     the round stops
 * @param allowTruncatedSampling whether rollouts sampled with top-p or top-k may be trained on
 */
public record TrainSettings(
    Objective objective,
    AdamWSettings optimizer,
    LearningRateSchedule schedule,
    int shardsPerStep,
    double clipNorm,
    MemorySettings memory,
    boolean resetOptimizer,
    double unknownReward,
    double behaviorGapLimit,
    boolean allowTruncatedSampling) {

  /** Checks every field. */
  public TrainSettings {
    check("shards-per-step", shardsPerStep, shardsPerStep >= 1, "1 and above");
    check("clip-norm", clipNorm, clipNorm >= 0 && clipNorm < 1e9, "0 for off, or above");
    check("unknown-reward", unknownReward, unknownReward == 0 || unknownReward == 1, "0 or 1");
    check("behavior-gap-limit", behaviorGapLimit, behaviorGapLimit > 0, "above 0");
  }

  private static void check(String field, double value, boolean holds, String allowed) {
    if (!holds) {
      throw new InvalidInputException(
          "Cannot train with train." + field + ": " + value + " (allowed: " + allowed + ")");
    }
  }
}
