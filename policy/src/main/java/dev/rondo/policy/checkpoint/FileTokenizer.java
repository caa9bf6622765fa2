package dev.rondo.policy.checkpoint;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.dataset.Digests;
import dev.rondo.policy.Tokenizer;
import dev.rondo.schema.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;

/** The tokenizer that tokenizer.json of a policy directory describes. */
public final class FileTokenizer implements Tokenizer, AutoCloseable {
  /** File name in a checkpoint. */
  public static final String FILE_NAME = "tokenizer.json";

  /** File name of its settings in a checkpoint. */
  public static final String CONFIG_FILE_NAME = "tokenizer_config.json";

  private static final Map<String, String> OPTIONS =
      Map.of("padding", "false", "truncation", "false", "addSpecialTokens", "false");

  private final HuggingFaceTokenizer tokenizer;
  private final int vocabularySize;
  private final String digest;

  private FileTokenizer(HuggingFaceTokenizer tokenizer, int vocabularySize, String digest) {
    this.tokenizer = tokenizer;
    this.vocabularySize = vocabularySize;
    this.digest = digest;
  }

  /**
   * Reads tokenizer.json and, if there is one, tokenizer_config.json.
   *
   * @throws InvalidInputException if tokenizer.json is missing or cannot be used
   */
  public static FileTokenizer open(Path policyDirectory) {
    Path file = policyDirectory.resolve(FILE_NAME);
    Path settings = policyDirectory.resolve(CONFIG_FILE_NAME);
    try {
      byte[] json = Files.readAllBytes(file);
      byte[] settingsJson = Files.exists(settings) ? Files.readAllBytes(settings) : new byte[0];
      return parse(file, json, settingsJson);
    } catch (NoSuchFileException e) {
      throw new InvalidInputException("Cannot read " + file + ": no such file", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tokenizer of a vocabulary that is not on disk. */
  public static FileTokenizer of(CharacterVocabulary vocabulary, int maxPositions) {
    return parse(
        Path.of(FILE_NAME), vocabulary.tokenizerJson(), vocabulary.tokenizerConfig(maxPositions));
  }

  private static FileTokenizer parse(Path file, byte[] json, byte[] settingsJson) {
    int size = vocabularySize(JsonFile.parse(file, json));
    MessageDigest digest = Digests.newSha256();
    digest.update((FILE_NAME + " " + json.length + "\n").getBytes(StandardCharsets.UTF_8));
    digest.update(json);
    digest.update(settingsJson);
    try {
      HuggingFaceTokenizer tokenizer =
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), OPTIONS);
      return new FileTokenizer(tokenizer, size, HexFormat.of().formatHex(digest.digest()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new InvalidInputException("Cannot use " + file + ": " + firstLine(e), e);
    }
  }

  @Override
  public int[] encode(String text) {
    long[] ids;
    try {
      ids = tokenizer.encode(text, false, false).getIds();
    } catch (RuntimeException e) {
      throw new InvalidInputException("Cannot encode text: " + text + ": " + firstLine(e), e);
    }
    return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
  }

  @Override
  public String decode(int[] tokens) {
    long[] ids = Arrays.stream(tokens).asLongStream().toArray();
    return ids.length == 0 ? "" : tokenizer.decode(ids, true);
  }

  @Override
  public int vocabularySize() {
    return vocabularySize;
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  /** One more than the highest token id of vocabulary and added tokens. */
  static int vocabularySize(JsonFile json) {
    int highest = -1;
    JsonNode vocabulary = json.root().path("model").path("vocab");
    if (vocabulary.isObject()) {
      for (Iterator<JsonNode> it = vocabulary.elements(); it.hasNext(); ) {
        highest = Math.max(highest, id(json, it.next()));
      }
    } else if (vocabulary.isArray()) {
      highest = vocabulary.size() - 1;
    } else {
      throw json.invalid("model.vocab", vocabulary.getNodeType(), "an object or an array");
    }
    for (JsonNode token : json.root().path("added_tokens")) {
      highest = Math.max(highest, id(json, token.path("id")));
    }
    return highest + 1;
  }

  private static int id(JsonFile json, JsonNode id) {
    if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
      throw json.invalid("token id", id, "0 and above");
    }
    return id.intValue();
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
