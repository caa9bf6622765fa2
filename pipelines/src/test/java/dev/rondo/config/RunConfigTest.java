// One idea: what a configuration may say, and in which words it is refused otherwise.
package dev.rondo.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.task.TaskGenerators;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What run.yaml may say, and what is said back when it says something else. */
class RunConfigTest {

  @Test
  void anEmptyFileIsTheDefaultConfiguration() {
    RunConfig config = RunConfig.parse("", "run.yaml");

    assertThat(config.rollout().groupSize()).isEqualTo(8);
    assertThat(config.evaluation().ks()).startsWith(1).endsWith(256);
    assertThat(config.objective().name()).isEqualTo(ObjectiveSettings.Name.PACS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "small"})
  void aPresetParsesAndItsCanonicalFormParsesToAnEqualOne(String name) {
    RunConfig config = RunConfig.preset(name);
    RunConfig again = RunConfig.parse(config.toYaml(), "frozen");

    assertThat(again).isEqualTo(config);
    assertThat(again.toYaml()).isEqualTo(config.toYaml());
    assertThat(again.contentDigest()).isEqualTo(config.contentDigest()).hasSize(64);
  }

  @Test
  void textsWithLineBreaksAndListsOfTextsSurviveFreezing() {
    RunConfig config =
        RunConfig.parse(
            "model:\n"
                + "  from: /models/m\n"
                + "  prompt: chat\n"
                + "  prompt-suffix: \"\\n"
                + "It's a \\\"\\\\boxed{}\\\".\\t\"\n"
                + "rollout:\n"
                + "  stop: [\"\\n"
                + "\\n"
                + "Problem:\", \"a, b\", end]\n",
            "run.yaml");
    assertThat(config.model().promptSuffix()).isEqualTo("\nIt's a \"\\boxed{}\".\t");
    assertThat(config.rollout().stop()).containsExactly("\n\nProblem:", "a, b", "end");
    assertThat(RunConfig.parse(config.toYaml(), "frozen")).isEqualTo(config);
    RunConfig other = RunConfig.parse("rollout:\n  stop: [a, b]\n", "run.yaml");
    assertThat(other.contentDigest())
        .isNotEqualTo(RunConfig.parse("rollout:\n  stop: ['a, b']\n", "x").contentDigest());
    assertRefused("rollout:\n  stop: [a, '']\n", "rollout.stop: [a, ] (allowed: a list of at");
  }

  @Test
  void theContentDigestLeavesOutWhatDecidesNoContentAndNothingElse() {
    assertThat(SettingSchema.sections().stream().flatMap(section -> section.entries().stream()))
        .filteredOn(entry -> !entry.describes().content())
        .extracting(SettingSchema.Entry::dottedKey)
        .allMatch(
            key ->
                key.matches("(alarms|retention|runner)[.].*")
                    || List.of("run.name", "model.from", "task.from", "task.held-out-from")
                        .contains(key))
        .hasSize(28);
    RunConfig here = RunConfig.parse("evaluation:\n  benchmarks: [data/math500]\n", "run.yaml");
    RunConfig there = RunConfig.parse("evaluation:\n  benchmarks: [/data/math500]\n", "run.yaml");
    assertThat(here.contentDigest()).isNotEqualTo(there.contentDigest());

    RunConfig config = RunConfig.parse("", "run.yaml");
    RunConfig elsewhere =
        RunConfig.parse(
            "run:\n  name: other\nrunner:\n  runner: direct\n  parallelism: 7\n"
                + "  flink-master: host:8081\n",
            "run.yaml");

    assertThat(elsewhere.contentDigest()).isEqualTo(config.contentDigest());
    assertThat(
            RunConfig.parse(
                    "model:\n  from: x\n  prompt: chat\n  prompt-date: 2024-07-26\n", "run.yaml")
                .contentDigest())
        .isNotEqualTo(
            RunConfig.parse("model:\n  from: x\n  prompt: chat\n", "run.yaml").contentDigest());
    assertThat(config.withSeed(7).contentDigest()).isNotEqualTo(config.contentDigest());
    assertThat(RunConfig.parse("compute:\n  threads: 2\n", "run.yaml").contentDigest())
        .isNotEqualTo(config.contentDigest());
  }

