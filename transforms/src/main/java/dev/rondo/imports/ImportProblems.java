// The import as a Beam pipeline: wiring only.
package dev.rondo.imports;

import dev.rondo.rollout.StorageLocation;
import dev.rondo.verify.Verifier;
import dev.rondo.verify.Verifiers;
import dev.rondo.worker.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * Imports files: reads and converts rows, brings the rows of one question together to decide over
 * duplicates, brings the rows of one output file together to write it, brings all receipts together
 * to commit. Emits the name of each committed split.
 */
public final class ImportProblems extends PTransform<PBegin, PCollection<String>> {
  private static final long serialVersionUID = 1L;

  /**
   * Questions are brought together by the first hex digits of their digest, 256 buckets in all: a
   * runner that makes a bundle of every key would otherwise make one of every question.
   */
  private static final int BUCKET_HEX_DIGITS = 2;

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
    KvCoder<String, Candidate> rows =
        KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(Candidate.class));
    return begin
        .apply("SourceFiles", Create.of(files).withCoder(VarIntCoder.of()))
        .apply("ConvertRows", ParDo.of(new ConvertFn(plan)))
        .setCoder(rows)
        .apply("CollectQuestions", GroupByKey.create())
        .apply("ResolveDuplicates", ParDo.of(new ResolveFn(plan)))
        .setCoder(rows)
        .apply("CollectFiles", GroupByKey.create())
        .apply("WriteProblems", ParDo.of(new WriteFn(plan, storage)))
        .setCoder(KvCoder.of(VarIntCoder.of(), SerializableCoder.of(ImportWriter.Written.class)))
        .apply("CollectReceipts", GroupByKey.create())
        .apply("CommitImport", ParDo.of(new CommitFn(plan, storage)));
  }

  /** File index to its rows by bucket of questions. */
  private static final class ConvertFn extends DoFn<Integer, KV<String, Candidate>> {
    private static final long serialVersionUID = 1L;

    private final ImportPlan plan;

    ConvertFn(ImportPlan plan) {
      this.plan = plan;
    }

    @ProcessElement
    public void convert(@Element Integer file, OutputReceiver<KV<String, Candidate>> out)
        throws IOException, InterruptedException {
      Work.doOnce(
          () -> {
            SourceFormat format = plan.format();
            RowConverter converter = new RowConverter(format, Verifiers.named(plan.verifier()));
            new SourceFile(
                    Path.of(plan.sources().get(file).path()), plan.mostRowBytes(), plan.mostRows())
                .forEachRow(
                    List.of(format.problemPaths(), format.answerPaths()),
                    row -> {
                      Candidate candidate = converter.convert(file, row);
                      out.output(KV.of(candidate.key().substring(0, BUCKET_HEX_DIGITS), candidate));
                    });
          });
    }
  }

  /** Rows of one bucket of questions, decided, by the file that they go to. */
  private static final class ResolveFn
      extends DoFn<KV<String, Iterable<Candidate>>, KV<String, Candidate>> {
    private static final long serialVersionUID = 1L;

    private final ImportPlan plan;

    ResolveFn(ImportPlan plan) {
      this.plan = plan;
    }

    @ProcessElement
    public void resolve(
        @Element KV<String, Iterable<Candidate>> bucket, OutputReceiver<KV<String, Candidate>> out)
        throws IOException, InterruptedException {
      Work.doOnce(
          () -> {
            Map<String, List<Candidate>> questions = new TreeMap<>();
            bucket
                .getValue()
                .forEach(
                    row -> questions.computeIfAbsent(row.key(), k -> new ArrayList<>()).add(row));
            Verifier verifier = Verifiers.named(plan.verifier());
            questions.forEach(
                (key, rows) -> {
                  int split = plan.splitOf(key);
                  for (Candidate row :
                      Duplicates.resolve(
                          rows, plan.inBenchmark(key), verifier, plan.sourceNames())) {
                    out.output(KV.of(split + "/" + ImportPlan.fileName(row), row));
                  }
                });
          });
    }
  }

  /** Rows of one file to its receipt. */
  private static final class WriteFn
      extends DoFn<KV<String, Iterable<Candidate>>, KV<Integer, ImportWriter.Written>> {
    private static final long serialVersionUID = 1L;

    private final ImportPlan plan;
    private final StorageLocation storage;

    WriteFn(ImportPlan plan, StorageLocation storage) {
      this.plan = plan;
      this.storage = storage;
    }

    @ProcessElement
    public void write(
        @Element KV<String, Iterable<Candidate>> file,
        OutputReceiver<KV<Integer, ImportWriter.Written>> out)
        throws IOException, InterruptedException {
      Work.doOnce(
          () -> {
            List<Candidate> rows = new ArrayList<>();
            file.getValue().forEach(rows::add);
            String[] splitAndName = file.getKey().split("/", 2);
            out.output(
                KV.of(
                    0,
                    new ImportWriter(plan, storage.open())
                        .write(Integer.parseInt(splitAndName[0]), splitAndName[1], rows)));
          });
    }
  }

  /** All receipts to the committed datasets. */
  private static final class CommitFn
      extends DoFn<KV<Integer, Iterable<ImportWriter.Written>>, String> {
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
            plan.splits().forEach(split -> out.output(split.name()));
          });
    }
  }
}
