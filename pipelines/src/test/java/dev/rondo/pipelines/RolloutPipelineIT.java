package dev.rondo.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.Numerics;
import dev.rondo.policy.program.PolicyProgram;
import dev.rondo.rollout.CachedPolicy;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PolicySource;
import dev.rondo.rollout.SampledShard;
import dev.rondo.rollout.ShardPlan;
import dev.rondo.rollout.ShardSampler;
import dev.rondo.rollout.ShardVerifier;
import dev.rondo.rollout.Spool;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.run.RunDirectory;
import dev.rondo.run.RunPlans;
import dev.rondo.schema.FinishReason;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Rollout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One round's job with the real policy: the same bytes on every runner. */
class RolloutPipelineIT {
  private static final String FULL = "  temperature: 1.0\n";
  private static final String NUCLEUS = "  top-p: 0.95\n";

  @TempDir static Path folder;

  @BeforeAll
  static void makeBasePolicies() throws Exception {
    TinyRun.base(folder.resolve("full"), TinyRun.config(FULL));
    TinyRun.base(folder.resolve("nucleus"), TinyRun.config(NUCLEUS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "nucleus"})
  void directAndEmbeddedFlinkGiveTheSameBytesAtParallelismOneAndTwo(String sampling)
      throws Exception {
    SortedMap<String, String> direct = sample(sampling, "direct", "--runner=DirectRunner");
    SortedMap<String, String> one =
        sample(sampling, "one", "--runner=FlinkRunner", "--flinkMaster=[local]", "--parallelism=1");
    SortedMap<String, String> two =
        sample(sampling, "two", "--runner=FlinkRunner", "--flinkMaster=[local]", "--parallelism=2");

    assertThat(one).isEqualTo(direct);
    assertThat(two).isEqualTo(direct);
    assertThat(direct.keySet())
        .contains(
            "rollouts/round-000001/__rondo/manifest.json",
            "rollouts/round-000001/shard-00007.parquet")
        .noneMatch(path -> path.contains("spool"));
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 64})
  void embeddedFlinkHasRoomForManySlots(int parallelism) throws Exception {
    SortedMap<String, String> direct =
        sample("full", "direct-for-" + parallelism, "--runner=DirectRunner");

    SortedMap<String, String> many =
        sample(
            "full",
            "slots-" + parallelism,
            "--runner=FlinkRunner",
            "--flinkMaster=[local]",
            "--parallelism=" + parallelism);

    assertThat(many).isEqualTo(direct);
  }

  @Test
  void responsesHaveUnequalLengthsAndSomeAreTruncated() throws Exception {
    sample("full", "lengths", "--runner=DirectRunner");
    DatasetStore rollouts =
        RunDirectory.open(folder.resolve("full-lengths"))
            .dataset(RunDirectory.rolloutsDirectory(1));
    rollouts.verify();
    List<Rollout> rows = rollouts.readAllRows(Rollout.class);

    assertThat(rows).hasSize(64);
    Set<Integer> lengths =
        rows.stream().map(row -> row.getResponseTokens().size()).collect(Collectors.toSet());
    assertThat(lengths).hasSizeGreaterThan(4);
    assertThat(rows).anyMatch(row -> row.getFinishReason() == FinishReason.STOP);
  }

  @Test
  void aJobThatFindsShardsOfAnEarlierAttemptMakesTheOthersOnly() throws Exception {
    SortedMap<String, String> whole = sample("full", "whole", "--runner=DirectRunner");
    Path root = folder.resolve("full-partial");
    TinyRun.copy(folder.resolve("full"), root);
    RunDirectory run = RunDirectory.open(root);
    DatasetPlan plan = TinyRun.firstRound(run);
    PolicySource policy = TinyRun.basePolicy(run);
    for (int shard : new int[] {1, 4}) {
      SampledShard sampled = new ShardSampler(policy).sample(plan.shards().get(shard));
      new ShardVerifier(run.storage()).verify(sampled);
    }
    new Spool(run.storage()).keep(new ShardSampler(policy).sample(plan.shards().get(6)));
    Commits commits = new Commits(run.storage(), List.of(plan.directory()), List.of());
    assertThatThrownBy(() -> commits.require("partial", Duration.ZERO, line -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Job partial ended without committing rollouts/round-000001; finished shards are kept");
    Path finished = root.resolve(plan.directory()).resolve(plan.shards().get(4).shardPath());
    Object fileBefore = Files.readAttributes(finished, "unix:ino").get("ino");

    TinyRun.sampleFirstRound(root, "--runner=DirectRunner");

    commits.require("partial", Duration.ZERO, line -> {});
    assertThat(TinyRun.digests(root)).isEqualTo(whole);
    assertThat(Files.readAttributes(finished, "unix:ino").get("ino")).isEqualTo(fileBefore);
  }

  @Test
  void aPolicyThatIsNotThePlannedOneFailsTheJobWithOneLine() throws Exception {
    Path root = folder.resolve("full-wrong");
    TinyRun.copy(folder.resolve("full"), root);
    RunDirectory run = RunDirectory.open(root);
    RunConfig config = run.config();
    var numericClass = Numerics.numericClass(DeviceSettings.CPU);
    ShardPlan shard =
        new RunPlans(run, numericClass, PolicyProgram.standard().digest())
            .rollouts(1)
            .shards()
            .get(0);
    DatasetPlan plan = new DatasetPlan(shard.dataset(), "rollouts", List.of(shard));
    PolicySource policy =
        new CachedPolicy(
            root.resolve(RunDirectory.policyDirectory(0)), "f".repeat(64), numericClass);

    for (String runner : List.of("DirectRunner", "FlinkRunner")) {
      try (BeamJobs jobs = BeamJobs.of(config.runner(), List.of("--runner=" + runner))) {
        assertThatThrownBy(
                () ->
                    jobs.run(
                        "wrong", List.of(plan), List.of(), policy, StorageLocation.directory(root)))
            .isInstanceOf(InvalidInputException.class)
            .hasMessageStartingWith("Cannot sample with policy ")
            .hasMessageContaining("allowed: " + "f".repeat(64));
      }
    }
  }

  private static SortedMap<String, String> sample(String base, String name, String... arguments)
      throws Exception {
    Path root = folder.resolve(base + "-" + name);
    TinyRun.copy(folder.resolve(base), root);
    TinyRun.sampleFirstRound(root, arguments);
    return TinyRun.digests(root);
  }
}
