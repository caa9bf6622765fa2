package dev.rondo.policy.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.dataset.JsonFile;
import dev.rondo.dataset.ListedFiles;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.policy.checkpoint.Safetensors.ElementType;
import dev.rondo.policy.text.CharacterVocabulary;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.VisibleText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything of a policy directory but its weights: shape, tokenizer and generation settings.
 * Training never changes them, so a published policy carries its parent's, byte for byte.
 */
public final class CheckpointFiles {
  /** File name of the generation settings in a checkpoint. */
  public static final String GENERATION_FILE_NAME = "generation_config.json";

  /** What PEFT writes beside adapters that are not part of the weights. */
  private static final String ADAPTER_FILE_NAME = "adapter_config.json";

  private static final String SIZE = "vocab_size of config.json = ";

  static final String END_FIELD = "eos_token_id";

  private static final Set<String> REQUIRED =
      Set.of(ModelConfig.FILE_NAME, FileTokenizer.FILE_NAME);

  /** What a published policy takes over from its parent. */
  private static final List<String> CARRIED =
      List.of(
          ModelConfig.FILE_NAME,
          GENERATION_FILE_NAME,
          FileTokenizer.FILE_NAME,
          FileTokenizer.CONFIG_FILE_NAME,
          FileTokenizer.TEMPLATE_FILE_NAME,
          FileTokenizer.TEMPLATE_JSON_FILE_NAME,
          PromptFormat.FILE_NAME,
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.json",
          "merges.txt",
          "tokenizer.model");

  private final ModelConfig config;
  private final SortedMap<String, byte[]> contents;
  private final Set<Integer> stopTokens;

  private CheckpointFiles(
      ModelConfig config, SortedMap<String, byte[]> contents, Set<Integer> stopTokens) {
    this.config = config;
    this.contents = contents;
    this.stopTokens = stopTokens;
  }

  /** The files of a new policy over a character vocabulary of the size that the shape says. */
  public static CheckpointFiles of(ModelConfig config, CharacterVocabulary vocabulary) {
    if (vocabulary.size() != config.vocabularySize()) {
      throw notOfShape(
          "the vocabulary", String.valueOf(vocabulary.size()), SIZE + config.vocabularySize());
    }
    ObjectNode generation = JsonFile.emptyObject();
    generation.put("eos_token_id", CharacterVocabulary.END_ID);
    generation.put("pad_token_id", CharacterVocabulary.PAD_ID);
    SortedMap<String, byte[]> contents = new TreeMap<>();
    contents.put(
        ModelConfig.FILE_NAME,
        JsonFile.bytes(config.toJson(CharacterVocabulary.END_ID, CharacterVocabulary.PAD_ID)));
    contents.put(FileTokenizer.FILE_NAME, vocabulary.tokenizerJson());
    contents.put(FileTokenizer.CONFIG_FILE_NAME, vocabulary.tokenizerConfig(config.maxPositions()));
    contents.put(GENERATION_FILE_NAME, JsonFile.bytes(generation));
    return new CheckpointFiles(config, contents, Set.of(CharacterVocabulary.END_ID));
  }

