package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.Removal;
import dev.rondo.evaluate.EvaluationPlan;
import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.facts.RunReader;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PolicySource;
import dev.rondo.rollout.ShardPlan;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Rollout;
import dev.rondo.trainer.metrics.MetricsLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real runs of three rounds with and without retention, undisturbed and dying time and again. */
class RetentionIT {
  private static final int ROUNDS = 3;
  private static final String LEAST =
      """
      retention:
        policies: 1
        policies-evaluated: false
        states: 1
        rollouts: 1
      """;

  @TempDir private static Path folder;
  private static Path whole;
  private static Path little;

  @BeforeAll
  static void doBothRuns() throws Exception {
    whole = done(SmallRun.fresh(folder.resolve("whole"), ROUNDS, ""));
    little = done(SmallRun.fresh(folder.resolve("little"), ROUNDS, LEAST));
  }

  private static Path done(Path run) throws Exception {
    try (RoundLoop loop = SmallRun.open(run, StorageLocation.directory(run))) {
      loop.run();
    }
    return run;
  }

  @Test
  void theRunIsTheSameButForWhatIsGoneAndSaidToBeGone() throws Exception {
    SortedMap<String, String> kept = SmallRun.files(little);
    SortedMap<String, String> expected = SmallRun.files(whole);
    RunDirectory run = RunDirectory.open(little);
    for (Retention.Removed removed : Retention.removed(run)) {
      for (String file : removed.removal().files()) {
        expected.remove(removed.dataset() + "/" + file);
      }
      kept.remove(removed.dataset() + "/" + Removal.path(removed.removal().what()));
    }
    assertThat(Retention.removed(run)).hasSizeGreaterThan(3);
    for (SortedMap<String, String> files : List.of(kept, expected)) {
      files.keySet().removeAll(List.of("run.yaml", "frozen.yaml", MetricsLog.PATH));
    }
    assertThat(kept).isEqualTo(expected);
    assertThat(RunFault.find(run)).isEmpty();
    for (String dataset : List.of("rollouts/round-000001", "policies/round-000002")) {
      run.dataset(dataset).verify();
    }
    RunFacts before = RunReader.read(RunDirectory.open(whole));
    RunFacts after = RunReader.read(run);
    for (int i = 0; i < ROUNDS; i++) {
      assertThat(after.rounds().get(i).verdicts()).isEqualTo(before.rounds().get(i).verdicts());
      assertThat(after.rounds().get(i).groups()).isEqualTo(before.rounds().get(i).groups());
    }
    assertThat(after.evaluations()).hasSameSizeAs(before.evaluations());
    assertThat(after.samples()).isNotEmpty();
  }

