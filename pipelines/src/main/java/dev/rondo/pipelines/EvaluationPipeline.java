package dev.rondo.pipelines;

import dev.rondo.evaluate.EvaluationBlock;
import dev.rondo.evaluate.EvaluationPlan;
import dev.rondo.evaluate.SummarizeEvaluation;
import dev.rondo.rollout.PlanReference;
import dev.rondo.rollout.PolicySource;
import dev.rondo.rollout.StorageLocation;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * Measures a policy: samples blocks of responses to every problem as a rollout job does, then
 * estimates pass@k over all blocks. Blocks that are committed already are only counted, so samples
 * can be added at any time and none is drawn twice.
 */
final class EvaluationPipeline {
  private EvaluationPipeline() {}

  /**
   * The steps of the job; emits the paths of the summaries.
   *
   * @param datasets the blocks that are to be made; empty if all are committed
   */
  static PCollection<String> assemble(
      Pipeline pipeline,
      List<PlanReference> datasets,
      List<EvaluationPlan> summaries,
      PolicySource policies,
      StorageLocation storage) {
    PCollectionList<KV<String, String>> blocks =
        PCollectionList.of(pipeline.apply("CommittedBlocks", committed(summaries)));
    if (!datasets.isEmpty()) {
      blocks = blocks.and(RolloutPipeline.assemble(pipeline, datasets, policies, storage));
    }
    return blocks
        .apply("AllBlocks", Flatten.pCollections())
        .apply("SummarizeEvaluation", SummarizeEvaluation.of(summaries, storage));
  }

  private static Create.Values<KV<String, String>> committed(List<EvaluationPlan> summaries) {
    return Create.of(
            summaries.stream()
                .flatMap(summary -> summary.blocks().stream())
                .filter(EvaluationBlock::isCommitted)
                .map(block -> KV.of(block.directory(), block.manifestDigest()))
                .toList())
        .withCoder(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()));
  }
}
