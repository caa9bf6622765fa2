package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondo;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.cli.CommandLineTestSupport.Outcome;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.policy.DjlPolicy;
import dev.rondo.schema.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder as it was downloaded, without weights, against what Transformers rendered of it. */
class PromptCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;
  private Path folder;
  private JsonNode golden;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectory(directory.resolve("model"));
    for (String name :
        List.of("config.json", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja")) {
      Files.copy(resource(name), folder.resolve(name));
    }
    golden = JSON.readTree(resource("prompts.json"));
  }

  private static InputStream resource(String name) {
    return requireNonNull(DjlPolicy.class.getResourceAsStream("golden-checkpoint/" + name), name);
  }

  @Test
  void theTextAndTheIdsAreThoseOfTransformers() throws IOException {
    int compared = 0;
    for (JsonNode chat : golden.path("chats")) {
      if (chat.path("system").asText().isEmpty()) {
        String template = golden.path("templates").path(chat.path("template").asText()).textValue();
        Files.writeString(folder.resolve("chat_template.jinja"), template);
        JsonNode shown = JSON.readTree(show("--problem", chat.path("question").asText()).out());
        assertThat(shown.path("prompt")).isEqualTo(chat.path("text"));
        assertThat(shown.path("tokenIds")).isEqualTo(chat.path("ids"));
        assertThat(shown.path("tokens").size()).isEqualTo(chat.path("ids").size());
        compared++;
      }
    }
    assertThat(compared).isPositive();
  }

  @Test
  void aFolderWithoutATemplateIsPromptedWithTheTextAlone() throws IOException {
    Files.delete(folder.resolve("chat_template.jinja"));
    JsonNode plain = golden.path("plain").get(0);
    JsonNode shown = JSON.readTree(show("--problem", plain.path("text").asText()).out());
    assertThat(shown.path("prompt")).isEqualTo(plain.path("text"));
    assertThat(shown.path("tokenIds")).isEqualTo(plain.path("ids"));
  }

  @Test
  void problemsAreALineEachAndAnIdChoosesOne() throws IOException {
    Path problems = commit("What is 1 + 1?", "What is 2 + 2?");
    List<String> all = show("--problems", problems).out().lines().toList();
    assertThat(all).hasSize(2);
    assertThat(all.get(0)).contains("1 + 1");
    assertThat(show("--problems", problems, "--id", "second").out().lines().toList())
        .containsExactly(all.get(1));
  }

  @Test
  void withoutJsonWhatATerminalObeysIsShown() {
    Outcome outcome = rondo("prompt", "--policy", folder, "--problem", "red \u001b[31m\u202e");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("\\u001b[31m\\u202e")
        .doesNotContain("\u001b")
        .contains("Token ids: [")
        .contains("Tokens: [");
  }

  @Test
  void aTemplateIsToldTheDateAndAMissingProblemIsSaid() throws IOException {
    Files.writeString(folder.resolve("chat_template.jinja"), "{{ strftime_now('%A') }}");
    Outcome outcome = rondo("prompt", "--policy", folder, "--problem", "x", "--date", "2024-07-26");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).startsWith("Friday\n");
    assertThat(outcome.err()).contains("does not have the problem").hasLineCount(1);
  }

  @Test
  void theConfigurationOfARunShowsThePromptsThatItWillGive() throws IOException {
    Path config = directory.resolve("mine.yaml");
    String model = "model: {from: " + folder + ", prompt: chat, prompt-suffix: \" Answer:\"}\n";
    Files.writeString(config, model);
    Outcome outcome = rondo("prompt", "--config", config, "--problem", "1 + 1?");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("<|im_start|>user\n1 + 1? Answer:<|im_end|>");

    assertThat(rondo("prompt", "--config", config, "--policy", folder, "--problem", "x").exitCode())
        .isEqualTo(2);
    Files.writeString(config, "");
    assertRefused(1, "its model.from is empty", "--config", config, "--problem", "x");
  }

  @Test
  void badInputIsOneLine() throws IOException {
    Path problems = commit("What is 1 + 1?");
    assertRefused(1, "absent", "--policy", folder, "--problems", problems, "--id", "absent");
    assertRefused(1, "nowhere", "--policy", folder, "--problems", directory.resolve("nowhere"));
    assertRefused(1, "nowhere", "--policy", directory.resolve("nowhere"), "--problem", "x");
    Files.writeString(folder.resolve("chat_template.jinja"), "{% for m in messages %}");
    assertRefused(1, "chat_template.jinja", "--policy", folder, "--problem", "x");
    Files.writeString(folder.resolve("chat_template.jinja"), "{{ strftime_now('%Y') }}");
    assertRefused(1, "--date YYYY-MM-DD", "--policy", folder, "--problem", "x");
    assertRefused(1, "--date: today", "--policy", folder, "--problem", "x", "--date", "today");
    assertThat(rondo("prompt", "--policy", folder).exitCode()).isEqualTo(2);
    assertThat(rondo("prompt", "--policy", folder, "--problem", "x", "--id", "y").exitCode())
        .isEqualTo(2);
  }

  private static void assertRefused(int exitCode, String what, Object... arguments) {
    List<Object> words = new ArrayList<>(List.of("prompt"));
    words.addAll(List.of(arguments));
    Outcome outcome = rondo(words.toArray());
    assertThat(outcome.exitCode()).isEqualTo(exitCode);
    assertThat(outcome.err()).contains(what).hasLineCount(1);
    assertThat(outcome.out()).isEmpty();
  }

  private Outcome show(Object... source) {
    List<Object> words = new ArrayList<>(List.of("prompt", "--policy", folder, "--json"));
    words.addAll(List.of(source));
    Outcome outcome = rondo(words.toArray());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return outcome;
  }

  private Path commit(String... prompts) throws IOException {
    Path target = directory.resolve("problems");
    DatasetStore store = new DatasetStore(new LocalStorage(target), "");
    List<String> ids = List.of("first", "second");
    List<Problem> rows = new ArrayList<>();
    for (int i = 0; i < prompts.length; i++) {
      rows.add(new Problem(ids.get(i), prompts[i], "2", "arithmetic", "test", null));
    }
    Lineage lineage = Lineage.ofNoParents();
    FileEntry file =
        store.writeRows(
            "shard-00000.parquet",
            Problem.getClassSchema(),
            rows,
            DatasetStore.lineageMetadata(lineage));
    TreeMap<String, Long> counts = new TreeMap<>();
    counts.put("rows", (long) rows.size());
    store.commit("problems", List.of(file), counts, lineage);
    return target;
  }
}
