package dev.rondo.trainer;

import dev.rondo.schema.SamplingSettings;
import dev.rondo.trainer.batch.CommittedShards;

/**
 * What a round trains on.
 *
 * @param round round index, 1 and above
 * @param shards the round's rollouts
 * @param groupSize rollouts per problem, as many as the objective needs or more
 * @param sampling how they were sampled
 * @param allowsOffPolicy whether rollouts that another policy sampled are taken as if this one had
 */
public record RoundRollouts(
    int round,
    CommittedShards shards,
    int groupSize,
    SamplingSettings sampling,
    boolean allowsOffPolicy) {

  /** Checks the index. */
  public RoundRollouts {
    if (round < 1) {
      throw new IllegalArgumentException(
          "Cannot train round: " + round + " (allowed: 1 and above)");
    }
  }

  /**
   * The round in words, such as {@code round 3}: a run and its control have the same indices, and
   * only the control's verdicts are shuffled.
   */
  String named() {
    return "round " + round + (shards.hasShuffledVerdicts() ? " of the control" : "");
  }
}
