package dev.rondo.cli;

import static dev.rondo.cli.TwoRounds.digest;
import static dev.rondo.cli.TwoRounds.train;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.CommandLineTestSupport.Outcome;
import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.pipelines.BeamJobs;
import dev.rondo.run.Progress;
import dev.rondo.run.RoundLoop;
import dev.rondo.run.RunDirectory;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SamplingSettings;
import dev.rondo.trainer.metrics.MetricsLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Training alone, through the command line, beside a run of two rounds. */
class TrainCommandIT {
  private static final String CONFIG =
      """
      run: {name: tiny, rounds: 2}
      task: {name: last-digit, size: 2, problems: 32, demonstrations: 20, held-out-problems: 8}
      model: {layers: 1, hidden-size: 32, heads: 2, kv-heads: 1, feed-forward-size: 64,
        max-positions: 64}
      warm-start: {updates: 80, batch-sequences: 16, warm-up-updates: 2}
      rollout: {problems-per-round: 16, group-size: 4, max-response-tokens: 24, shards: 4,
        reserves: 1}
      evaluation: {problems: 8, samples: 1, progress-samples: 1, ks: [1], shards: 1}
      control: {updates: 0}
      train: {shards-per-update: 2, held-out-groups: 2}
      optimizer: {warm-up-rounds: 1}
      """;

  @TempDir private static Path folder;
  private static TwoRounds rounds;
  private static Path run;

  @BeforeAll
  static void twoRounds() throws Exception {
    rounds = TwoRounds.of(folder.resolve("run"), CONFIG);
    run = rounds.root();
  }

  @Test
  void publishesTheBytesOfTheRunsOwnNextPolicy() throws IOException {
    for (int round = 1; round <= 2; round++) {
      Path target = folder.resolve("alone/round-" + round);
      Outcome outcome = train(rounds.rollouts(round), rounds.policy(round - 1), target);
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
      assertThat(outcome.out()).contains("after 2 updates", "alone/round-" + round + "-metrics");
      assertThat(digests(target)).isEqualTo(digests(rounds.policy(round)));
      new DatasetStore(new LocalStorage(target), "").verify();
      assertThat(folder.resolve("alone/round-" + round + "-metrics/metrics.jsonl"))
          .content()
          .contains("\"phase\":\"round\"".replace(":", ": "));
    }
  }

  @Test
  void aKilledTrainingEndsWithTheSameBytesAndAFinishedOneIsLeftAlone() throws Exception {
    Path target = folder.resolve("killed/policy");
    for (int updates : new int[] {1, 2}) {
      kill(rounds.rollouts(1), rounds.policy(0), target, updates);
      assertThat(target.resolve("manifest.json")).doesNotExist();
    }
    assertThat(train(rounds.rollouts(1), rounds.policy(0), target).exitCode()).isZero();
    assertThat(digests(target)).isEqualTo(digests(rounds.policy(1)));
    Path log = folder.resolve("killed/policy-metrics/metrics.jsonl");
    String rows = Files.readString(log);
    assertThat(rows.lines()).hasSize(3);

    assertThat(train(rounds.rollouts(1), rounds.policy(0), target).out())
        .contains("after 2 updates");
    assertThat(log).hasContent(rows);
    assertRefused(
        train(rounds.rollouts(2), rounds.policy(1), target),
        "holds another policy",
        "parents.rollouts");
    assertThat(digests(target)).isEqualTo(digests(rounds.policy(1)));
  }

  @Test
  void aTargetThatHoldsSomethingElseIsRefusedByNameAndStaysAsItIs() throws Exception {
    Path weights = folder.resolve("held/policy/model.safetensors");
    Files.createDirectories(weights.getParent());
    Files.writeString(weights, "of somebody else");
    Outcome outcome = train(rounds.rollouts(1), rounds.policy(0), weights.getParent());
    assertRefused(outcome, "held/policy: it holds something else", "model.safetensors: it exists");
    assertThat(weights).hasContent("of somebody else");
  }

