package dev.rondo.policy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.JsonFile;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.policy.program.PolicyProgram;
import dev.rondo.policy.text.CharacterVocabulary;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCheckpointTest {
  private static final CharacterVocabulary VOCABULARY =
      new CharacterVocabulary(List.of("\\boxed{"), "0123456789+-*=;}");
  private static final ModelConfig CONFIG =
      ModelConfig.qwen2(VOCABULARY.size(), 16, 24, 2, 4, 2, 8, 64);

  @TempDir Path root;
  private Path policy;

  @BeforeEach
  void writePolicy() throws IOException {
    policy = root.resolve("policy");
    write("policy", 7);
  }

  @Test
  void weightsComeBackAsTheyWereWritten() {
    try (PolicyModel written = model(7);
        PolicyModel read = PolicyModel.load(policy, PolicyProgram.standard(), DeviceSettings.CPU)) {
      assertThat(read.config()).isEqualTo(CONFIG);
      for (int i = 0; i < written.weights().size(); i++) {
        assertThat(read.weights().get(i)).isEqualTo(written.weights().get(i));
      }
    }
  }

  @Test
  void aDirectoryWithOtherThingsInItIsNotAdoptedInto() throws IOException {
    Path target = Files.createDirectory(policy.resolveSibling("taken"));
    Files.writeString(target.resolve("letters"), "x");
    assertThatThrownBy(() -> AdoptedCheckpoint.adopt(policy, PromptFormat.PLAIN, target))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot adopt into "
                + target
                + ": it holds letters (allowed: a new or empty directory, or the same checkpoint"
                + " and prompt again)");
    assertThat(target)
        .isDirectoryContaining("glob:**letters")
        .isDirectoryNotContaining("glob:**json");

    Files.delete(target.resolve("letters"));
    AdoptedCheckpoint.adopt(policy, PromptFormat.PLAIN, target);
    Files.delete(target.resolve("manifest.json")); // as a killed one leaves it
    AdoptedCheckpoint.adopt(policy, PromptFormat.PLAIN, target);
    AdoptedCheckpoint.adopt(policy, PromptFormat.PLAIN, target);
  }

  @Test
  void aRefusedAdoptionChangesNothingOfAPolicy() throws IOException {
    Path target = root.resolve("adopted");
    AdoptedCheckpoint.adopt(policy, PromptFormat.PLAIN, target);
    Map<String, String> before = digests(target);
    Path template = policy.resolve(FileTokenizer.TEMPLATE_FILE_NAME);
    Files.writeString(template, "{{ messages[0].content }}");
    assertRefused(target, PromptFormat.PLAIN, "it holds a policy of another checkpoint or prompt");
    Files.delete(template);
    assertRefused(
        target,
        new PromptFormat(PromptFormat.Style.PLAIN, "", "again"),
        "it holds another prompt.json");
    Files.delete(policy.resolve(Safetensors.FILE_NAME));
    write("policy", 8);
    assertRefused(target, PromptFormat.PLAIN, "it holds another model.safetensors");
    assertThat(digests(target)).isEqualTo(before);

    Files.delete(target.resolve("manifest.json")); // as a killed one leaves it
    assertRefused(target, PromptFormat.PLAIN, "it holds another model.safetensors");
    Path file = Files.writeString(root.resolve("file"), "x");
    assertRefused(file, PromptFormat.PLAIN, "it is a regular file");
  }

  private void assertRefused(Path target, PromptFormat format, String fault) {
    assertThatThrownBy(() -> AdoptedCheckpoint.adopt(policy, format, target))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot adopt into "
                + target
                + ": "
                + fault
                + " (allowed: a new or empty directory, or the same checkpoint and prompt again)");
  }

  private static Map<String, String> digests(Path directory) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        digests.put(file.getFileName().toString(), Digests.sha256(file));
      }
    }
    return digests;
  }

  @Test
  void aFileThatNoManifestListsDecidesNothing() throws IOException {
    Path target = root.resolve("adopted");
    AdoptedCheckpoint.adopt(policy, PromptFormat.PLAIN, target);
    for (String name :
        List.of("chat_template.jinja", "special_tokens_map.json", "model.safetensors.index.json")) {
      Path file = Files.writeString(target.resolve(name), "{}");
      assertThatThrownBy(() -> CheckpointFiles.read(target))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("Cannot accept " + file + ": no manifest lists it (allowed: listed files)");
      if (!name.contains("index")) {
        assertThatThrownBy(() -> FileTokenizer.openForPrompts(target, null))
            .hasMessageContaining(file + ": no manifest lists it");
      }
      Files.delete(file);
    }
    Files.writeString(target.resolve("manifest.json"), "{}"); // another program's
    Files.writeString(target.resolve("special_tokens_map.json"), "{}");
    assertThat(CheckpointFiles.read(target).contents()).containsKey("special_tokens_map.json");
  }

  @Test
  void weightsThatAreNoNumbersAreNotAdopted() throws IOException {
    Path weights = policy.resolve(Safetensors.FILE_NAME);
    byte[] bytes = Files.readAllBytes(weights);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 8, Float.NaN);
    Files.write(weights, bytes);
    assertNotAdopted("is NaN or infinite (allowed: finite numbers)");

    Path taken = Files.createDirectory(root.resolve("taken"));
    Files.writeString(taken.resolve("letters"), "x");
    assertRefused(taken, PromptFormat.PLAIN, "it holds letters"); // before any weight is read
  }

  @Test
  void whatTheDiskHasNoRoomForIsRefused() throws IOException {
    Path target = root.resolve("none/adopted");
    long free = Files.getFileStore(root).getUsableSpace();
    assumeThat(free > 0 && free < 1L << 61).as("a disk that says what is free").isTrue();
    AdoptionTarget.requireSpace(target, target, 0);
    assertThatThrownBy(() -> AdoptionTarget.requireSpace(target, target, 1L << 62))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot adopt into " + target + ": ")
        .hasMessageEndingWith(
            " GB are free on the disk (allowed: 4611686018.43 GB for the weights, and some for the"
                + " rest)");
    CheckpointFiles files = CheckpointFiles.read(policy);
    Set<String> names = Set.of(Safetensors.FILE_NAME);
    assertThatThrownBy(() -> AdoptedCheckpoint.requireRoom(files, names, 1L << 61, policy, target))
        .as("twice: where they are made, and the copy")
        .hasMessageContaining("allowed: 4611686018.43 GB");
  }

  @Test
  void whatIsNoFileOfWeightsIsNamedAndNotWaitedFor() throws Exception {
    Path weights = policy.resolve(Safetensors.FILE_NAME);
    Files.delete(weights);
    Files.createSymbolicLink(weights, Path.of("/dev/zero"));
    assertNotAdopted("model.safetensors: a named pipe, a socket or a device");

    Files.delete(weights);
    assertThat(new ProcessBuilder("mkfifo", weights.toString()).start().waitFor()).isZero();
    assertNotAdopted("model.safetensors: a named pipe, a socket or a device");

    Files.delete(weights);
    Files.createDirectory(weights);
    assertNotAdopted("model.safetensors: a directory (allowed: a regular file)");

    Files.delete(weights);
    Files.writeString(weights, "version https://git-lfs.github.com/spec/v1\noid sha256:00\n");
    assertNotAdopted("model.safetensors: a pointer of Git LFS");

    Files.delete(weights);
    Files.createSymbolicLink(weights, Path.of("nowhere"));
    assertNotAdopted("model.safetensors: a symbolic link that leads nowhere");
  }

  @Test
  void adaptersThatAreNotInTheWeightsAreNotLeftOut() throws IOException {
    Files.writeString(policy.resolve("adapter_config.json"), "{}");
    assertNotAdopted(policy + ": it has adapter_config.json, adapters of PEFT that are not merged");
    Files.delete(policy.resolve(ModelConfig.FILE_NAME)); // as a folder of adapters alone
    Files.delete(policy.resolve(Safetensors.FILE_NAME));
    assertNotAdopted("adapter_config.json, adapters of PEFT that are not merged");
  }

  @Test
  void whatIsThereInAnotherFormatIsToldWithTheWayToThisOne() throws IOException {
    Files.delete(policy.resolve(Safetensors.FILE_NAME));
    String fault = "model.safetensors: no such file, and no model.safetensors.index.json";
    assertNotAdopted(fault + " (allowed: weights as safetensors)");
    Files.writeString(policy.resolve("pytorch_model.bin"), "x");
    String way = "; save_pretrained of Transformers writes them of pytorch_model.bin)";
    assertNotAdopted(fault + " (allowed: weights as safetensors" + way);
    assertThatThrownBy(() -> WeightFiles.digest(policy))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith(fault + " (allowed: weights as safetensors" + way);
    Files.delete(policy.resolve(FileTokenizer.FILE_NAME));
    assertNotAdopted("Transformers' AutoTokenizer writes it where there is a tokenizer.model)");
    assertThatThrownBy(() -> FileTokenizer.open(policy))
        .hasMessageContaining("tokenizer.json: no such file (allowed: that of a policy or a");
  }

  @Test
  void aShapeThatNoModelHasIsRefusedBeforeItsWeightsAreCounted() throws IOException {
    Path config = policy.resolve(ModelConfig.FILE_NAME);
    String text = Files.readString(config);
    assertThat(text).contains("\"num_hidden_layers\" : 2");
    Files.writeString(
        config, text.replace("\"num_hidden_layers\" : 2", "\"num_hidden_layers\" : 1000000000"));
    assertNotAdopted("num_hidden_layers: 1000000000 (allowed: 1 to 1024)");
  }

  @Test
  void anOptionalFileBehindALinkThatLeadsNowhereIsNotLeftOut() throws IOException {
    Path settings = policy.resolve(FileTokenizer.CONFIG_FILE_NAME);
    Files.delete(settings);
    Files.createSymbolicLink(settings, Path.of("nowhere"));
    assertNotAdopted("tokenizer_config.json: a symbolic link that leads nowhere");
  }

  private void assertNotAdopted(String message) {
    Path target = root.resolve("adopted");
    assertThatThrownBy(() -> AdoptedCheckpoint.adopt(policy, PromptFormat.PLAIN, target))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
    assertThat(target).doesNotExist();
  }

  @Test
  void theSameContentGivesTheSameBytes() throws IOException {
    write("again", 7);
    write("other", 8);
    for (String name : CheckpointFiles.read(policy).contents().keySet()) {
      assertThat(root.resolve("again").resolve(name)).hasSameBinaryContentAs(policy.resolve(name));
    }
    Path weights = policy.resolve(Safetensors.FILE_NAME);
    assertThat(root.resolve("again").resolve(Safetensors.FILE_NAME))
        .hasSameBinaryContentAs(weights);
    assertThat(Files.mismatch(root.resolve("other").resolve(Safetensors.FILE_NAME), weights))
        .isNotNegative();
  }

  @Test
  void tokenizerRoundTripsAndKeepsSpecialTokensOutOfTheText() {
    try (FileTokenizer tokenizer = FileTokenizer.open(policy)) {
      int[] tokens = tokenizer.encode("5*6=30;\\boxed{30}");
      assertThat(tokens).hasSize(11).contains(2);
      assertThat(tokenizer.decode(tokens)).isEqualTo("5*6=30;\\boxed{30}");
      assertThat(tokenizer.decode(new int[] {8, CharacterVocabulary.END_ID, 0})).isEqualTo("5");
      assertThat(tokenizer.decode(new int[0])).isEmpty();
      assertThat(tokenizer.encode("")).isEmpty();
      assertThat(tokenizer.vocabularySize()).isEqualTo(VOCABULARY.size());
      try (FileTokenizer same = FileTokenizer.of(VOCABULARY, CONFIG.maxPositions())) {
        assertThat(same.digest()).isEqualTo(tokenizer.digest());
      }
    }
  }

  @Test
  void numbersOfTwoDigitsCanBeTokensOfTheirOwn() {
    CharacterVocabulary numbers = new CharacterVocabulary(List.of("10", "42"), "01234");
    try (FileTokenizer tokenizer = FileTokenizer.of(numbers, 8)) {
      assertThat(tokenizer.encode("4210")).containsExactly(3, 2);
      assertThat(tokenizer.encode("24")).containsExactly(6, 8);
    }
  }

  @Test
  void aCharacterOutsideTheVocabularyIsRefused() {
    try (FileTokenizer tokenizer = FileTokenizer.open(policy)) {
      assertThatThrownBy(() -> tokenizer.encode("12x3"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("Cannot encode text: 12x3: ")
          .hasMessageContaining(" (allowed: what the vocabulary of ")
          .hasMessageEndingWith("tokenizer.json can spell)");
    }
  }

  @Test
  void stopTokensComeFromTheGenerationSettings() throws IOException {
    assertThat(CheckpointFiles.read(policy).stopTokens()).containsExactly(1);
    Path file = policy.resolve(CheckpointFiles.GENERATION_FILE_NAME);
    Files.writeString(file, "{\"eos_token_id\": [1, 3]}");
    assertThat(CheckpointFiles.read(policy).stopTokens()).containsExactly(1, 3);
    Files.writeString(file, "{\"eos_token_id\": 99}");
    assertThatThrownBy(() -> CheckpointFiles.read(policy))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("generation_config.json", "eos_token_id", "99", "allowed");
    for (String id :
        List.of("18446744073709551616", "18446744073709551617", "4294967297", "-1", "1.5", "1e0")) {
      Files.writeString(file, "{\"eos_token_id\": [1, " + id + "]}");
      assertThatThrownBy(() -> CheckpointFiles.read(policy))
          .as(id)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContainingAll("generation_config.json", "eos_token_id", "(allowed: ");
    }
    Files.writeString(file, "{\"temperature\": 0.6, \"eos_token_id\": null}");
    assertThat(CheckpointFiles.read(policy).stopTokens()).containsExactly(1);
    Path config = policy.resolve(ModelConfig.FILE_NAME);
    String json = Files.readString(config, StandardCharsets.UTF_8);
    Files.writeString(config, json.replace("\"eos_token_id\"", "\"other\""));
    assertThatThrownBy(() -> CheckpointFiles.read(policy))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("generation_config.json", "eos_token_id", "config.json");
  }

  @Test
  void aShapeMayHaveMoreRowsThanThereAreTokensButNotFewer() throws IOException {
    Path config = policy.resolve(ModelConfig.FILE_NAME);
    String json = Files.readString(config, StandardCharsets.UTF_8);
    String size = "\"vocab_size\" : " + CONFIG.vocabularySize();
    assertThat(json).contains(size);
    for (int rows : new int[] {CONFIG.vocabularySize() + 1, 4096, 102_400}) {
      Files.writeString(config, json.replace(size, "\"vocab_size\" : " + rows));
      assertThat(CheckpointFiles.read(policy).config().vocabularySize()).isEqualTo(rows);
    }
    Files.writeString(config, json.replace(size, "\"vocab_size\" : 5"));
    assertThatThrownBy(() -> CheckpointFiles.read(policy))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("tokenizer.json", "allowed: at most vocab_size", "5");
    Path tokenizer = policy.resolve(FileTokenizer.FILE_NAME);
    ObjectNode more = (ObjectNode) JsonFile.read(tokenizer).root();
    more.withArray("added_tokens").addObject().put("id", 90).put("content", "[PAD]");
    String before = Files.readString(tokenizer);
    Files.writeString(tokenizer, more.toString());
    assertThatThrownBy(() -> CheckpointFiles.read(policy))
        .hasMessageContaining("token ids: 91, the last of them [PAD] (allowed: at most vocab_size");
    Files.writeString(tokenizer, before);
    // The end of another model's tokenizer is no token of this one.
    Files.writeString(config, json.replace(size, "\"vocab_size\" : 4096"));
    Files.writeString(policy.resolve("generation_config.json"), "{\"eos_token_id\": 4000}");
    assertThatThrownBy(() -> CheckpointFiles.read(policy))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("eos_token_id: 4000", "0 to " + (CONFIG.vocabularySize() - 1));
  }

  @Test
  void aTokenizerOfAnotherVocabularyIsRefused() {
    CharacterVocabulary other = new CharacterVocabulary(List.of(), "01");
    assertThatThrownBy(() -> CheckpointFiles.of(CONFIG, other))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("4", "vocab_size of config.json = " + CONFIG.vocabularySize());
  }

  @Test
  void anUnknownArchitectureIsRefused() throws IOException {
    Path file = policy.resolve(ModelConfig.FILE_NAME);
    String json = Files.readString(file, StandardCharsets.UTF_8);
    Files.writeString(file, json.replace("\"qwen2\"", "\"mamba\""));
    assertThatThrownBy(() -> ModelConfig.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot load " + file + ": model_type: mamba (allowed: qwen2, qwen3, llama, mistral)");
  }

  private static PolicyModel model(long seed) {
    return PolicyModel.initialize(
        CONFIG,
        ModelInitializer.forTinyPolicies(2),
        seed,
        PolicyProgram.standard(),
        DeviceSettings.CPU);
  }

  private void write(String name, long seed) throws IOException {
    try (PolicyModel model = model(seed)) {
      DatasetStore store = new DatasetStore(new LocalStorage(root), name);
      PolicyCheckpoint.write(store, CheckpointFiles.of(CONFIG, VOCABULARY), model.tensors());
    }
  }
}
