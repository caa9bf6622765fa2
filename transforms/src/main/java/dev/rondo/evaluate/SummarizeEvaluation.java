package dev.rondo.evaluate;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.dataset.Storage;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.verify.Verifier;
import dev.rondo.worker.Work;
import dev.rondo.worker.WorkFn;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
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

  private static final class TallyFn extends WorkFn<KV<String, String>, KV<String, BlockTally>> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<EvaluationPlan> plans;
    private final StorageLocation storage;

    TallyFn(ArrayList<EvaluationPlan> plans, StorageLocation storage) {
      this.plans = plans;
      this.storage = storage;
    }

    @ProcessElement
    public void tally(@Element KV<String, String> block, OutputReceiver<KV<String, BlockTally>> out)
        throws IOException, InterruptedException {
      Work.doOnce(() -> tallyOnce(block, out));
    }

    private void tallyOnce(KV<String, String> block, OutputReceiver<KV<String, BlockTally>> out)
        throws IOException {
      for (EvaluationPlan plan : plans) {
        if (plan.counts(block.getKey())) {
          DatasetStore store = new DatasetStore(storage.open(), block.getKey());
          BlockTally tally = BlockTally.of(store, plan.wellFormed());
          if (tally.problems().isEmpty()) {
            throw nothingSampled(store, tally);
          }
          out.output(KV.of(plan.path(), tally));
        }
      }
    }
  }

  /** Why a block has no rollout: every problem was rejected. */
  private static InvalidInputException nothingSampled(DatasetStore block, BlockTally tally) {
    return new InvalidInputException(
        "Cannot evaluate "
            + block.directory()
            + ": every problem was rejected (allowed: at least one that can be sampled)"
            + (tally.rejected().isEmpty()
                ? ""
                : "; the first: " + tally.rejected().firstEntry().getValue()));
  }

  private static final class WriteSummaryFn
      extends WorkFn<KV<String, Iterable<BlockTally>>, String> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<EvaluationPlan> plans;
    private final StorageLocation storage;

    WriteSummaryFn(ArrayList<EvaluationPlan> plans, StorageLocation storage) {
      this.plans = plans;
      this.storage = storage;
    }

    @ProcessElement
    public void write(@Element KV<String, Iterable<BlockTally>> tallies, OutputReceiver<String> out)
        throws IOException, InterruptedException {
      out.output(Work.once(() -> writeOnce(tallies)));
    }

    private String writeOnce(KV<String, Iterable<BlockTally>> tallies) throws IOException {
      EvaluationPlan plan =
          plans.stream()
              .filter(candidate -> candidate.path().equals(tallies.getKey()))
              .findFirst()
              .orElseThrow();
      BlockTally all = BlockTally.empty();
      tallies.getValue().forEach(all::addAll);
      EvaluationSummary summary = summary(plan, all);
      if (!isLate(storage.open(), plan)) {
        replace(storage.open(), plan.path(), summary.toJson());
      }
      return plan.path();
    }
  }

  /** The statistics of all blocks of a plan. */
  static EvaluationSummary summary(EvaluationPlan plan, BlockTally all) {
    requireAllSamples(plan, all);
    Verifier verifier = plan.onlyVerifier();
    Map<String, List<AnswerVotes.Count>> classes = new HashMap<>();
    all.votes()
        .forEach(
            (problem, votes) ->
                classes.put(
                    problem,
                    votes.classes(
                        verifier == null
                            ? (answer, other) -> answer.strip().equals(other.strip())
                            : verifier::isSameAnswer)));
    return EvaluationSummary.of(
        plan.subject(),
        all.problems().values(),
        all.rejected(),
        plan.ks(),
        (tally, k) ->
            AnswerVotes.majorityAt(
                classes.get(tally.problemId()),
                tally.samples(),
                k,
                plan.seed() * 31 + tally.problemId().hashCode(),
                AnswerVotes.subsets(all.problems().size())));
  }

  /** Each block once, and each with as many samples as its lineage says. */
  private static void requireAllSamples(EvaluationPlan plan, BlockTally all) {
    for (ProblemTally tally : all.problems().values()) {
      if (tally.samples() != plan.samples()) {
        throw new InvalidInputException(
            "Cannot summarize problem "
                + tally.problemId()
                + " with samples: "
                + tally.samples()
                + " (allowed: "
                + plan.samples()
                + ", those of all blocks)");
      }
    }
  }

  /**
   * Whether the summary that is there counts more samples of the same, and they are there: a worker
   * that was stopped in the middle of its work goes on after samples were added.
   */
  private static boolean isLate(Storage storage, EvaluationPlan plan) throws IOException {
    if (!storage.exists(plan.path())) {
      return false;
    }
    try {
      EvaluationSummary there =
          EvaluationSummary.fromJson(storage.read(plan.path()), storage.place(plan.path()));
      return there.subject().equals(plan.subject())
          && there.samples() > plan.samples()
          && there.samples() <= EvaluationPlanner.committedSamples(storage, plan.directory());
    } catch (InvalidInputException | NoSuchFileException e) {
      return false; // damaged, or somebody replaces it now
    }
  }

  /**
   * The summary follows from the blocks, and more blocks make another one: it is the one file that
   * is replaced, whole.
   *
   * @throws InvalidInputException if it is too large to be read again
   */
  static void replace(Storage storage, String path, byte[] bytes) throws IOException {
    if (bytes.length > RegularFiles.MOST_DOCUMENT_BYTES) {
      throw new InvalidInputException(
          "Cannot write "
              + storage.place(path)
              + ": "
              + bytes.length
              + " bytes (allowed: at most "
              + RegularFiles.MOST_DOCUMENT_BYTES
              + ", an evaluation on fewer problems)");
    }
    try {
      storage.putIfAbsent(path, out -> out.write(bytes));
    } catch (Storage.ConflictException e) {
      storage.replace(path, out -> out.write(bytes));
    }
  }
}
