package dev.rondo.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResponseLengthTest {
  @TempDir private Path directory;

  @Test
  void whatIsAskedForComesBeforeThePolicyAndThePolicyBeforeItsRun() throws IOException {
    RunConfig config = RunConfig.preset("tiny");
    FrozenConfig.freeze(config, directory);
    FrozenConfig.requireUnchanged(config, directory);
    Path policy = Files.createDirectories(directory.resolve("policies/round-000000"));

    assertThat(ResponseLength.of(policy, null).tokens())
        .isEqualTo(config.rollout().maxResponseTokens());
    assertThat(ResponseLength.of(policy, null).source()).contains("the run around the policy");

    write(policy, "{\"eos_token_id\": 1, \"max_new_tokens\": 2048}");
    assertThat(ResponseLength.of(policy, null).tokens()).isEqualTo(2048);
    assertThat(ResponseLength.of(policy, null).source()).contains("generation_config.json");
    assertThat(ResponseLength.of(policy, 7))
        .isEqualTo(new ResponseLength(7, "--max-response-tokens"));
  }

  /** One that an earlier version began has no copy of its configuration, but a base policy. */
  @Test
  void aRunYamlAloneIsADraftAndNoRunAround() throws IOException {
    Files.writeString(directory.resolve("run.yaml"), "foo: 1\n");
    Path adopted = Files.createDirectories(directory.resolve("policies/qwen"));

    assertThat(StopTexts.of(adopted, null).texts()).isEmpty();
    assertThatThrownBy(() -> ResponseLength.of(adopted, null))
        .hasMessageContaining("nothing says how long a response may be");

    Files.writeString(directory.resolve("run.yaml"), "rollout: {max-response-tokens: 77}\n");
    Path base = Files.createDirectories(directory.resolve("policies/round-000000"));
    Files.writeString(base.resolve("manifest.json"), "{}");
    assertThat(ResponseLength.of(base, null).tokens()).isEqualTo(77);
  }

  @Test
  void whereNobodySaysItIsAskedFor() throws IOException {
    assertThatThrownBy(() -> ResponseLength.of(directory, null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("allowed: --max-response-tokens N");

    write(directory, "{\"max_new_tokens\": \"many\"}");
    assertThatThrownBy(() -> ResponseLength.of(directory, null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("generation_config.json", "max_new_tokens", "many", "allowed");
  }

  private static void write(Path policy, String json) throws IOException {
    Files.writeString(policy.resolve("generation_config.json"), json);
  }
}
