package dev.rondo.evaluate;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Storage;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.RejectedGroup;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Counts each committed block's responses by problem, then estimates pass@k over all blocks and
 * writes the summary. Input: directory and manifest digest of every block; output: paths of the
 * summaries. {@link EvaluationSummary} has the statistics.
 */
public final class SummarizeEvaluation
    extends PTransform<PCollection<KV<String, String>>, PCollection<String>> {
  private static final long serialVersionUID = 1L;

  private final ArrayList<EvaluationPlan> plans;
  private final StorageLocation storage;

  private SummarizeEvaluation(List<EvaluationPlan> plans, StorageLocation storage) {
    this.plans = new ArrayList<>(plans);
    this.storage = storage;
  }

  /** Summarizes the blocks of these plans. */
  public static SummarizeEvaluation of(List<EvaluationPlan> plans, StorageLocation storage) {
    return new SummarizeEvaluation(plans, storage);
  }

  @Override
  public PCollection<String> expand(PCollection<KV<String, String>> blocks) {
    return blocks
        .apply("TallyBlock", ParDo.of(new TallyFn(plans, storage)))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(BlockTally.class)))
        .apply("CollectTallies", GroupByKey.create())
        .apply("WriteSummary", ParDo.of(new WriteSummaryFn(plans, storage)));
  }

  /** Tallies of one block, one a problem. */
  private record BlockTally(ArrayList<ProblemTally> problems) implements Serializable {}

  private static final class TallyFn extends DoFn<KV<String, String>, KV<String, BlockTally>> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<EvaluationPlan> plans;
    private final StorageLocation storage;

    TallyFn(ArrayList<EvaluationPlan> plans, StorageLocation storage) {
      this.plans = plans;
      this.storage = storage;
    }

    @ProcessElement
    public void tally(@Element KV<String, String> block, OutputReceiver<KV<String, BlockTally>> out)
        throws IOException {
      for (EvaluationPlan plan : plans) {
        if (plan.counts(block.getKey())) {
          DatasetStore store = new DatasetStore(storage.open(), block.getKey());
          List<ProblemTally> tallies = ProblemTally.of(store, plan.wellFormed());
          if (tallies.isEmpty()) {
            throw nothingSampled(store);
          }
          out.output(KV.of(plan.path(), new BlockTally(new ArrayList<>(tallies))));
        }
      }
    }
  }

  /** Why a block has no rollout: every problem was rejected. */
  private static InvalidInputException nothingSampled(DatasetStore block) throws IOException {
    List<String> reasons = new ArrayList<>();
    block.forEachRow(
        RejectedGroup.class,
        List.of("reason", "detail"),
        row -> {
          if (reasons.isEmpty()) {
            reasons.add(row.get("reason") + ": " + row.get("detail"));
          }
        });
    return new InvalidInputException(
        "Cannot evaluate "
            + block.directory()
            + ": every problem was rejected (allowed: at least one that can be sampled)"
            + (reasons.isEmpty() ? "" : "; the first: " + reasons.get(0)));
  }

  private static final class WriteSummaryFn extends DoFn<KV<String, Iterable<BlockTally>>, String> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<EvaluationPlan> plans;
    private final StorageLocation storage;

    WriteSummaryFn(ArrayList<EvaluationPlan> plans, StorageLocation storage) {
      this.plans = plans;
      this.storage = storage;
    }

    @ProcessElement
    public void write(@Element KV<String, Iterable<BlockTally>> tallies, OutputReceiver<String> out)
        throws IOException {
      EvaluationPlan plan =
          plans.stream()
              .filter(candidate -> candidate.path().equals(tallies.getKey()))
              .findFirst()
              .orElseThrow();
      SortedMap<String, ProblemTally> byProblem = new TreeMap<>();
      for (BlockTally block : tallies.getValue()) {
        block.problems().forEach(t -> byProblem.merge(t.problemId(), t, ProblemTally::plus));
      }
      EvaluationSummary summary =
          EvaluationSummary.of(
              plan.benchmark(),
              plan.policyDigest(),
              plan.problemsDigest(),
              byProblem.values(),
              plan.ks(),
              plan.bootstrapSeed());
      replace(storage.open(), plan.path(), summary.toJson());
      out.output(plan.path());
    }
  }

  /**
   * The summary follows from the blocks, and more blocks make another one: it is the one file that
   * is replaced. Killed in between, it is absent and written again.
   */
  private static void replace(Storage storage, String path, byte[] bytes) throws IOException {
    if (storage.exists(path) && !Arrays.equals(storage.read(path), bytes)) {
      storage.delete(path);
    }
    storage.putIfAbsent(path, out -> out.write(bytes));
  }
}
