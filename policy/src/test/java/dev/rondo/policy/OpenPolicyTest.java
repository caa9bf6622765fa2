package dev.rondo.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.policy.checkpoint.CheckpointFiles;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.PolicyCheckpoint;
import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.policy.program.TinyPolicies;
import dev.rondo.policy.text.CharacterVocabulary;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenPolicyTest {
  private static final CharacterVocabulary VOCABULARY =
      new CharacterVocabulary(List.of("\\boxed{"), "0123456789+-*=;}");
  private static final ModelConfig CONFIG =
      TinyPolicies.CONFIG.withVocabularySize(VOCABULARY.size());

  @TempDir Path root;
  private Path directory;
  private DatasetStore store;

  @BeforeEach
  void publish() throws IOException {
    directory = root.resolve("policy");
    store = new DatasetStore(new LocalStorage(root), "policy");
    try (PolicyModel model = TinyPolicies.random(CONFIG, 3)) {
      List<FileEntry> files =
          new ArrayList<>(
              PolicyCheckpoint.write(
                  store, CheckpointFiles.of(CONFIG, VOCABULARY), model.tensors()));
      files.add(store.writeFile("trainer/state.bin", out -> out.write(new byte[] {1, 2, 3})));
      commit(files);
    }
  }

  @Test
  void anOpenedPolicyScoresAsTheOneThatWasWritten() throws IOException {
    TokenSequence sequence = new TokenSequence(new int[] {4, 5}, new int[] {6, 7, 1});
    try (DjlPolicy opened = DjlPolicy.open(directory, DeviceSettings.CPU);
        DjlPolicy written =
            DjlPolicy.of(
                TinyPolicies.random(CONFIG, 3),
                FileTokenizer.of(VOCABULARY, CONFIG.maxPositions()),
                Set.of(CharacterVocabulary.END_ID),
                "written")) {
      assertThat(opened.digest()).isEqualTo(store.manifestDigest());
      assertThat(opened.tokenizer().digest()).isEqualTo(written.tokenizer().digest());
      assertThat(opened.score(List.of(sequence), 1).get(0))
          .containsExactly(written.score(List.of(sequence), 1).get(0), within(0f));
    }
  }

  @Test
  void whatLiesInFoldersBesideTheCheckpointIsNotRead() throws IOException {
    Files.delete(directory.resolve("trainer/state.bin"));
    try (DjlPolicy opened = DjlPolicy.open(directory, DeviceSettings.CPU)) {
      assertThat(opened.config()).isEqualTo(CONFIG);
    }
  }

  @Test
  void aDirectoryWithoutManifestIsNoPolicy() throws IOException {
    Files.delete(directory.resolve("manifest.json"));
    assertRefused("manifest");
  }

  @Test
  void everyFileOfTheCheckpointIsHeldAgainstTheManifest() throws IOException {
    for (String name :
        List.of(
            "config.json",
            "model.safetensors",
            "tokenizer.json",
            "tokenizer_config.json",
            "generation_config.json")) {
      Path file = directory.resolve(name);
      byte[] right = Files.readAllBytes(file);
      byte[] wrong = right.clone();
      wrong[right.length / 2] ^= 1;
      Files.write(file, wrong);
      assertRefused(name);
      Files.delete(file);
      assertRefused(name);
      Files.write(file, right);
    }
  }

  @Test
  void weightsThatAreNotThoseOfTheShapeAreRefused() throws IOException {
    List<Safetensors.Tensor> right;
    try (PolicyModel model = TinyPolicies.random(CONFIG, 3)) {
      right = model.tensors();
      List<Safetensors.Tensor> missing = new ArrayList<>(right);
      String name = missing.remove(4).name();
      republish(missing);
      assertRefused("tensor " + name + " is missing");
      List<Safetensors.Tensor> extra = new ArrayList<>(right);
      Safetensors.Tensor first = right.get(0);
      extra.add(
          new Safetensors.Tensor("lm_head.weight", first.type(), first.shape(), first.content()));
      republish(extra); // tied weights may stand there twice
      DjlPolicy.open(directory, DeviceSettings.CPU).close();
      ByteBuffer other = ByteBuffer.allocate((int) first.size());
      extra.set(
          extra.size() - 1,
          new Safetensors.Tensor("lm_head.weight", first.type(), first.shape(), other));
      republish(extra);
      assertRefused(
          "tensor lm_head.weight (allowed: the tensors of qwen2 with 2 layers and tied embeddings,"
              + " or a copy of model.embed_tokens.weight, which this one is not)");
      List<Safetensors.Tensor> wrong = new ArrayList<>(right);
      long[] shape = {first.shape()[1], first.shape()[0]};
      wrong.set(0, new Safetensors.Tensor(first.name(), first.type(), shape, first.content()));
      republish(wrong);
      assertRefused("tensor model.embed_tokens.weight: shape");
      List<Safetensors.Tensor> typed = new ArrayList<>(right);
      typed.set(
          0,
          new Safetensors.Tensor(
              first.name(), Safetensors.ElementType.I32, first.shape(), first.content()));
      republish(typed);
      assertRefused("tensor model.embed_tokens.weight: dtype: I32");
    }
  }

  @Test
  void aTokenizerThatDisagreesWithTheVocabularyIsRefused() throws IOException {
    Path file = directory.resolve("tokenizer.json");
    String json = Files.readString(file, StandardCharsets.UTF_8);
    Files.writeString(file, json.replace("\"9\" : 12", "\"9\" : 40"));
    recommit();
    assertRefused(
        "tokenizer.json: token ids: 41 (allowed: at most vocab_size of config.json = 19; resize");
    Files.writeString(file, "{}");
    recommit();
    assertRefused("model.vocab");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> DjlPolicy.open(directory, DeviceSettings.CPU).close())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  private void republish(List<Safetensors.Tensor> tensors) throws IOException {
    Path file = directory.resolve(Safetensors.FILE_NAME);
    Files.delete(file);
    store.writeFile(Safetensors.FILE_NAME, out -> Safetensors.write(out, new TreeMap<>(), tensors));
    recommit();
  }

  /** A manifest over the files as they are. */
  private void recommit() throws IOException {
    List<FileEntry> files = new ArrayList<>();
    for (FileEntry old : store.committedManifest().files()) {
      files.add(store.entryOf(old.path()));
    }
    Files.delete(directory.resolve("manifest.json"));
    commit(files);
  }

  private void commit(List<FileEntry> files) throws IOException {
    Lineage nothing = Lineage.ofNoParents();
    store.commit("policy", files, new TreeMap<>(), nothing);
  }
}
