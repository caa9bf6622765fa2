package dev.rondo.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    assertThat(config.train().objective()).isEqualTo("pacs");
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
  void theContentDigestLeavesOutNameAndRunnerAndNothingElse() {
    RunConfig config = RunConfig.parse("", "run.yaml");
    RunConfig elsewhere =
        RunConfig.parse(
            "run:\n  name: other\nrunner:\n  runner: direct\n  parallelism: 7\n"
                + "  flink-master: host:8081\n",
            "run.yaml");

    assertThat(elsewhere.contentDigest()).isEqualTo(config.contentDigest());
    assertThat(config.withSeed(7).contentDigest()).isNotEqualTo(config.contentDigest());
    assertThat(RunConfig.parse("compute:\n  threads: 2\n", "run.yaml").contentDigest())
        .isNotEqualTo(config.contentDigest());
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
        "train | shards-per-step: 3 | a divisor of rollout.shards, 8",
        "train | objective: dqn | pacs or grpo",
        "train | adam-beta1: 1 | 0 to below 1",
        "train | warm-up-rounds: 100 | at most run.rounds, 60",
        "train | allow-truncated-sampling: yes | true or false",
        "evaluation | ks: [1, 512] | at most evaluation.samples, 256",
        "evaluation | ks: [] | a list of whole numbers 1 to 100000",
        "evaluation | ks: [8, 1] | ascending, each number once",
        "evaluation | ks: 8 | a list of whole numbers 1 to 100000",
        "evaluation | problems: 1024 | at most task.held-out-problems, 128",
        "model | kv-heads: 3 | a divisor of heads, 4",
        "model | hidden-size: 100 | a multiple of twice the heads, 8",
        "warm-start | warm-up-updates: 500 | at most warm-start.updates, 300",
        "run | name: My Run | text matching",
        "run | seed: -1 | whole numbers 0 to 9007199254740991",
        "compute | device: tpu | cpu or cuda",
        "runner | runner: spark | direct or flink",
      })
  void aValueOutOfRangeOrCombinationIsRefused(String group, String setting, String allowed) {
    String key = group + "." + setting.substring(0, setting.indexOf(':'));
    assertRefused(group + ":\n  " + setting + "\n", "run.yaml line 2", key, allowed);
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
    Path file = Files.writeString(directory.resolve("run.yaml"), "train:\n  learning-rate: 1e-4\n");

    assertThat(RunConfig.load(file).train().learningRate()).isEqualTo(1e-4);
  }

  @Test
  void thePresetsInConfigsAreThePackagedOnes() throws Exception {
    for (String name : Presets.names()) {
      assertThat(Presets.text(name))
          .isEqualTo(Files.readString(Path.of("..", "configs", name + ".yaml")));
    }
  }

  @Test
  void everySettingSaysWhatItMeans() {
    List<SettingSchema.Entry> entries =
        SettingSchema.groups().stream().flatMap(group -> group.entries().stream()).toList();

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