  @Test
  void whatIsGoneIsNamedWithItsRuleToWhoeverNeedsIt() throws Exception {
    RunDirectory run = RunDirectory.open(little);
    try (JobRunner jobs = new SmallRun.OneAfterTheOther()) {
      assertThatThrownBy(
              () ->
                  Reproduction.reproduce(run, 3, folder.resolve("again"), jobs, Progress.silent()))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining(
              "Cannot sample with policies/round-000002: its policy files were removed by"
                  + " retention.policies: 1");
      // The base policy is kept, and the rollouts of round 1 are compared by their digests.
      Reproduction.Outcome first =
          Reproduction.reproduce(run, 1, folder.resolve("first"), jobs, Progress.silent());
      assertThat(first.differences()).isEmpty();
      assertThat(first.equalFiles()).isGreaterThan(6);
    }
    assertThatThrownBy(() -> run.dataset("rollouts/round-000001").readAllRows(Rollout.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("files were removed by retention.rollouts: 1");
  }

  /** What one wants to know of another machine or build. */
  @Test
  void rolloutsThatAreGoneAndComeOutDifferentlyAreNamed() throws Exception {
    Reproduction.Outcome outcome;
    try (JobRunner jobs = new OfAnotherSeed()) {
      outcome =
          Reproduction.reproduce(
              RunDirectory.open(little), 1, folder.resolve("other"), jobs, Progress.silent());
    }
    assertThat(outcome.differences())
        .anyMatch(line -> line.startsWith("rollouts/round-000001/shard-00000.parquet: has sha256 "))
        .anyMatch(line -> line.contains("manifest.json: differs from byte "))
        .endsWith(
            "policies/round-000001: not made, as the rollouts that it was trained on were removed"
                + " and came out differently");
  }

  @Test
  void aSummaryOfAPolicyThatIsGoneIsCountedAgainFromItsBlocks() throws Exception {
    Path root =
        done(
            SmallRun.fresh(
                folder.resolve("evaluated"),
                config -> config.replace("rounds: 1", "rounds: 2\n  evaluate-every: 1") + LEAST));
    RunDirectory run = RunDirectory.open(root);
    assertThat(run.dataset("policies/round-000001").removals().of(Removal.POLICY)).isPresent();
    String evaluation = "evals/held-out/round-000001";
    String path = RunDirectory.summaryPath(evaluation);
    byte[] summary = Files.readAllBytes(root.resolve(path));

    Files.delete(root.resolve(path));
    done(root);
    assertThat(root.resolve(path)).hasBinaryContent(summary);

    Files.write(root.resolve(path), Arrays.copyOf(summary, summary.length / 2));
    try (JobRunner jobs = new SmallRun.OneAfterTheOther()) {
      assertThat(RunRepair.repair(run, jobs, Progress.silent()).repaired()).containsExactly(path);
    }
    assertThat(root.resolve(path)).hasBinaryContent(summary);

    // A block takes the policy; the line says why it is not there.
    Files.delete(root.resolve(evaluation + "/block-000000-000001/shard-00000.parquet"));
    try (JobRunner jobs = new SmallRun.OneAfterTheOther()) {
      assertThat(RunRepair.repair(run, jobs, Progress.silent()).remaining())
          .singleElement()
          .satisfies(
              fault ->
                  assertThat(fault.reason())
                      .contains(
                          "Cannot sample with policies/round-000001: its policy files were removed"
                              + " by retention.policies: 1"));
    }
  }

  @Test
  void aRunThatDiesTimeAndAgainEndsWithTheSameFilesAndRemovals() throws Exception {
    Path died = SmallRun.fresh(folder.resolve("died"), ROUNDS, LEAST);
    List<String> crashes =
        SmallRun.runThroughCrashes(
            died,
            crash ->
                new FaultyStorage(
                    died,
                    (2 + 5 * crash) % 37,
                    FaultyStorage.Instant.values()[crash % 2],
                    FaultyStorage.Loss.values()[crash / 2 % 2]));
    assertThat(crashes)
        .hasSizeGreaterThan(4)
        .as("crashes while removing")
        .anyMatch(at -> at.startsWith("delete policies/") || at.contains("removed-"));
    SortedMap<String, String> files = new TreeMap<>(SmallRun.files(died));
    assertThat(files).isEqualTo(SmallRun.files(little));
  }

  /** Samples other rollouts than those that were asked for. */
  private static final class OfAnotherSeed implements JobRunner {
    @Override
    public void run(
        String jobName,
        List<DatasetPlan> datasets,
        List<EvaluationPlan> evaluations,
        PolicySource policies,
        StorageLocation storage)
        throws IOException, InterruptedException {
      try (JobRunner jobs = new SmallRun.OneAfterTheOther()) {
        jobs.run(
            jobName,
            datasets.stream().map(OfAnotherSeed::changed).toList(),
            evaluations,
            policies,
            storage);
      }
    }

    private static DatasetPlan changed(DatasetPlan plan) {
      return new DatasetPlan(
          plan.directory(),
          plan.kind(),
          plan.shards().stream()
              .map(
                  shard ->
                      new ShardPlan(
                          shard.dataset(),
                          shard.shardIndex(),
                          shard.problems(),
                          shard.firstSample(),
                          shard.batchSequences(),
                          shard.maxPositionsPerCall(),
                          shard.lineage().withSeed(99L)))
              .toList());
    }

    @Override
    public void close() {}
  }
}
