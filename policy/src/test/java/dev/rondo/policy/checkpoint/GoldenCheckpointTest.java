package dev.rondo.policy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.policy.DjlPolicy;
import dev.rondo.policy.GoldenCheckpoint;
import dev.rondo.policy.SampleKey;
import dev.rondo.policy.SampleRequest;
import dev.rondo.policy.SamplingSession;
import dev.rondo.policy.TokenSequence;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.policy.program.PolicyProgram;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.SamplingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A checkpoint as it is downloaded: sharded bfloat16 weights, a BPE tokenizer, a chat template, two
 * end tokens; against what Transformers makes of it.
 */
class GoldenCheckpointTest {
  @TempDir Path directory;
  private JsonNode golden;

  @BeforeEach
  void copy() throws IOException {
    GoldenCheckpoint.copyTo(directory);
    golden = new ObjectMapper().readTree(directory.resolve("prompts.json").toFile());
  }

  @Test
  void chatsArePromptedAsTransformersPromptsThem() throws IOException {
    for (JsonNode test : golden.path("chats")) {
      String template = golden.path("templates").path(test.path("template").asText()).asText();
      Files.writeString(directory.resolve(FileTokenizer.TEMPLATE_FILE_NAME), template);
      PromptFormat format =
          new PromptFormat(PromptFormat.Style.CHAT, test.path("system").asText(), "");
      try (FileTokenizer tokenizer = FileTokenizer.open(directory, format)) {
        assertThat(tokenizer.encodePrompt(test.path("question").asText()))
            .as("%s: %s", test.path("template"), test.path("text"))
            .isEqualTo(ints(test.path("ids")));
      }
    }
  }

  @Test
  void plainPromptsAreFramedByTheTokenizer() {
    try (FileTokenizer tokenizer = FileTokenizer.open(directory)) {
      for (JsonNode test : golden.path("plain")) {
        assertThat(tokenizer.encodePrompt(test.path("text").asText()))
            .isEqualTo(ints(test.path("ids")));
      }
    }
  }

  @Test
  void theSuffixStandsAfterTheProblemAndTheFormatIsPartOfTheDigest() {
    PromptFormat suffix = new PromptFormat(PromptFormat.Style.PLAIN, "", " Answer:");
    try (FileTokenizer plain = FileTokenizer.open(directory);
        FileTokenizer tokenizer = FileTokenizer.open(directory, suffix)) {
      assertThat(tokenizer.encodePrompt("1+1?")).isEqualTo(plain.encodePrompt("1+1? Answer:"));
      assertThat(tokenizer.digest()).isNotEqualTo(plain.digest());
    }
  }

  @Test
  void aTemplateThatRefusesOrCannotBeRenderedIsNamed() throws IOException {
    PromptFormat chat = new PromptFormat(PromptFormat.Style.CHAT, "be brief", "");
    Path file = directory.resolve(FileTokenizer.TEMPLATE_FILE_NAME);
    Files.writeString(file, golden.path("templates").path("instruction").asText());
    assertThatThrownBy(() -> FileTokenizer.open(directory, chat))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(file.toString(), "roles must alternate");
    Files.writeString(file, "{{ strftime_now('%d') }}");
    assertThatThrownBy(() -> FileTokenizer.open(directory, chat))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(file.toString(), "line 1", "today's date");
    Files.writeString(file, "{% if messages %}\n{% endfor %}");
    assertThatThrownBy(() -> FileTokenizer.open(directory, chat))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(file.toString(), "line 2");
    Files.delete(file);
    assertThatThrownBy(() -> FileTokenizer.open(directory, chat))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no chat_template");
  }