  /**
   * The files of a policy directory, with the prompt format that lies there.
   *
   * @throws InvalidInputException if one is missing or wrong, is not listed where there is a
   *     manifest, or tokenizer and shape disagree about the vocabulary
   */
  public static CheckpointFiles read(Path policyDirectory) {
    if (Files.exists(policyDirectory) && !Files.isDirectory(policyDirectory)) {
      throw new InvalidInputException(
          "Cannot read "
              + policyDirectory
              + ": "
              + RegularFiles.kind(policyDirectory)
              + " (allowed: the folder of a checkpoint; rondo adopt makes one of a GGUF file)");
    }
    if (Files.exists(policyDirectory.resolve(ADAPTER_FILE_NAME), LinkOption.NOFOLLOW_LINKS)) {
      throw new InvalidInputException(
          "Cannot read "
              + policyDirectory
              + ": it has "
              + ADAPTER_FILE_NAME
              + ", adapters of PEFT that are not merged into the weights (allowed: a folder"
              + " without; PEFT's merge_and_unload and save_pretrained write the merged model)");
    }
    ListedFiles.require(policyDirectory, CARRIED);
    ListedFiles.require(
        policyDirectory, List.of(Safetensors.FILE_NAME, WeightFiles.INDEX_FILE_NAME));
    Path configFile = policyDirectory.resolve(ModelConfig.FILE_NAME);
    ModelConfig config = ModelConfig.read(configFile);
    SortedMap<String, byte[]> contents = new TreeMap<>();
    for (String name : CARRIED) {
      Path file = policyDirectory.resolve(name);
      // A link that leads nowhere is there, and is refused.
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) || REQUIRED.contains(name)) {
        contents.put(name, bytes(file));
      }
    }
    Path tokenizer = policyDirectory.resolve(FileTokenizer.FILE_NAME);
    JsonFile tokenizerJson = JsonFile.parse(tokenizer, contents.get(FileTokenizer.FILE_NAME));
    // Published shapes have more rows than there are token ids, up to some round number.
    int tokens = FileTokenizer.vocabularySize(tokenizerJson);
    if (tokens > config.vocabularySize()) {
      throw notOfShape(
          tokenizer.toString(),
          tokens + last(tokenizerJson.root(), tokens - 1),
          "at most "
              + SIZE
              + config.vocabularySize()
              + "; resize_token_embeddings of Transformers makes weights for more tokens");
    }
    Set<Integer> stopTokens = stopTokens(policyDirectory, tokens);
    return new CheckpointFiles(config, contents, stopTokens);
  }

  /**
   * The longest response that the generation settings of a policy directory name, if they do.
   *
   * @throws InvalidInputException if they name something else than a number of tokens
   */
  public static OptionalInt maxNewTokens(Path policyDirectory) {
    Path file = policyDirectory.resolve(GENERATION_FILE_NAME);
    if (!Files.isRegularFile(file)) {
      return OptionalInt.empty();
    }
    JsonFile json = JsonFile.read(file);
    JsonNode tokens = json.root().path("max_new_tokens");
    if (tokens.isMissingNode() || tokens.isNull()) {
      return OptionalInt.empty();
    }
    if (!tokens.isIntegralNumber() || !tokens.canConvertToInt() || tokens.intValue() < 1) {
      throw json.invalid("max_new_tokens", tokens, "whole numbers, 1 and above");
    }
    return OptionalInt.of(tokens.intValue());
  }

  /** These files with config.json naming another type of weights; nothing else of it changes. */
  public CheckpointFiles withType(String torchType) {
    SortedMap<String, byte[]> typed = new TreeMap<>(contents);
    JsonFile json =
        JsonFile.parse(Path.of(ModelConfig.FILE_NAME), typed.get(ModelConfig.FILE_NAME));
    String field = json.root().has("dtype") ? "dtype" : "torch_dtype";
    if (!torchType.equals(json.root().path(field).asText())) {
      ((ObjectNode) json.root()).put(field, torchType);
      typed.put(ModelConfig.FILE_NAME, JsonFile.bytes(json.root()));
    }
    return new CheckpointFiles(config, typed, stopTokens);
  }

  /** The type that config.json names for the weights: BF16, or else F32. */
  public ElementType weightType() {
    JsonNode json =
        JsonFile.parse(Path.of(ModelConfig.FILE_NAME), contents.get(ModelConfig.FILE_NAME)).root();
    String type = json.path(json.has("dtype") ? "dtype" : "torch_dtype").asText();
    return type.equals("bfloat16") ? ElementType.BF16 : ElementType.F32;
  }

  /** These files with a prompt format. */
  public CheckpointFiles with(PromptFormat format) {
    SortedMap<String, byte[]> formatted = new TreeMap<>(contents);
    formatted.put(PromptFormat.FILE_NAME, format.toJson());
    return new CheckpointFiles(config, formatted, stopTokens);
  }

  private static InvalidInputException notOfShape(String tokenizer, String found, String allowed) {
    return new InvalidInputException(
        "Cannot use " + tokenizer + ": token ids: " + found + " (allowed: " + allowed + ")");
  }

  /** The last token for a message, if somebody added it. */
  private static String last(JsonNode tokenizer, int id) {
    for (JsonNode token : tokenizer.path("added_tokens")) {
      if (token.path("id").asInt() == id) {
        return ", the last of them " + VisibleText.of(token.path("content").asText());
      }
    }
    return "";
  }

  /** The shape. */
  public ModelConfig config() {
    return config;
  }

  /** Token ids that end a response, from generation_config.json or else config.json. */
  public Set<Integer> stopTokens() {
    return stopTokens;
  }

  /** File name to content, sorted by name. */
  public SortedMap<String, byte[]> contents() {
    SortedMap<String, byte[]> copy = new TreeMap<>();
    contents.forEach((name, bytes) -> copy.put(name, bytes.clone()));
    return copy;
  }

  /** Generation settings say what ends a response; where they do not, config.json does. */
  private static Set<Integer> stopTokens(Path policyDirectory, int vocabularySize) {
    JsonFile config = JsonFile.read(policyDirectory.resolve(ModelConfig.FILE_NAME));
    Path generation = policyDirectory.resolve(GENERATION_FILE_NAME);
    JsonFile json = config;
    if (Files.exists(generation, LinkOption.NOFOLLOW_LINKS)) {
      JsonFile settings = JsonFile.read(generation);
      boolean isSaid =
          settings.root().hasNonNull(END_FIELD) || !config.root().hasNonNull(END_FIELD);
      json = isSaid ? settings : config;
    }
    JsonNode ids = json.root().path(END_FIELD);
    if (ids.isMissingNode() || ids.isNull() || ids.isArray() && ids.isEmpty()) {
      throw new InvalidInputException(
          "Cannot load "
              + json.file()
              + ": "
              + END_FIELD
              + " is missing, and no response would ever end (allowed: one or a list, here or in "
              + (json == config ? GENERATION_FILE_NAME : ModelConfig.FILE_NAME)
              + ")");
    }
    Set<Integer> stopTokens = new TreeSet<>();
    for (JsonNode id : ids.isArray() ? ids : JsonFile.emptyObject().putArray("ids").add(ids)) {
      if (!id.isIntegralNumber()
          || !id.canConvertToInt()
          || id.intValue() < 0
          || id.intValue() >= vocabularySize) {
        throw json.invalid(
            END_FIELD, ids, "token ids, 0 to " + (vocabularySize - 1) + ", one or a list");
      }
      stopTokens.add(id.intValue());
    }
    return Collections.unmodifiableSet(stopTokens);
  }

  private static byte[] bytes(Path file) {
    try {
      return RegularFiles.read(file, FileTokenizer.MOST_BYTES);
    } catch (NoSuchFileException e) {
      throw FileTokenizer.absent(file, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
