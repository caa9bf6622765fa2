// Judges the rollouts of a committed shard anew.
package dev.rondo.rollout;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.RejectedGroup;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SampledResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges the rollouts of a committed shard anew: the same responses in, the same responses out with
 * the verdicts of the plan's verifiers. A group that was rejected for its reference answer gets
 * another chance; one that was never sampled stays rejected. A shard that has its receipt is not
 * judged again.
 */
final class ShardReverifier {
  private final DatasetStore parent;
  private final Storage storage;

  /**
   * @param parent the committed dataset
   * @param storage where the new one goes
   */
  ShardReverifier(DatasetStore parent, Storage storage) {
    this.parent = parent;
    this.storage = storage;
  }

  /**
   * Judges a shard unless an earlier attempt did.
   *
   * @param plan of the new dataset; shard i is made of the parent's file i
   */
  VerifiedShard reverify(ShardPlan plan) throws IOException {
    DatasetStore store = new DatasetStore(storage, plan.dataset());
    Optional<Receipt> finished = store.receipt(ShardPlan.VERIFIED, plan.shardIndex());
    if (finished.isPresent()) {
      return new VerifiedShard(plan.dataset(), finished.get());
    }
    FileEntry file = ReverifyPlan.shardFiles(parent).get(plan.shardIndex());
    List<SampledResponse> responses = new ArrayList<>();
    for (Rollout rollout : parent.readRows(file, Rollout.class)) {
      responses.add(response(rollout));
    }
    List<RejectedGroup> unsampled = new ArrayList<>();
    for (RejectedGroup group : ReverifyPlan.rejected(parent, file)) {
      if (group.getResponses().isEmpty()) {
        unsampled.add(group);
      } else {
        responses.addAll(group.getResponses());
      }
    }
    return new VerifiedShard(
        plan.dataset(),
        ShardVerifier.write(storage, plan, ShardVerifier.judge(plan, responses, unsampled)));
  }

  private static SampledResponse response(Rollout rollout) {
    return SampledResponse.newBuilder()
        .setProblemId(rollout.getProblemId())
        .setSampleIndex(rollout.getSampleIndex())
        .setPromptTokens(rollout.getPromptTokens())
        .setResponseTokens(rollout.getResponseTokens())
        .setBehaviorLogprobs(rollout.getBehaviorLogprobs())
        .setSamplingLogprobs(rollout.getSamplingLogprobs())
        .setFinishReason(rollout.getFinishReason().name())
        .setResponseText(rollout.getResponseText())
        .build();
  }
}
