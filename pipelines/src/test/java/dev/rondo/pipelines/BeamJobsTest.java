package dev.rondo.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.config.RunConfig;
import dev.rondo.config.RunnerSettings;
import dev.rondo.dataset.Lineage;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PlannedProblem;
import dev.rondo.rollout.PolicySource;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.SamplingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BeamJobsTest {
  private static final RunnerSettings SETTINGS = RunConfig.parse("", "defaults").runner();

  @Test
  void optionsThatBeamKnowsAreTaken() {
    assertThatCode(
            () ->
                BeamJobs.of(
                        SETTINGS,
                        List.of(
                            "--runner=FlinkRunner", "--flinkMaster=host:8081", "--parallelism=8"))
                    .close())
        .doesNotThrowAnyException();
  }

  @Test
  void onlyAClusterSamplesElsewhereWhereverItIsNamed() {
    RunnerSettings cluster =
        RunConfig.parse("runner: {runner: flink, flink-master: 'host:8081'}", "test").runner();
    assertThat(BeamJobs.of(cluster, List.of()).samplesHere()).isFalse();
    assertThat(BeamJobs.of(cluster, List.of("--flinkMaster=[local]")).samplesHere()).isTrue();
    assertThat(BeamJobs.of(SETTINGS, List.of()).samplesHere()).isTrue();
    assertThat(BeamJobs.of(SETTINGS, List.of("--flinkMaster=host:8081")).samplesHere()).isFalse();
    assertThat(BeamJobs.of(SETTINGS, List.of("--runner=DirectRunner")).samplesHere()).isTrue();
  }

  /** Beam knows a runner by several names, in any case. */
  @Test
  void aRunnerIsTheSameByWhateverNameItIsGiven() {
    for (String flink : List.of("flink", "flinkrunner", "FlinkRunner", "FLINK")) {
      String runner = "--runner=" + flink;
      RunnerSettings used = RunnerOptions.of(SETTINGS, List.of(runner)).settings();
      assertThat(used).as(flink).isEqualTo(SETTINGS);
      assertThat(RunnerOptions.of(SETTINGS, List.of(runner, "--parallelism=4")).settings())
          .isEqualTo(new RunnerSettings(RunnerSettings.Runner.FLINK, 4, "[local]"));
      assertThat(RunnerOptions.of(SETTINGS, List.of(runner, "--flinkMaster=http://host:80/")))
          .satisfies(
              remote -> {
                assertThat(remote.areHere()).isFalse();
                assertThat(remote.settings().flinkMaster()).isEqualTo("host:80");
              });
    }
    List<String> direct = List.of("--runner=direct", "--jobName=FlinkRunner");
    assertThat(RunnerOptions.of(SETTINGS, direct).areEmbedded()).isFalse();
    assertThatThrownBy(() -> BeamJobs.of(SETTINGS, List.of("--runner=TestFlinkRunner")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Cannot use --runner: TestFlinkRunner (allowed: DirectRunner or FlinkRunner)");
  }

  /** Flink's own cluster in this process has open ports. */
  @Test
  void noOtherClusterIsStartedInThisProcess() {
    for (String master : List.of("[auto]", "[collection]")) {
      assertThatThrownBy(() -> BeamJobs.of(SETTINGS, List.of("--flinkMaster=" + master)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith(
              "Cannot use flinkMaster: " + master + " (allowed: [local], or host:port");
    }
  }

  @Test
  void anUnknownOptionIsRefusedInOneLine() {
    assertThatThrownBy(() -> BeamJobs.of(SETTINGS, List.of("--paralelism=8")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot use Beam options --paralelism=8")
        .hasMessageNotContaining("\n");
  }

  @Test
  void anUnknownRunnerIsRefusedInOneLine() {
    assertThatThrownBy(() -> BeamJobs.of(SETTINGS, List.of("--runner=Nowhere")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Nowhere")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aParallelismThatIsNoneIsRefusedInOneLine() {
    for (List<String> options :
        List.of(
            List.of("--runner=FlinkRunner", "--flinkMaster=host:8081", "--parallelism=0"),
            List.of("--runner=FlinkRunner", "--parallelism=-1"),
            List.of("--runner=DirectRunner", "--targetParallelism=0"))) {
      assertThatThrownBy(() -> BeamJobs.of(SETTINGS, options))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageMatching("Cannot use --\\w+: (0|-1) \\(allowed: 1 to 10000\\)");
    }
  }

  @Test
  void anOptionOfFlinkIsNotPassedOverByAnotherRunner() {
    RunnerSettings direct = RunConfig.parse("runner: {runner: direct}", "test").runner();
    for (String option :
        List.of("--flinkMaster=host:8081", "--parallelism=4", "--flinkConfDir=conf")) {
      String name = option.substring(0, option.indexOf('='));
      assertThatThrownBy(() -> BeamJobs.of(direct, List.of(option)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "Cannot use "
                  + name
                  + " with a runner that is not Flink's (allowed: with --runner=FlinkRunner)");
      assertThatThrownBy(() -> BeamJobs.of(SETTINGS, List.of("--runner=DirectRunner", option)))
          .hasMessageStartingWith("Cannot use " + name);
    }
    BeamJobs.of(direct, List.of("--targetParallelism=2")).close();
    BeamJobs.of(direct, List.of("--runner=FlinkRunner", "--parallelism=2")).close();
  }

  @Test
  void anAddressWithoutAPortIsRefusedInOneLine() {
    assertThatThrownBy(
            () -> BeamJobs.of(SETTINGS, List.of("--runner=FlinkRunner", "--flinkMaster=host")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot use flinkMaster: host (allowed: [local], or host:port of a cluster: a name or"
                + " an IPv4 address, a port of 1 to 65535)");
  }

  /** A paused driver wakes when another one is at work: that one's job is not its to end. */
  @Test
  void whoeverLostTheRunEndsNobodysJob(@TempDir Path folder) throws Exception {
    StorageLocation storage = StorageLocation.directory(folder);
    JobName left = JobName.of("tiny-round-000001", storage, "0".repeat(64), 2);
    try (FakeFlink flink = new FakeFlink();
        BeamJobs jobs =
            BeamJobs.of(
                SETTINGS, List.of("--runner=FlinkRunner", "--flinkMaster=" + flink.master()))) {
      flink.isOfThisVersion();
      flink.list(FakeFlink.job("1", left, "RUNNING"));
      jobs.whileHeld(
          () -> {
            throw new IOException("lost");
          });
      assertThatThrownBy(
              () ->
                  jobs.run(
                      "tiny-round-000001",
                      List.of(),
                      List.of(),
                      digest -> {
                        throw new IllegalStateException("No policy was to be opened");
                      },
                      storage))
          .hasMessage("lost");
      assertThat(flink.requests).noneMatch(request -> request.startsWith("PATCH"));
    }
  }

  /** The process may end as soon as its jobs are closed. */
  @Test
  void aPolicyThatIsBeingLoadedIsWaitedFor(@TempDir Path folder) throws Exception {
    CountDownLatch isLoading = new CountDownLatch(1);
    AtomicBoolean isLoaded = new AtomicBoolean();
    PolicySource policies =
        digest -> {
          isLoading.countDown();
          Thread.sleep(300);
          isLoaded.set(true);
          throw new UnsatisfiedLinkError("no library");
        };
    try (BeamJobs jobs = BeamJobs.of(SETTINGS, List.of("--runner=DirectRunner"))) {
      jobs.whileHeld(
          () -> {
            while (isLoading.getCount() > 0) {
              Thread.onSpinWait();
            }
            throw new IOException("lost");
          });
      assertThatThrownBy(
              () ->
                  jobs.run(
                      "tiny-round-000001",
                      List.of(plan()),
                      List.of(),
                      policies,
                      StorageLocation.directory(folder)))
          .hasMessage("lost");
    }
    assertThat(isLoaded).isTrue();
  }

  @Test
  void aClusterThatIsNotThereIsNamedWithoutStartingAnything(@TempDir Path folder) {
    PolicySource noPolicy =
        digest -> {
          throw new IllegalStateException("No policy was to be opened");
        };
    try (BeamJobs jobs =
        BeamJobs.of(SETTINGS, List.of("--runner=FlinkRunner", "--flinkMaster=localhost:1"))) {
      assertThatThrownBy(
              () ->
                  jobs.run(
                      "nothing", List.of(), List.of(), noPolicy, StorageLocation.directory(folder)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Cannot reach Flink at flinkMaster: http://localhost:1");
    }
  }

  private static DatasetPlan plan() {
    Lineage lineage =
        Lineage.ofNoParents()
            .withSeed(1L)
            .byPolicy("a".repeat(64))
            .sampledWith(new SamplingSettings(1, 1, 0, 4))
            .inGroupsOf(2);
    return DatasetPlan.of(
        "rollouts/round-000001",
        "rollouts",
        lineage,
        List.of(new PlannedProblem("a", "1+1=", "2", "exact")),
        1,
        0,
        4,
        4);
  }
}
