package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.dataset.ForwardingStorage;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.Storage;
import dev.rondo.evaluate.EvaluationPlan;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PolicySource;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plan is a function of what is committed, so empty datasets are enough to test it. */
class PlanTest {
  private static final RunConfig CONFIG =
      RunConfig.parse(
          """
          run: {rounds: 2, evaluate-every: 1}
          optimizer: {warm-up-rounds: 1}
          evaluation: {samples: 8, progress-samples: 4, ks: [1, 8]}
          control: {updates: 100}
          """,
          "test");

  @TempDir private Path folder;
  private RunDirectory run;
  private String codeVersion = CodeVersion.current();

  @BeforeEach
  void freeze() {
    FrozenConfig.freeze(CONFIG, folder);
    run = RunDirectory.open(folder);
  }

  @Test
  void aNewRunMakesItsProblemsFirst() throws Exception {
    assertThat(Plan.plan(run)).containsExactly(new Action.MakeProblems());
    commit("problems/held-out");
    commit("problems/demonstrations");
    assertThat(Plan.plan(run)).containsExactly(new Action.MakeProblems());
    commit("problems/training");
    assertThat(Plan.plan(run)).containsExactly(new Action.WarmStart());
  }

  @Test
  void everythingThatTheBasePolicyEnablesIsListedInOrder() throws Exception {
    commitThroughRound(0);

    assertThat(Plan.plan(run))
        .containsExactly(
            new Action.Evaluate("held-out", "round-000000", 8),
            new Action.Sample(1),
            new Action.TrainControl());
  }

  @Test
  void aRoundIsTrainedOnceItsRolloutsAreCommitted() throws Exception {
    commitThroughRound(0);
    evaluated("round-000000", 8);
    commit("rollouts/round-000001");

    assertThat(Plan.plan(run)).containsExactly(new Action.Train(1), new Action.TrainControl());
  }

  @Test
  void anEvaluationWithTooFewSamplesIsToppedUp() throws Exception {
    commitThroughRound(1);
    evaluated("round-000000", 4);

    assertThat(Plan.plan(run))
        .startsWith(
            new Action.Evaluate("held-out", "round-000000", 8),
            new Action.Evaluate("held-out", "round-000001", 4));
  }

  @Test
  void aRunWithEverythingIsDoneOnceItHasItsReport() throws Exception {
    commitThroughRound(2);
    commit("policies/control");
    evaluated("round-000000", 8);
    evaluated("round-000001", 4);
    evaluated("round-000002", 8);
    evaluated("control", 8);

    assertThat(Plan.plan(run)).containsExactly(new Action.WriteReport());
    reported();
    assertThat(Plan.plan(run)).isEmpty();
  }

  @Test
  void greedyAnswersOfAnEarlierVersionOfTheFormatAreThere() throws Exception {
    commitThroughRound(0);
    summary("evals/held-out/round-000000", 8);
    byte[] greedy = Summaries.of(1);
    run.storage()
        .putIfAbsent("evals/held-out/round-000000/greedy/pass-at-k.json", out -> out.write(greedy));

    assertThat(Plan.plan(run)).containsExactly(new Action.Sample(1), new Action.TrainControl());
  }

  @Test
  void aDamagedSummaryIsRefusedWithWhatMakesItAgain() throws Exception {
    commitThroughRound(0);
    summary("evals/held-out/round-000000", 8);
    String path = "evals/held-out/round-000000/__rondo/pass-at-k.json";
    run.storage().delete(path);
    run.storage().putIfAbsent(path, out -> out.write('{'));

    assertThatThrownBy(() -> Plan.plan(run))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(path)
        .hasMessageEndingWith("; rondo repair counts it again from its blocks");
  }