  /** Over two rounds, so that critic, moments and adapters come from a killed training too. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "objective: {name: ppo} | trainer/critic.safetensors",
        "adapters: {rank: 4} | adapter/adapter_model.safetensors"
      })
  void aKilledTrainingOfACriticOrOfAdaptersEndsWithTheSameBytes(String settings, String state)
      throws Exception {
    Path config = configFile(settings);
    Path place = Files.createTempDirectory(folder, "killed");
    for (int round = 1; round <= 2; round++) {
      String name = "round-" + round;
      String before = "round-" + (round - 1);
      Path straight = place.resolve("straight").resolve(name);
      Path killed = place.resolve("killed").resolve(name);
      Object[] options = {"--config", config, "--allow-off-policy"};
      Path from = round == 1 ? rounds.policy(0) : straight.resolveSibling(before);
      assertThat(train(rounds.rollouts(round), from, straight, options).exitCode()).isZero();

      from = round == 1 ? rounds.policy(0) : killed.resolveSibling(before);
      kill(rounds.rollouts(round), from, killed, 1, config);
      assertThat(killed.resolve("manifest.json")).doesNotExist();
      assertThat(train(rounds.rollouts(round), from, killed, options).exitCode()).isZero();

      assertThat(digests(killed)).isEqualTo(digests(straight)).containsKey(state);
    }
  }

  /** Trains in a process that halts after so many updates. */
  private static void kill(Path rollouts, Path policy, Path target, int updates, Object... config)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-Dai.djl.offline=true",
                "-Dai.djl.pytorch.graph_optimizer=false",
                "-cp",
                System.getProperty("java.class.path"),
                TrainProcess.class.getName()));
    for (Object argument : List.of(rollouts, policy, target, updates)) {
      command.add(argument.toString());
    }
    for (Object argument : config) {
      command.add(argument.toString());
    }
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("killed.out").toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("killed.out"))).isEqualTo(9);
  }

  @Test
  void aTrainingAgainstAnotherReferenceIsNotTheOneThatIsThere() throws Exception {
    Path target = folder.resolve("referred/policy");
    Path config = configFile("objective: {reference: frozen}");
    Object[] base = {"--config", config, "--reference", rounds.policy(0)};
    Outcome first = train(rounds.rollouts(2), rounds.policy(1), target, base);
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(train(rounds.rollouts(2), rounds.policy(1), target, base).exitCode()).isZero();
    assertRefused(
        train(
            rounds.rollouts(2),
            rounds.policy(1),
            target,
            "--config",
            config,
            "--reference",
            rounds.policy(2)),
        "holds another policy",
        "parents.reference");
  }

  @Test
  void anotherPolicyIsTrainedOnlyWhenThatIsSaid() throws IOException {
    Path target = folder.resolve("off-policy/policy");
    assertRefused(
        train(rounds.rollouts(1), rounds.policy(2), target),
        "policy digest",
        digest(rounds.policy(0)),
        digest(rounds.policy(2)));
    assertThat(target).doesNotExist();

    Outcome outcome = train(rounds.rollouts(1), rounds.policy(2), target, "--allow-off-policy");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    Lineage lineage = new DatasetStore(new LocalStorage(target), "").committedManifest().lineage();
    assertThat(lineage.policyDigest()).isEqualTo(digest(rounds.policy(0)));
    assertThat(lineage.parents()).containsEntry("policy", digest(rounds.policy(2)));
  }

  /** ... and what a run and all of them log is what docs/metrics.md defines. */
  @Test
  void everyObjectiveTrainsOnTheSameRolloutsAndEveryMetricIsDefined() throws IOException {
    SortedSet<String> written = new TreeSet<>(keys(run.resolve(MetricsLog.PATH)));
    for (String objective : List.of("pacs", "grpo", "rloo", "reinforce", "ppo")) {
      Path target = folder.resolve("objectives/" + objective);
      String text =
          (CONFIG + "objective: {name: " + objective + "}\n")
                  .replace("held-out-groups: 2", "held-out-groups: 8")
              + "policy-gradient: {kl-weight: 0.1}\nalarms: {labels-limit: 0.0001}\n";
      Path file = Files.writeString(folder.resolve(objective + ".yaml"), text);
      Outcome outcome = train(rounds.rollouts(2), rounds.policy(1), target, "--config", file);
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
      if (!objective.equals("pacs")) {
        assertThat(digests(target).get("model.safetensors"))
            .isNotEqualTo(digests(rounds.policy(2)).get("model.safetensors"));
      }
      written.addAll(keys(target.resolveSibling(objective + "-metrics").resolve("metrics.jsonl")));
    }
    SortedSet<String> defined = new TreeSet<>();
    Matcher names =
        Pattern.compile("`((?:train|rollout|label|alarm|time|memory)/[a-z_]+)`")
            .matcher(Files.readString(Path.of("..", "docs", "metrics.md")));
    while (names.find()) {
      defined.add(names.group(1));
    }
    // Alarms that did not go off, and updates without a gradient where there were none.
    defined.removeIf(
        name ->
            (name.startsWith("alarm/") || name.equals("train/empty_updates"))
                && !written.contains(name));
    assertThat(written).isEqualTo(defined);
  }

  private static List<String> keys(Path log) throws IOException {
    return new MetricsLog(log)
        .rows().stream().flatMap(row -> row.values().keySet().stream()).toList();
  }

  /**
   * Something that is refused.
   *
   * @param section a further section of the configuration
   * @param options further options
   * @param change what is wrong with the rollouts
   * @param complaint parts of the line that says so
   */
  private record Refusal(
      String name,
      String section,
      List<String> options,
      Consumer<BrokenRollouts> change,
      List<String> complaint) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Refusal rows(String name, Consumer<BrokenRollouts> change, String... complaint) {
    return new Refusal(name, "", List.of(), change, List.of(complaint));
  }

  private static Refusal settings(String name, String section, String... complaint) {
    return new Refusal(name, section, List.of(), broken -> {}, List.of(complaint));
  }

  /** Faults in rows lie in the last shard: none may be found after a step. */
  static List<Refusal> refusals() {
    return List.of(
        rows(
            "a broken group",
            broken -> last(broken).setSampleIndex(2),
            "shard-00001.parquet",
            "sampleIndex of row 31: 2 (allowed: 3"),
        rows(
            "rows that are missing",
            broken -> broken.rows.remove(broken.rows.size() - 1),
            "shard-00001.parquet",
            "whole groups of size 4"),
        rows(
            "no column of log-probs",
            broken -> broken.droppedColumn = "behaviorLogprobs",
            "no column behaviorLogprobs"),
        rows(
            "log-probs of a row missing",
            broken -> last(broken).setBehaviorLogprobs(List.of()),
            "behaviorLogprobs of row 31: length 0"),
        rows(
            "a log-prob that is no number",
            broken -> {
              List<Float> logprobs = new ArrayList<>(last(broken).getBehaviorLogprobs());
              logprobs.set(0, Float.NaN);
              last(broken).setBehaviorLogprobs(logprobs);
            },
            "behaviorLogprobs at response token",
            "NaN (allowed: finite, at most 0)"),
        rows(
            "a token outside the vocabulary",
            broken -> last(broken).setPromptTokens(List.of(99)),
            "promptTokens of row 31: 99",
            "the policy's vocabulary"),
        rows(
            "a reward that is no label",
            broken -> last(broken).setOutcomeReward(0.5f),
            "outcomeReward of row 31: 0.5 (allowed: 0 or 1"),
        rows(
            "another behavior policy",
            broken -> broken.policyDigest = "ab".repeat(32),
            "policy digest",
            "ab".repeat(32)),
        rows("no policy digest", broken -> broken.policyDigest = null, "policy digest null"),
        rows(
            "greedy rollouts",
            broken -> broken.sampling = new SamplingSettings(0, 1, 0, 24),
            "rollout.temperature: 0 (allowed: above 0)"),
        rows(
            "truncated sampling",
            broken -> broken.sampling = new SamplingSettings(1, 0.9, 0, 24),
            "rollout.top-p 0.9",
            "train.allow-truncated-sampling"),
        rows("no sampling settings", broken -> broken.sampling = null, "sampling: null"),
        rows("another kind", broken -> broken.kind = "evaluation", "kind: evaluation"),
        rows("no rollouts", broken -> broken.rows.clear(), "rows: 0 (allowed: 1 and above)"),
        rows(
            "groups of one, compared",
            broken -> {
              broken.groupSize = 1;
              broken.rows.removeIf(row -> row.getSampleIndex() > 0);
            },
            "rollout.group-size: 1 (allowed: 2 and above for objective pacs)"),
        settings(
            "a budget below one sequence",
            "memory: {micro-batch-tokens: 5}",
            "memory.micro-batch-tokens, 5",
            "tokens of sequence"),
        settings(
            "a reference that is not given",
            "objective: {reference: frozen}",
            "objective.reference: frozen",
            "the policy of round 0"),
        new Refusal(
            "a reference of another shape",
            "objective: {reference: frozen}",
            List.of("--reference", "other-shape"),
            broken -> {},
            List.of("reference policy", "of shape", "allowed: that of the policy")));
  }

  private static Rollout last(BrokenRollouts broken) {
    return broken.rows.get(broken.rows.size() - 1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void isRefusedBeforeTheFirstStep(Refusal refusal) throws Exception {
    Path place = Files.createTempDirectory(folder, "refused");
    BrokenRollouts broken = new BrokenRollouts(rounds.rollouts(2));
    refusal.change().accept(broken);
    broken.write(place.resolve("rollouts"));
    List<Object> options = new ArrayList<>(List.of("--config", configFile(refusal.section())));
    for (String option : refusal.options()) {
      options.add(option.equals("other-shape") ? policyOfAnotherShape() : option);
    }

    Outcome outcome =
        train(
            place.resolve("rollouts"),
            rounds.policy(1),
            place.resolve("policy"),
            options.toArray());

    assertRefused(outcome, refusal.complaint().toArray(new String[0]));
    assertThat(place.resolve("policy")).doesNotExist();
    assertThat(place.resolve("policy-metrics")).doesNotExist();
  }

  private static Path policyOfAnotherShape() throws Exception {
    Path other = folder.resolve("other");
    if (!Files.exists(other)) {
      String wider = CONFIG.replace("feed-forward-size: 64", "feed-forward-size: 80");
      FrozenConfig.freeze(RunConfig.parse(wider, "test"), other);
      RunDirectory directory = RunDirectory.open(other);
      try (BeamJobs jobs =
              BeamJobs.of(directory.config().runner(), List.of("--runner=DirectRunner"));
          RoundLoop loop = RoundLoop.open(directory, jobs, of -> {}, Progress.silent(), false)) {
        loop.step();
        loop.step();
      }
    }
    return other.resolve("policies/round-000000");
  }

  @Test
  void aTargetThatWouldMixWithTheInputsIsRefused() {
    assertRefused(
        train(rounds.rollouts(1), rounds.policy(0), rounds.policy(0)), "Cannot train into");
    assertRefused(
        train(rounds.rollouts(1), rounds.policy(0), rounds.policy(0).resolve("new")),
        "Cannot train into");
    assertRefused(train(rounds.rollouts(1), rounds.policy(0), run), "Cannot train into");
    assertRefused(
        train(run.resolve("none"), rounds.policy(0), folder.resolve("x")), "no such directory");
  }

  private static Path configFile(String section) throws IOException {
    Path file = Files.createTempFile(folder, "config", ".yaml");
    return Files.writeString(file, CONFIG + section + "\n");
  }

  private static SortedMap<String, String> digests(Path directory) throws IOException {
    SortedMap<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        digests.put(directory.relativize(file).toString(), Digests.sha256(file));
      }
    }
    return digests;
  }

  private static void assertRefused(Outcome outcome, String... parts) {
    assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().strip()).startsWith("rondo: ").hasLineCount(1).contains(parts);
  }
}
