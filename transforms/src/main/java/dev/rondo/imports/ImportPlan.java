// Everything that decides what an import makes.
package dev.rondo.imports;

import dev.rondo.dataset.CanonicalJson;
import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.JsonFile;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.ProblemIds;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
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
 * @param source what the problems' {@code source} says
 * @param verifier of the problems
 * @param template around each question
 * @param splits at least one; by the digest of the normalised question, so that the same question
 *     is never in two of them
 * @param seed of the splits
 * @param mostRowBytes rows above it are rejected
 * @param mostRows files with more rows are refused; decides nothing else
 * @param benchmarks whose problems are rejected
 * @param codeVersion version of this program
 */
public record ImportPlan(
    List<Source> sources,
    SourceFormat format,
    String source,
    String verifier,
    PromptTemplate template,
    List<Split> splits,
    long seed,
    int mostRowBytes,
    long mostRows,
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
  private static final int SHARE_HEX_DIGITS = 13; // 52 bits, exact in a double

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

  /** Checks every field. */
  public ImportPlan {
    sources = List.copyOf(sources);
    splits = List.copyOf(splits);
    benchmarks = List.copyOf(benchmarks);
    Verifiers.named(verifier);
    require(!sources.isEmpty(), "files", 0, "at least 1");
    require(!splits.isEmpty(), "splits", 0, "at least 1");
    require(!source.isBlank(), "source", source, "not blank");
    require(mostRowBytes >= 1, "max-row-bytes", mostRowBytes, "1 and above");
    require(mostRows >= 1, "max-rows", mostRows, "1 and above");
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
    return new SourceFile(Path.of(source.path()), mostRowBytes, mostRows);
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
    RowConverter converter = new RowConverter(format, Verifiers.named(verifier));
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

  /** Index of the split that a key falls into. */
  int splitOf(String key) {
    String digest = Digests.sha256((seed + "\n" + key).getBytes(StandardCharsets.UTF_8));
    double share =
        Long.parseLong(digest.substring(0, SHARE_HEX_DIGITS), 16)
            / (double) (1L << 4 * SHARE_HEX_DIGITS);
    double end = 0;
    for (int i = 0; i < splits.size(); i++) {
      end += splits.get(i).fraction();
      if (share < end) {
        return i;
      }
    }
    return splits.size() - 1;
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

  /** The problem that an accepted row becomes. */
  Problem problem(Candidate row) {
    return Problem.newBuilder()
        .setProblemId(ProblemIds.of(source, row.question(), row.answer()))
        .setPrompt(template.prompt(row.question()))
        .setAnswer(row.answer())
        .setVerifier(verifier)
        .setSource(source)
        .setSolution(row.solution())
        .build();
  }

  /** Lineage of every dataset of the import. */
  Lineage lineage() {
    SortedMap<String, String> parents = new TreeMap<>();
    benchmarks.forEach(
        benchmark -> parents.put("against-" + benchmark.name(), benchmark.datasetVersion()));
    return Lineage.of(parents)
        .withSeed(seed)
        .judgedBy(Verifiers.named(verifier).identity())
        .configuredBy(Digests.sha256(record()))
        .writtenBy(codeVersion);
  }

  /** The bytes of {@link #RECORD}: what the import was told, without directories. */
  byte[] record() {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("format", format.name());
    record.put("problem-fields", format.problemPaths());
    record.put("answer-fields", format.answerPaths());
    record.put("solution-fields", format.solutionPaths());
    record.put("answer-rule", format.answerRule().name().toLowerCase(Locale.ROOT));
    record.put("source", source);
    record.put("verifier", verifier);
    record.put(TEMPLATE_KEY, template.text());
    Map<String, Object> fractions = new LinkedHashMap<>();
    splits.forEach(split -> fractions.put(split.name(), split.fraction()));
    record.put("splits", splits.equals(Split.NONE) ? Map.of() : fractions);
    record.put("seed", seed);
    record.put("max-row-bytes", mostRowBytes);
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

  private static void require(boolean holds, String field, Object value, String allowed) {
    if (!holds) {
      throw new InvalidInputException(
          "Cannot import with " + field + ": " + value + " (allowed: " + allowed + ")");
    }
  }
}
