package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.NumericClass;
import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.Storage;
import dev.rondo.pipelines.BeamJobs;
import dev.rondo.policy.program.Numerics;
import dev.rondo.policy.program.PolicyProgram;
import dev.rondo.report.ReportFile;
import dev.rondo.rollout.CachedPolicy;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PlanFile;
import dev.rondo.rollout.ShardPlan;
import dev.rondo.rollout.ShardSampler;
import dev.rondo.rollout.ShardVerifier;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A round is half sampled when another version or build of this program goes on with its run. */
class AnotherVersionIT {
  private static final String ROLLOUTS = "rollouts/round-000001/";
  private static final String OTHER_BUILD = CodeVersion.version() + "+0123456789ab";

  @TempDir private static Path folder;
  private static Path beforeSampling;
  private static int runs;
  private final List<String> said = new ArrayList<>();
  private Path run;

  @BeforeAll
  static void makeABasePolicy() throws Exception {
    beforeSampling = SmallRun.fresh(folder.resolve("before"));
    try (RoundLoop loop =
        SmallRun.open(beforeSampling, StorageLocation.directory(beforeSampling))) {
      while (!(Plan.plan(RunDirectory.open(beforeSampling)).get(0) instanceof Action.Sample)) {
        loop.step();
      }
    }
  }

  @BeforeEach
  void copyIt() throws IOException {
    run = SmallRun.copy(beforeSampling, folder.resolve("run-" + ++runs));
  }

  @Test
  void shardsOfAnotherPlanAreSetAsideAndTheRoundIsSampledByThisOne() throws Exception {
    Path undisturbed = SmallRun.copy(beforeSampling, folder.resolve("undisturbed-" + runs));
    sample(undisturbed, false);
    leaveHalfARound(lineage -> lineage.judgedBy("last-digit@0"));
    byte[] left = Files.readAllBytes(run.resolve(ROLLOUTS + "shard-00000.parquet"));
    sample(run, false);

    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("Makes rollouts/round-000001 anew: what was left of it is of another plan (")
        .contains("verifier last-digit@0 instead of ")
        .endsWith(", and is in damaged/rollouts/round-000001 now");
    assertThat(run.resolve("damaged/" + ROLLOUTS + "shard-00000.parquet")).hasBinaryContent(left);
    SortedMap<String, String> files = SmallRun.files(run);
    files.keySet().removeIf(path -> path.startsWith("damaged/"));
    assertThat(files).isEqualTo(SmallRun.files(undisturbed));
  }

  @Test
  void aRunThatIsToldToAcceptAnotherBuildGoesOnWithThisOne() throws Exception {
    editBasePolicy(CodeVersion.current(), OTHER_BUILD);
    leaveHalfARound(lineage -> lineage.writtenBy(OTHER_BUILD));
    assertThatThrownBy(() -> sample(run, false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("policies/round-000000 is of code version " + OTHER_BUILD)
        .hasMessageEndingWith(", or with rondo run --accept-code-version another)");
    sample(run, true);

    assertThat(said)
        .singleElement()
        .asString()
        .contains("(code-version " + OTHER_BUILD + " instead of " + CodeVersion.current() + ")");
    assertThat(
            RunDirectory.open(run)
                .dataset("rollouts/round-000001")
                .committedManifest()
                .lineage()
                .codeVersion())
        .isEqualTo(CodeVersion.current());
  }

  @Test
  void anotherPolicyProgramIsAnotherVersion() throws Exception {
    Lineage lineage =
        RunDirectory.open(run).dataset("policies/round-000000").committedManifest().lineage();
    editBasePolicy(lineage.programDigest(), "d".repeat(64));

    assertThatThrownBy(() -> sample(run, false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("policies/round-000000 is of policy program " + "d".repeat(64))
        .hasMessageEndingWith(", or with rondo run --accept-code-version another)");
    sample(run, true);
    assertThat(RunDirectory.open(run).isCommitted("rollouts/round-000001")).isTrue();
  }

  @Test
  void whatAMachineOfAnotherNumericClassBeganIsItsToGoOnWith() throws Exception {
    leaveHalfARound(
        lineage ->
            lineage.computedOn(new NumericClass("cpu", "OF ANOTHER", "2.0.0", 1, "float32")));
    SortedMap<String, String> left = SmallRun.files(run);

    assertThatThrownBy(() -> sample(run, false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(ROLLOUTS + "shard-00000.parquet is of numeric class ")
        .hasMessageContaining("OF ANOTHER")
        .hasMessageContaining("--accept-code-version");
    assertThat(SmallRun.files(run)).isEqualTo(left);
    sample(run, true);
    assertThat(said).singleElement().asString().contains("numeric-class");
    assertThat(run.resolve("damaged/" + ROLLOUTS + "shard-00000.parquet")).exists();
  }

  private void editBasePolicy(String from, String to) throws IOException {
    Path manifest = run.resolve("policies/round-000000/manifest.json");
    String text = Files.readString(manifest);
    assertThat(text).contains('"' + from + '"');
    Files.writeString(manifest, text.replace('"' + from + '"', '"' + to + '"'));
  }

  /** One shard is finished, the other is there without its receipt. */
  private void leaveHalfARound(UnaryOperator<Lineage> other) throws Exception {
    RunDirectory directory = RunDirectory.open(run);
    Storage storage = directory.storage();
    NumericClass numericClass =
        Numerics.numericClass(directory.config().compute().deviceSettings());
    RunPlans plans = new RunPlans(directory, numericClass, PolicyProgram.standard().digest());
    List<ShardPlan> shards = new ArrayList<>();
    for (ShardPlan shard : plans.rollouts(1).shards()) {
      shards.add(
          new ShardPlan(
              shard.dataset(),
              shard.shardIndex(),
              shard.problems(),
              shard.firstSample(),
              shard.batchSequences(),
              shard.maxPositionsPerCall(),
              other.apply(shard.lineage())));
    }
    DatasetStore policy = directory.dataset("policies/round-000000");
    CachedPolicy policies =
        new CachedPolicy(
            directory.root().resolve(policy.directory()), policy.manifestDigest(), numericClass);
    new PlanFile(storage).write(new DatasetPlan("rollouts/round-000001", "rollouts", shards));
    for (ShardPlan shard : shards) {
      new ShardVerifier(storage).verify(new ShardSampler(policies).sample(shard));
    }
    Files.delete(run.resolve(ROLLOUTS + Receipt.path(ShardPlan.VERIFIED, 1)));
  }

  private void sample(Path root, boolean acceptCodeVersion) throws Exception {
    RunDirectory directory = RunDirectory.open(root);
    try (BeamJobs jobs =
            BeamJobs.of(directory.config().runner(), List.of("--runner=DirectRunner"), said::add);
        RoundLoop loop =
            RoundLoop.open(
                directory, jobs, ReportFile::write, Progress.silent(), acceptCodeVersion)) {
      assertThat(loop.step()).contains(new Action.Sample(1));
    }
  }
}
