package dev.rondo.policy.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.JsonFile;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.schema.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The tokenizer that tokenizer.json of a policy directory describes. */
public final class FileTokenizer implements Tokenizer, AutoCloseable {
  /** File name in a checkpoint. */
  public static final String FILE_NAME = "tokenizer.json";

  /** File name of its settings in a checkpoint. */
  public static final String CONFIG_FILE_NAME = "tokenizer_config.json";

  /** File name of a chat template that does not stand in the settings. */
  public static final String TEMPLATE_FILE_NAME = "chat_template.jinja";

  /**
   * Most bytes of a file of a tokenizer; those of large vocabularies have some tens of millions.
   */
  public static final long MOST_BYTES = 128L << 20;

  private static final Map<String, String> OPTIONS =
      Map.of("padding", "false", "truncation", "false", "addSpecialTokens", "false");

  private static final String FIRST_QUESTION = "What is 1 + 1?";

  /** Files that decide how a text becomes token ids. */
  private static final List<String> DECIDING =
      List.of(FILE_NAME, CONFIG_FILE_NAME, TEMPLATE_FILE_NAME, PromptFormat.FILE_NAME);

  private final HuggingFaceTokenizer tokenizer;
  private final int vocabularySize;
  private final String digest;
  private final PromptFormat format;
  private final ChatTemplate template;

  private FileTokenizer(
      HuggingFaceTokenizer tokenizer,
      int vocabularySize,
      String digest,
      PromptFormat format,
      ChatTemplate template) {
    this.tokenizer = tokenizer;
    this.vocabularySize = vocabularySize;
    this.digest = digest;
    this.format = format;
    this.template = template;
  }

  /**
   * Reads tokenizer.json and, where they are, tokenizer_config.json, chat_template.jinja and the
   * policy's prompt format.
   *
   * @throws InvalidInputException if tokenizer.json is missing or cannot be used, or the format is
   *     that of a chat and there is no template for it
   */
  public static FileTokenizer open(Path policyDirectory) {
    return open(policyDirectory, PromptFormat.read(policyDirectory), false);
  }

  /** As {@link #open(Path)} with another prompt format than the directory's. */
  public static FileTokenizer open(Path policyDirectory, PromptFormat format) {
    return open(policyDirectory, format, true);
  }

  private static FileTokenizer open(
      Path policyDirectory, PromptFormat format, boolean isFormatGiven) {
    Path file = policyDirectory.resolve(FILE_NAME);
    SortedMap<String, byte[]> contents = new TreeMap<>();
    try {
      for (String name : DECIDING) {
        Path deciding = policyDirectory.resolve(name);
        if (name.equals(FILE_NAME) || Files.exists(deciding, LinkOption.NOFOLLOW_LINKS)) {
          contents.put(name, RegularFiles.read(deciding, MOST_BYTES));
        }
      }
    } catch (NoSuchFileException e) {
      throw new InvalidInputException("Cannot read " + file + ": no such file", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (isFormatGiven) {
      contents.put(PromptFormat.FILE_NAME, format.toJson());
    }
    return parse(policyDirectory, contents, format);
  }

  /** The tokenizer of a vocabulary that is not on disk. */
  public static FileTokenizer of(CharacterVocabulary vocabulary, int maxPositions) {
    SortedMap<String, byte[]> contents = new TreeMap<>();
    contents.put(FILE_NAME, vocabulary.tokenizerJson());
    contents.put(CONFIG_FILE_NAME, vocabulary.tokenizerConfig(maxPositions));
    return parse(Path.of(""), contents, PromptFormat.PLAIN);
  }

  private static FileTokenizer parse(
      Path directory, SortedMap<String, byte[]> contents, PromptFormat format) {
    Path file = directory.resolve(FILE_NAME);
    byte[] json = contents.get(FILE_NAME);
    int size = vocabularySize(JsonFile.parse(file, json));
    SortedMap<String, String> digests = new TreeMap<>();
    contents.forEach((name, bytes) -> digests.put(name, Digests.sha256(bytes)));
    ChatTemplate template =
        format.style() == PromptFormat.Style.PLAIN
            ? null
            : ChatTemplate.of(
                directory,
                contents.getOrDefault(CONFIG_FILE_NAME, new byte[0]),
                contents.get(TEMPLATE_FILE_NAME));
    if (template != null) {
      template.render(
          format.system(), FIRST_QUESTION); // A template that cannot ask is refused now.
    }
    try {
      HuggingFaceTokenizer tokenizer =
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), OPTIONS);
      return new FileTokenizer(tokenizer, size, digest(digests), format, template);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new InvalidInputException(
          "Cannot load " + file + ": not a tokenizer: " + firstLine(e), e);
    }
  }

  /**
   * The digest of the tokenizer in a committed policy, from the manifest alone; the same as {@link
   * #digest()} of the opened one.
   *
   * @throws InvalidInputException if there is no tokenizer.json among the files
   */
  public static String digestOf(List<FileEntry> files) {
    SortedMap<String, String> digests = new TreeMap<>();
    for (FileEntry file : files) {
      if (DECIDING.contains(file.path())) {
        digests.put(file.path(), file.sha256());
      }
    }
    if (!digests.containsKey(FILE_NAME)) {
      throw new InvalidInputException("Cannot use policy: it has no " + FILE_NAME);
    }
    return digest(digests);
  }

  private static String digest(SortedMap<String, String> digests) {
    StringBuilder lines = new StringBuilder();
    digests.forEach((name, sha256) -> lines.append(name).append(' ').append(sha256).append('\n'));
    return Digests.sha256(lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int[] encodePrompt(String problem) {
    String text = problem + format.suffix();
    return template == null ? ids(text, true) : ids(template.render(format.system(), text), false);
  }

  /**
   * A problem as the model sees it.
   *
   * @param text the rendered prompt
   * @param tokenIds its token ids
   * @param tokens the vocabulary's piece of each
   */
  public record Prompt(String text, List<Integer> tokenIds, List<String> tokens) {}

  /**
   * The prompt that {@link #encodePrompt} encodes, with its text and pieces.
   *
   * @throws InvalidInputException if it cannot be framed or encoded
   */
  public Prompt prompt(String problem) {
    String text = problem + format.suffix();
    String rendered = template == null ? text : template.render(format.system(), text);
    List<Integer> ids = Arrays.stream(ids(rendered, template == null)).boxed().toList();
    List<String> tokens = List.of(tokenizer.encode(rendered, template == null, false).getTokens());
    return new Prompt(rendered, ids, tokens);
  }

  /**
   * As {@link #open(Path)}; a folder without a prompt format but with a chat template is prompted
   * as a chat.
   */
  public static FileTokenizer openForPrompts(Path directory) {
    Path settings = directory.resolve(CONFIG_FILE_NAME);
    boolean hasTemplate =
        Files.exists(directory.resolve(TEMPLATE_FILE_NAME))
            || (Files.exists(settings) && JsonFile.read(settings).root().has("chat_template"));
    return hasTemplate && !Files.exists(directory.resolve(PromptFormat.FILE_NAME))
        ? open(directory, new PromptFormat(PromptFormat.Style.CHAT, "", ""))
        : open(directory);
  }

  @Override
  public int[] encode(String text) {
    return ids(text, false);
  }

  private int[] ids(String text, boolean withSpecialTokens) {
    long[] ids;
    try {
      ids = tokenizer.encode(text, withSpecialTokens, false).getIds();
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
  public static int vocabularySize(JsonFile json) {
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
