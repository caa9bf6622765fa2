package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.report.facts.RunReader;
import dev.rondo.rollout.StorageLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lets the process of a run die before and after every single change that an action makes to the
 * run directory, starts it again, and compares every file with those of an action that nothing
 * disturbed. Real policy, real training; the shards of a job are worked on one after the other, so
 * that its changes come in the same order each time.
 */
class CrashStepsIT {
  @TempDir private static Path folder;
  private static Path fresh;
  private static Path withProblems;
  private static Path beforeSampling;
  private static Path sampled;
  private static Path trained;

  @BeforeAll
  static void makeARunThatNothingDisturbs() throws Exception {
    fresh = SmallRun.fresh(folder.resolve("fresh"));
    withProblems = after(fresh, "problems");
    Path withPolicy = after(withProblems, "policy");
    beforeSampling = after(withPolicy, "evaluated");
    sampled = after(beforeSampling, "sampled");
    trained = after(sampled, "trained");
  }

  private static Path after(Path before, String name) throws Exception {
    Path run = copy(before, name);
    try (RoundLoop loop = SmallRun.open(run, StorageLocation.directory(run))) {
      loop.step();
    }
    return run;
  }

  @Test
  void problemsAreMadeTheSameWhateverInstantTheProcessDiesAt() throws Exception {
    assertThat(stepThrough(fresh, withProblems)).hasSizeGreaterThan(5);
  }

  @Test
  void aRoundIsSampledTheSameWhateverInstantTheProcessDiesAt() throws Exception {
    assertThat(stepThrough(beforeSampling, sampled))
        .anyMatch(change -> change.startsWith("put rollouts/round-000001/__rondo/plan-"))
        .contains(
            "put rollouts/round-000001/shard-00001.parquet",
            "put rollouts/round-000001/__rondo/receipts/verified-00001.json",
            "put rollouts/round-000001/__rondo/manifest.json")
        .anyMatch(change -> change.startsWith("delete rollouts/round-000001/__rondo/plan-"));
  }

  @Test
  void aPolicyIsPublishedTheSameWhateverInstantTheProcessDiesAt() throws Exception {
    assertThat(stepThrough(sampled, trained))
        .contains(
            "put policies/round-000001/model.safetensors",
            "put policies/round-000001/manifest.json");
  }

  @Test
  void aRunThatDiesTimeAndAgainEndsWithTheSameFiles() throws Exception {
    Path whole = after(trained, "whole");
    try (RoundLoop loop = SmallRun.open(whole, StorageLocation.directory(whole))) {
      loop.run();
    }
    Path died = copy(sampled, "died");
    List<String> crashes =
        SmallRun.runThroughCrashes(
            died,
            crash ->
                new FaultyStorage(
                    died, 4 * crash, FaultyStorage.Instant.AFTER, FaultyStorage.Loss.POWER));
    assertThat(crashes).hasSizeGreaterThan(2);
    assertThat(SmallRun.files(died)).isEqualTo(SmallRun.files(whole));
    assertThat(died.resolve(RunDirectory.REPORT)).isNotEmptyFile();
    for (int round : List.of(0, 1)) {
      String evaluation =
          RunDirectory.evaluationDirectory(SmallRun.BENCHMARK, RunDirectory.roundName(round));
      assertThat(died.resolve(RunDirectory.summaryPath(evaluation))).isNotEmptyFile();
    }
    assertThat(RunReader.evaluations(RunDirectory.open(died)))
        .extracting(evaluated -> evaluated.label() + " on " + evaluated.sampled().benchmark())
        .containsExactly(
            "base policy on held-out",
            "round 1 on held-out",
            "base policy on other-digits",
            "round 1 on other-digits");
  }

  /**
   * Does the first action of a run again and again, and lets it die at another instant each time.
   *
   * @return the changes that the action makes
   */
  private static List<String> stepThrough(Path before, Path after) throws Exception {
    SortedMap<String, String> expected = SmallRun.files(after);
    List<Action> next = Plan.plan(RunDirectory.open(after));
    List<String> changes = allChanges(before);
    for (int change = 0; change < changes.size(); change++) {
      for (FaultyStorage.Instant instant : FaultyStorage.Instant.values()) {
        if (instant == FaultyStorage.Instant.BEFORE && isLikeTheOneBefore(change, changes)) {
          continue;
        }
        FaultyStorage.Loss loss = FaultyStorage.Loss.values()[change % 2];
        Path run = copy(before, "crashed");
        FaultyStorage storage = new FaultyStorage(run, change, instant, loss);
        die(run, storage);
        goOnUntil(run, next);

        assertThat(SmallRun.files(run))
            .as("%s loses its %s %s", storage.crashedBy(), loss, instant)
            .isEqualTo(expected);
        SmallRun.remove(run);
      }
    }
    return changes;
  }

  /**
   * Before a change the directory is as after the one before it, apart from what is written beside
   * the datasets: of those instants profile {@code crash} tries all, others the ones that commit.
   */
  private static boolean isLikeTheOneBefore(int change, List<String> changes) {
    return Integer.getInteger("rondo.crash.kills", 0) < 100
        && change > 0
        && !changes.get(change).endsWith("manifest.json");
  }

  private static List<String> allChanges(Path before) throws Exception {
    Path run = copy(before, "counted");
    FaultyStorage storage =
        new FaultyStorage(run, -1, FaultyStorage.Instant.BEFORE, FaultyStorage.Loss.PROCESS);
    try (RoundLoop loop = SmallRun.open(run, storage.location())) {
      loop.step();
    }
    SmallRun.remove(run);
    return storage.changes();
  }

  private static void die(Path run, FaultyStorage storage) throws Exception {
    try (RoundLoop loop = SmallRun.open(run, storage.location())) {
      loop.step();
    } catch (FaultyStorage.Crash e) {
      // As it was to be.
    } catch (IOException | RuntimeException e) {
      // What closed around it failed, too; the directory is as the crash left it.
    }
    assertThat(storage.crashedBy()).isNotNull();
  }

  private static void goOnUntil(Path run, List<Action> next) throws Exception {
    try (RoundLoop loop = SmallRun.open(run, StorageLocation.directory(run))) {
      while (!Plan.plan(RunDirectory.open(run)).equals(next)) {
        loop.step();
      }
    }
  }

  private static Path copy(Path from, String name) throws IOException {
    return SmallRun.copy(from, folder.resolve(name));
  }
}
