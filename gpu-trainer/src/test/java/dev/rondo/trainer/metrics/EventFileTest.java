// TensorBoard event files: the bytes that TensorBoard itself writes, and in line with the log after
// a kill.
package dev.rondo.trainer.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventFileTest {

  private static final double WALL_SECONDS = 1700000000.25;
  private static final SortedMap<String, Double> VALUES =
      new TreeMap<>(Map.of("rollout/reward", 0.40625, "train/loss", 0.6931471805599453));

  @TempDir Path directory;

  @Test
  void theBytesAreThoseOfTensorBoardsOwnWriter() throws IOException {
    Path file = directory.resolve("events");
    new EventFile(file, step -> WALL_SECONDS).append(new MetricsPosition(300, 0), VALUES);
    try (InputStream golden = EventFileTest.class.getResourceAsStream("golden.tfevents")) {
      assertThat(Files.readAllBytes(file)).isEqualTo(golden.readAllBytes());
    }
  }

  @Test
  void theChecksumIsMaskedCrc32c() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    // CRC-32C of these digits is e3069283.
    int expected = Integer.rotateRight(0xe3069283, 15) + 0xa282ead8;
    assertThat(EventFile.maskedChecksum(digits, 0, digits.length)).isEqualTo(expected);
  }

  @Test
  void cuttingBackTheLogCutsItsEventsAndGoingOnGivesTheSameAsNeverStopping() throws IOException {
    MetricsLog straight = log("straight");
    MetricsLog resumed = log("resumed");
    for (int round = 1; round <= 3; round++) {
      appendRound(straight, round);
    }
    appendRound(resumed, 1);
    appendRound(resumed, 2);
    Path events = events("resumed");
    byte[] firstRound = Arrays.copyOf(Files.readAllBytes(events), 170);
    resumed.append("train", new MetricsPosition(3, 1), VALUES);
    Files.write(events, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
    MetricsLog again = log("resumed");
    again.cutBack("train", new MetricsPosition(1, 2));
    assertThat(Arrays.copyOf(Files.readAllBytes(events), 170)).isEqualTo(firstRound);
    assertThat(Files.size(events)).isLessThan(Files.size(events("straight")));
    appendRound(again, 2);
    appendRound(again, 3);
    assertThat(events).hasSameBinaryContentAs(events("straight"));
    assertThat(directory.resolve("resumed").resolve(MetricsLog.EVENTS).resolve("times/train"))
        .doesNotExist();
  }

  @Test
  void whatTheMachineDecidesStandsInEventFilesOfItsOwn() throws IOException {
    SortedMap<String, Double> withTimes = new TreeMap<>(VALUES);
    withTimes.put("train/seconds", 1.25);
    withTimes.put("memory/heap_mebibytes", 300.0);
    log("timed").append("train", new MetricsPosition(1, 1), withTimes);
    log("untimed").append("train", new MetricsPosition(1, 1), VALUES);
    assertThat(events("timed")).hasSameBinaryContentAs(events("untimed"));
    Path times = timeEvents("timed");
    String text = Files.readString(times, StandardCharsets.ISO_8859_1);
    assertThat(text).contains("train/seconds", "memory/heap_mebibytes").doesNotContain("loss");
    byte[] whole = Files.readAllBytes(times);
    Files.write(times, Arrays.copyOf(whole, whole.length - 5));
    log("timed").cutBack("train", new MetricsPosition(1, 1));
    assertThat(times).hasSize(whole.length);
  }

  /** Such as times, which an older version wrote beside the numbers of the run. */
  @Test
  void eventsThatSayMoreThanTheirRowsAreWrittenAnewWhenARunGoesOn() throws IOException {
    SortedMap<String, Double> mixed = new TreeMap<>(VALUES);
    mixed.put("train/seconds", 1.25);
    appendRound(log("straight"), 1);
    appendRound(log("older"), 1);
    Files.delete(events("older"));
    EventFile older = new EventFile(events("older"), step -> step);
    older.append(new MetricsPosition(1, 1), mixed);
    older.append(new MetricsPosition(1, 2), mixed);
    assertThat(Files.size(events("older"))).isGreaterThan(Files.size(events("straight")));

    log("older").cutBack("train", new MetricsPosition(1, 2));

    assertThat(events("older")).hasSameBinaryContentAs(events("straight"));
  }

  @Test
  void eventsThatSayWhatTheirRowsSayStayAsTheyWereWritten() throws IOException {
    SortedMap<String, Double> time = new TreeMap<>();
    time.put("train/seconds", 1.25);
    log("timed").append("train", new MetricsPosition(1, 1), time);
    EventFile earlier = new EventFile(timeEvents("earlier"), step -> 5);
    earlier.append(new MetricsPosition(1, 1), time);
    Files.copy(timeEvents("earlier"), timeEvents("timed"), StandardCopyOption.REPLACE_EXISTING);

    log("timed").cutBack("train", new MetricsPosition(1, 1));

    assertThat(timeEvents("timed")).hasSameBinaryContentAs(timeEvents("earlier"));
  }

  @Test
  void missingEventsAreWrittenAgainFromTheLog() throws IOException {
    MetricsLog log = log("lost");
    appendRound(log, 1);
    long size = Files.size(events("lost"));
    Files.delete(events("lost"));
    log.cutBack("train", new MetricsPosition(1, 2));
    assertThat(Files.size(events("lost"))).isEqualTo(size);
    log.cutBack("train", new MetricsPosition(0, 0));
    assertThat(events("lost")).doesNotExist();
  }

  private static void appendRound(MetricsLog log, int round) throws IOException {
    for (int update : List.of(1, 2)) {
      log.append("train", new MetricsPosition(round, update), VALUES);
    }
  }

  private MetricsLog log(String name) {
    return new MetricsLog(directory.resolve(name).resolve("metrics.jsonl"));
  }

  private Path events(String name) {
    return board(name).resolve("train/events.out.tfevents.0000000000.rondo");
  }

  private Path timeEvents(String name) {
    return board(name).resolve("times/train/events.out.tfevents.0000000000.rondo");
  }

  private Path board(String name) {
    return directory.resolve(name).resolve("tensorboard");
  }
}
