package dev.rondo.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdviceTest {
  private static final String BOTH =
      "warm-start: {updates: 0}\nadapters: {rank: 16}\nmodel: {from: m}\n";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "compute: {device: cuda} | compute.device cuda is experimental",
        "compute: {dtype: bfloat16} & memory: {compute-type: bfloat16} | many times slower",
        "memory: {compute-type: bfloat16} | compute.dtype float32 with memory.compute-type bf",
        "compute: {dtype: bfloat16, instruction-set: amx} | compute.dtype bfloat16 with memory",
        "model: {published-dtype: bfloat16} | model.published-dtype bfloat16 with memory.compute-",
        "model: {from: m} & adapters: {rank: 2} | warm-start.learning-rate 0.003 is for a new",
        "model: {from: m} & warm-start: {updates: 0} | optimizer.learning-rate 3.0E-4 is for a",
        "CONTROL | control.learning-rate 0.003 is for a new policy",
        "rollout: {min-response-tokens: 24} | min-response-tokens 24 leaves nothing of rollout.max",
        "rollout: {reserves: 3} & control: {kind: shuffled-verdicts} | 3 also go by the true verd",
        "rollout: {reserves: 3} & train: {truncated: wrong} | not by the rewards of train.trunc",
        "OVERLONG | rollout.reserves 3 go by verdicts, not by the rewards of train.overlong-tok",
        "rollout: {reserves: 3} & train: {unknown-reward: 1} | train.unknown-reward 1: a group",
        "IMPORTED | rollout.max-response-tokens 24 is for the generated tasks",
      })
  void whatIsHardlyMeantIsSaidInOneLine(String yaml, String said) {
    RunConfig config =
        RunConfig.parse(
            yaml.replace(" & ", "\n")
                .replace("CONTROL", BOTH + "control: {updates: 5}")
                .replace(
                    "OVERLONG",
                    "rollout: {reserves: 3}\ntrain: {overlong-tokens: 8}\nobjective: {name: grpo}")
                .replace("IMPORTED", BOTH + "task: {from: a, held-out-from: b}"),
            "test");
    assertThat(config.advice()).singleElement().asString().contains(said).hasLineCount(1);
  }

  @Test
  void theConfigurationsThatComeWithTheProgramNeedNone() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("..", "configs"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".yaml")))
          .isNotEmpty()
          .allSatisfy(file -> assertThat(RunConfig.load(file).advice()).isEmpty());
    }
    assertThat(RunConfig.parse(BOTH, "test").advice()).isEmpty();
    assertThat(RunConfig.parse("rollout: {reserves: 3}", "test").advice()).isEmpty();
    assertThat(
            RunConfig.parse(
                    "model: {from: m}\nwarm-start: {learning-rate: 1e-5}\n"
                        + "optimizer: {learning-rate: 1e-6}\n",
                    "test")
                .advice())
        .isEmpty();
  }
}
