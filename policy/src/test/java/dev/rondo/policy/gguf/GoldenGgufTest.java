package dev.rondo.policy.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.policy.DjlPolicy;
import dev.rondo.policy.TokenSequence;
import dev.rondo.policy.checkpoint.CheckpointFiles;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.RopeScaling;
import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.policy.checkpoint.WeightFiles;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.policy.program.PolicyProgram;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.policy.text.PromptFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tiny files of every architecture against what Transformers and gguf-py read of them. */
class GoldenGgufTest {
  private static final double TOLERANCE = 1e-4;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-gpt2",
        "llama-smollm",
        "llama-llama3",
        "mistral",
        "mistral-tekken",
        "qwen2",
        "qwen2-untied",
        "qwen3",
        "qwen3-k"
      })
  void logprobsAndTokensAreThoseOfTheReference(String name) throws IOException {
    Path policyDirectory = adopt(name, WeightType.FLOAT32, PromptFormat.PLAIN);
    JsonNode golden = json(name + ".json");
    try (FileTokenizer tokenizer = FileTokenizer.open(policyDirectory)) {
      JsonNode texts = json("texts.json");
      for (int i = 0; i < texts.size(); i++) {
        String text = texts.path(i).asText();
        assertThat(tokenizer.encode(text)).as(text).isEqualTo(ints(golden.path("ids").path(i)));
      }
    }
    int[] text = ints(golden.path("text"));
    PolicyModel model =
        PolicyModel.load(policyDirectory, PolicyProgram.standard(), DeviceSettings.CPU);
    FileTokenizer tokenizer = FileTokenizer.open(policyDirectory);
    try (DjlPolicy policy = DjlPolicy.of(model, tokenizer, Set.of(), "golden")) {
      TokenSequence sequence =
          new TokenSequence(new int[] {text[0]}, Arrays.copyOfRange(text, 1, text.length));
      float[] logprobs = policy.score(List.of(sequence), 1).get(0);
      assertThat(logprobs).hasSize(golden.path("logprobs").size());
      for (int i = 0; i < logprobs.length; i++) {
        assertThat((double) logprobs[i])
            .as("log-prob %d", i)
            .isCloseTo(golden.path("logprobs").path(i).asDouble(), within(TOLERANCE));
      }
    }
  }

  @Test
  void chatTemplateAndSpecialTokensComeAlong() throws IOException {
    PromptFormat chat = new PromptFormat(PromptFormat.Style.CHAT, "Be brief.", "");
    Path policyDirectory = adopt("llama-llama3", WeightType.FLOAT32, chat);
    assertThat(CheckpointFiles.read(policyDirectory).stopTokens()).containsExactly(0, 2);
    try (FileTokenizer tokenizer = FileTokenizer.open(policyDirectory)) {
      String text =
          "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\n1+1?<|im_end|>\n"
              + "<|im_start|>assistant\n";
      assertThat(tokenizer.encodePrompt("1+1?")).isEqualTo(tokenizer.encode(text));
      assertThat(tokenizer.encode("<|im_end|>")).containsExactly(2);
    }
    // A llama-bpe file that does not say it has its begin token before every text.
    try (FileTokenizer tokenizer = FileTokenizer.open(policyDirectory, PromptFormat.PLAIN)) {
      assertThat(tokenizer.encodePrompt("a")).startsWith(1).endsWith(tokenizer.encode("a"));
    }
  }

  @Test
  void aFileThatSaysSoHasNoBeginToken() throws IOException {
    Path policyDirectory = adopt("llama-gpt2", WeightType.FLOAT32, PromptFormat.PLAIN);
    try (FileTokenizer tokenizer = FileTokenizer.open(policyDirectory)) {
      assertThat(tokenizer.encodePrompt("a b")).isEqualTo(tokenizer.encode("a b"));
    }
  }

  @Test
  void ropeScalingsAreFoundAgain() throws IOException {
    assertThat(config("llama-llama3").ropeScaling()).isEqualTo(new RopeScaling.Llama3(8, 1, 4, 64));
    assertThat(config("mistral-tekken").ropeScaling()).isEqualTo(new RopeScaling.Linear(2));
    assertThat(config("qwen3").ropeScaling())
        .isEqualTo(new RopeScaling.Yarn(4, 64, 32, 1, 0.1 * StrictMath.log(4) + 1));
    assertThat(config("qwen3").normEpsilon()).isEqualTo(1e-5);
  }

  @Test
  void bfloat16IsTheNearestToEveryFloat32() throws IOException {
    Path exact = adopt("llama-gpt2", WeightType.FLOAT32, PromptFormat.PLAIN);
    Path rounded = directory.resolve("rounded");
    GgufCheckpoint.adopt(file("llama-gpt2.gguf"), WeightType.BFLOAT16, PromptFormat.PLAIN, rounded);
    try (Safetensors a = Safetensors.open(exact.resolve(Safetensors.FILE_NAME));
        Safetensors b = Safetensors.open(rounded.resolve(Safetensors.FILE_NAME))) {
      for (String name : a.entries().keySet()) {
        ByteBuffer wide = a.bytes(name).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer narrow = b.bytes(name).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(narrow.remaining() * 2).isEqualTo(wide.remaining());
        for (int i = 0; i < narrow.remaining() / 2; i++) {
          float value = wide.getFloat(4 * i);
          int bits = narrow.getShort(2 * i) << 16;
          double distance = Math.abs((double) Float.intBitsToFloat(bits) - value);
          for (int other : new int[] {bits - 0x10000, bits + 0x10000}) {
            double otherDistance = Math.abs((double) Float.intBitsToFloat(other) - value);
            assertThat(distance <= otherDistance || Double.isNaN(otherDistance)).isTrue();
          }
        }
      }
    }
    assertThat(CheckpointFiles.read(rounded).weightType()).isEqualTo(Safetensors.ElementType.BF16);
  }

  @Test
  void weightsOfManyBytesAreSharded() throws IOException {
    Path whole = adopt("llama-gpt2", WeightType.FLOAT32, PromptFormat.PLAIN);
    Path folder = Files.createDirectory(directory.resolve("shards"));
    ModelConfig config = ModelConfig.read(whole.resolve(ModelConfig.FILE_NAME));
    try (GgufFile gguf = GgufFile.open(file("llama-gpt2.gguf"))) {
      new WeightWriter(gguf, config, WeightType.FLOAT32).write(folder, 40_000);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.count()).isGreaterThan(3);
    }
    try (WeightFiles a = WeightFiles.open(whole, config);
        WeightFiles b = WeightFiles.open(folder, config)) {
      config
          .weights()
          .forEach(
              weight -> {
                ByteBuffer one = ByteBuffer.allocate((int) a.bytes(weight.name()));
                ByteBuffer other = ByteBuffer.allocate((int) b.bytes(weight.name()));
                a.read(weight.name(), 0, one);
                b.read(weight.name(), 0, other);
                assertThat(one).as(weight.name()).isEqualTo(other);
              });
    }
  }

  @Test
  void theSameFileGivesTheSamePolicy() throws IOException {
    Path first = adopt("qwen2", WeightType.FLOAT32, PromptFormat.PLAIN);
    Path second = directory.resolve("second");
    GgufCheckpoint.adopt(file("qwen2.gguf"), WeightType.FLOAT32, PromptFormat.PLAIN, second);
    assertThat(second.resolve("manifest.json"))
        .hasSameBinaryContentAs(first.resolve("manifest.json"));
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactlyInAnyOrder(first, second);
    }
  }

  private ModelConfig config(String name) throws IOException {
    try (GgufFile gguf = GgufFile.open(file(name + ".gguf"))) {
      return ShapeReader.read(gguf);
    }
  }

  private Path adopt(String name, WeightType type, PromptFormat format) throws IOException {
    Path target = directory.resolve(name);
    GgufCheckpoint.adopt(file(name + ".gguf"), type, format, target);
    return target;
  }

  static Path file(String name) {
    try {
      return Path.of(GoldenGgufTest.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode json(String name) {
    try {
      return new ObjectMapper().readTree(file(name).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}
