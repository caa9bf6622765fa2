package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  @TempDir private Path directory;

  private String before;

  @BeforeEach
  void remember() {
    before = System.getProperty("rondo.log");
    System.setProperty("rondo.log", directory.resolve("logs/rondo.log").toString());
  }

  @AfterEach
  void restore() {
    if (before == null) {
      System.clearProperty("rondo.log");
    } else {
      System.setProperty("rondo.log", before);
    }
  }

  @Test
  void theLogIsBoundedHoweverMuchIsWritten() throws IOException {
    String text = "x".repeat(900_000);
    for (int i = 0; i < 40; i++) {
      assertThat(LogFile.append(i + " " + text)).isNotNull();
    }
    try (Stream<Path> files = Files.list(directory.resolve("logs"))) {
      long bytes = files.mapToLong(file -> file.toFile().length()).sum();
      assertThat(bytes).isBetween(8_000_000L, 2L * LogFile.LARGEST_FILE_BYTES);
    }
    assertThat(Files.readString(directory.resolve("logs/rondo.log"))).contains("\n39 x");
  }

  @Test
  void aTextThatIsTooLongIsCutAndEscapesAreShown() throws IOException {
    Path file = LogFile.append("y".repeat(3_000_000));
    LogFile.append("a\u001B[31m\nb");

    List<String> lines = Files.readAllLines(file);
    assertThat(lines.get(0)).hasSizeLessThan(1_000_100).endsWith("...");
    assertThat(lines.subList(1, 3)).containsExactly("a\\u001b[31m", "b");
  }

  @Test
  @Timeout(30)
  void neitherALinkNorANamedPipeInItsPlaceIsWrittenTo() throws Exception {
    Path victim = Files.writeString(directory.resolve("victim"), "mine");
    Path log = Files.createDirectory(directory.resolve("logs")).resolve("rondo.log");
    Files.createSymbolicLink(log, victim);
    assertThat(LogFile.append("theirs")).isNull();
    assertThat(victim).hasContent("mine");

    Files.delete(log);
    assertThat(new ProcessBuilder("mkfifo", log.toString()).start().waitFor()).isZero();
    assertThat(LogFile.append("theirs")).isNull();
  }

  @Test
  void aRunDirectoryThatWasRemovedDoesNotComeBackForItsLog() throws IOException {
    Path run = Files.createDirectory(directory.resolve("run"));
    LogFile.inRunDirectory(run);
    assertThat(LogFile.append("kept")).isEqualTo(run.resolve("logs/rondo.log"));

    Files.delete(run.resolve("logs/rondo.log"));
    Files.delete(run.resolve("logs"));
    Files.delete(run);
    assertThat(LogFile.append("lost")).isNull();
    assertThat(run).doesNotExist();
  }
}
