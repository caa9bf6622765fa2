package dev.rondo.policy.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.policy.checkpoint.CheckpointFiles;
import dev.rondo.policy.checkpoint.PromptWarnings;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of the tokens that end something. The file's tokens are {@code <s>}, {@code </s>},
 * a, b, ab, c, abc and d, from 0 on.
 */
class GgufTokenizerTest {
  private static final String KINDS = "tokenizer.ggml.token_type";
  private static final int[] CUT = {2, 3};
  private static final PromptFormat CHAT = new PromptFormat(PromptFormat.Style.CHAT, "", "");

  @TempDir Path directory;

  @Test
  void aTokenWithAPartIsSpecialWhateverTheFileCallsIt() throws IOException {
    GgufBytes file = new GgufBytes().number("tokenizer.ggml.eot_token_id", 7);
    for (int[] kinds : new int[][] {{3, 4, 1, 1, 1, 1, 1, 4}, {3, 1, 1, 1, 1, 1, 1, 1}}) {
      Path policy = adopt(file.numbers(KINDS, kinds), PromptFormat.PLAIN);
      assertThat(CheckpointFiles.read(policy).stopTokens()).containsExactly(1, 7);
      assertThat(decoded(policy, 2, 7, 3, 1)).isEqualTo("ab");
    }
    Path policy = adopt(file.without(KINDS), PromptFormat.PLAIN);
    assertThat(decoded(policy, 2, 7, 3, 1)).isEqualTo("ab");
  }

  @Test
  void anotherTokenThatAUserDefinedKeepsItsText() throws IOException {
    Path policy = adopt(new GgufBytes().numbers(KINDS, 3, 3, 1, 1, 1, 1, 1, 4), PromptFormat.PLAIN);
    assertThat(decoded(policy, 2, 7, 3, 1)).isEqualTo("adb");
  }

  @Test
  void aChatEndsResponsesWhereItsTemplateEndsAnAnswer() throws IOException {
    GgufBytes file =
        new GgufBytes()
            .numbers(KINDS, 3, 3, 1, 1, 1, 1, 1, 3)
            .text(
                "tokenizer.chat_template",
                "{% for m in messages %}{{ m.content + 'd' }}{% endfor %}"
                    + "{{ 'ab' if add_generation_prompt }}");
    Path chat = adopt(file, CHAT);
    assertThat(CheckpointFiles.read(chat).stopTokens()).containsExactly(1, 7);
    assertThat(PromptWarnings.of(chat)).isEmpty();
    Path plain = adopt(file, PromptFormat.PLAIN);
    assertThat(CheckpointFiles.read(plain).stopTokens()).containsExactly(1);
    assertThat(PromptWarnings.of(plain)).isEmpty();
  }

  @Test
  void anOrdinaryTokenThatPadsOrIsUnknownOrBeginsNoTextStaysOne() throws IOException {
    for (String part : new String[] {"padding", "unknown", "bos"}) {
      for (boolean hasKinds : new boolean[] {true, false}) {
        GgufBytes file = new GgufBytes().number("tokenizer.ggml." + part + "_token_id", 2);
        boolean isKnown = hasKinds || !part.equals("bos");
        Path policy = adopt(hasKinds ? file : file.without(KINDS), PromptFormat.PLAIN);
        String as = part + (hasKinds ? "" : ", without kinds");
        assertThat(decoded(policy, 2, 5, 1)).as(as).isEqualTo(isKnown ? "ac" : "c");
        try (FileTokenizer tokenizer = FileTokenizer.open(policy)) {
          assertThat(tokenizer.encode("ab")).as(as).containsExactly(isKnown ? new int[] {4} : CUT);
        }
      }
    }
  }

  @Test
  void aTokenThatPadsIsSpecialIfItIsNoText() throws IOException {
    GgufBytes file = new GgufBytes().number("tokenizer.ggml.padding_token_id", 7);
    for (int kind : new int[] {3, 4, 5}) {
      Path policy = adopt(file.numbers(KINDS, 3, 3, 1, 1, 1, 1, 1, kind), PromptFormat.PLAIN);
      assertThat(decoded(policy, 2, 7, 3, 1)).isEqualTo("ab");
    }
    Path begun =
        adopt(
            new GgufBytes()
                .number("tokenizer.ggml.bos_token_id", 2)
                .value("tokenizer.ggml.add_bos_token", GgufBytes.BOOL, new byte[] {1}),
            PromptFormat.PLAIN);
    assertThat(decoded(begun, 2, 5, 1)).as("it stands before every text").isEqualTo("c");
  }

  /** Converters write down one end alone: Qwen's files say the turn's, and have the text's. */
  @Test
  void whatEndsATextByItsTextEndsAResponseToo() throws IOException {
    GgufBytes file =
        new GgufBytes()
            .texts(
                "tokenizer.ggml.tokens",
                "<|fim_pad|>",
                "<|im_end|>",
                "a",
                "b",
                "ab",
                "c",
                "abc",
                "<|endoftext|>");
    for (int[] kinds : new int[][] {{3, 3, 1, 1, 1, 1, 1, 3}, {4, 4, 1, 1, 1, 1, 1, 4}}) {
      Path policy = adopt(file.numbers(KINDS, kinds), PromptFormat.PLAIN);
      assertThat(CheckpointFiles.read(policy).stopTokens()).containsExactly(1, 7);
      assertThat(decoded(policy, 2, 7, 3, 1)).isEqualTo("ab");
      try (FileTokenizer tokenizer = FileTokenizer.open(policy)) {
        assertThat(tokenizer.answerEnd(Set.of(1, 7))).as("the one that is written").isEqualTo(1);
      }
    }
  }

