package dev.rondo.policy.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.dataset.JsonFile;
import dev.rondo.schema.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the settings beside tokenizer.json change of it, as the fast tokenizers of Transformers 4.52
 * do: what they say of an added token is followed, and for the classes that follow it whether a
 * text begins and ends with a special token; tokens that only the settings name, and other steps
 * than those of tokenizer.json, are refused.
 *
 * <p>Transformers adds the settings' tokens once more over those of tokenizer.json, where each
 * keeps its id. The later one says which white space it takes along and whether it stands only as a
 * word. It is special if either says so, or if it has a name such as eos_token. Unless it was
 * special before, it is looked for in the text as it stands if either says so. Where they differ in
 * that, Transformers looks twice, and also finds text that becomes the token only by being
 * normalized; that is left out. A token that stands only as a word would be found in other places
 * the second time, and is refused.
 */
final class TokenizerSettings {
  private static final String ADDED_FILE_NAME = "added_tokens.json";
  private static final String DECODER = "added_tokens_decoder";
  private static final String PREFIX_SPACE = "add_prefix_space";
  private static final String SPLIT = "split_special_tokens";
  private static final String BEGINS = "add_bos_token";
  private static final String ENDS = "add_eos_token";
  private static final String PROCESSOR = "post_processor";

  /** Transformers 5 writes it, and leaves the two flags out: the post-processor is the file's. */
  private static final String BACKEND = "backend";

  private static final String ADDED = "added_tokens";
  private static final String CONTENT = "content";
  private static final String SPECIAL = "special";
  private static final String NORMALIZED = "normalized";

  private static final String WORD = "single_word";

  /** Of these the later token decides. */
  private static final List<String> MATCHING = List.of(WORD, "lstrip", "rstrip");

  /** The class that makes its post-processor anew of two flags, without the word Fast. */
  private static final String LLAMA = "LlamaTokenizer";

  private final JsonFile tokenizer;
  private final JsonFile settings;
  private final JsonFile map;
  private final SpecialTokens special;
  private final Map<String, Integer> added = new HashMap<>();

  private TokenizerSettings(
      JsonFile tokenizer, JsonFile settings, JsonFile map, SpecialTokens special) {
    this.tokenizer = tokenizer;
    this.settings = settings;
    this.map = map;
    this.special = special;
    for (JsonNode token : tokenizer.root().path(ADDED)) {
      added.put(token.path(CONTENT).asText(), token.path("id").asInt());
    }
  }

  /**
   * tokenizer.json as the settings have it: the same bytes if they change nothing of it.
   *
   * @param contents file name to content, of those files that are there
   * @param modelType model_type of config.json; empty if there is none
   * @throws InvalidInputException naming file, field and value of what cannot be followed
   */
  static byte[] apply(
      Path directory, JsonFile tokenizer, Map<String, byte[]> contents, String modelType) {
    JsonFile settings = json(directory, contents, FileTokenizer.CONFIG_FILE_NAME);
    JsonFile map = json(directory, contents, SpecialTokens.MAP_FILE_NAME);
    TokenizerSettings all =
        new TokenizerSettings(
            tokenizer, settings, map, SpecialTokens.of(settings.root(), map.root(), modelType));
    all.checkTokens();
    boolean isFolder = !directory.toString().isEmpty();
    if (isFolder && !settings.root().has(DECODER)) {
      all.checkAddedFile(directory.resolve(ADDED_FILE_NAME));
    }
    all.checkSteps();
    ArrayNode tokens = all.addedTokens();
    boolean isOther = !tokens.isEmpty() && !tokens.equals(tokenizer.root().path(ADDED));
    boolean hasEnds = LLAMA.equals(all.special.tokenizerClass()) && !all.keepsProcessor();
    if (!isOther && !hasEnds) {
      return contents.get(FileTokenizer.FILE_NAME);
    }
    ObjectNode changed = JsonFile.emptyObject();
    changed.setAll((ObjectNode) tokenizer.root());
    if (isOther) {
      changed.set(ADDED, tokens);
    }
    if (hasEnds) {
      changed.set(PROCESSOR, all.ends());
    }
    return JsonFile.compactBytes(changed);
  }

  private static JsonFile json(Path directory, Map<String, byte[]> contents, String name) {
    byte[] bytes = contents.get(name);
    Path file = directory.resolve(name);
    return bytes == null ? new JsonFile(file, JsonFile.emptyObject()) : JsonFile.parse(file, bytes);
  }

  /** Transformers would add them, and find them in every text. */
  private void checkTokens() {
    for (JsonNode token : settings.root().path(DECODER)) {
      requireAdded(settings, DECODER, token.path(CONTENT).asText());
    }
    JsonNode extra = settings.root().path(SpecialTokens.EXTRA);
    if (extra.isArray()) { // those with names of their own are among the others
      SpecialTokens.texts(extra).forEach(text -> requireAdded(settings, SpecialTokens.EXTRA, text));
    }
    for (Map.Entry<String, Object> token : special.tokens().entrySet()) {
      String name = token.getKey();
      boolean isOfMap = !settings.root().has(name) && map.root().has(name);
      List<?> texts = token.getValue() instanceof List<?> list ? list : List.of(token.getValue());
      boolean isDefault =
          SpecialTokens.ALL.contains(name) && !settings.root().has(name) && !isOfMap;
      if (!isDefault) {
        texts.forEach(text -> requireAdded(isOfMap ? map : settings, name, text.toString()));
      }
    }
  }

