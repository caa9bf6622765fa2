package dev.rondo.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.config.RunConfig;
import dev.rondo.policy.DjlPolicy;
import dev.rondo.policy.gguf.GgufCheckpoint;
import dev.rondo.policy.gguf.WeightType;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.policy.text.PromptFormat.Style;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run says where its prompts leave out those of its checkpoint, or are for another model. */
class RunInputsPromptsTest {
  @TempDir private Path directory;
  private Path policy;

  @BeforeEach
  void adopt() throws IOException {
    Path file = directory.resolve("model.gguf");
    try (InputStream in = DjlPolicy.class.getResourceAsStream("gguf/llama-smollm.gguf")) {
      Files.copy(requireNonNull(in), file);
    }
    policy = directory.resolve("policy");
    PromptFormat own = new PromptFormat(Style.CHAT, "Be brief.", "Answer:");
    GgufCheckpoint.adopt(file, WeightType.FLOAT32, own, policy);
  }

  @Test
  void promptsOfAPolicyThatARunLeavesOutAreNamed() throws IOException {
    assertThat(warnings(new PromptFormat(Style.CHAT, "Be brief.", "Answer:"))).isEmpty();
    assertThat(warnings(new PromptFormat(Style.CHAT, "Be brief.", "")))
        .singleElement()
        .asString()
        .startsWith("the run's prompts are chat, system message \"Be brief.\" (model.prompt, ")
        .endsWith("left out: chat, system message \"Be brief.\", suffix \"Answer:\"");
  }

  @Test
  void marksOfTurnsThatAreAnotherModelsAreNamed() throws IOException {
    Files.delete(policy.resolve(PromptFormat.FILE_NAME));
    Files.delete(policy.resolve("manifest.json"));
    String turns = "Hi.<|im_end|>\n<|im_start|>user\n1?";
    assertThat(warnings(new PromptFormat(Style.CHAT, turns, ""))).isEmpty();
    assertThat(warnings(new PromptFormat(Style.CHAT, turns + "<|eot_id|>", "")))
        .singleElement()
        .asString()
        .contains("have <|eot_id|>, which the chat template of " + policy + " does not write");
  }

  private List<String> warnings(PromptFormat format) throws IOException {
    RunConfig config = RunConfig.preset("smollm2-tiny").withModel(policy).withPrompts(format);
    return RunInputs.check(config).warnings();
  }
}
