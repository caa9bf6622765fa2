package dev.rondo.policy.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.policy.checkpoint.CheckpointFiles;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.RopeScaling;
import dev.rondo.policy.gguf.GgufBytes.Tensor;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is wrong with a file is said in one line with file and key or tensor. */
class GgufBadInputTest {
  private static final long SEED = 20_261_128;
  private static final int MUTANTS = 4_000;

  private static final String POINTER =
      "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n";

  @TempDir Path directory;
  @TempDir Path stretched;

  @Test
  void theFileOfTheseTestsIsSound() throws IOException {
    Path target = directory.resolve("policy");
    for (int time = 0; time < 2; time++) { // the second one finds what it would make
      GgufCheckpoint.adopt(
          write(new GgufBytes().bytes()), WeightType.FLOAT32, PromptFormat.PLAIN, target);
      assertThat(target.resolve("manifest.json")).exists();
    }
  }

  @Test
  void aFileThatWasCutAnywhereIsRefused() throws IOException {
    byte[] whole = new GgufBytes().bytes();
    for (int length = 0; length < whole.length - 64; length += 1 + length / 40) {
      assertRefused(Arrays.copyOf(whole, length));
    }
    assertRefused(Arrays.copyOf(whole, 100), "number of tensors: 11", "as the file has 100 bytes");
    assertRefused(Arrays.copyOf(whole, 903), "the file ends at byte 903");
    assertRefused(
        Arrays.copyOf(whole, whole.length - 64), "tensor output_norm.weight", "bytes of tensors");
  }

  @Test
  void otherVersionsAndFormatsAreNamed() throws IOException {
    GgufBytes file = new GgufBytes();
    file.version = 1;
    assertRefused(file.bytes(), "version: 1 ", "allowed: 2, 3");
    file.version = 4;
    assertRefused(file.bytes(), "version: 4 ");
    file.version = Integer.reverseBytes(3);
    assertRefused(file.bytes(), "version: 3, big-endian");
    byte[] bytes = new GgufBytes().bytes();
    bytes[3] = 'X';
    assertRefused(bytes, "magic: 0x47475558");
  }

  @Test
  void countsAndLengthsAreComparedWithTheFile() throws IOException {
    GgufBytes file = new GgufBytes();
    file.keyCount = 1L << 62;
    assertRefused(file.bytes(), "number of metadata keys: 4611686018427387904");
    file = new GgufBytes();
    file.tensorCount = -1L;
    assertRefused(file.bytes(), "number of tensors: 18446744073709551615");
    byte[] endless = GgufBytes.little(8).putLong(1L << 62).array();
    file = new GgufBytes().value("general.name", GgufBytes.STRING, endless);
    assertRefused(file.bytes(), "general.name: length of text: 4611686018427387904");
    byte[] array = GgufBytes.little(12).putInt(GgufBytes.STRING).putLong(1L << 62).array();
    file = new GgufBytes().value("tokenizer.ggml.tokens", GgufBytes.ARRAY, array);
    assertRefused(file.bytes(), "tokenizer.ggml.tokens: length of array: 4611686018427387904");
    ByteBuffer nested = GgufBytes.little(12 * 100_000);
    while (nested.hasRemaining()) {
      nested.putInt(GgufBytes.ARRAY).putLong(1);
    }
    file = new GgufBytes().value("general.deep", GgufBytes.ARRAY, nested.array());
    assertRefused(file.bytes(), "general.deep: arrays in arrays");
  }

  /** The first part has the keys and some tensors, the others have no other keys. */
  @Test
  void partsOfAModelAndAdaptersAreNamed() throws IOException {
    GgufBytes first = number("split.no", 0).number("split.count", 3);
    assertRefused(
        first.without("llama.block_count"),
        "split.count: part 1 of 3 (allowed: the whole model in one file; llama-gguf-split --merge");
    GgufBytes last = number("split.no", 2).number("split.count", 3);
    assertRefused(last.without("general.architecture"), "split.count: part 3 of 3");
    GgufBytes adapter = new GgufBytes().text("general.type", "adapter");
    adapter.tensors.clear();
    assertRefused(adapter, "general.type: adapter (allowed: model; an adapter is merged");
    Path merged =
        write(number("split.count", 0).text("general.type", "model").bytes()); // as the tool has it
    assertThat(GgufCheckpoint.shape(merged).layers()).isEqualTo(1);
  }

