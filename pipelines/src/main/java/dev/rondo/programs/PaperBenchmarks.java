package dev.rondo.programs;

import dev.rondo.dataset.RegularFiles;
import dev.rondo.imports.SourceFormat;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** What a file has at the end of its name, before the ending, where it is one part of several. */
  private static final Pattern PART =
      Pattern.compile(
          "(^|[-_ .])(part[-_ ]?)?(i{1,3}|[1-9]|[0-9]{5}-of-[0-9]{5})$", Pattern.CASE_INSENSITIVE);

  /** All five. */
  public static final List<PaperBenchmark> ALL =
      List.of(
          new PaperBenchmark("gsm8k", List.of("gsm8k"), true, 1319),
          new PaperBenchmark("math-500", List.of("math500"), true, 500),
          new PaperBenchmark("amc23", List.of("amc23", "amc2023"), false, 40),
          new PaperBenchmark("aime-2024", List.of("aime2024", "aime24"), false, 30),
          new PaperBenchmark("aime-2025", List.of("aime2025", "aime25"), false, 30));

  private PaperBenchmarks() {}

  /**
   * One benchmark.
   *
   * @param name its name, which is that of its format too
   * @param spellings of its name in paths, letters and digits only
   * @param hasTrainingSet whether there are training problems of this name, which are no benchmark
   * @param problems how many it has
   */
  public record PaperBenchmark(
      String name, List<String> spellings, boolean hasTrainingSet, int problems) {

    /** The format of its files. */
    public SourceFormat format() {
      return SourceFormat.named(name);
    }

    /**
     * Its file, the first in the order of paths; JSON Lines before JSON before Parquet. Of a
     * benchmark without a training set one that is called train counts, too, as its only split
     * often is, but behind all others. One that is a part by its name, such as {@code
     * aime2025-I.jsonl}, comes with the other parts beside it.
     *
     * @return in the order of paths; empty if there is none
     * @throws InvalidInputException if there is no such folder, or it has too many files
     */
    public List<Path> find(Path folder) throws IOException {
      List<Path> all = files(folder);
      for (boolean training : hasTrainingSet ? List.of(false) : List.of(false, true)) {
        for (Path file : all) {
          if (isWanted(folder, file, training)) {
            List<Path> parts = new ArrayList<>();
            for (Path other : all) {
              if (arePartsOfOne(file, other) && isWanted(folder, other, training)) {
                parts.add(other);
              }
            }
            return parts;
          }
        }
      }
      return List.of();
    }

    private boolean isWanted(Path folder, Path file, boolean training) throws IOException {
      String path = letters(folder.relativize(file).toString());
      return spellings.stream().anyMatch(path::contains)
          && path.contains(TRAINING) == training
          && hasFields(file);
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
          + String.join(" or ", format().problemPaths())
          + " and "
          + String.join(" or ", format().answerPaths());
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
      return has(head, format().problemPaths()) && has(head, format().answerPaths());
    }

    private static boolean has(String head, List<String> fields) {
      return fields.stream().anyMatch(field -> head.contains("\"" + field + "\""));
    }
  }

  private static String letters(String path) {
    return path.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  /** Whether two files are the same one or parts of one, by their names. */
  private static boolean arePartsOfOne(Path file, Path other) {
    if (file.equals(other)) {
      return true;
    }
    String name = file.getFileName().toString();
    String otherName = other.getFileName().toString();
    String ending = name.substring(name.lastIndexOf('.'));
    if (!otherName.endsWith(ending) || !Objects.equals(file.getParent(), other.getParent())) {
      return false;
    }
    Matcher part = PART.matcher(name.substring(0, name.length() - ending.length()));
    Matcher otherPart = PART.matcher(otherName.substring(0, otherName.length() - ending.length()));
    return part.find()
        && otherPart.find()
        && name.substring(0, part.start()).equals(otherName.substring(0, otherPart.start()));
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException(
          "Cannot import from "
              + folder
              + ": "
              + (Files.exists(folder) ? RegularFiles.kind(folder) : "no such folder")
              + " (allowed: a folder of benchmark files; one file with --format)");
    }
    List<Path> files;
    Path real = folder.toRealPath(); // a walk does not follow a link that it begins at
    try (Stream<Path> all = Files.walk(real, 6)) {
      files =
          all.map(file -> folder.resolve(real.relativize(file)))
              .filter(file -> ENDINGS.stream().anyMatch(file.toString()::endsWith))
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
