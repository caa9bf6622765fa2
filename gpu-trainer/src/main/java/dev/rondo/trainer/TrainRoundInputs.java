// Everything that training one round needs.
package dev.rondo.trainer;

import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.SamplingSettings;

/**
 * Everything that training one round needs.
 *
 * @param storage where policies live
 * @param policies where the round begins and ends
 * @param rollouts what it trains on
 * @param settings how to train
 * @param surroundings which run it is, where it computes and who is told
 */
public record TrainRoundInputs(
    Storage storage,
    RoundPolicies policies,
    RoundRollouts rollouts,
    TrainSettings settings,
    Surroundings surroundings) {

  /** Checks what can be checked before any file is read. */
  public TrainRoundInputs {
    int groupSize = rollouts.groupSize();
    SamplingSettings sampling = rollouts.sampling();
    int smallest = settings.objective().smallestGroup();
    if (groupSize < smallest) {
      throw new InvalidInputException(
          "Cannot train with rollout.group-size: "
              + groupSize
              + " (allowed: "
              + smallest
              + " and above for objective "
              + settings.objective().name()
              + ")");
    }
    if (sampling.temperature() == 0) {
      throw new InvalidInputException(
          "Cannot train on rollouts of rollout.temperature: 0 (allowed: above 0)");
    }
    if (sampling.isTruncated() && !settings.allowTruncatedSampling()) {
      throw new InvalidInputException(
          "Cannot train on rollouts of rollout.top-p "
              + sampling.topP()
              + " and rollout.top-k "
              + sampling.topK()
              + ": their log-probabilities are those of the untruncated distribution (allowed:"
              + " top-p 1 and top-k 0, or train.allow-truncated-sampling true)");
    }
  }
}