  /** As Ollama writes them. */
  @Test
  void allEndsOfAListEndAResponse() throws IOException {
    String key = "tokenizer.ggml.eos_token_ids";
    Path policy = adopt(new GgufBytes().numbers(key, 1, 7), PromptFormat.PLAIN);
    assertThat(CheckpointFiles.read(policy).stopTokens()).containsExactly(1, 7);
    assertThat(decoded(policy, 2, 7, 3, 1)).isEqualTo("ab");
    assertThatThrownBy(() -> adopt(new GgufBytes().numbers(key, 1, 8), PromptFormat.PLAIN))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(key + ": 8 (allowed: 0 to 7, tokens)");
  }

  @Test
  void aLlamaThatDoesNotSayHowItIsCutIsRefused() throws IOException {
    String key = "tokenizer.ggml.pre";
    assertThatThrownBy(() -> adopt(new GgufBytes().without(key), PromptFormat.PLAIN))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(key + ": absent (allowed: gpt-2, ");
    assertThatThrownBy(() -> adopt(new GgufBytes().text(key, "default"), PromptFormat.PLAIN))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(key + ": default (allowed: gpt-2, ");
  }

  @Test
  void theDistilledQwensAreCutAsQwens() {
    assertThat(PreTokenizer.named("deepseek-r1-qwen")).contains(PreTokenizer.QWEN2);
  }

  @Test
  void tokensWithoutATextAreThereAndNeverWritten() throws IOException {
    GgufBytes file =
        new GgufBytes()
            .texts("tokenizer.ggml.tokens", "<s>", "</s>", "a", "b", "ab", "", "abc", "")
            .numbers(KINDS, 3, 3, 1, 1, 1, 4, 1, 1)
            .texts("tokenizer.ggml.merges", "a b");
    Path policy = adopt(file, PromptFormat.PLAIN);
    try (FileTokenizer tokenizer = FileTokenizer.open(policy)) {
      assertThat(tokenizer.encode("abab")).containsExactly(4, 4);
      assertThat(tokenizer.decode(new int[] {4, 5, 7})).isEqualTo("ab[EMPTY_5][EMPTY_7]");
    }
  }

  @Test
  void anEmbeddingMayHaveMoreRowsThanThereAreTokens() throws IOException {
    GgufBytes padded = new GgufBytes().number("llama.vocab_size", 11);
    padded.tensors.remove(0);
    Path policy = adopt(padded.tensor("token_embd.weight", 32, 11), PromptFormat.PLAIN);
    assertThat(CheckpointFiles.read(policy).config().vocabularySize()).isEqualTo(11);
    assertThat(CheckpointFiles.read(policy).stopTokens()).containsExactly(1);
    try (FileTokenizer tokenizer = FileTokenizer.open(policy)) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(8);
      assertThat(tokenizer.encode("abd")).containsExactly(4, 7);
    }
  }

  /** A converter without the scores gives -1000 to every token. */
  @Test
  void mergesOfEqualScoresAreInTheOrderOfTheirTokens() throws IOException {
    assertThat(merges(-1000, -1000, -1000, -1000, -1000, -1000, -1000, -1000))
        .containsExactly("a b", "a bc", "ab c", "b c");
    assertThat(merges(0, 0, -5, -6, -1, -7, -2, -1)).containsExactly("a b", "b c", "ab c", "a bc");
  }

  /** Of the tokens a, b, ab, c, abc, bc, from 2 on. */
  private List<String> merges(float... scores) throws IOException {
    ByteBuffer numbers = GgufBytes.little(12 + 4 * scores.length);
    numbers.putInt(GgufBytes.FLOAT32).putLong(scores.length);
    for (float score : scores) {
      numbers.putFloat(score);
    }
    GgufBytes bytes =
        new GgufBytes()
            .texts("tokenizer.ggml.tokens", "<s>", "</s>", "a", "b", "ab", "c", "abc", "bc")
            .value("tokenizer.ggml.scores", GgufBytes.ARRAY, numbers.array());
    Path path = Files.write(directory.resolve("scored.gguf"), bytes.bytes());
    try (GgufFile file = GgufFile.open(path)) {
      return Merges.byScores(file, new Vocabulary(file, scores.length));
    }
  }

  private Path adopt(GgufBytes bytes, PromptFormat format) throws IOException {
    Path folder = Files.createTempDirectory(directory, "made");
    Path file = Files.write(folder.resolve("model.gguf"), bytes.bytes());
    Path target = folder.resolve("policy");
    GgufCheckpoint.adopt(file, WeightType.FLOAT32, format, target);
    return target;
  }

  private static String decoded(Path policy, int... tokens) {
    try (FileTokenizer tokenizer = FileTokenizer.open(policy)) {
      return tokenizer.decode(tokens);
    }
  }
}