  @Test
  void metadataIsCheckedByKey() throws IOException {
    assertRefused(
        new GgufBytes().text("general.architecture", "falcon"),
        "general.architecture: falcon",
        "llama (Mistral too), qwen2, qwen3");
    for (String key :
        new String[] {
          "general.architecture",
          "llama.block_count",
          "llama.context_length",
          "llama.embedding_length",
          "llama.feed_forward_length",
          "llama.attention.head_count",
          "llama.attention.layer_norm_rms_epsilon",
          "tokenizer.ggml.model",
          "tokenizer.ggml.tokens",
          "tokenizer.ggml.merges",
          "tokenizer.ggml.eos_token_id"
        }) {
      assertRefused(new GgufBytes().without(key), key + " is missing");
    }
    assertRefused(
        number("llama.block_count", 1_000_000_000), "llama.block_count: 1000000000", "at most 1 ");
    assertRefused(number("llama.block_count", 0), "llama.block_count: 0");
    assertRefused(number("llama.attention.head_count", 5), "llama.attention.head_count: 5");
    assertRefused(number("llama.attention.head_count_kv", 3), "num_key_value_heads: 3");
    assertRefused(
        number("llama.rope.dimension_count", 4),
        "llama.rope.dimension_count: 4",
        "size of a head, 8");
    assertRefused(number("llama.expert_count", 8), "llama.expert_count: 8");
    assertRefused(
        number("llama.attention.sliding_window", 32), "llama.attention.sliding_window: 32");
    assertRefused(number("llama.logit_scale", 2), "llama.logit_scale: 2", "not computed");
    assertRefused(number("llama.vocab_size", 9), "llama.vocab_size: 9");
    assertRefused(number("general.alignment", 33), "general.alignment: 33");
    assertRefused(
        new GgufBytes().text("llama.rope.scaling.type", "longrope"),
        "llama.rope.scaling.type: longrope");
    assertRefused(
        new GgufBytes().value("x", 13, new byte[0]), "x: value type 13", "0 to 12: uint8");
    assertRefused(new GgufBytes().value("x", GgufBytes.BOOL, new byte[] {7}), "x: 7");
    assertRefused(new GgufBytes().text("llama.block_count", "a\nb"), "llama.block_count: a?b");
  }

  @Test
  void aStretchOfTheRotaryEmbeddingIsHonouredOrRefused() throws IOException {
    String factor = "llama.rope.scaling.factor";
    String older = "llama.rope.scale_linear";
    String type = "llama.rope.scaling.type";
    assertThat(stretch(new GgufBytes().real(factor, 4)))
        .isEqualTo(stretch(new GgufBytes().real(older, 4)))
        .isEqualTo(stretch(new GgufBytes().real(factor, 4).real(older, 4)))
        .isEqualTo(stretch(new GgufBytes().real(factor, 4).text(type, "linear")))
        .isEqualTo(new RopeScaling.Linear(4));
    assertThat(stretch(new GgufBytes().real(factor, 4).text(type, "none")))
        .isEqualTo(stretch(new GgufBytes().real(factor, 0)))
        .isEqualTo(stretch(new GgufBytes().real(older, 1)))
        .isEqualTo(new RopeScaling.Default());
    assertRefused(
        new GgufBytes().real(factor, 4).real(older, 2),
        older + ": 2.0 (allowed: 4.0, as " + factor);
    assertRefused(
        new GgufBytes().real(factor, 4).real("llama.rope.scaling.attn_factor", 1.5f),
        "llama.rope.scaling.attn_factor: 1.5 (allowed: 1, or yarn as " + type);
    assertRefused(new GgufBytes().real(factor, 0.5f), factor + ": 0.5 (allowed: 1 to 1e9)");
  }

  private RopeScaling stretch(GgufBytes file) throws IOException {
    Path folder = stretched.resolve("checkpoint");
    GgufCheckpoint.write(write(file.bytes()), WeightType.FLOAT32, folder);
    return ModelConfig.read(folder.resolve(ModelConfig.FILE_NAME)).ropeScaling();
  }