  @Test
  void aTemplateStandsInAnyOfItsThreePlaces() throws IOException {
    PromptFormat chat = new PromptFormat(PromptFormat.Style.CHAT, "", "");
    Files.delete(directory.resolve(FileTokenizer.TEMPLATE_FILE_NAME));
    Files.writeString(directory.resolve("chat_template.json"), template("'third'"));
    assertThat(prompt(chat)).isEqualTo("third1+1?");
    Path settings = directory.resolve(FileTokenizer.CONFIG_FILE_NAME);
    Files.writeString(settings, template("'second'"));
    assertThat(prompt(chat)).isEqualTo("second1+1?");
    String named = "{\"name\": \"%s\", \"template\": \"{{ '%s' ~ messages[0].content }}\"}";
    String others =
        String.format(Locale.ROOT, named, "tool_use", "tools")
            + ", "
            + String.format(Locale.ROOT, named, "default", "named");
    Files.writeString(settings, "{\"chat_template\": [" + others + "]}");
    assertThat(prompt(chat)).isEqualTo("named1+1?");
    Files.writeString(
        directory.resolve(FileTokenizer.TEMPLATE_FILE_NAME), "{{ 'first' ~ messages[0].content }}");
    assertThat(prompt(chat)).isEqualTo("first1+1?");
    Files.delete(directory.resolve(FileTokenizer.TEMPLATE_FILE_NAME));
    Files.writeString(settings, "{\"chat_template\": [" + others.replace("default", "rag") + "]}");
    assertThatThrownBy(() -> FileTokenizer.open(directory, chat))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(settings.toString(), "tool_use, rag", "default");
    Files.writeString(settings, "{\"chat_template\": 5}");
    assertThatThrownBy(() -> FileTokenizer.open(directory, chat))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(settings.toString(), "number", "a text");
  }

  @Test
  void aTemplateThatLeavesTheQuestionOutOrNeedsAnUnknownTokenIsRefused() throws IOException {
    PromptFormat chat = new PromptFormat(PromptFormat.Style.CHAT, "", "");
    Path file = directory.resolve(FileTokenizer.TEMPLATE_FILE_NAME);
    Files.writeString(file, "{% for part in messages[0].parts %}{{ part.text }}{% endfor %}");
    assertThatThrownBy(() -> FileTokenizer.open(directory, chat))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(file.toString(), "does not have the question");
    Files.writeString(file, "{{ bos_token }}{{ messages[0].content }}");
    Path settings = directory.resolve(FileTokenizer.CONFIG_FILE_NAME);
    Files.delete(directory.resolve("special_tokens_map.json"));
    Files.writeString(settings, "{\"tokenizer_class\": \"OtherTokenizer\"}");
    assertThatThrownBy(() -> FileTokenizer.open(directory, chat))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(file.toString(), "bos_token", "OtherTokenizer");
    Files.writeString(settings, "{\"tokenizer_class\": \"OtherTokenizer\", \"bos_token\": null}");
    assertThat(prompt(chat)).isEqualTo("1+1?");
    Files.writeString(
        settings, "{\"tokenizer_class\": \"LlamaTokenizer\", \"add_bos_token\": false}");
    assertThat(prompt(chat)).isEqualTo("<s>1+1?");
  }

  /** What was adopted before this was looked at can be sampled from and evaluated still. */
  @Test
  void aNewPromptWhoseSystemMessageTheTemplateLeavesOutIsRefused() throws IOException {
    PromptFormat chat = new PromptFormat(PromptFormat.Style.CHAT, "be brief", "");
    Path file = directory.resolve(FileTokenizer.TEMPLATE_FILE_NAME);
    String users = "{% for m in messages %}{{ m.content if m.role == 'user' }}{% endfor %}";
    Files.writeString(file, users);
    Path target = directory.resolveSibling("of-no-system-message");
    assertThatThrownBy(() -> AdoptedCheckpoint.adopt(directory, chat, target))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(
            file.toString(), "does not have the system message in it (allo", "--system-prompt ''");
    assertThat(target).doesNotExist();
    assertThat(prompt(chat)).as("of a run that began with it").isEqualTo("1+1?");
    Files.write(directory.resolve(PromptFormat.FILE_NAME), chat.toJson());
    try (FileTokenizer tokenizer = FileTokenizer.open(directory)) {
      assertThat(tokenizer.prompt("1+1?").text()).isEqualTo("1+1?");
    }
    Files.writeString(file, "{{ messages[0].content | trim | upper }} " + users);
    requireSystemMessage(chat);
    Files.writeString(file, "{{ 'Briefly: ' if 'brief' in messages[0].content }}" + users);
    requireSystemMessage(chat);
    Files.writeString(file, users);
    requireSystemMessage(new PromptFormat(PromptFormat.Style.CHAT, " ", ""));
  }

