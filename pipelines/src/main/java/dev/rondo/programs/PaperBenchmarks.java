package dev.rondo.programs;

import dev.rondo.imports.SourceFormat;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The five benchmarks of the paper, found among files that a user has: by their names, and by the
 * fields that their first row has.
 */
public final class PaperBenchmarks {
  private static final int MOST_FILES = 10_000;
  private static final int PEEKED_BYTES = 1 << 16;
  private static final String TRAINING = "train";
  private static final List<String> ENDINGS = List.of(".jsonl", ".json", ".parquet");

  /** All five. */
  public static final List<PaperBenchmark> ALL =
      List.of(
          new PaperBenchmark(
              "gsm8k", List.of("gsm8k"), List.of("question"), List.of("answer"), true, 1319),
          new PaperBenchmark(
              "math-500", List.of("math500"), List.of("problem"), List.of("answer"), true, 500),
          new PaperBenchmark(
              "amc23",
              List.of("amc23", "amc2023"),
              List.of("question", "problem"),
              List.of("answer"),
              false,
              40),
          new PaperBenchmark(
              "aime-2024",
              List.of("aime2024", "aime24"),
              List.of("Problem", "problem"),
              List.of("Answer", "answer"),
              false,
              30),
          new PaperBenchmark(
              "aime-2025",
              List.of("aime2025", "aime25"),
              List.of("problem"),
              List.of("answer"),
              false,
              30));

  private PaperBenchmarks() {}

  /**
   * One benchmark.
   *
   * @param name its name, which is that of its format too
   * @param spellings of its name in paths, letters and digits only
   * @param problemFields where a row may have its question
   * @param answerFields where a row may have its answer
   * @param hasTrainingSet whether there are training problems of this name, which are no benchmark
   * @param problems how many it has
   */
  public record PaperBenchmark(
      String name,
      List<String> spellings,
      List<String> problemFields,
      List<String> answerFields,
      boolean hasTrainingSet,
      int problems) {

    /** The format of its files. */
    public SourceFormat format() {
      return SourceFormat.named(name);
    }

    /**
     * Its file, the first in the order of paths; JSON Lines before JSON before Parquet. Of a
     * benchmark without a training set one that is called train counts, too, as its only split
     * often is, but behind all others.
     *
     * @throws InvalidInputException if there is no such folder, or it has too many files
     */
    public Optional<Path> find(Path folder) throws IOException {
      Path called = null;
      for (Path file : files(folder)) {
        String path = letters(folder.relativize(file).toString());
        boolean isNamed = spellings.stream().anyMatch(path::contains);
        boolean isTraining = path.contains(TRAINING);
        boolean isWanted = isNamed && (!isTraining || !hasTrainingSet && called == null);
        if (isWanted && hasFields(file)) {
          if (!isTraining) {
            return Optional.of(file);
          }
          called = file;
        }
      }
      return Optional.ofNullable(called);
    }

    /** Whether a file that was found is called as training problems are. */
    public boolean isCalledTraining(Path folder, Path file) {
      return letters(folder.relativize(file).toString()).contains(TRAINING);
    }

    /** What {@link #find} looks for, in words. */
    public String lookedFor() {
      return "a .jsonl, .json or .parquet file with "
          + String.join(" or ", spellings)
          + " in its path (blanks, - and _ do not matter)"
          + (hasTrainingSet ? ", without train" : "")
          + ", whose rows have "
          + String.join(" or ", problemFields)
          + " and "
          + String.join(" or ", answerFields);
    }

    /** Parquet is named by its path alone. */
    private boolean hasFields(Path file) throws IOException {
      if (file.toString().endsWith(".parquet")) {
        return true;
      }
      String head;
      try (InputStream in = Files.newInputStream(file)) {
        head = new String(in.readNBytes(PEEKED_BYTES), StandardCharsets.UTF_8);
      }
      return has(head, problemFields) && has(head, answerFields);
    }

    private static boolean has(String head, List<String> fields) {
      return fields.stream().anyMatch(field -> head.contains("\"" + field + "\""));
    }
  }

  private static String letters(String path) {
    return path.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException(
          "Cannot import from "
              + folder
              + ": no such folder (allowed: a folder of benchmark files)");
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder, 6)) {
      files =
          all.filter(file -> ENDINGS.stream().anyMatch(file.toString()::endsWith))
              .filter(Files::isRegularFile)
              .limit(MOST_FILES + 1L)
              .sorted(
                  Comparator.<Path>comparingInt(
                          file -> {
                            String name = file.toString();
                            return (int)
                                ENDINGS.stream().takeWhile(end -> !name.endsWith(end)).count();
                          })
                      .thenComparing(Path::toString))
              .toList();
    }
    if (files.size() > MOST_FILES) {
      throw new InvalidInputException(
          "Cannot import from "
              + folder
              + ": more than "
              + MOST_FILES
              + " files that end in "
              + String.join(", ", ENDINGS)
              + " (allowed: a folder of at most so many)");
    }
    return files;
  }
}