  @Test
  void tokenizersAreChecked() throws IOException {
    assertRefused(
        new GgufBytes().text("tokenizer.ggml.model", "bert"), "tokenizer.ggml.model: bert");
    assertRefused(
        new GgufBytes().text("tokenizer.ggml.pre", "dbrx"),
        "tokenizer.ggml.pre: dbrx",
        "llama-bpe");
    assertRefused(
        new GgufBytes().texts("tokenizer.ggml.tokens", "a", "a"),
        "tokenizer.ggml.tokens[1]: a",
        "another text than token 0");
    assertRefused(
        new GgufBytes().texts("tokenizer.ggml.tokens", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
        "tokenizer.ggml.tokens: 9 tokens",
        "1 to 8");
    for (String merge : new String[] {"a", "a  b", " ab", "a b c", "a x", "b a"}) {
      assertRefused(
          new GgufBytes().texts("tokenizer.ggml.merges", "a b", merge),
          "tokenizer.ggml.merges[1]: " + merge);
    }
    assertRefused(
        number("tokenizer.ggml.eos_token_id", 8), "tokenizer.ggml.eos_token_id: 8", "0 to 7");
    assertRefused(
        new GgufBytes().numbers("tokenizer.ggml.token_type", 1, 2),
        "tokenizer.ggml.token_type: 2 elements");
    assertRefused(
        new GgufBytes().numbers("tokenizer.ggml.token_type", 1, 2, 3, 4, 5, 6, 7, 1),
        "tokenizer.ggml.token_type[6]: 7");
    byte[] latin = "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer tokens = GgufBytes.little(12 + 8 + latin.length);
    tokens.putInt(GgufBytes.STRING).putLong(1).put(GgufBytes.string(latin));
    assertRefused(
        new GgufBytes().value("tokenizer.ggml.tokens", GgufBytes.ARRAY, tokens.array()),
        "tokenizer.ggml.tokens[0]: caf",
        "UTF-8");
    assertRefused(
        new GgufBytes().text("tokenizer.ggml.model", "llama").without("tokenizer.ggml.merges"),
        "tokenizer.ggml.unknown_token_id: absent, and no token is <0x00> (allowed: an unknown"
            + " token, or a token of each byte)");
    assertRefused(
        number("tokenizer.ggml.unknown_token_id", 0)
            .text("tokenizer.ggml.model", "llama")
            .without("tokenizer.ggml.merges"),
        "tokenizer.ggml.scores is missing");
  }

  @Test
  void tensorsAreChecked() throws IOException {
    String name = "blk.0.attn_v.weight";
    long[] sizes = {32, 16};
    byte[] bytes = new byte[16 * 34];
    assertRefused(
        tensor(new Tensor(name, 10, sizes, null, bytes)),
        "tensor " + name + ": type 10 (Q2_K)",
        "14 (Q6_K)");
    assertRefused(tensor(new Tensor(name, 31, sizes, null, bytes)), "type 31 (Q4_0_4_4)");
    assertRefused(tensor(new Tensor(name, 999, sizes, null, bytes)), "type 999");
    assertRefused(
        tensor(new Tensor(name, 8, new long[] {32, 8}, null, bytes)),
        name + ": shape [8, 32] (allowed: [16, 32])");
    assertRefused(
        tensor(new Tensor(name, 8, new long[] {16, 32}, null, bytes)), name + ": rows of 16");
    assertRefused(tensor(new Tensor(name, 8, new long[] {32, 1L << 61}, null, bytes)), name);
    assertRefused(tensor(new Tensor(name, 8, new long[] {32, -1}, null, bytes)), name);
    assertRefused(tensor(new Tensor(name, 8, new long[] {32, 0}, null, bytes)), name);
    assertRefused(tensor(new Tensor(name, 8, new long[0], null, bytes)), name + ": 0 dimensions");
    assertRefused(
        tensor(new Tensor(name, 8, sizes, 33L, bytes)), name + ": offset 33", "multiple of 32");
    assertRefused(tensor(new Tensor(name, 8, sizes, 0L, bytes)), "tensor ", "ends");
    assertRefused(
        tensor(new Tensor(name, 8, sizes, 1L << 40, bytes)), name, "bytes from 1099511627776");
    assertRefused(tensor(new Tensor(name, 8, sizes, Long.MAX_VALUE / 32 * 32, bytes)), name);
    assertRefused(
        tensor(new Tensor("blk.0.attn_k.weight", 8, sizes, null, bytes)),
        "tensor blk.0.attn_k.weight: stands twice");
    assertRefused(
        tensor(new Tensor("blk.0.other.weight", 8, sizes, null, bytes)), name + " is missing");
    assertRefused(new GgufBytes().tensor("blk.0.attn_q.bias", 32), "tensor: blk.0.attn_q.bias");
  }

  @Test
  void weightsThatAreNotFiniteAreRefusedAndNothingIsLeft() throws IOException {
    byte[] bytes = new byte[16 * 34];
    bytes[5 * 34] = 0;
    bytes[5 * 34 + 1] = 0x7c; // a scale of infinity, in the block of row 5
    bytes[5 * 34 + 2] = 1;
    assertRefused(
        tensor(new Tensor("blk.0.attn_v.weight", 8, new long[] {32, 16}, null, bytes)),
        "tensor blk.0.attn_v.weight: element 160: Infinity");
    byte[] half = new byte[32 * 16 * 2];
    half[2 * 7 + 1] = 0x7e;
    assertRefused(
        tensor(new Tensor("blk.0.attn_v.weight", 1, new long[] {32, 16}, null, half)),
        "tensor blk.0.attn_v.weight: element 7: NaN");

    Path target = Files.createDirectory(directory.resolve("policy"));
    Path notes = Files.writeString(target.resolve("notes.txt"), "x");
    assertThatThrownBy(
            () ->
                GgufCheckpoint.adopt(
                    directory.resolve("model.gguf"),
                    WeightType.FLOAT32,
                    PromptFormat.PLAIN,
                    target))
        .as("before any weight is decoded")
        .hasMessageContaining("Cannot adopt into " + target + ": it holds notes.txt (allowed: ");
    assertThat(target).isDirectoryContaining(notes::equals);
  }

  @Test
  void aTemplateThatCannotAskAQuestionIsRefusedAndNothingIsLeft() throws IOException {
    PromptFormat chat = new PromptFormat(PromptFormat.Style.CHAT, "", "");
    for (String[] template :
        new String[][] {
          {"hello", "does not have the question"},
          {"{{ messages", "line 1"},
          {"{{ strftime_now('%Y') }}{{ messages[0].content }}", "--date YYYY-MM-DD"},
          {
            "{% for a in range(99999) %}{% for b in range(99) %}{% endfor %}{% endfor %}",
            "too long"
          },
        }) {
      Path file = write(new GgufBytes().text("tokenizer.chat_template", template[0]).bytes());
      assertThatThrownBy(
              () ->
                  GgufCheckpoint.adopt(file, WeightType.FLOAT32, chat, directory.resolve("policy")))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContainingAll(file.toString(), template[1]);
      try (Stream<Path> left = Files.list(directory)) {
        assertThat(left).containsExactly(file);
      }
    }
  }

  @Test
  void aFolderOfOthersIsNotTouched() throws IOException {
    Path file = write(new GgufBytes().bytes());
    Path folder = Files.createDirectory(directory.resolve(".policy.from-gguf"));
    Path other = Files.writeString(folder.resolve("letters"), "x");
    Files.writeString(folder.resolve("config.json"), "x");
    Path target = directory.resolve("policy");
    assertThatThrownBy(
            () -> GgufCheckpoint.adopt(file, WeightType.FLOAT32, PromptFormat.PLAIN, target))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(target + ": " + other + " lies where the weights are decoded");
    assertThat(folder.resolve("config.json")).hasContent("x");
    Files.delete(other); // as a killed adoption leaves it
    GgufCheckpoint.adopt(file, WeightType.FLOAT32, PromptFormat.PLAIN, target);
    assertThat(folder).doesNotExist();
  }

  @Test
  void whatIsNoFileIsNamed() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("folder"));
    for (Path path : new Path[] {directory.resolve("none.gguf"), folder, Path.of("/dev/zero")}) {
      assertThatThrownBy(
              () ->
                  GgufCheckpoint.adopt(
                      path, WeightType.FLOAT32, PromptFormat.PLAIN, directory.resolve("policy")))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContainingAll(path.toString(), "allowed: a GGUF file");
    }
    assertThat(GgufCheckpoint.isGguf(directory.resolve("none.gguf"))).isTrue();
    assertThat(GgufCheckpoint.isGguf(folder)).isFalse();
    assertThat(GgufCheckpoint.isGguf(Path.of("/dev/zero"))).isFalse();
    assertThatThrownBy(() -> CheckpointFiles.read(write(new GgufBytes().bytes())))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("model.gguf: a regular file", "rondo adopt");
    assertThatThrownBy(() -> CheckpointFiles.read(Path.of("/dev/zero")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("/dev/zero: a named pipe, a socket or a device");
    Path other = Files.write(directory.resolve("model.bin"), new GgufBytes().bytes());
    assertThat(GgufCheckpoint.isGguf(other)).isTrue();
    Path pointer = Files.writeString(directory.resolve("pointer.gguf"), POINTER);
    assertThatThrownBy(
            () ->
                GgufCheckpoint.adopt(
                    pointer, WeightType.FLOAT32, PromptFormat.PLAIN, directory.resolve("policy")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(pointer.toString(), "a pointer of Git LFS");
  }

  /** Seeded; every byte of the head is likely to be hit, and every kind of change. */
  @Test
  void noChangeOfAFileDoesMoreThanBeRefused() throws IOException {
    Random random = new Random(SEED);
    byte[][] origins = {
      new GgufBytes().bytes(), Files.readAllBytes(GoldenGgufTest.file("mistral.gguf"))
    };
    int refused = 0;
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = origins[i % 10 == 9 ? 1 : 0].clone();
      int changes = 1 + random.nextInt(3);
      for (int change = 0; change < changes; change++) {
        int at = random.nextInt(random.nextInt(4) == 0 ? mutant.length : 1_500);
        switch (random.nextInt(5)) {
          case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
          case 1 -> mutant[at] = (byte) random.nextInt(256);
          case 2 -> Arrays.fill(mutant, at, Math.min(mutant.length, at + 8), (byte) -1);
          case 3 -> {
            int from = random.nextInt(mutant.length);
            int length = Math.min(random.nextInt(64), mutant.length - Math.max(from, at));
            System.arraycopy(mutant, from, mutant, at, length);
          }
          default -> mutant = Arrays.copyOf(mutant, Math.max(at, 1_500));
        }
      }
      Path folder = directory.resolve("mutant");
      try {
        GgufCheckpoint.write(write(mutant), WeightType.BFLOAT16, folder);
      } catch (InvalidInputException e) {
        refused++;
        assertThat(e.getMessage().lines()).as("mutant %d", i).hasSize(1);
        assertThat(e.getMessage()).contains("model.gguf").hasSizeLessThan(1_000);
      }
    }
    assertThat(refused).isBetween(MUTANTS / 4, MUTANTS - 1);
  }

  private static GgufBytes number(String key, int number) {
    return new GgufBytes().number(key, number);
  }

  /** The values of attention, replaced. */
  private static GgufBytes tensor(Tensor tensor) {
    return new GgufBytes().replace("blk.0.attn_v.weight", tensor);
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("model.gguf"), bytes);
  }

  private void assertRefused(GgufBytes file, String... parts) throws IOException {
    assertRefused(file.bytes(), parts);
  }

  private void assertRefused(byte[] bytes, String... parts) throws IOException {
    Path file = write(bytes);
    assertThatThrownBy(
            () ->
                GgufCheckpoint.adopt(
                    file, WeightType.FLOAT32, PromptFormat.PLAIN, directory.resolve("policy")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(file.toString())
        .satisfies(
            e -> {
              for (String part : parts) {
                assertThat(e.getMessage()).contains(part);
              }
              assertThat(e.getMessage().lines()).hasSize(1);
            });
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactly(file);
    }
  }
}
