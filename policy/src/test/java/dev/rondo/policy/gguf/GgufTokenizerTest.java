package dev.rondo.policy.gguf;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.policy.text.PromptFormat;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of the tokens that end something. The file's tokens are {@code <s>}, {@code </s>},
 * a, b, ab, c, abc and d, from 0 on.
 */
class GgufTokenizerTest {
  @TempDir Path directory;

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

  private Path adopt(GgufBytes bytes, PromptFormat format) throws IOException {
    Path folder = Files.createTempDirectory(directory, "made");
    Path file = Files.write(folder.resolve("model.gguf"), bytes.bytes());
    Path target = folder.resolve("policy");
    GgufCheckpoint.adopt(file, WeightType.FLOAT32, format, target);
    return target;
  }
}
