package dev.rondo.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.report.SummaryText;
import dev.rondo.report.facts.RunReader;
import dev.rondo.run.Action;
import dev.rondo.run.Plan;
import dev.rondo.run.Progress;
import dev.rondo.run.RoundLoop;
import dev.rondo.run.RunDirectory;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.metrics.MetricsLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole loop with the real parts: problems, warm start, rounds, evaluations. */
class RoundLoopIT {
  private static final RunConfig CONFIG = TinyRun.config("  temperature: 1.0\n");

  @TempDir private Path folder;

  @Test
  void aRunInOneGoOnFlinkAndOneStepByStepOnDirectLeaveTheSameBytes(@TempDir Path folder)
      throws Exception {
    SortedMap<String, String> inOneGo = runInOneGo(folder.resolve("one-go"));
    List<Action> actions = runStepByStep(folder.resolve("steps"));

    assertThat(TinyRun.digests(folder.resolve("steps"))).isEqualTo(inOneGo);
    assertThat(inOneGo.keySet()).noneMatch(path -> path.contains("spool") || path.contains("/."));
    assertThat(actions)
        .containsExactly(
            new Action.MakeProblems(),
            new Action.WarmStart(),
            new Action.Evaluate("held-out", "round-000000", 8),
            new Action.Sample(1),
            new Action.Train(1),
            new Action.Sample(2),
            new Action.Train(2),
            new Action.Evaluate("held-out", "round-000002", 8),
            new Action.TrainControl(),
            new Action.Evaluate("held-out", "control", 8),
            new Action.WriteReport());
    assertThat(summary(folder.resolve("steps"), "evals/held-out/control").samples()).isEqualTo(8);
    assertThat(summary(folder.resolve("steps"), "evals/held-out/greedy/control").samples())
        .isEqualTo(1);
  }

  @Test
  void aControlOnShuffledVerdictsHasTheSameRoundsAfterTheRunsOwn() throws Exception {
    RunConfig config =
        RunConfig.parse(
            CONFIG
                .toYaml()
                .replace("kind: supervised\n  updates: 6", "kind: shuffled-verdicts\n  updates: 0"),
            "test");
    FrozenConfig.freeze(config, folder);
    RunDirectory run = RunDirectory.open(folder);
    List<Action> actions = new ArrayList<>();
    try (BeamJobs jobs = BeamJobs.of(config.runner(), List.of("--runner=DirectRunner"));
        RoundLoop loop = RoundLoop.open(run, jobs, TinyRun.NO_REPORT, Progress.silent(), false)) {
      while (!actions.contains(new Action.TrainControlRound(1))) {
        actions.add(loop.step().orElseThrow());
      }
    }
    // The next start needs nothing of the run's own policies, which retention may have removed.
    Files.delete(folder.resolve("policies/round-000001/tokenizer.json"));
    try (BeamJobs jobs = BeamJobs.of(config.runner(), List.of("--runner=DirectRunner"));
        RoundLoop loop = RoundLoop.open(run, jobs, TinyRun.NO_REPORT, Progress.silent(), false)) {
      // What a call with --until round does: the second round of the control, and then the end.
      assertThat(loop.round()).isTrue();
      assertThat(run.isCommitted("policies/control-000002")).isTrue();
      actions.add(new Action.SampleControl(2));
      actions.add(new Action.TrainControlRound(2));
      for (var done = loop.step(); done.isPresent(); done = loop.step()) {
        actions.add(done.get());
      }
    }

    assertThat(actions)
        .endsWith(
            new Action.Evaluate("held-out", "round-000002", 8),
            new Action.SampleControl(1),
            new Action.TrainControlRound(1),
            new Action.SampleControl(2),
            new Action.TrainControlRound(2),
            new Action.Evaluate("held-out", "control-000002", 8),
            new Action.WriteReport());
    SortedMap<String, String> digests = TinyRun.digests(folder);
    // The base policy samples the first round of both: the same rows, with their true verdicts.
    assertThat(digests.get("rollouts/control-000001/shard-00000.parquet"))
        .isEqualTo(digests.get("rollouts/round-000001/shard-00000.parquet"));
    assertThat(run.dataset("policies/control-000002").committedManifest().lineage().parents())
        .containsEntry("rollouts", run.dataset("rollouts/control-000002").manifestDigest())
        .containsEntry("policy", run.dataset("policies/control-000001").manifestDigest());
    assertThat(new MetricsLog(folder.resolve(MetricsLog.PATH)).rows())
        .filteredOn(row -> row.phase().equals(MetricsLog.ROUND_PHASE))
        .hasSize(2);
    assertThat(new MetricsLog(folder.resolve(RunDirectory.CONTROL_METRICS)).rows())
        .filteredOn(row -> row.phase().equals(MetricsLog.ROUND_PHASE))
        .hasSize(2);
    assertThat(RunReader.read(run).control()).isPresent();
    assertThat(SummaryText.of(RunReader.read(run), folder))
        .anyMatch(line -> line.contains("verdicts shuffled among the rollouts"));
  }

  @Test
  void twoProcessesDoNotWorkOnOneRun(@TempDir Path folder) throws Exception {
    FrozenConfig.freeze(CONFIG, folder);
    RunDirectory run = RunDirectory.open(folder);
    try (BeamJobs jobs = BeamJobs.of(CONFIG.runner(), List.of("--runner=DirectRunner"));
        RoundLoop loop = RoundLoop.open(run, jobs, TinyRun.NO_REPORT, Progress.silent(), false)) {
      assertThatThrownBy(
              () -> RoundLoop.open(run, jobs, TinyRun.NO_REPORT, Progress.silent(), false))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      assertThat(loop.step()).contains(new Action.MakeProblems());
    }
  }

  private static SortedMap<String, String> runInOneGo(Path root) throws Exception {
    FrozenConfig.freeze(CONFIG, root);
    RunDirectory run = RunDirectory.open(root);
    try (BeamJobs jobs = BeamJobs.of(CONFIG.runner(), List.of());
        RoundLoop loop = RoundLoop.open(run, jobs, TinyRun.NO_REPORT, Progress.silent(), false)) {
      loop.run();
    }
    assertThat(Plan.plan(run)).isEmpty();
    return TinyRun.digests(root);
  }

  private static List<Action> runStepByStep(Path root) throws Exception {
    FrozenConfig.freeze(CONFIG, root);
    List<Action> actions = new ArrayList<>();
    while (true) {
      RunDirectory run = RunDirectory.open(root);
      try (BeamJobs jobs = BeamJobs.of(CONFIG.runner(), List.of("--runner=DirectRunner"));
          RoundLoop loop = RoundLoop.open(run, jobs, TinyRun.NO_REPORT, Progress.silent(), false)) {
        Optional<Action> action = loop.step();
        if (action.isEmpty()) {
          return actions;
        }
        actions.add(action.get());
      }
    }
  }

  private static EvaluationSummary summary(Path root, String directory) throws Exception {
    String path = RunDirectory.summaryPath(directory);
    return EvaluationSummary.fromJson(RunDirectory.open(root).storage().read(path), path);
  }
}