  @Test
  void foldersOutsideTheRunCanBeMadeAbsoluteAndTheDigestStays() {
    RunConfig config =
        RunConfig.parse(
            "model:\n  from: models/m\n  prompt: chat\ntask:\n  from: ./training\n"
                + "  held-out-from: /data/held-out\nevaluation:\n  benchmarks: [aime]\n",
            "run.yaml");
    RunConfig absolute = config.withAbsoluteFolders();

    assertThat(absolute.model().from()).isEqualTo(Path.of("models/m").toAbsolutePath().toString());
    assertThat(absolute.task().from()).isEqualTo(Path.of("training").toAbsolutePath().toString());
    assertThat(absolute.task().heldOutFrom()).isEqualTo("/data/held-out");
    assertThat(absolute.evaluation().benchmarks()).containsExactly("aime");
    assertThat(absolute.contentDigest()).isEqualTo(config.contentDigest());
    assertThat(absolute.withAbsoluteFolders()).isEqualTo(absolute);
    RunConfig generated = RunConfig.parse("", "run.yaml");
    assertThat(generated.withAbsoluteFolders()).isEqualTo(generated);
  }

  @Test
  void anotherSeedOrModelChangesNothingElse() {
    RunConfig config = RunConfig.preset("smollm2");

    assertThat(config.withSeed(7).toYaml())
        .isEqualTo(config.toYaml().replaceFirst("seed: [0-9]+", "seed: 7"));
    assertThat(config.withModel(Path.of("m")).toYaml())
        .isEqualTo(config.toYaml().replaceFirst("(model:\\n  from: ).*", "$1m"));
    assertThatThrownBy(() -> config.withSeed(-1))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("run.seed: -1");
  }

  @Test
  void aFileOfMegabytesIsRefusedBeforeItIsParsed(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("run.yaml");
    Files.writeString(file, "run:\n  name: \"" + "a".repeat(8 << 20) + "\"\n");

    assertRefusedSoon(() -> RunConfig.load(file), file.toString());
  }

