package dev.rondo.pipelines;

import dev.rondo.rollout.CommitManifest;
import dev.rondo.rollout.MakeShards;
import dev.rondo.rollout.PlanReference;
import dev.rondo.rollout.PlanShards;
import dev.rondo.rollout.PolicySource;
import dev.rondo.rollout.StorageLocation;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Makes one round's rollouts: plans in, committed datasets out. It is run by {@link BeamJobs}, for
 * whoever holds the run: {@code rondo step} does one action of a run, on any runner.
 */
final class RolloutPipeline {
  private RolloutPipeline() {}

  /** The steps of the job; emits directory and manifest digest of each dataset. */
  static PCollection<KV<String, String>> assemble(
      Pipeline pipeline,
      List<PlanReference> plans,
      PolicySource policies,
      StorageLocation storage) {
    return pipeline
        .apply("PlanShards", PlanShards.of(plans))
        .apply("MakeShards", MakeShards.with(policies, storage))
        .apply("CommitManifest", CommitManifest.of(plans, storage));
  }
}
