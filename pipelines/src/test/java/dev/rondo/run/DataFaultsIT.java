package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.rollout.StorageLocation;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.metrics.MetricsLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a disk and a clock do to a run: a file system that takes no more, a manifest of a newer
 * version, a clock that jumps back. Damaged and missing files are {@link RunRepairIT}'s.
 */
class DataFaultsIT {
  private static final String ROLLOUTS = "rollouts/round-000001/__rondo/manifest.json";

  /** Profile {@code crash} refuses each file in turn. */
  private static final int STEP = Integer.getInteger("rondo.crash.kills", 0) < 100 ? 3 : 1;

  @TempDir private static Path folder;
  private static Path before;
  private static Path sampled;
  private static Path trained;

  @BeforeAll
  static void makeARound() throws Exception {
    Path run = SmallRun.fresh(folder.resolve("run"));
    for (int step = 0; step < 3; step++) {
      step(run, StorageLocation.directory(run));
    }
    before = SmallRun.copy(run, folder.resolve("before"));
    step(run, StorageLocation.directory(run));
    sampled = SmallRun.copy(run, folder.resolve("sampled"));
    step(run, StorageLocation.directory(run));
    trained = SmallRun.copy(run, folder.resolve("trained"));
  }

  private static void step(Path run, StorageLocation location) throws Exception {
    try (RoundLoop loop = SmallRun.open(run, location)) {
      loop.step();
    }
  }

  @Test
  void aFullDiskWhileSamplingIsNamedAndTheRunGoesOnOnceThereIsSpace() throws Exception {
    assertThat(refuseAndGoOn(before, sampled, "No space left on device")).isGreaterThan(5);
  }

  @Test
  void aFolderThatIsClosedWhileTrainingIsNamedAndTheRunGoesOnOnceItIsOpen() throws Exception {
    assertThat(refuseAndGoOn(sampled, trained, "Read-only file system")).isGreaterThan(4);
  }

  /**
   * Lets the file system refuse every file after none, after some, after some more and so on.
   *
   * @return how many files were taken when nothing was refused any more
   */
  private static int refuseAndGoOn(Path from, Path to, String words) throws Exception {
    SortedMap<String, String> expected = SmallRun.files(to);
    SortedMap<String, String> committed = SmallRun.files(from);
    committed.remove(MetricsLog.PATH); // rows of what was begun are cut back when it goes on
    for (int files = 0; ; files += STEP) {
      Path run = SmallRun.copy(from, folder.resolve("refused"));
      RefusingStorage storage = new RefusingStorage(run, files, words);
      if (!isRefused(run, storage, words)) {
        assertThat(SmallRun.files(run)).isEqualTo(expected);
        SmallRun.remove(run);
        return files;
      }
      SortedMap<String, String> left = SmallRun.files(run);
      assertThat(left).as("after %d files", files).containsAllEntriesOf(committed);
      assertThat(left.keySet())
          .as("after %d files", files)
          .noneMatch(path -> path.endsWith(".tmp"))
          .allMatch(path -> expected.containsKey(path) || path.contains("/__rondo/"));

      Plan.plan(RunDirectory.open(run));
      step(run, StorageLocation.directory(run));
      assertThat(SmallRun.files(run)).as("after %d files", files).isEqualTo(expected);
      SmallRun.remove(run);
    }
  }

  private static boolean isRefused(Path run, RefusingStorage storage, String words)
      throws Exception {
    try {
      step(run, storage.location());
    } catch (IOException | RuntimeException e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      assertThat(root).hasMessageEndingWith(": " + words);
      return true;
    }
    assertThat(storage.hasRefused()).as("a refusal that nobody was told of").isFalse();
    return false;
  }

  @Test
  void whatANewerVersionWroteIsNamedAndNeitherUsedNorRepaired() throws Exception {
    Path run = SmallRun.copy(sampled, folder.resolve("newer"));
    Path manifest = run.resolve(ROLLOUTS);
    String newer =
        Files.readString(manifest)
            .replaceFirst("\"format-version\": *[0-9]+", "\"format-version\": 3")
            .replaceFirst("\"kind\"", "\"a-field-of-the-future\": 1,\n  \"kind\"");
    Files.writeString(manifest, newer);
    SortedMap<String, String> files = SmallRun.files(run);

    assertThatThrownBy(() -> step(run, StorageLocation.directory(run)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(ROLLOUTS)
        .hasMessageContaining("format-version is 3 (allowed: 1 to 2; another version of Rondo");
    RunRepair.Outcome outcome =
        RunRepair.repair(
            RunDirectory.open(run), new SmallRun.OneAfterTheOther(), Progress.silent());
    assertThat(outcome.repaired()).isEmpty();
    assertThat(outcome.remaining())
        .singleElement()
        .satisfies(
            fault ->
                assertThat(fault.reason())
                    .contains("format-version is 3", "a version of Rondo that reads it"));
    assertThat(SmallRun.files(run)).isEqualTo(files);
  }

  @Test
  void aClockThatJumpsBackChangesNothing() throws Exception {
    Path run = SmallRun.copy(before, folder.resolve("clock"));
    FileTime future = FileTime.from(Instant.parse("2099-12-31T23:59:59Z"));
    for (Path expected : List.of(sampled, trained)) {
      // What was written so far is of a time that is still to come.
      try (Stream<Path> paths = Files.walk(run)) {
        for (Path path : paths.toList()) {
          Files.setLastModifiedTime(path, future);
        }
      }
      step(run, StorageLocation.directory(run));
      assertThat(SmallRun.files(run)).isEqualTo(SmallRun.files(expected));
    }
  }
}