  @Test
  void aReportFromTheMiddleOfARunIsWrittenAgainAtItsEnd() throws Exception {
    commitThroughRound(2);
    commit("policies/control");
    evaluated("round-000000", 8);
    evaluated("round-000001", 4);
    evaluated("control", 8);
    reported();
    assertThat(Plan.plan(run)).containsExactly(new Action.Evaluate("held-out", "round-000002", 8));
    evaluated("round-000002", 8);
    assertThat(Plan.plan(run)).containsExactly(new Action.WriteReport());

    run.storage().delete(RunDirectory.REPORT);
    run.storage().putIfAbsent(RunDirectory.REPORT, out -> out.write('r')); // of an older program
    assertThat(Plan.plan(run)).containsExactly(new Action.WriteReport());
    run.storage().delete(RunDirectory.REPORT);
    reported();
    assertThat(Plan.plan(run)).isEmpty();
    run.storage().delete(RunDirectory.summaryPath("evals/held-out/round-000001"));
    summary("evals/held-out/round-000001", 5); // more samples than it shows
    assertThat(Plan.plan(run)).containsExactly(new Action.WriteReport());
  }

  @Test
  void benchmarksComeWhenTheLastRoundIsPublished(@TempDir Path other) throws Exception {
    RunConfig config =
        RunConfig.parse(
            """
            run: {rounds: 1}
            optimizer: {warm-up-rounds: 0}
            evaluation:
              samples: 8
              progress-samples: 4
              ks: [1, 8]
              benchmarks: [imported/second, imported/first]
              benchmark-samples: 16
            control: {updates: 100}
            """,
            "test");
    FrozenConfig.freeze(config, other);
    run = RunDirectory.open(other);
    commitThroughRound(0);
    assertThat(Plan.plan(run)).containsExactly(new Action.MakeProblems());
    commit("problems/first");
    commit("problems/second");
    evaluated("round-000000", 8);
    assertThat(Plan.plan(run)).containsExactly(new Action.Sample(1), new Action.TrainControl());
    commitThroughRound(1);
    commit("policies/control");
    evaluated("round-000001", 8);
    evaluated("control", 8);
    assertThat(Plan.plan(run))
        .containsExactly(
            new Action.Evaluate("second", "round-000000", 16),
            new Action.Evaluate("second", "round-000001", 16),
            new Action.Evaluate("first", "round-000000", 16),
            new Action.Evaluate("first", "round-000001", 16),
            new Action.Evaluate("second", "control", 16),
            new Action.Evaluate("first", "control", 16));
    for (String policy : List.of("round-000000", "round-000001", "control")) {
      evaluated("second", policy, 16);
      evaluated("first", policy, policy.equals("control") ? 8 : 16);
    }
    assertThat(Plan.plan(run)).containsExactly(new Action.Evaluate("first", "control", 16));
  }

  /** Its alarms may stop it: what the run's own policies are does not wait for it. */
  @Test
  void aControlWithRoundsComesAfterTheRunsOwnAndHasAsMany(@TempDir Path other) throws Exception {
    RunConfig config =
        RunConfig.parse(
            """
            run: {rounds: 1}
            optimizer: {warm-up-rounds: 0}
            evaluation: {samples: 8, progress-samples: 4, ks: [1, 8],
              benchmarks: [imported/first], benchmark-samples: 16}
            control: {kind: shuffled-verdicts}
            """,
            "test");
    FrozenConfig.freeze(config, other);
    run = RunDirectory.open(other);
    commit("problems/first");
    commitThroughRound(0);
    evaluated("round-000000", 8);
    assertThat(Plan.plan(run)).containsExactly(new Action.Sample(1));
    commitThroughRound(1);
    evaluated("round-000001", 8);
    assertThat(Plan.plan(run))
        .containsExactly(
            new Action.Evaluate("first", "round-000000", 16),
            new Action.Evaluate("first", "round-000001", 16),
            new Action.SampleControl(1));
    evaluated("first", "round-000000", 16);
    evaluated("first", "round-000001", 16);
    commit("rollouts/control-000001");
    assertThat(Plan.plan(run)).containsExactly(new Action.TrainControlRound(1));
    commit("policies/control-000001");
    assertThat(Plan.plan(run))
        .containsExactly(
            new Action.Evaluate("held-out", "control-000001", 8),
            new Action.Evaluate("first", "control-000001", 16));
    evaluated("control-000001", 8);
    evaluated("first", "control-000001", 16);
    assertThat(Plan.plan(run)).containsExactly(new Action.WriteReport());
  }

