// The metrics log after kills and resumes: no row twice, no row of another phase lost.
package dev.rondo.trainer.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetricsLogTest {

  @TempDir Path directory;
  private Path file;
  private MetricsLog log;

  @BeforeEach
  void open() {
    file = directory.resolve(MetricsLog.PATH);
    log = new MetricsLog(file);
  }

  @Test
  void aRowIsOneLineWithItsPositionFirst() throws IOException {
    log.append("train", at(3, 2), values("train/loss", 0.5));
    assertThat(Files.readString(file))
        .isEqualTo("{\"phase\": \"train\", \"round\": 3, \"update\": 2, \"train/loss\": 0.5}\n");
    assertThat(log.rows())
        .containsExactly(new MetricsLog.Row("train", at(3, 2), values("train/loss", 0.5)));
  }

  @Test
  void cuttingBackRemovesLaterRowsOfThePhaseAndNothingElse() throws IOException {
    log.append("train", at(1, 1), values("train/loss", 1));
    log.append("evaluation", at(1, 0), values("eval/pass@1", 0.25));
    log.append("train", at(1, 2), values("train/loss", 2));
    log.append("train", at(2, 1), values("train/loss", 3));
    log.append("evaluation", at(9, 0), values("eval/pass@1", 0.5));
    log.cutBack("train", at(1, 2));
    assertThat(log.rows().stream().map(row -> row.phase() + row.position().round()))
        .containsExactly("train1", "evaluation1", "train1", "evaluation9");
  }

  @Test
  void aTornLastLineGoesAwayAndAppendingGoesOn() throws IOException {
    log.append("train", at(1, 1), values("train/loss", 1));
    Files.writeString(file, "{\"phase\": \"tra", StandardOpenOption.APPEND);
    assertThat(log.rows()).hasSize(1);
    log.cutBack("train", at(1, 1));
    log.append("train", at(1, 2), values("train/loss", 2));
    assertThat(log.rows()).hasSize(2);
  }

  @Test
  void aRowBehindATornOneStandsOnALineOfItsOwn() throws IOException {
    log.append("train", at(1, 1), values("train/loss", 1));
    Files.writeString(file, "{\"phase\": \"tra", StandardOpenOption.APPEND);
    log.append("evaluation", at(1, 0), values("eval/pass@1", 0.5));
    assertThat(new MetricsLog(file).rows()).hasSize(2);
  }

  @Test
  void aFullDiskWhileCuttingBackLosesNoRow() throws Exception {
    for (int round = 1; round <= 40; round++) {
      log.append("round", at(round, 0), values("rollout/reward", 0.123456789));
    }
    log.append("train", at(41, 1), values("train/loss", 0.5));
    byte[] before = Files.readAllBytes(file);
    assertThat(before.length).isGreaterThan(2048);
    Process limited =
        new ProcessBuilder(
                "bash",
                "-c",
                "ulimit -f 1; exec \"$@\"", // of each file, as of a disk that is full then: 1 KiB
                "bash",
                System.getProperty("java.home") + "/bin/java",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                CutBack.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(limited.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(limited.waitFor()).as(said).isEqualTo(1);
    assertThat(said).contains(file + ": File too large");
    assertThat(file).hasBinaryContent(before);
    assertThat(file.getParent()).isDirectoryNotContaining("glob:**.tmp");
  }

  /** Cuts a log back in a process that cannot write all of it. */
  static final class CutBack {
    public static void main(String[] arguments) throws IOException {
      new MetricsLog(Path.of(arguments[0])).cutBack("train", at(40, 0));
    }
  }

  @Test
  void twoLogsOnOneFileSeeWhatTheOtherAppendsAndCutsBack() throws IOException {
    MetricsLog other = new MetricsLog(file);
    log.append("train", at(1, 1), values("train/loss", 1));
    assertThat(other.rows()).hasSize(1);
    other.append("train", at(1, 2), values("train/loss", 2));
    assertThat(log.rows()).hasSize(2);
    other.cutBack("train", at(1, 1));
    other.append("train", at(1, 2), values("train/loss", 3));
    assertThat(log.rows())
        .extracting(row -> row.values().get("train/loss"))
        .containsExactly(1.0, 3.0);
  }

  @Test
  void whatTheMachineDecidesStandsInAFileOfItsOwn() throws IOException {
    SortedMap<String, Double> values = values("train/loss", 0.5);
    values.put("train/seconds", 2.0);
    values.put("train/tokens_per_second", 8.0);
    values.put("memory/heap_mebibytes", 64.0);
    log.append("train", at(1, 1), values);
    log.append("sample", at(1, 0), values("rollout/seconds", 3));

    assertThat(Files.readString(file))
        .isEqualTo("{\"phase\": \"train\", \"round\": 1, \"update\": 1, \"train/loss\": 0.5}\n");
    assertThat(Files.readAllLines(file.resolveSibling(MetricsLog.TIMES))).hasSize(2);
    assertThat(log.rows())
        .containsExactly(
            new MetricsLog.Row("train", at(1, 1), values),
            new MetricsLog.Row("sample", at(1, 0), values("rollout/seconds", 3)));

    log.cutBack("sample", at(0, 0));
    log.cutBack("train", at(0, 0));
    assertThat(log.rows()).isEmpty();
    assertThat(file).isEmptyFile();
    assertThat(file.resolveSibling(MetricsLog.TIMES)).isEmptyFile();
  }

  @Test
  void cuttingBackNothingLeavesTheFileAlone() throws IOException {
    log.cutBack("train", at(0, 0));
    assertThat(file).doesNotExist();
    log.append("train", at(1, 1), values("train/loss", 1));
    Object key = Files.getAttribute(file, "unix:ino");
    log.cutBack("train", at(1, 1));
    assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(key);
  }

  @Test
  void valuesThatAreNotFiniteAreLeftOut() throws IOException {
    log.append("train", at(1, 1), values("train/loss", Double.NaN));
    assertThat(log.rows().get(0).values()).isEmpty();
  }

  @Test
  void aLineThatIsNoRowIsRefusedByName() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "hello\n");
    assertThatThrownBy(() -> log.rows())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot read metrics " + file + ": line hello");
  }

  private static MetricsPosition at(int round, int update) {
    return new MetricsPosition(round, update);
  }

  private static SortedMap<String, Double> values(String key, double value) {
    return new TreeMap<>(Map.of(key, value));
  }
}