  private void checkAddedFile(Path file) {
    if (Files.exists(file)) {
      JsonFile json = JsonFile.read(file);
      json.root()
          .fieldNames()
          .forEachRemaining(token -> requireAdded(json, token, json.root().get(token).asText()));
    }
  }

  private void requireAdded(JsonFile file, String field, String token) {
    String name = file.file().endsWith(ADDED_FILE_NAME) ? field : token;
    if (!added.containsKey(name)) {
      throw file.invalid(field, token, "added_tokens of " + FileTokenizer.FILE_NAME);
    }
  }

  /** Those of tokenizer.json, each as the settings have it. */
  private ArrayNode addedTokens() {
    Map<String, JsonNode> over = new HashMap<>();
    for (JsonNode token : settings.root().path(DECODER)) {
      over.put(token.path(CONTENT).asText(), token);
    }
    Set<Object> named = new HashSet<>();
    for (Object token : special.tokens().values()) {
      named.addAll(token instanceof List<?> list ? list : List.of(token));
    }
    ArrayNode tokens = JsonFile.emptyObject().putArray(ADDED);
    for (JsonNode own : tokenizer.root().path(ADDED)) {
      String text = own.path(CONTENT).asText();
      // Settings of the time before the decoder have tokenizer.json's own.
      JsonNode later = settings.root().has(DECODER) ? over.get(text) : own;
      tokens.add(
          later == null || !own.isObject() ? own : changed(own, later, named.contains(text)));
    }
    return tokens;
  }

  private ObjectNode changed(JsonNode own, JsonNode later, boolean isNamed) {
    ObjectNode token = own.deepCopy();
    for (String name : MATCHING) {
      boolean value = attribute(later, name, false);
      if (value != own.path(name).asBoolean()) {
        token.put(name, value);
      }
    }
    boolean wasSpecial = own.path(SPECIAL).asBoolean();
    boolean isSpecial = wasSpecial || isNamed || attribute(later, SPECIAL, false);
    boolean wasNormalized = own.path(NORMALIZED).asBoolean();
    boolean isNormalized = attribute(later, NORMALIZED, !isSpecial);
    if (!wasSpecial && isNormalized != wasNormalized) {
      if (token.path(WORD).asBoolean()) {
        throw settings.invalid(
            DECODER + ": " + own.path(CONTENT).asText() + ": " + NORMALIZED,
            isNormalized,
            wasNormalized + ", as in tokenizer.json, where " + WORD + " is true");
      }
      token.put(NORMALIZED, false);
    }
    if (isSpecial != wasSpecial) {
      token.put(SPECIAL, true);
    }
    return token;
  }

  private boolean attribute(JsonNode token, String name, boolean absent) {
    JsonNode value = token.path(name);
    if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
      throw settings.invalid(
          DECODER + ": " + token.path(CONTENT).asText() + ": " + name, value, "true or false");
    }
    return value.asBoolean(absent);
  }

  private void checkSteps() {
    if (flag(SPLIT, false)) {
      throw settings.invalid(SPLIT, true, "false");
    }
    JsonNode step = tokenizer.root().path("pre_tokenizer");
    JsonNode own = step.path(PREFIX_SPACE);
    boolean isOverridden =
        own.isBoolean()
            && step.path("type").asText().equals("ByteLevel")
            && !LLAMA.equals(special.tokenizerClass())
            && !settings.root().path(PREFIX_SPACE).isNull();
    if (isOverridden && flag(PREFIX_SPACE, false) != own.asBoolean()) {
      JsonNode given = settings.root().path(PREFIX_SPACE);
      throw settings.invalid(
          PREFIX_SPACE,
          given.isMissingNode() ? "absent, which is false" : given,
          own + ", as the pre_tokenizer of " + FileTokenizer.FILE_NAME);
    }
  }

  private boolean keepsProcessor() {
    JsonNode root = settings.root();
    return root.hasNonNull(BACKEND)
        && !root.has(BEGINS)
        && !root.has(ENDS)
        && tokenizer.root().hasNonNull(PROCESSOR);
  }

  /** The special tokens around a text that the flags ask for. */
  private ObjectNode ends() {
    ObjectNode template = JsonFile.emptyObject().put("type", "TemplateProcessing");
    ArrayNode single = template.putArray("single");
    ObjectNode tokens = template.putObject("special_tokens");
    if (flag(BEGINS, !settings.root().hasNonNull(BACKEND))) {
      addEnd(BEGINS, "bos_token", single, tokens);
    }
    single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
    if (flag(ENDS, false)) {
      addEnd(ENDS, "eos_token", single, tokens);
    }
    ArrayNode pair = single.deepCopy(); // never used, and has to be there
    pair.addObject().putObject("Sequence").put("id", "B").put("type_id", 1);
    template.set("pair", pair);
    return template;
  }

  private void addEnd(String flag, String name, ArrayNode single, ObjectNode tokens) {
    Object text = special.tokens().get(name);
    Integer id = added.get(String.valueOf(text));
    if (id == null) {
      throw settings.invalid(
          flag,
          "true, and " + name + " is " + (text == null ? "none" : text),
          "false, or a " + name + " among added_tokens of " + FileTokenizer.FILE_NAME);
    }
    String token = text.toString();
    single.addObject().putObject("SpecialToken").put("id", token).put("type_id", 0);
    ObjectNode entry = tokens.putObject(token).put("id", token);
    entry.putArray("ids").add(id.intValue());
    entry.putArray("tokens").add(token);
  }

  private boolean flag(String field, boolean absent) {
    JsonNode value = settings.root().path(field);
    if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
      throw settings.invalid(field, value, "true or false");
    }
    return value.isMissingNode() ? absent : value.asBoolean();
  }
}