  private void requireSystemMessage(PromptFormat format) {
    try (FileTokenizer tokenizer = FileTokenizer.open(directory, format)) {
      tokenizer.requireSystemMessage();
    }
  }

  @Test
  void aTemplateIsToldTheDateOfTheFormat() throws IOException {
    PromptFormat chat = new PromptFormat(PromptFormat.Style.CHAT, "", "");
    Path file = directory.resolve(FileTokenizer.TEMPLATE_FILE_NAME);
    Files.writeString(file, "{{ strftime_now('%d %b %Y') }} {{ messages[0].content }}");
    PromptFormat dated = chat.withDate(PromptFormat.date("date", "2024-07-26"));
    assertThat(prompt(dated)).isEqualTo("26 Jul 2024 1+1?");
    Files.write(directory.resolve(PromptFormat.FILE_NAME), dated.toJson());
    assertThat(PromptFormat.read(directory)).isEqualTo(dated);
    for (String date :
        List.of("26.7.2024", "2024-02-30", "0024-01-01", "+12024-01-01", "2024-1-1")) {
      assertThatThrownBy(() -> PromptFormat.date("--date", date))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContainingAll("--date: " + date, "YYYY-MM-DD");
    }
  }

  private static String template(String first) {
    return "{\"chat_template\": \"{{ " + first + " ~ messages[0].content }}\"}";
  }

  private String prompt(PromptFormat format) {
    try (FileTokenizer tokenizer = FileTokenizer.open(directory, format)) {
      return tokenizer.prompt("1+1?").text();
    }
  }

  @Test
  void logprobsAndGreedyTokensEqualThoseOfTransformers() {
    try (DjlPolicy policy = policy(ComputeType.FLOAT32)) {
      float[] logprobs = policy.score(List.of(text()), 1).get(0);
      for (int i = 0; i < logprobs.length; i++) {
        assertThat((double) logprobs[i])
            .isCloseTo(golden.path("logprobs").path(i).asDouble(), within(1e-4));
      }
      int[] greedy = ints(golden.path("greedy"));
      int[] prompt = Arrays.copyOf(ints(golden.path("text")), 10);
      assertThat(sample(policy, prompt, 0, greedy.length)).isEqualTo(greedy);
    }
  }

  @Test
  void bfloat16ComputesTheSameButForItsPrecision() {
    try (DjlPolicy policy = policy(ComputeType.BFLOAT16)) {
      float[] logprobs = policy.score(List.of(text()), 1).get(0);
      double sum = 0;
      for (int i = 0; i < logprobs.length; i++) {
        sum += Math.abs(logprobs[i] - golden.path("logprobs").path(i).asDouble());
      }
      assertThat(sum / logprobs.length).isBetween(1e-6, 0.03);
      int[] prompt = Arrays.copyOf(ints(golden.path("text")), 10);
      int[] sampled = sample(policy, prompt, 1, 24);
      assertThat(sample(policy, prompt, 1, 24)).isEqualTo(sampled).hasSize(24);
    }
  }

  @Test
  void everyEndTokenOfTheGenerationSettingsEndsAResponse() throws IOException {
    assertThat(CheckpointFiles.read(directory).stopTokens()).containsExactly(1, 3);
    Files.delete(directory.resolve(CheckpointFiles.GENERATION_FILE_NAME));
    assertThat(CheckpointFiles.read(directory).stopTokens()).containsExactly(1, 3);
    Path config = directory.resolve(ModelConfig.FILE_NAME);
    String json = Files.readString(config).replace("\"eos_token_id\"", "\"other\"");
    Files.writeString(config, json);
    assertThatThrownBy(() -> CheckpointFiles.read(directory))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(config.toString(), "eos_token_id");
  }

