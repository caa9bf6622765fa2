package dev.rondo.policy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.policy.GoldenCheckpoint;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.policy.text.PromptFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a checkpoint whose responses end with {@code <|end|>}, token 1, and {@code <|im_end|>}, 3. */
class PromptWarningsTest {
  private static final PromptFormat CHAT = new PromptFormat(PromptFormat.Style.CHAT, "", "");

  @TempDir Path directory;

  @BeforeEach
  void copy() throws IOException {
    GoldenCheckpoint.copyTo(directory);
  }

  @Test
  void aChatThatEndsAnswersWithWhatEndsNoResponseIsNamed() throws IOException {
    assertThat(warnings(CHAT)).isEmpty();
    write(CheckpointFiles.GENERATION_FILE_NAME, "{\"eos_token_id\": 1}");
    assertThat(warnings(CHAT))
        .containsExactly(
            "the chat template of "
                + directory
                + " ends an answer with <|im_end|>, which ends no response: they go on to the"
                + " longest length, unless eos_token_id of generation_config.json names 3, too,"
                + " before the checkpoint is adopted");
    assertThat(warnings(PromptFormat.PLAIN)).isEmpty();
  }

  @Test
  void promptsThatEndAsResponsesDoAreNamed() throws IOException {
    String llama = "{\"tokenizer_class\": \"LlamaTokenizer\", \"add_eos_token\": %b}";
    write(FileTokenizer.CONFIG_FILE_NAME, llama.formatted(true));
    assertThat(warnings(PromptFormat.PLAIN))
        .containsExactly(
            "every prompt of "
                + directory
                + " ends with <|im_end|>, which ends responses: what is sampled stands behind an"
                + " end, where a model was hardly trained to answer (add_eos_token of"
                + " tokenizer_config.json, the post_processor of tokenizer.json or the chat"
                + " template puts it there)");
    write(FileTokenizer.CONFIG_FILE_NAME, llama.formatted(false));
    assertThat(warnings(PromptFormat.PLAIN)).isEmpty();
    write(FileTokenizer.TEMPLATE_FILE_NAME, "{{ messages[-1].content + '<|end|>' }}");
    assertThat(warnings(CHAT)).singleElement().asString().contains(" ends with <|end|>, which");
    write(
        FileTokenizer.TEMPLATE_FILE_NAME,
        "{% for m in messages %}{{ m.content + '<|im_end|>' }}{% endfor %}<|end|>");
    assertThat(warnings(CHAT)).as("it opens an answer, and ends responses, too").isEmpty();
  }

  @Test
  void anEndOfReasoningThatNoResponseShowsIsNamed() throws IOException {
    String opening = "{{ messages[-1].content }}{% if add_generation_prompt %}<think>\n{% endif %}";
    write(FileTokenizer.TEMPLATE_FILE_NAME, opening);
    assertThat(warnings(CHAT)).isEmpty();
    for (String name :
        List.of(
            FileTokenizer.FILE_NAME, FileTokenizer.CONFIG_FILE_NAME, "special_tokens_map.json")) {
      String text = Files.readString(directory.resolve(name));
      write(name, text.replace("<|pad|>", "</think>"));
    }
    assertThat(warnings(CHAT))
        .singleElement()
        .asString()
        .startsWith("prompts of " + directory + " end with <think>, and </think> is a special ");
    write(FileTokenizer.TEMPLATE_FILE_NAME, opening.replace("\n", "\n\n</think>"));
    assertThat(warnings(CHAT)).isEmpty();
  }

  private List<String> warnings(PromptFormat format) throws IOException {
    Files.write(directory.resolve(PromptFormat.FILE_NAME), format.toJson());
    return PromptWarnings.of(directory);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }
}
