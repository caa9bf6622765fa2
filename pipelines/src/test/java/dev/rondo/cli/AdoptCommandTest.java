package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondo;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.CommandLineTestSupport.Outcome;
import dev.rondo.policy.DjlPolicy;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.policy.text.PromptFormat.Style;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which format of prompts an adopted policy has. */
class AdoptCommandTest {
  private static final List<String> FILES =
      List.of(
          "config.json",
          "generation_config.json",
          "chat_template.jinja",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "model.safetensors.index.json",
          "model-00001-of-00003.safetensors",
          "model-00002-of-00003.safetensors",
          "model-00003-of-00003.safetensors");

  @TempDir private Path directory;

  @Test
  void aPolicyThatIsAdoptedAgainKeepsItsPromptUnlessAnotherIsGiven() throws IOException {
    Path checkpoint = checkpoint();
    assertThat(adopt(checkpoint, "bare")).isEqualTo(PromptFormat.PLAIN);
    PromptFormat chat = adopt(checkpoint, "chat", "--prompt=chat", "--system-prompt=Be brief.");
    assertThat(chat).isEqualTo(new PromptFormat(Style.CHAT, "Be brief.", ""));

    Path policy = directory.resolve("chat");
    assertThat(adopt(policy, "again")).isEqualTo(chat);
    assertThat(adopt(policy, "suffixed", "--prompt-suffix=\\nAnswer:"))
        .isEqualTo(new PromptFormat(Style.CHAT, "Be brief.", "\nAnswer:"));
    assertThat(adopt(policy, "quiet", "--system-prompt="))
        .isEqualTo(new PromptFormat(Style.CHAT, "", ""));
    assertThat(adopt(policy, "plain", "--prompt=plain")).isEqualTo(PromptFormat.PLAIN);
    assertThat(adopt(policy, "asked", "--prompt=chat")).isEqualTo(chat);
    assertThat(adopt(directory.resolve("suffixed"), "suffix", "--prompt=plain"))
        .isEqualTo(new PromptFormat(Style.PLAIN, "", "\nAnswer:"));
  }

  @Test
  void aChatWhoseAnswersEndWithNoStopTokenIsAdoptedWithAWarning() throws IOException {
    Path checkpoint = checkpoint();
    Files.writeString(checkpoint.resolve("generation_config.json"), "{\"eos_token_id\": 1}");
    Path target = directory.resolve("chat");
    Outcome outcome = rondo("adopt", "--from=" + checkpoint, "--to=" + target, "--prompt=chat");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err())
        .isEqualTo(
            "Warning: the chat template of "
                + target
                + " ends an answer with <|im_end|>, which ends no response: they go on to the"
                + " longest length, unless eos_token_id of generation_config.json names 3, too,"
                + " before the checkpoint is adopted\n");
  }

  @Test
  void aChatTemplateThatGoesUnusedIsSaidUnlessItWasAskedFor() throws IOException {
    Path checkpoint = checkpoint();
    Path target = directory.resolve("plain");
    Outcome outcome = rondo("adopt", "--from=" + checkpoint, "--to=" + target);
    assertThat(outcome.err())
        .startsWith("Warning: prompts are plain, which leaves out the chat template of ")
        .hasLineCount(1);
    outcome = rondo("adopt", "--from=" + checkpoint, "--to=" + target, "--prompt=plain");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).isEmpty();
  }

  private Path checkpoint() throws IOException {
    Path checkpoint = Files.createDirectory(directory.resolve("checkpoint"));
    for (String name : FILES) {
      try (InputStream in = DjlPolicy.class.getResourceAsStream("golden-checkpoint/" + name)) {
        Files.copy(requireNonNull(in, name), checkpoint.resolve(name));
      }
    }
    return checkpoint;
  }

  private PromptFormat adopt(Path from, String name, String... options) {
    Path target = directory.resolve(name);
    Object[] words = new Object[options.length + 3];
    words[0] = "adopt";
    words[1] = "--from=" + from;
    words[2] = "--to=" + target;
    System.arraycopy(options, 0, words, 3, options.length);
    Outcome outcome = rondo(words);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return PromptFormat.read(target);
  }
}