  @Test
  void theDigestOfTheWeightsIsOfThoseThatAreRead() throws IOException {
    String digest = WeightFiles.digest(directory);
    Path shard = directory.resolve("model-00002-of-00003.safetensors");
    Files.copy(shard, directory.resolve("consolidated.safetensors"));
    assertThat(WeightFiles.digest(directory)).isEqualTo(digest);
    Files.write(shard, new byte[1], StandardOpenOption.APPEND);
    assertThat(WeightFiles.digest(directory)).isNotEqualTo(digest);
    Files.delete(shard);
    assertThatThrownBy(() -> WeightFiles.digest(directory))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(shard.toString());
  }

  @Test
  void anIndexThatIsWrongIsNamedWithFileAndTensor() throws IOException {
    Path index = directory.resolve(WeightFiles.INDEX_FILE_NAME);
    String right = Files.readString(index);
    String shard = "model-00003-of-00003.safetensors";
    for (String outside :
        List.of("../" + shard, "/etc/" + shard, "a/" + shard, "..", "", "x.bin", "a\\\\b")) {
      Files.writeString(index, right.replace(shard, outside));
      assertRefused("weight_map: tensor model.", index.toString());
    }
    Files.writeString(index, right.replace(shard, "model-00009-of-00003.safetensors"));
    assertRefused("model-00009-of-00003.safetensors: no such file");
    Files.writeString(index, right.replace(shard, "model-00001-of-00003.safetensors"));
    assertRefused("model-00001-of-00003.safetensors: tensor model.", "is missing");
    Files.writeString(index, right.replace("model.norm.weight", "model.norm.other"));
    assertRefused(": tensor model.norm.weight (allowed: tensors that the index lists)");
    Files.writeString(index, "{\"weight_map\": 3}");
    assertRefused("weight_map: NUMBER");
    Files.writeString(index, "{\"weight_map\": {\"a\": \"b.safetensors\", \"a\": \"c\"}}");
    assertRefused("not JSON");
  }

  @Test
  void aTensorInTwoShardsIsNamed() throws IOException {
    Path index = directory.resolve(WeightFiles.INDEX_FILE_NAME);
    Files.copy(
        directory.resolve("model-00003-of-00003.safetensors"),
        directory.resolve("model-00004-of-00003.safetensors"));
    Files.writeString(
        index,
        Files.readString(index)
            .replaceFirst(
                "\"model.norm.weight\": \"model-00003", "\"model.norm.weight\": \"model-00004"));
    assertRefused("tensor model.", "only in");
  }

  @Test
  void aShardThatWasCutIsNamed() throws IOException {
    Path shard = directory.resolve("model-00002-of-00003.safetensors");
    byte[] whole = Files.readAllBytes(shard);
    for (int length : new int[] {0, 4, 100, whole.length / 2, whole.length - 1}) {
      Files.write(shard, Arrays.copyOf(whole, length));
      assertRefused(shard.toString());
    }
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(
            () -> PolicyModel.load(directory, PolicyProgram.standard(), DeviceSettings.CPU).close())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(parts)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  private DjlPolicy policy(ComputeType type) {
    PolicyModel model =
        PolicyModel.load(directory, PolicyProgram.standard(), DeviceSettings.CPU, type);
    return DjlPolicy.of(model, FileTokenizer.open(directory), Set.of(), "golden");
  }

  private TokenSequence text() {
    int[] text = ints(golden.path("text"));
    return new TokenSequence(new int[] {text[0]}, Arrays.copyOfRange(text, 1, text.length));
  }

  private static int[] sample(DjlPolicy policy, int[] prompt, double temperature, int tokens) {
    SampleRequest request = new SampleRequest(prompt, new SampleKey(1, 1, "golden", 0));
    try (SamplingSession session =
        policy.startSampling(List.of(request), new SamplingSettings(temperature, 1, 0, tokens))) {
      boolean isFinished = false;
      while (!isFinished) {
        isFinished = session.advance(tokens);
      }
      return session.completions().get(0).responseTokens();
    }
  }

  private static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}