  @Test
  void aliasesThatMultiplyAreRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int level = 1; level < 12; level++) {
      String alias = "*a" + (level - 1);
      bomb.append("a" + level + ": &a" + level + " [" + (alias + ", ").repeat(8) + alias + "]\n");
    }

    assertRefusedSoon(() -> RunConfig.parse(bomb.toString(), "run.yaml"), "run.yaml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- "})
  void nestingWithoutEndIsRefused(String opening) {
    String text = "rollout:\n  temperature: " + opening.repeat(100_000);

    assertRefusedSoon(() -> RunConfig.parse(text, "run.yaml"), "run.yaml");
  }

  private static void assertRefusedSoon(ThrowingCallable reading, String part) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () ->
            assertThatThrownBy(reading)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(part)
                .satisfies(
                    refusal ->
                        assertThat(refusal.getMessage()).hasLineCount(1).hasSizeLessThan(2_000)));
  }

  @Test
  void anUnknownKeyIsRefusedWithFileLineAndNearestKey() {
    assertRefused(
        "run:\n  seed: 3\nrollout:\n  group-sise: 8\n",
        "run.yaml line 4",
        "rollout.group-sise",
        "nearest: group-size");
  }

  @Test
  void anUnknownGroupIsRefusedWithTheNearestGroup() {
    assertRefused("rollouts:\n  group-size: 8\n", "line 2", "rollouts", "nearest: rollout");
  }

  @Test
  void aKeyInTheWrongGroupIsShownItsOwn() {
    assertRefused("train:\n  group-size: 8\n", "line 2", "train.group-size", "rollout.group-size");
  }

  @Test
  void aKeyTwiceIsRefused() {
    assertRefused("run:\n  seed: 3\n  seed: 4\n", "line 3", "seed", "each key once");
  }

  @Test
  void textThatIsNotYamlIsRefusedWithItsLine() {
    assertRefused("run:\n  seed: [3\nrollout:\n", "run.yaml line", "not YAML");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rollout | group-size: 0 | whole numbers 1 to 1024",
        "rollout | group-size: 8.5 | whole numbers 1 to 1024",
        "rollout | group-size: many | whole numbers 1 to 1024",
        "rollout | group-size: [8] | whole numbers 1 to 1024",
        "rollout | group-size: 99999999999 | whole numbers 1 to 1024",
        "rollout | temperature: 0 | above 0 to 100",
        "rollout | temperature: .nan | above 0 to 100",
        "rollout | top-p: 1.5 | above 0 to 1",
        "rollout | top-p: 0.9 | off, unless train.allow-truncated-sampling is true",
        "rollout | top-k: 5 | off, unless train.allow-truncated-sampling is true",
        "rollout | shards: 7 | a divisor of rollout.problems-per-round, 64",
        "rollout | problems-per-round: 8192 | at most task.problems, 2000",
        "model | max-positions: 20 | at least 30, the longest prompt and response",
        "task | problems: 7000 | at most 4000, all that there are",
        "train | unknown-reward: 0.5 | whole numbers 0 to 1",
        "train | shards-per-update: 3 | a divisor of rollout.shards, 8",
        "objective | name: dqn | pacs or grpo",
        "optimizer | adam-beta1: 1 | 0 to below 1",
        "optimizer | warm-up-rounds: 100 | at most run.rounds, 60",
        "train | allow-truncated-sampling: yes | true or false",
        "evaluation | ks: [1, 512] | at most evaluation.samples, 256",
        "evaluation | ks: [] | a list of whole numbers 1 to 100000",
        "evaluation | ks: [8, 1] | ascending, each number once",
        "evaluation | ks: 8 | a list of whole numbers 1 to 100000",
        "evaluation | problems: 1024 | at most task.held-out-problems, 128",
        "model | kv-heads: 3 | a divisor of model.heads, 4",
        "model | hidden-size: 100 | a multiple of twice the heads, 8",
        "model | prompt-date: soon | a date from 1000-01-01",
        "warm-start | warm-up-updates: 500 | at most warm-start.updates, 300",
        "run | name: My Run | text matching",
        "run | seed: -1 | whole numbers 0 to 9007199254740991",
        "compute | device: tpu | cpu or cuda",
        "runner | runner: spark | direct or flink",
      })
  void aValueOutOfRangeOrCombinationIsRefused(String section, String setting, String allowed) {
    String key = section + "." + setting.substring(0, setting.indexOf(':'));
    assertRefused(section + ":\n  " + setting + "\n", "run.yaml line 2", key, allowed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run | rounds: 3 | optimizer.warm-up-rounds | 3",
        "run | rounds: 0 | optimizer.warm-up-rounds | 0",
        "evaluation | samples: 4 | evaluation.progress-samples | 4",
        "evaluation | samples: 6 | evaluation.ks | [1, 2, 4]",
        "evaluation | problems: 30 | evaluation.shards | 6",
        "rollout | problems-per-round: 9 | rollout.shards | 3",
        "rollout | problems-per-round: 9 | train.shards-per-update | 1",
        "rollout | problems-per-round: 5 | train.held-out-groups | 2",
        "rollout | max-response-tokens: 500 | model.max-positions | 506",
        "task | problems: 40 | rollout.problems-per-round | 40",
        "task | problems: 3000 | task.demonstrations | 872",
        "task | size: 2 | task.problems | 88",
        "task | held-out-problems: 16 | evaluation.problems | 16",
        "model | heads: 3 | model.kv-heads | 1",
        "model | heads: 3 | model.hidden-size | 132",
        "warm-start | updates: 0 | warm-start.warm-up-updates | 0",
        "control | updates: 3 | control.updates | 3",
      })
  void aDefaultFollowsTheSettingThatItDependsOn(
      String section, String setting, String key, String expected) {
    RunConfig config = RunConfig.parse(section + ":\n  " + setting + "\n", "run.yaml");
    assertThat(SettingValues.of(config.sections()).get(key)).asString().isEqualTo(expected);
    assertThat(RunConfig.parse(config.toYaml(), "frozen")).isEqualTo(config);
  }

  @Test
  void everyTaskOfEverySizeHasDefaultsThatFit() {
    int tried = 0;
    for (String name : TaskGenerators.NAMES) {
      for (int size = 1; size <= 6; size++) {
        String text = "task:\n  name: " + name + "\n  size: " + size + "\n";
        try {
          TaskGenerators.named(name, size, 0.6);
        } catch (InvalidInputException e) {
          assertRefused(text, "run.yaml line 3, task.size: " + size + " (allowed: ");
          continue;
        }
        assertThat(RunConfig.parse(text, "run.yaml").task().size()).isEqualTo(size);
        tried++;
      }
    }
    assertThat(tried).isGreaterThan(15);
  }

  @Test
  void allFaultsOfAFileAreToldAtOnceInItsOrder() {
    assertThatThrownBy(
            () ->
                RunConfig.parse(
                    """
                    run:
                      seed: -1
                    rollout:
                      group-sise: 8
                      shards: many
                      top-p: 0.9
                    objective:
                      name: dqn
                    train:
                      shards-per-update: 3
                    optimizer:
                      warm-up-rounds: 70
                    extra:
                      key: 1
                    """,
                    "run.yaml"))
        .isInstanceOfSatisfying(
            InvalidConfigurationException.class,
            e -> {
              assertThat(e.faults())
                  .extracting(fault -> fault.replaceAll(" \\(.*", ""))
                  .containsExactly(
                      "Cannot use run.yaml line 2, run.seed: -1",
                      "Cannot use run.yaml line 4, unknown setting: rollout.group-sise",
                      "Cannot use run.yaml line 5, rollout.shards: many",
                      "Cannot use run.yaml line 6, rollout.top-p: 0.9",
                      "Cannot use run.yaml line 8, objective.name: dqn",
                      "Cannot use run.yaml line 12, optimizer.warm-up-rounds: 70",
                      "Cannot use run.yaml line 14, unknown section: extra");
              assertThat(e).hasMessage(String.join("\n", e.faults()));
            });
  }

  @ParameterizedTest
  @CsvSource({
    "shards-per-step, train.shards-per-update",
    "objective, objective.name",
    "beta, objective.beta",
    "class-weight, objective.class-weight",
    "score-estimator, objective.score-estimator",
    "implicit-reward, objective.implicit-reward",
    "gradient, objective.gradient",
    "soft-labels, objective.soft-labels",
    "reference, objective.reference",
    "reference-rounds, objective.reference-rounds",
    "learning-rate, optimizer.learning-rate",
    "schedule, optimizer.schedule",
    "final-fraction, optimizer.final-fraction",
    "warm-up-rounds, optimizer.warm-up-rounds",
    "clip-norm, optimizer.clip-norm",
    "adam-beta1, optimizer.adam-beta1",
    "adam-beta2, optimizer.adam-beta2",
    "adam-epsilon, optimizer.adam-epsilon",
    "weight-decay, optimizer.weight-decay",
    "reset-optimizer, optimizer.reset-with-reference",
    "micro-batch-tokens, memory.micro-batch-tokens",
    "recompute, memory.recompute",
    "workers, memory.workers",
    "compute-type, memory.compute-type",
    "moment-type, memory.moment-type",
    "lora-rank, adapters.rank",
    "lora-alpha, adapters.alpha",
    "lora-targets, adapters.targets",
    "behavior-gap-limit, alarms.behavior-gap-limit",
  })
  void aKeyThatWasRenamedIsToldItsNewName(String formerly, String now) {
    assertRefused(
        "train:\n  " + formerly + ": 2\n",
        "Cannot use run.yaml line 2, train."
            + formerly
            + ": 2 (allowed: "
            + now
            + ", which is its");
    assertThat(SettingSchema.find(now)).isPresent();
  }

  @Test
  void renamedKeysAreToldAtOnceAndLeadToNoOtherFault() {
    assertThatThrownBy(
            () ->
                RunConfig.parse("train: {objective: rloo, beta: 2}\nrollout: {group-size: 1}", "x"))
        .hasMessage(
            """
            Cannot use x line 1, train.objective: rloo (allowed: objective.name, which is its name now)
            Cannot use x line 1, train.beta: 2 (allowed: objective.beta, which is its name now)\
            """);
  }

  /** The file that a run was begun with when one section, train, had all of training. */
  @Test
  void aRunOfFormerKeysGoesOnOnceItsFileHasThoseOfNow(@TempDir Path run) throws Exception {
    byte[] former =
        RunConfigTest.class.getResourceAsStream("run-of-one-train-section.yaml").readAllBytes();
    Files.write(run.resolve(FrozenConfig.COPY_NAME), former);
    Files.write(run.resolve(RunConfig.FILE_NAME), former);
    assertThatThrownBy(() -> FrozenConfig.of(run))
        .isInstanceOfSatisfying(
            InvalidConfigurationException.class,
            e ->
                assertThat(e.faults()).hasSize(28).allMatch(fault -> fault.contains(" its name ")));

    RunConfig now = RunConfig.preset("tiny");
    FrozenConfig.requireUnchanged(now, run);
    assertThat(run.resolve(FrozenConfig.COPY_NAME)).hasBinaryContent(former);
    assertThatThrownBy(() -> FrozenConfig.requireUnchanged(now.withSeed(3), run))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("begun with: run.seed: 3 instead of 0 (allowed");
  }

  @Test
  void theCanonicalFormKeepsEveryCharacterOfAText() {
    String text = "\\nAn \\\"end\\\" with \\\\boxed{},\\r\\n\\ttwo  blanks and 'quotes'\\n\\n";
    RunConfig config =
        RunConfig.parse(
            "model: {from: somewhere, prompt: chat, system-prompt: \"" + text + "\"}\n", "test");

    assertThat(config.model().systemPrompt())
        .isEqualTo("\nAn \"end\" with \\boxed{},\r\n\ttwo  blanks and 'quotes'\n\n");
    assertThat(RunConfig.parse(config.toYaml(), "test")).isEqualTo(config);
  }

  /** Digests of the configurations before the key was renamed: runs go on being the same. */
  @Test
  void aRenamedKeyMakesNoOtherRun() {
    assertThat(RunConfig.preset("tiny").contentDigest())
        .isEqualTo("3e829f0bb04f208b6e6e8b6c626c6f891a6e852c0e8217c7f2dd90a89125b47a");
    assertThat(RunConfig.preset("small").contentDigest())
        .isEqualTo("d85da20545e1b6f76f087027971a42c958421ffed7a1ae733085311f39d147b8");
  }

  @Test
  void aMissingFileIsNamed(@TempDir Path directory) {
    assertThatThrownBy(() -> RunConfig.load(directory.resolve("none.yaml")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("none.yaml")
        .hasMessageContaining("no such file");
  }

  @Test
  void aFileLoads(@TempDir Path directory) throws Exception {
    Path file =
        Files.writeString(directory.resolve("run.yaml"), "optimizer: {learning-rate: 1e-4}\n");

    assertThat(RunConfig.load(file).optimizer().learningRate()).isEqualTo(1e-4);
  }

  @Test
  void thePresetsInConfigsAreThePackagedOnes() throws Exception {
    for (String name : Presets.names()) {
      assertThat(Presets.text(name))
          .isEqualTo(Files.readString(Path.of("..", "configs", name + ".yaml")));
    }
  }

  /** Only the generators of tasks are no enum: they are a registry. */
  @Test
  void aChoiceIsAnEnumWhoseWordsAreReadAndWritten() {
    List<String> choices = new ArrayList<>();
    for (SettingSchema.Section section : SettingSchema.sections()) {
      for (SettingSchema.Entry entry : section.entries()) {
        if (entry.describes().oneOf().length > 0 && !entry.type().isEnum()) {
          choices.add(entry.dottedKey());
        }
        if (entry.type().isEnum()) {
          for (String word : entry.allowed().split(" or ")) {
            assertThat(Word.written(entry.parse(word))).isEqualTo(word);
            assertThat(word).matches("[a-z0-9]+(-[a-z0-9]+)*");
          }
          assertThat(entry.allowed().split(" or ")).contains(entry.describes().byDefault());
        }
      }
    }
    assertThat(choices).containsExactly("task.name");
    RunConfig config = RunConfig.parse("objective: {reference: every-n-rounds}", "run.yaml");
    assertThat(config.objective().reference())
        .isEqualTo(ObjectiveSettings.Reference.EVERY_N_ROUNDS);
    assertThat(config.toYaml()).contains("  reference: every-n-rounds\n");
    assertRefused("objective: {reference: every_n_rounds}", "round or every-n-rounds or frozen");
    assertRefused("objective: {reference: FROZEN}", "round or every-n-rounds or frozen");
    assertRefused("rollout: {extraction: ladder}", "(allowed: boxed or unfinished)");
  }

  @Test
  void everySettingSaysWhatItMeans() {
    List<SettingSchema.Entry> entries =
        SettingSchema.sections().stream().flatMap(section -> section.entries().stream()).toList();

    assertThat(entries).hasSizeGreaterThan(50);
    assertThat(entries)
        .allSatisfy(
            entry -> {
              assertThat(entry.describes().meaning()).endsWith(".");
              assertThat(entry.allowed()).doesNotContain("Infinity");
            });
  }

  private static void assertRefused(String yaml, String... parts) {
    assertThatThrownBy(() -> RunConfig.parse(yaml, "run.yaml"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(parts)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }
}
