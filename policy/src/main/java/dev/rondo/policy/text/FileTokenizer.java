package dev.rondo.policy.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.JsonFile;
import dev.rondo.dataset.ListedFiles;
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
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The tokenizer that tokenizer.json of a policy directory describes. */
public final class FileTokenizer implements Tokenizer, AutoCloseable {
  /** File name in a checkpoint. */
  public static final String FILE_NAME = "tokenizer.json";

  /** File name of its settings in a checkpoint. */
  public static final String CONFIG_FILE_NAME = "tokenizer_config.json";

  /** File name of a chat template that does not stand in the settings. */
  public static final String TEMPLATE_FILE_NAME = "chat_template.jinja";

  /** File name of a chat template as models have it that read more than text. */
  public static final String TEMPLATE_JSON_FILE_NAME = "chat_template.json";

  /**
   * Most bytes of a file of a tokenizer; those of large vocabularies have some tens of millions.
   */
  public static final long MOST_BYTES = 128L << 20;

  private static final Map<String, String> OPTIONS =
      Map.of("padding", "false", "truncation", "false", "addSpecialTokens", "false");

  /** Files that decide how a text becomes token ids. */
  private static final List<String> DECIDING =
      List.of(
          FILE_NAME,
          CONFIG_FILE_NAME,
          SpecialTokens.MAP_FILE_NAME,
          TEMPLATE_FILE_NAME,
          TEMPLATE_JSON_FILE_NAME,
          PromptFormat.FILE_NAME);

  /** Says what tokenizer it is where the settings do not. */
  private static final String MODEL_FILE_NAME = "config.json";

  private final Path file;
  private final HuggingFaceTokenizer tokenizer;
  private final int vocabularySize;
  private final String digest;
  private final PromptFormat format;
  private final ChatTemplate template;
  private final String endOfText;

  /** Id to text. */
  private final Map<Integer, String> addedTokens = new HashMap<>();

  private FileTokenizer(
      JsonFile parsed,
      HuggingFaceTokenizer tokenizer,
      int vocabularySize,
      String digest,
      PromptFormat format,
      ChatTemplate template,
      String endOfText) {
    this.file = parsed.file();
    for (JsonNode token : parsed.root().path("added_tokens")) {
      addedTokens.put(token.path("id").asInt(), token.path("content").asText());
    }
    this.tokenizer = tokenizer;
    this.vocabularySize = vocabularySize;
    this.digest = digest;
    this.format = format;
    this.template = template;
    this.endOfText = endOfText;
  }

  /**
   * Reads tokenizer.json and, where they are, its settings, the chat template and the policy's
   * prompt format.
   *
   * @throws InvalidInputException if tokenizer.json is missing or cannot be used, or the format is
   *     that of a chat and there is no template that renders a question
   */
  public static FileTokenizer open(Path policyDirectory) {
    return open(policyDirectory, PromptFormat.read(policyDirectory), false).asking();
  }

  /** As {@link #open(Path)} with another prompt format than the directory's. */
  public static FileTokenizer open(Path policyDirectory, PromptFormat format) {
    return open(policyDirectory, format, true).asking();
  }

