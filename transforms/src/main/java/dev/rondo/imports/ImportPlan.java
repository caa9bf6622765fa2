// Everything that decides what an import makes.
package dev.rondo.imports;

import dev.rondo.dataset.CanonicalJson;
import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.JsonFile;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.ManifestJson;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.verify.Verifiers;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Everything that decides what an import makes, in a form that travels to the workers.
 *
 * @param sources the files, in order
 * @param format where the fields lie
 * @param form what every problem says
 * @param splits which dataset a problem goes to
 * @param limits how much is read
 * @param benchmarks whose problems are rejected
 * @param codeVersion version of this program
 */
public record ImportPlan(
    List<Source> sources,
    SourceFormat format,
    ProblemForm form,
    Splits splits,
    Limits limits,
    List<Benchmark> benchmarks,
    String codeVersion)
    implements Serializable {

  private static final Pattern FILE_NAME = Pattern.compile("shard-\\d{3,}-\\d{5,}\\.parquet");

  /** Path of the record of the import in each dataset that it makes. */
  public static final String RECORD = DatasetLayout.FOLDER + "import.json";

  /** The same in datasets of version 1 of the format. */
  static final String FIRST_RECORD = "import.json";

  /** Source rows whose problems share a file. */
  static final int BLOCK_ROWS = 20_000;

  private static final String TEMPLATE_KEY = "prompt-template";

  /**
   * One source file.
   *
   * @param path absolute; every worker sees it there
   * @param name without directory
   * @param bytes size
   * @param sha256 digest of its bytes
   */
  public record Source(String path, String name, long bytes, String sha256)
      implements Serializable {

    /** A file as it is now. */
    public static Source of(Path file) throws IOException {
      long bytes;
      try {
        bytes = RegularFiles.size(file);
      } catch (NoSuchFileException e) {
        throw new InvalidInputException(
            "Cannot import "
                + file
                + ": no such file (allowed: a JSON, JSON Lines or Parquet file)",
            e);
      }
      SourceFile.requireKind(file);
      return new Source(
          file.toAbsolutePath().normalize().toString(),
          file.getFileName().toString(),
          bytes,
          Digests.sha256(file));
    }
  }

  /**
   * How much is read.
   *
   * @param rowBytes rows above it are rejected
   * @param rows files with more rows are refused; decides nothing else
   */
  public record Limits(int rowBytes, long rows) implements Serializable {

    /** Checks both. */
    public Limits {
      require(rowBytes >= 1, "max-row-bytes", rowBytes, "1 and above");
      require(rows >= 1, "max-rows", rows, "1 and above");
    }
  }

  /** Checks every field. */
  public ImportPlan {
    sources = List.copyOf(sources);
    benchmarks = List.copyOf(benchmarks);
    require(!sources.isEmpty(), "files", 0, "at least 1");
    Set<String> names = new HashSet<>();
    for (Benchmark benchmark : benchmarks) {
      require(names.add(benchmark.name()), "against", benchmark.name(), "each name once");
    }
  }

  /** Names of the source files, by index. */
  List<String> sourceNames() {
    return sources.stream().map(Source::name).toList();
  }

  /** Where a benchmark states a question; null if none does. */
  String inBenchmark(String key) {
    for (Benchmark benchmark : benchmarks) {
      String problemId = benchmark.problemIds().get(key);
      if (problemId != null) {
        return benchmark.name() + " problem " + problemId;
      }
    }
    return null;
  }

  /**
   * Looks at every file before any is read, so that one that cannot be is refused at once.
   *
   * @throws InvalidInputException naming the file and what is wrong with it
   */
  public void requireReadable() throws IOException {
    for (Source source : sources) {
      sourceFile(source).check(requiredPaths());
    }
  }

  private SourceFile sourceFile(Source source) {
    return new SourceFile(Path.of(source.path()), limits.rowBytes(), limits.rows());
  }

  private List<List<String>> requiredPaths() {
    return List.of(format.problemPaths(), format.answerPaths());
  }

  /** What is done with a row. */
  @FunctionalInterface
  interface CandidateConsumer {
    void accept(Candidate row) throws IOException;
  }

  /**
   * Reads the rows of a file, in order.
   *
   * @param done what is done with them, for people who wait
   */
  void forEachCandidate(int file, String done, CandidateConsumer rows) throws IOException {
    RowConverter converter = new RowConverter(format, Verifiers.named(form.verifier()));
    ImportProgress progress = new ImportProgress(sources.get(file).name(), done);
    sourceFile(sources.get(file))
        .forEachRow(
            requiredPaths(),
            row -> {
              rows.accept(converter.convert(file, row));
              progress.advanceTo(row.row() + 1);
            });
  }

  /**
   * Checks that a file is the one that was planned, after it was read.
   *
   * @throws InvalidInputException if somebody wrote it meanwhile
   */
  void requireUnchanged(int file) throws IOException {
    Source planned = sources.get(file);
    if (!Source.of(Path.of(planned.path())).equals(planned)) {
      throw new InvalidInputException(
          "Cannot import "
              + planned.path()
              + ": it was changed while it was read (allowed: a file that nobody writes)");
    }
  }

  /** Index of the block of its file that a row belongs to. */
  static long blockOf(long row) {
    return row / BLOCK_ROWS;
  }

  /** Name of the file that holds the problems of a block, in their split. */
  static String fileName(int file, long block) {
    return String.format(Locale.ROOT, "shard-%03d-%05d.parquet", file, block);
  }

  /** Whether a path in a dataset is one that {@link #fileName} makes, or of what left of it. */
  static boolean isFile(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    String rows = DatasetLayout.rowsOf(name);
    return FILE_NAME.matcher(rows).matches()
        && (path.equals(rows) || path.equals(DatasetLayout.rejectedOf(rows)));
  }

  /** Lineage of every dataset of the import. */
  Lineage lineage() {
    SortedMap<String, String> parents = new TreeMap<>();
    benchmarks.forEach(
        benchmark -> parents.put("against-" + benchmark.name(), benchmark.datasetVersion()));
    return Lineage.of(parents)
        .withSeed(splits.seed())
        .judgedBy(Verifiers.named(form.verifier()).identity())
        .configuredBy(Digests.sha256(record()))
        .writtenBy(codeVersion);
  }

  /** Tells what the import makes from what any other makes. */
  public String digest() {
    return Digests.sha256(ManifestJson.lineageLine(lineage()).getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes of {@link #RECORD}: what the import was told, without directories. */
  byte[] record() {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("format", format.name());
    record.put("problem-fields", format.problemPaths());
    record.put("answer-fields", format.answerPaths());
    record.put("solution-fields", format.solutionPaths());
    record.put("answer-rule", format.answerRule().name().toLowerCase(Locale.ROOT));
    record.put("source", form.source());
    record.put("verifier", form.verifier());
    record.put(TEMPLATE_KEY, form.template().text());
    Map<String, Object> fractions = new LinkedHashMap<>();
    splits.parts().forEach(split -> fractions.put(split.name(), split.fraction()));
    record.put("splits", splits.parts().equals(Split.NONE) ? Map.of() : fractions);
    record.put("seed", splits.seed());
    record.put("max-row-bytes", limits.rowBytes());
    List<Object> files = new ArrayList<>();
    for (Source file : sources) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("name", file.name());
      fields.put("bytes", file.bytes());
      fields.put("sha256", file.sha256());
      files.add(fields);
    }
    record.put("files", files);
    return CanonicalJson.bytes(record);
  }

  /** The prompt template that a record names. */
  static PromptTemplate templateOf(byte[] record, String file) {
    return new PromptTemplate(
        JsonFile.parse(Path.of(file), record)
            .root()
            .path(TEMPLATE_KEY)
            .asText(PromptTemplate.PLACE));
  }

  static void require(boolean holds, String field, Object value, String allowed) {
    if (!holds) {
      throw new InvalidInputException(
          "Cannot import with " + field + ": " + value + " (allowed: " + allowed + ")");
    }
  }
}
