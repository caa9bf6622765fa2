package dev.rondo.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.programs.PaperBenchmarks.PaperBenchmark;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaperBenchmarksTest {
  private static final String ROW = "{\"problem\": \"1+1?\", \"answer\": \"2\"}";

  @TempDir private Path folder;

  @Test
  void theOnlySplitOfABenchmarkWithoutATrainingSetIsFoundWhateverItIsCalled() throws IOException {
    Path only = write("aime_2024/data/train-00000-of-00001.parquet", "PAR1");
    assertThat(find("aime-2024")).contains(only);
    assertThat(named("aime-2024").isCalledTraining(folder, only)).isTrue();

    Path other = write("AIME-2024/test.parquet", "PAR1");
    assertThat(find("aime-2024")).contains(other);
    assertThat(named("aime-2024").isCalledTraining(folder, other)).isFalse();
    Path file = write("aime24.jsonl", ROW);
    write("aime24/a-train.jsonl", ROW);
    assertThat(find("aime-2024")).contains(file);
  }

  @Test
  void trainingProblemsAreNoBenchmark() throws IOException {
    write("gsm8k/main/train-00000-of-00001.parquet", "PAR1");
    write("math-500/train.jsonl", ROW);
    assertThat(find("gsm8k")).isEmpty();
    assertThat(find("math-500")).isEmpty();

    Path test = write("gsm8k/main/test-00000-of-00001.parquet", "PAR1");
    assertThat(find("gsm8k")).contains(test);
  }

  @Test
  void otherFilesAreNotCountedAndTooManyAreRefused() throws IOException {
    Path file = write("z/aime25.jsonl", ROW);
    for (int i = 0; i < 10_000; i++) {
      Files.createFile(folder.resolve(i + ".png"));
    }
    assertThat(find("aime-2025")).contains(file);

    for (int i = 0; i < 10_000; i++) {
      Files.createFile(folder.resolve(i + ".json"));
    }
    assertThatThrownBy(() -> find("aime-2025"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(folder + ": more than 10000 files that end in .jsonl");
  }

  private Optional<Path> find(String name) throws IOException {
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