  @Test
  void aRunWithoutGainEndsEarlyAndIsEvaluatedThere(@TempDir Path other) throws Exception {
    RunConfig config =
        RunConfig.parse(
            """
            run: {rounds: 9, stop-without-gain-rounds: 2, smallest-gain: 0.01}
            optimizer: {warm-up-rounds: 1}
            evaluation: {samples: 8, progress-samples: 4, ks: [1, 8]}
            """,
            "test");
    FrozenConfig.freeze(config, other);
    run = RunDirectory.open(other);
    commitThroughRound(2);
    evaluated("round-000000", 8);
    assertThat(Plan.plan(run)).containsExactly(new Action.Sample(3));
    commit(RunDirectory.rolloutsDirectory(3));
    assertThat(Plan.plan(run)).containsExactly(new Action.Train(3));
    commit(RunDirectory.policyDirectory(3));
    // Three rounds without any rollout: none of the last two rose above the first.
    assertThat(Plan.plan(run)).containsExactly(new Action.Evaluate("held-out", "round-000003", 8));
    assertThat(EarlyStop.of(run, 3)).map(EarlyStop::round).contains(3);
    evaluated("round-000003", 8);
    assertThat(Plan.plan(run)).containsExactly(new Action.WriteReport());
  }

  @Test
  void anotherCodeVersionRefusesToGoOn() throws Exception {
    Lineage lineage = lineage("0.0.1");
    for (String problems : List.of("held-out", "demonstrations", "training")) {
      run.dataset("problems/" + problems).commit("problems", List.of(), new TreeMap<>(), lineage);
    }

    assertThatThrownBy(
            () -> RoundLoop.open(run, NO_JOBS, directory -> {}, Progress.silent(), false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("problems/training is of code version 0.0.1")
        .hasMessageContaining(CodeVersion.version());
  }

  @Test
  void anotherBuildRefusesToGoOnAndWritesTheReportOfWhatIsDone() throws Exception {
    codeVersion = CodeVersion.version() + "+0123456789ab";
    commitThroughRound(2);
    commit("policies/control");
    evaluated("round-000000", 8);
    evaluated("round-000001", 4);
    evaluated("control", 8);

    assertThatThrownBy(this::open)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("policies/round-000002 is of code version " + codeVersion)
        .hasMessageContaining("(allowed: " + CodeVersion.current() + ", which is this one")
        .hasMessageEndingWith(", or with rondo run --accept-code-version another)");
    evaluated("round-000002", 8);
    assertThat(Plan.plan(run)).containsExactly(new Action.WriteReport());
    open().close();
  }

  @Test
  void problemsOfAnotherBuildAreThoseOfThisOne() throws Exception {
    codeVersion = CodeVersion.version() + "+0123456789ab";
    commit("problems/held-out");
    commit("problems/demonstrations");
    commit("problems/training");

    assertThat(Plan.plan(run)).containsExactly(new Action.WarmStart());
    open().close();
  }

  /** Another machine published the round since this one looked for it in vain. */
  @Test
  void whatANetworkFileSystemRemembersAsAbsentIsNotLost() throws Exception {
    commitThroughRound(1);
    commit("rollouts/round-000002");
    Set<String> absent = new HashSet<>(Set.of("policies/round-000001"));
    Storage remembering =
        new ForwardingStorage(run.storage()) {
          @Override
          public boolean exists(String path) throws IOException {
            return absent.stream().noneMatch(path::startsWith) && super.exists(path);
          }

          @Override
          public Set<String> names(String directory) throws IOException {
            absent.remove(directory);
            return super.names(directory);
          }
        };
    RunDirectory seen = RunDirectory.open(folder, () -> remembering);
    assertThat(seen.publishedRounds()).isZero();

    assertThat(MadeFrom.lost(seen)).isEmpty();

    assertThat(seen.publishedRounds()).isEqualTo(1);
    Files.delete(folder.resolve("policies/round-000001/manifest.json"));
    assertThat(MadeFrom.lost(seen).orElseThrow().getKey()).isEqualTo("policies/round-000001");
  }

  @Test
  void anEditedConfigurationIsRefusedWithWhatDiffers() throws Exception {
    open().close();
    Path file = folder.resolve("run.yaml");
    String frozen = Files.readString(file);
    Files.writeString(
        file,
        frozen
            .replaceFirst("beta: [0-9.]+", "beta: 3.5")
            .replaceFirst("name: [a-z-]+", "name: other")
            .replaceFirst("held-out-groups: [0-9]+", "held-out-groups: 1"));

    assertThatThrownBy(() -> RunDirectory.open(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "its run.yaml is not what the run was begun with: objective.beta: 3.5")
        .hasMessageContaining(
            "instead of " + CONFIG.objective().beta() + "; train.held-out-groups: 1")
        .hasMessageEndingWith(
            "(allowed: the settings in frozen.yaml, or a new run in another directory)");

    Files.writeString(file, frozen.replaceFirst("name: [a-z-]+", "name: other"));
    run = RunDirectory.open(folder);
    open().close();
  }

  @Test
  void aConfigurationThatWasEditedTogetherWithItsCopyIsRefused() throws Exception {
    open().close();
    Lineage lineage = lineage(CodeVersion.version()).configuredBy("c".repeat(64));
    for (String problems : List.of("held-out", "demonstrations", "training")) {
      run.dataset("problems/" + problems).commit("problems", List.of(), new TreeMap<>(), lineage);
    }

    assertThatThrownBy(this::open)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("problems/training is of configuration digest " + "c".repeat(64))
        .hasMessageContaining("allowed: " + CONFIG.contentDigest());
  }

  private RoundLoop open() throws IOException {
    return RoundLoop.open(run, NO_JOBS, directory -> {}, Progress.silent(), false);
  }

  private static final JobRunner NO_JOBS =
      new JobRunner() {
        @Override
        public void run(
            String jobName,
            List<DatasetPlan> datasets,
            List<EvaluationPlan> evaluations,
            PolicySource policies,
            StorageLocation storage) {
          throw new IllegalStateException("No job was to run: " + jobName);
        }

        @Override
        public void close() {}
      };

  private void commitThroughRound(int round) throws IOException {
    commit("problems/held-out");
    commit("problems/demonstrations");
    commit("problems/training");
    commit("policies/round-000000");
    for (int i = 1; i <= round; i++) {
      commit(RunDirectory.rolloutsDirectory(i));
      commit(RunDirectory.policyDirectory(i));
    }
  }

  private void commit(String directory) throws IOException {
    String kind = directory.substring(0, directory.indexOf('/')).replace("policies", "policy");
    String version = kind.equals("problems") ? CodeVersion.version() : codeVersion;
    run.dataset(directory).commit(kind, List.of(), new TreeMap<>(), lineage(version));
  }

  private static Lineage lineage(String codeVersion) {
    return Lineage.ofNoParents().withSeed(0L).writtenBy(codeVersion);
  }

  private void reported() throws IOException {
    byte[] page = ShownState.element(ShownState.of(run)).getBytes(StandardCharsets.UTF_8);
    run.storage().putIfAbsent(RunDirectory.REPORT, out -> out.write(page));
  }

  private void evaluated(String policy, int samples) throws IOException {
    evaluated("held-out", policy, samples);
  }

  private void evaluated(String benchmark, String policy, int samples) throws IOException {
    String directory = RunDirectory.evaluationDirectory(benchmark, policy);
    summary(directory, samples);
    summary(RunDirectory.greedyDirectory(directory), 1);
  }

  private void summary(String directory, int samples) throws IOException {
    byte[] bytes = Summaries.of(samples);
    run.storage().putIfAbsent(RunDirectory.summaryPath(directory), out -> out.write(bytes));
  }
}