  private static FileTokenizer open(
      Path policyDirectory, PromptFormat format, boolean isFormatGiven) {
    Path file = policyDirectory.resolve(FILE_NAME);
    ListedFiles.require(policyDirectory, DECIDING);
    SortedMap<String, byte[]> contents = new TreeMap<>();
    try {
      for (String name : DECIDING) {
        Path deciding = policyDirectory.resolve(name);
        if (name.equals(FILE_NAME) || Files.exists(deciding, LinkOption.NOFOLLOW_LINKS)) {
          contents.put(name, RegularFiles.read(deciding, MOST_BYTES));
        }
      }
    } catch (NoSuchFileException e) {
      throw absent(file, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (isFormatGiven) {
      contents.put(PromptFormat.FILE_NAME, format.toJson());
    }
    return parse(policyDirectory, contents, format);
  }

  /** What to say of a tokenizer.json that is not there. */
  public static InvalidInputException absent(Path file, NoSuchFileException cause) {
    return new InvalidInputException(
        "Cannot read "
            + file
            + ": no such file (allowed: that of a policy or a checkpoint; save_pretrained of"
            + " Transformers' AutoTokenizer writes it where there is a tokenizer.model)",
        cause);
  }

  /** This, if its template renders a question: else it is refused before anything depends on it. */
  private FileTokenizer asking() {
    try {
      if (template != null) {
        template.requireQuestion(format);
      }
      return this;
    } catch (InvalidInputException e) {
      close();
      throw e;
    }
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
    JsonFile parsed = JsonFile.parse(file, json);
    int size = vocabularySize(parsed);
    TokenizerSteps.check(parsed);
    String modelType = modelType(directory);
    byte[] used = TokenizerSettings.apply(directory, parsed, contents, modelType);
    SortedMap<String, String> digests = new TreeMap<>();
    contents.forEach((name, bytes) -> digests.put(name, Digests.sha256(bytes)));
    ChatTemplate template =
        format.style() == PromptFormat.Style.PLAIN
            ? null
            : ChatTemplate.of(directory, contents, modelType);
    String endOfText = SpecialTokens.of(directory, contents, modelType).endOfText();
    try {
      HuggingFaceTokenizer tokenizer =
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(used), OPTIONS);
      return new FileTokenizer(
          parsed, tokenizer, size, digest(digests), format, template, endOfText);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new InvalidInputException(
          "Cannot load "
              + file
              + ": not a tokenizer: "
              + firstLine(e)
              + " (allowed: what the tokenizers library writes)",
          e);
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
    return ids(rendered(problem), template == null);
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
    String rendered = rendered(problem);
    List<Integer> ids = Arrays.stream(ids(rendered, template == null)).boxed().toList();
    List<String> tokens = List.of(tokenizer.encode(rendered, template == null, false).getTokens());
    return new Prompt(rendered, ids, tokens);
  }

  /**
   * In a chat the first stop token that the template writes behind an answer, or else between it
   * and the next question; else, and where it writes none, the tokenizer's {@code eos_token}; where
   * that is no stop token, the lowest.
   */
  @Override
  public int answerEnd(Set<Integer> stopTokens) {
    int lowest = Collections.min(stopTokens);
    if (stopTokens.size() == 1) {
      return lowest;
    }
    return IntStream.of(ids(behindAnswer() + endOfText, false))
        .filter(stopTokens::contains)
        .findFirst()
        .orElse(lowest);
  }

  /**
   * The first added token that the chat template writes behind an answer, or else between it and
   * the next question: a model that was made to chat samples it there, whether it is a stop token
   * or not. Empty with plain prompts, and where the template writes none.
   */
  public OptionalInt turnEnd() {
    try {
      return IntStream.of(ids(behindAnswer(), false))
          .filter(id -> !addedToken(id).isBlank()) // white space may be an added token
          .findFirst();
    } catch (InvalidInputException e) {
      return OptionalInt.empty(); // the vocabulary cannot spell what stands there
    }
  }

  private String behindAnswer() {
    return template == null ? "" : new TurnEnd(addedTokens.values()).behindAnswer(template, format);
  }

  /** A prompt, and in a chat a question, an answer and another question, if its template can. */
  String written() {
    String prompt = rendered(ChatTemplate.QUESTION);
    return template == null ? prompt : prompt + template.conversation(format);
  }

  /** The last token of a prompt; empty if the vocabulary cannot spell that prompt. */
  public OptionalInt promptEnd() {
    try {
      int[] prompt = encodePrompt(ChatTemplate.QUESTION);
      return prompt.length == 0 ? OptionalInt.empty() : OptionalInt.of(prompt[prompt.length - 1]);
    } catch (InvalidInputException e) {
      return OptionalInt.empty();
    }
  }

  /** The text of an added token; empty if a token is none. */
  public String addedToken(int token) {
    return addedTokens.getOrDefault(token, "");
  }

  /**
   * Refuses stop texts that no response can hold, since they have the text of a special token, and
   * special tokens are left out of what is decoded.
   *
   * @param where who names the stop texts
   */
  public void requireStops(List<String> stops, String where) {
    for (String stop : stops) {
      for (Map.Entry<Integer, String> token : addedTokens.entrySet()) {
        if (!token.getValue().isBlank()
            && stop.contains(token.getValue())
            && isLeftOut(token.getKey())) {
          throw new InvalidInputException(
              "Cannot use "
                  + where
                  + ": "
                  + stop
                  + " (allowed: texts that a response can hold; "
                  + token.getValue()
                  + " is a special token, which ends responses if eos_token_id in"
                  + " generation_config.json names it)");
        }
      }
    }
  }

  private boolean isLeftOut(int token) {
    return decode(new int[] {token}).isEmpty();
  }

  private String rendered(String problem) {
    String text = problem + format.suffix();
    return template == null ? text : template.render(format, text);
  }

  /**
   * Looks at a format that is new to this model; what was begun with one is not asked again.
   *
   * @throws InvalidInputException if its chat template leaves the system message out
   */
  public void requireSystemMessage() {
    if (template != null) {
      template.requireSystem(format);
    }
  }

  /** Whether prompts end with the tag that opens the reasoning, as some chat templates have it. */
  public boolean opensReasoning() {
    return rendered(ChatTemplate.QUESTION).stripTrailing().endsWith("<think>");
  }

  /** Whether a response never shows where its reasoning ended: the tag is a special token. */
  public boolean hidesEndOfReasoning() {
    return addedTokens.entrySet().stream()
        .anyMatch(token -> token.getValue().equals("</think>") && isLeftOut(token.getKey()));
  }

  /**
   * The tokenizer of a directory whose prompts are to be seen: a folder without a prompt format but
   * with a chat template is prompted as a chat, and a template may leave the question out.
   *
   * @param date what a template is told when it asks for today; null for what the directory says
   * @throws InvalidInputException as {@link #open(Path)}
   */
  public static FileTokenizer openForPrompts(Path directory, LocalDate date) {
    PromptFormat format = PromptFormat.read(directory);
    boolean isFormatThere = Files.exists(directory.resolve(PromptFormat.FILE_NAME));
    if (!isFormatThere && hasChatTemplate(directory)) {
      format = new PromptFormat(PromptFormat.Style.CHAT, "", "");
    }
    return open(directory, date == null ? format : format.withDate(date), true);
  }

  /** Whether a checkpoint comes with a chat template. */
  public static boolean hasChatTemplate(Path directory) {
    return ChatTemplate.isIn(directory);
  }

  /** The kind of model that config.json names; empty if there is none, or no directory. */
  private static String modelType(Path directory) {
    if (directory.toString().isEmpty()) {
      return "";
    }
    Path file = directory.resolve(MODEL_FILE_NAME);
    return Files.isRegularFile(file) ? JsonFile.read(file).root().path("model_type").asText() : "";
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
      String start = text.length() > 100 ? text.substring(0, 100) + "..." : text;
      throw new InvalidInputException(
          "Cannot encode text: "
              + start
              + ": "
              + firstLine(e)
              + " (allowed: what the vocabulary of "
              + file
              + " can spell)",
          e);
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
    return TokenizerSteps.vocabularySize(json);
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
