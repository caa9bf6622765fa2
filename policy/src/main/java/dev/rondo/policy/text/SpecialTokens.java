package dev.rondo.policy.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The special tokens that a chat template sees as variables, as Transformers finds them: those of
 * tokenizer_config.json, over them those of special_tokens_map.json if the settings are of the time
 * before {@code added_tokens_decoder}, and for what neither names the defaults of the tokenizer's
 * class. A token that is null in a file has no default.
 *
 * @param tokens variable to text, or to a list of texts
 * @param named variables that a file or the class says something of, be it that there is none
 * @param tokenizerClass the tokenizer's class, without Fast at its end; empty if nothing says it
 * @param unknownClass the tokenizer's class if its defaults are not known, or null
 */
record SpecialTokens(
    Map<String, Object> tokens, Set<String> named, String tokenizerClass, String unknownClass) {
  /** File name of what older checkpoints say about them. */
  static final String MAP_FILE_NAME = "special_tokens_map.json";

  private static final String MORE = "additional_special_tokens";

  /** Every variable that a tokenizer's class may give a default. */
  static final List<String> ALL =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token",
          MORE);

  /** Those with names of their own; of Transformers 5 a list of those without. */
  static final String EXTRA = "extra_special_tokens";

  /** Of Transformers 4.57: begin, end, unknown and padding; empty for none. */
  private static final Map<String, List<String>> DEFAULTS =
      Map.of(
          "PreTrainedTokenizer", List.of("", "", "", ""),
          "LlamaTokenizer", List.of("<s>", "</s>", "<unk>", ""),
          "Qwen2Tokenizer", List.of("", "<|endoftext|>", "<|endoftext|>", "<|endoftext|>"),
          "GPT2Tokenizer", List.of("<|endoftext|>", "<|endoftext|>", "<|endoftext|>", ""),
          "GPTNeoXTokenizer", List.of("<|endoftext|>", "<|endoftext|>", "<|endoftext|>", ""),
          "CodeGenTokenizer", List.of("<|endoftext|>", "<|endoftext|>", "<|endoftext|>", ""),
          "GemmaTokenizer", List.of("<bos>", "<eos>", "<unk>", "<pad>"),
          "CohereTokenizer", List.of("<BOS_TOKEN>", "<|END_OF_TURN_TOKEN|>", "<UNK>", ""),
          "BloomTokenizer", List.of("<s>", "</s>", "<unk>", "<pad>"),
          "TokenizersBackend", List.of("", "", "", "")); // of Transformers 5

  private static final List<String> DEFAULTED =
      List.of("bos_token", "eos_token", "unk_token", "pad_token");

  /** The classes of checkpoints whose settings name none, by model_type of config.json. */
  private static final Map<String, String> CLASS_OF_MODEL =
      Map.of(
          "llama", "LlamaTokenizer",
          "mistral", "LlamaTokenizer",
          "qwen2", "Qwen2Tokenizer",
          "qwen3", "Qwen2Tokenizer");

  /**
   * The tokens of a policy directory.
   *
   * @param contents file name to content, of those files that are there
   * @param modelType model_type of config.json; empty if there is none
   */
  static SpecialTokens of(Path directory, Map<String, byte[]> contents, String modelType) {
    return of(
        ChatTemplate.json(directory, contents, FileTokenizer.CONFIG_FILE_NAME),
        ChatTemplate.json(directory, contents, MAP_FILE_NAME),
        modelType);
  }

  /** The text of {@code eos_token}; empty if there is none. */
  String endOfText() {
    return tokens.get("eos_token") instanceof String text ? text : "";
  }

  /**
   * The tokens of a checkpoint.
   *
   * @param settings tokenizer_config.json
   * @param map special_tokens_map.json; an empty object if there is none
   * @param modelType model_type of config.json; empty if there is none
   */
  static SpecialTokens of(JsonNode settings, JsonNode map, String modelType) {
    Map<String, JsonNode> given = new LinkedHashMap<>();
    List<String> more = new ArrayList<>();
    add(settings, given, more);
    if (!settings.has("added_tokens_decoder")) {
      add(map, given, more);
    }
    Map<String, Object> tokens = new HashMap<>();
    given.forEach((name, token) -> put(tokens, name, token));
    settings.path(EXTRA).fields().forEachRemaining(e -> put(tokens, e.getKey(), e.getValue()));
    if (settings.path(EXTRA).isArray()) {
      more.addAll(texts(settings.path(EXTRA)));
    }
    if (!more.isEmpty()) {
      tokens.put(MORE, more.stream().distinct().toList());
    }
    String name = settings.path("tokenizer_class").asText("");
    String type = name.isEmpty() ? CLASS_OF_MODEL.getOrDefault(modelType, modelType) : name;
    String plain = type.replaceAll("Fast$", "");
    List<String> defaults = DEFAULTS.get(plain);
    for (int i = 0; defaults != null && i < DEFAULTED.size(); i++) {
      if (!given.containsKey(DEFAULTED.get(i)) && !defaults.get(i).isEmpty()) {
        tokens.put(DEFAULTED.get(i), defaults.get(i));
      }
    }
    Set<String> named = new HashSet<>(tokens.keySet());
    named.addAll(given.keySet());
    if (settings.has(MORE) || map.has(MORE)) {
      named.add(MORE);
    }
    return new SpecialTokens(
        tokens, named, plain, defaults == null && !type.isEmpty() ? type : null);
  }

  private static void add(JsonNode file, Map<String, JsonNode> given, List<String> more) {
    for (String name : ALL) {
      if (!name.equals(MORE) && file.has(name)) {
        given.put(name, file.get(name));
      }
    }
    more.addAll(texts(file.path(MORE)));
  }

  /** The texts of a list of tokens. */
  static List<String> texts(JsonNode tokens) {
    List<String> texts = new ArrayList<>();
    for (JsonNode token : tokens) {
      String text = text(token);
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  private static void put(Map<String, Object> tokens, String name, JsonNode token) {
    String text = text(token);
    if (text != null && !text.isEmpty()) {
      tokens.put(name, text);
    }
  }

  /** A token as it stands, or as the content of its description. */
  private static String text(JsonNode token) {
    return token.isObject() ? token.path("content").textValue() : token.textValue();
  }
}
