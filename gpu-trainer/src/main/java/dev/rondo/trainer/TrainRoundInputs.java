// Everything that training one round needs.
package dev.rondo.trainer;

import dev.rondo.dataset.Storage;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.SamplingSettings;
import dev.rondo.trainer.batch.CommittedShards;
import dev.rondo.trainer.metrics.MetricsLog;

/**
 * Everything that training one round needs.
 *
 * @param storage where policies live
 * @param behaviorDirectory the policy that training starts from, such as {@code
 *     policies/round-000000}; it sampled the round, unless {@code allowsOffPolicy}
 * @param referenceDirectory the policy that the objective compares with; {@code behaviorDirectory}
 *     where the reference is that of the round
 * @param isReferenceReset whether the reference became another policy in this round
 * @param targetDirectory the policy to publish, such as {@code policies/round-000001}
 * @param round round index, 1 and above
 * @param shards the round's rollouts
 * @param groupSize rollouts per problem, as many as the objective needs or more
 * @param sampling how they were sampled
 * @param allowsOffPolicy whether rollouts that another policy sampled are taken as if this one had
 * @param settings how to train
 * @param identity which run it is
 * @param device where to compute
 * @param metrics where to log; rows of this round from an earlier attempt are removed first
 * @param progress told of each update
 */
public record TrainRoundInputs(
    Storage storage,
    String behaviorDirectory,
    String referenceDirectory,
    boolean isReferenceReset,
    String targetDirectory,
    int round,
    CommittedShards shards,
    int groupSize,
    SamplingSettings sampling,
    boolean allowsOffPolicy,
    TrainSettings settings,
    RunIdentity identity,
    DeviceSettings device,
    MetricsLog metrics,
    TrainProgress progress) {

  /** Checks what can be checked before any file is read. */
  public TrainRoundInputs {
    if (round < 1) {
      throw new IllegalArgumentException(
          "Cannot train round: " + round + " (allowed: 1 and above)");
    }
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
