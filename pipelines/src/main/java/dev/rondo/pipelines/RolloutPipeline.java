package dev.rondo.pipelines;

import dev.rondo.rollout.CommitManifest;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PlanShards;
import dev.rondo.rollout.PolicySource;
import dev.rondo.rollout.SampleRollouts;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.rollout.VerifyRollouts;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

final class RolloutPipeline {
  static PCollection<KV<String, String>> assemble(
      Pipeline pipeline, List<DatasetPlan> datasets, PolicySource policies, StorageLocation storage) {
    return pipeline
        .apply("PlanShards", PlanShards.of(datasets))
        .apply("SampleRollouts", SampleRollouts.with(policies, storage))
        .apply("VerifyRollouts", VerifyRollouts.in(storage))
        .apply("CommitManifest", CommitManifest.of(datasets, storage));
  }
}
