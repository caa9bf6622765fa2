// The import as a Beam pipeline: wiring only.
package dev.rondo.imports;

import dev.rondo.rollout.StorageLocation;
import dev.rondo.verify.Verifiers;
import dev.rondo.worker.Work;
import dev.rondo.worker.WorkFn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * Imports files in two passes over them. The first one takes the key of each row that could be a
 * problem; keys of one question come together, and it is decided which rows leave. The second one
 * writes the rows of each file as they come. The text of a row is never sent to anybody and never
 * held, so memory grows with the keys, about 60 bytes a row, and not with what the rows say. All
 * receipts come together to commit. Emits the name of each committed split.
 */
public final class ImportProblems extends PTransform<PBegin, PCollection<String>> {
  private static final long serialVersionUID = 1L;

  /**
   * Questions are brought together by the first digits of their digest, 256 buckets in all: a
   * runner that makes a bundle of every key would otherwise make one of every question.
   */
  private static final int BUCKET_HEX_DIGITS = 2;

  private static final int BUCKETS = 1 << 4 * BUCKET_HEX_DIGITS;

  private final ImportPlan plan;
  private final StorageLocation storage;

  private ImportProblems(ImportPlan plan, StorageLocation storage) {
    this.plan = plan;
    this.storage = storage;
  }

  /** An import into a storage whose root is the target directory. */
  public static ImportProblems of(ImportPlan plan, StorageLocation storage) {
    return new ImportProblems(plan, storage);
  }

  @Override
  public PCollection<String> expand(PBegin begin) {
    List<Integer> files = IntStream.range(0, plan.sources().size()).boxed().toList();
    KvCoder<Integer, byte[]> packs = KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of());
    return begin
        .apply("SourceFiles", Create.of(files).withCoder(VarIntCoder.of()))
        .apply("ReadKeys", ParDo.of(new KeysFn(plan)))
        .setCoder(packs)
        .apply("CollectQuestions", GroupByKey.create())
        .apply("ResolveDuplicates", ParDo.of(new ResolveFn(plan)))
        .setCoder(packs)
        .apply("CollectDecisions", GroupByKey.create())
        .apply("WriteProblems", ParDo.of(new WriteFn(plan, storage)))
        .setCoder(KvCoder.of(VarIntCoder.of(), SerializableCoder.of(ImportWriter.Written.class)))
        .apply("CollectReceipts", GroupByKey.create())
        .apply("CommitImport", ParDo.of(new CommitFn(plan, storage)));
  }

  /** File index to the keys of its rows by bucket; every file has a pack at least. */
  private static final class KeysFn extends WorkFn<Integer, KV<Integer, byte[]>> {
    private static final long serialVersionUID = 1L;

    private final ImportPlan plan;

    KeysFn(ImportPlan plan) {
      this.plan = plan;
    }

    @ProcessElement
    public void read(@Element Integer file, OutputReceiver<KV<Integer, byte[]>> out)
        throws IOException, InterruptedException {
      Work.doOnce(
          () -> {
            RowKeys[] buckets = new RowKeys[BUCKETS];
            for (int i = 0; i < BUCKETS; i++) {
              int bucket = i;
              buckets[i] = new RowKeys(file, pack -> out.output(KV.of(bucket, pack)));
            }
            plan.forEachCandidate(
                file,
                "read",
                row -> {
                  if (!row.isRejected()) {
                    buckets[Integer.parseInt(row.key(), 0, BUCKET_HEX_DIGITS, 16)].add(row);
                  }
                });
            for (RowKeys bucket : buckets) {
              bucket.end();
            }
          });
    }
  }

  /** Keys of one bucket of questions to the decisions over them, by file. */
  private static final class ResolveFn
      extends WorkFn<KV<Integer, Iterable<byte[]>>, KV<Integer, byte[]>> {
    private static final long serialVersionUID = 1L;

    private final ImportPlan plan;

    ResolveFn(ImportPlan plan) {
      this.plan = plan;
    }

    @ProcessElement
    public void resolve(
        @Element KV<Integer, Iterable<byte[]>> bucket, OutputReceiver<KV<Integer, byte[]>> out)
        throws IOException, InterruptedException {
      Work.doOnce(
          () -> {
            List<byte[]> packs = new ArrayList<>();
            bucket.getValue().forEach(packs::add);
            new Duplicates(
                    packs,
                    plan::inBenchmark,
                    Verifiers.named(plan.form().verifier()),
                    plan.sourceNames())
                .resolve()
                .forEach(
                    (file, decisions) ->
                        decisions.packs().forEach(pack -> out.output(KV.of(file, pack))));
          });
    }
  }

  /** A file with the decisions over its rows to the receipts of what was written. */
  private static final class WriteFn
      extends WorkFn<KV<Integer, Iterable<byte[]>>, KV<Integer, ImportWriter.Written>> {
    private static final long serialVersionUID = 1L;

    private final ImportPlan plan;
    private final StorageLocation storage;

    WriteFn(ImportPlan plan, StorageLocation storage) {
      this.plan = plan;
      this.storage = storage;
    }

    @ProcessElement
    public void write(
        @Element KV<Integer, Iterable<byte[]>> file,
        OutputReceiver<KV<Integer, ImportWriter.Written>> out)
        throws IOException, InterruptedException {
      Work.doOnce(
          () -> {
            Decisions.Reader decisions = new Decisions.Reader(file.getValue(), plan.sourceNames());
            try (ImportWriter.OfFile writer =
                new ImportWriter(plan, storage.open()).new OfFile(file.getKey())) {
              plan.forEachCandidate(
                  file.getKey(),
                  "written",
                  row -> {
                    Candidate.Rejection why = decisions.of(row.place().row());
                    writer.add(why == null ? row : row.rejected(why));
                  });
              plan.requireUnchanged(file.getKey());
              writer.end().forEach(part -> out.output(KV.of(0, part)));
            }
          });
    }
  }

  /** All receipts to the committed datasets. */
  private static final class CommitFn
      extends WorkFn<KV<Integer, Iterable<ImportWriter.Written>>, String> {
    private static final long serialVersionUID = 1L;

    private final ImportPlan plan;
    private final StorageLocation storage;

    CommitFn(ImportPlan plan, StorageLocation storage) {
      this.plan = plan;
      this.storage = storage;
    }

    @ProcessElement
    public void commit(
        @Element KV<Integer, Iterable<ImportWriter.Written>> files, OutputReceiver<String> out)
        throws IOException, InterruptedException {
      Work.doOnce(
          () -> {
            List<ImportWriter.Written> written = new ArrayList<>();
            files.getValue().forEach(written::add);
            new ImportWriter(plan, storage.open()).commit(written);
            plan.splits().parts().forEach(split -> out.output(split.name()));
          });
    }
  }
}
