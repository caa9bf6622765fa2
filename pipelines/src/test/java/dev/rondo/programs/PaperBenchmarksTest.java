package dev.rondo.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.programs.PaperBenchmarks.PaperBenchmark;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaperBenchmarksTest {
  private static final String ROW = "{\"problem\": \"1+1?\", \"answer\": \"2\"}";

  @TempDir private Path folder;

  @Test
  void theOnlySplitOfABenchmarkWithoutATrainingSetIsFoundWhateverItIsCalled() throws IOException {
    Path only = write("aime_2024/data/train-00000-of-00001.parquet", "PAR1");
    assertThat(find("aime-2024")).containsExactly(only);
    assertThat(named("aime-2024").isCalledTraining(folder, only)).isTrue();

    Path other = write("AIME-2024/test.parquet", "PAR1");
    assertThat(find("aime-2024")).containsExactly(other);
    assertThat(named("aime-2024").isCalledTraining(folder, other)).isFalse();
    Path file = write("aime24.jsonl", ROW);
    write("aime24/a-train.jsonl", ROW);
    assertThat(find("aime-2024")).containsExactly(file);
  }

  @Test
  void trainingProblemsAreNoBenchmark() throws IOException {
    write("gsm8k/main/train-00000-of-00001.parquet", "PAR1");
    write("math-500/train.jsonl", ROW);
    assertThat(find("gsm8k")).isEmpty();
    assertThat(find("math-500")).isEmpty();

    Path test = write("gsm8k/main/test-00000-of-00001.parquet", "PAR1");
    assertThat(find("gsm8k")).containsExactly(test);
  }

  @Test
  void otherFilesAreNotCountedAndTooManyAreRefused() throws IOException {
    Path file = write("z/aime25.jsonl", ROW);
    for (int i = 0; i < 10_000; i++) {
      Files.createFile(folder.resolve(i + ".png"));
    }
    assertThat(find("aime-2025")).containsExactly(file);

    for (int i = 0; i < 10_000; i++) {
      Files.createFile(folder.resolve(i + ".json"));
    }
    assertThatThrownBy(() -> find("aime-2025"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(folder + ": more than 10000 files that end in .jsonl");
  }

  @Test
  void partsOfOneByTheirNamesComeTogether() throws IOException {
    Path first = write("AIME2025/aime2025-I.jsonl", ROW);
    Path second = write("AIME2025/aime2025-II.jsonl", ROW);
    write("AIME2025/aime2025-II.json", ROW);
    write("other/aime2025-I.jsonl", ROW);
    assertThat(find("aime-2025")).containsExactly(first, second);

    Path shard = write("gsm8k/test-00000-of-00002.parquet", "PAR1");
    Path other = write("gsm8k/test-00001-of-00002.parquet", "PAR1");
    write("gsm8k/train-00000-of-00002.parquet", "PAR1");
    assertThat(find("gsm8k")).containsExactly(shard, other);
    Path whole = write("gsm8k/test.jsonl", ROW.replace("problem", "question"));
    write("gsm8k/test_socratic.jsonl", ROW.replace("problem", "question"));
    assertThat(find("gsm8k")).containsExactly(whole);
  }

  @Test
  void theFolderMayBeALinkAndFieldsAreThoseOfTheFormat() throws IOException {
    Path file = write("files/aime25.jsonl", ROW.replace("answer", "expected_answer"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("files"));

    assertThat(find("aime-2025")).containsExactly(file);
    assertThat(named("aime-2025").find(link)).containsExactly(link.resolve("aime25.jsonl"));
    assertThatThrownBy(() -> named("aime-2025").find(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(file + ": a regular file (allowed: a folder");
  }

  private List<Path> find(String name) throws IOException {
    return named(name).find(folder);
  }

  private static PaperBenchmark named(String name) {
    return PaperBenchmarks.ALL.stream()
        .filter(benchmark -> benchmark.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
