package dev.rondo.pipelines;

import dev.rondo.evaluate.EvaluationPlan;
import dev.rondo.evaluate.SummarizeEvaluation;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PolicySource;
import dev.rondo.rollout.StorageLocation;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;

/**
 * Measures a policy: samples blocks of responses to every problem as a rollout job does, then
 * estimates pass@k over all blocks. Blocks that are committed already are only counted, so samples
 * can be added at any time and none is drawn twice.
 */
final class EvaluationPipeline {
  private EvaluationPipeline() {}

  /** The steps of the job; emits the paths of the summaries. */
  static PCollection<String> assemble(
      Pipeline pipeline,
      List<DatasetPlan> datasets,
      List<EvaluationPlan> summaries,
      PolicySource policies,
      StorageLocation storage) {
    return RolloutPipeline.assemble(pipeline, datasets, policies, storage)
        .apply("SummarizeEvaluation", SummarizeEvaluation.of(summaries, storage));
  }
}
