package dev.rondo.policy.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.dataset.JsonFile;
import dev.rondo.policy.checkpoint.Architecture;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.gguf.Vocabulary.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Makes tokenizer.json and its settings of what a file says: byte-level BPE ({@code
 * tokenizer.ggml.model: gpt2}) with the pre-tokenizer that is named, or the BPE of SentencePiece
 * ({@code llama}), as Transformers converts it.
 */
final class TokenizerWriter {
  private static final String KEYS = "tokenizer.ggml.";
  private static final String PRE = KEYS + "pre";
  private static final String CHAT_TEMPLATE = "tokenizer.chat_template";

  /** What SentencePiece writes for a space. */
  private static final String SPACE = "\u2581";

  /** Name in the settings, and in the keys, of the tokens with a part of their own. */
  private static final Map<String, String> SPECIAL =
      Map.of(
          "bos_token", "bos",
          "eos_token", "eos",
          "pad_token", "padding",
          "unk_token", "unknown");

  private final GgufFile file;
  private final GgufMetadata metadata;
  private final Vocabulary vocabulary;
  private final int maxPositions;
  private final boolean isByteLevel;
  private final PreTokenizer preTokenizer;

  /**
   * @throws dev.rondo.schema.InvalidInputException if the tokenizer is of a kind that is not known
   */
  TokenizerWriter(GgufFile file, ModelConfig config, Vocabulary vocabulary) {
    this.file = file;
    this.metadata = file.metadata();
    this.vocabulary = vocabulary;
    this.maxPositions = config.maxPositions();
    String model = metadata.text(Vocabulary.MODEL);
    if (!model.equals("gpt2") && !model.equals("llama")) {
      throw file.errors()
          .invalid(Vocabulary.MODEL, model, "gpt2 (byte-level BPE), llama (BPE of SentencePiece)");
    }
    this.isByteLevel = model.equals("gpt2");
    this.preTokenizer = isByteLevel ? preTokenizer(config.architecture()) : null;
    if (!isByteLevel && metadata.has(KEYS + "precompiled_charsmap")) {
      throw file.errors()
          .invalid(KEYS + "precompiled_charsmap", "a normalizer", "none of this key");
    }
    if (!isByteLevel) {
      checkSpelling();
    }
  }

  /** What is neither spelled byte by byte nor unknown would be left out of a text. */
  private void checkSpelling() {
    for (int value = 0; value < 256 && vocabulary.special("unknown").isEmpty(); value++) {
      String piece = String.format(Locale.ROOT, "<0x%02X>", value);
      if (vocabulary.idOf(piece) == null) {
        throw file.errors()
            .invalid(
                KEYS + "unknown_token_id",
                "absent, and no token is " + piece,
                "an unknown token, or a token of each byte");
      }
    }
  }

  /**
   * Files that do not say it, and the default, have what the family has: that of Qwen has one, but
   * what is built like Llama has several, and the wrong one gives other tokens without a word.
   */
  private PreTokenizer preTokenizer(Architecture architecture) {
    boolean isQwen = architecture == Architecture.QWEN2 || architecture == Architecture.QWEN3;
    String name = metadata.text(PRE, "default");
    if (name.equals("default") && isQwen) {
      return PreTokenizer.QWEN2;
    }
    return PreTokenizer.named(name)
        .orElseThrow(
            () ->
                file.errors()
                    .invalid(
                        PRE,
                        metadata.has(PRE) ? name : "absent",
                        (isQwen ? "default, " : "") + PreTokenizer.known()));
  }

  /** tokenizer.json. */
  byte[] tokenizerJson() {
    ObjectNode json = JsonFile.emptyObject();
    json.put("version", "1.0");
    json.putNull("truncation").putNull("padding");
    json.set("added_tokens", addedTokens());
    json.set("normalizer", normalizer());
    json.set("pre_tokenizer", isByteLevel ? preTokenizer.toJson() : NullNode.getInstance());
    json.set("post_processor", postProcessor());
    json.set("decoder", decoder());
    json.set("model", model());
    return JsonFile.compactBytes(json);
  }

  /** tokenizer_config.json, the chat template included. */
  byte[] tokenizerConfig() {
    ObjectNode json = specialTokens();
    if (metadata.has(CHAT_TEMPLATE)) {
      json.put("chat_template", metadata.text(CHAT_TEMPLATE));
    }
    json.put("clean_up_tokenization_spaces", false);
    json.put("model_max_length", maxPositions);
    json.put("tokenizer_class", "PreTrainedTokenizerFast");
    return JsonFile.bytes(json);
  }

  /** special_tokens_map.json. */
  byte[] specialTokensMap() {
    return JsonFile.bytes(specialTokens());
  }

  private ObjectNode specialTokens() {
    ObjectNode json = JsonFile.emptyObject();
    for (String name : List.of("bos_token", "eos_token", "pad_token", "unk_token")) {
      special(SPECIAL.get(name)).ifPresent(id -> json.put(name, vocabulary.token(id)));
    }
    return json;
  }

  /**
   * The token with a part, unless it is one of ordinary text: converters copy such a number as
   * padding of 0 from config.json, which is the exclamation mark of many vocabularies. What ends a
   * response is none, and neither is a begin token that stands before every text.
   */
  private OptionalInt special(String part) {
    OptionalInt id = vocabulary.special(part);
    boolean isText =
        id.isPresent()
            && vocabulary.isText(id.getAsInt())
            && !vocabulary.ends().contains(id.getAsInt())
            && !begin().equals(id);
    return isText ? OptionalInt.empty() : id;
  }

  /**
   * Tokens that are found in a text before anything is merged: those that say so, have a part or
   * end a response. With a part, or as an end, a token is special even if it says that it is
   * user-defined, since some converters call every added token so.
   */
  private ArrayNode addedTokens() {
    ArrayNode added = JsonFile.emptyObject().putArray("added");
    Set<Integer> named = new HashSet<>(vocabulary.ends());
    Vocabulary.PARTS.forEach(part -> special(part).ifPresent(named::add));
    for (int id = 0; id < vocabulary.size(); id++) {
      Kind kind = vocabulary.kind(id);
      if (named.contains(id)
          || kind == Kind.CONTROL
          || kind == Kind.USER_DEFINED
          || kind == Kind.UNKNOWN) {
        ObjectNode token = added.addObject().put("id", id).put("content", vocabulary.token(id));
        token.put("single_word", false).put("lstrip", false).put("rstrip", false);
        token.put("normalized", false);
        token.put("special", named.contains(id) || kind != Kind.USER_DEFINED);
      }
    }
    return added;
  }

  private boolean isSpaceBeforeText() {
    return metadata.flag(KEYS + "add_space_prefix", true);
  }

  private JsonNode normalizer() {
    if (isByteLevel) {
      return preTokenizer.isComposed()
          ? JsonFile.emptyObject().put("type", "NFC")
          : NullNode.getInstance();
    }
    ObjectNode sequence = JsonFile.emptyObject().put("type", "Sequence");
    ArrayNode steps = sequence.putArray("normalizers");
    if (isSpaceBeforeText()) {
      steps.addObject().put("type", "Prepend").put("prepend", SPACE);
    }
    steps.add(replace(" ", SPACE));
    return sequence;
  }

  private JsonNode decoder() {
    if (isByteLevel) {
      return PreTokenizer.byteLevel(true);
    }
    ObjectNode sequence = JsonFile.emptyObject().put("type", "Sequence");
    ArrayNode steps = sequence.putArray("decoders");
    steps.add(replace(SPACE, " "));
    steps.addObject().put("type", "ByteFallback");
    steps.addObject().put("type", "Fuse");
    if (isSpaceBeforeText()) {
      steps.addObject().put("type", "Strip").put("content", " ").put("start", 1).put("stop", 0);
    }
    return sequence;
  }

  private static ObjectNode replace(String text, String by) {
    ObjectNode replace = JsonFile.emptyObject().put("type", "Replace");
    replace.putObject("pattern").put("String", text);
    return replace.put("content", by);
  }

  /** The special tokens that stand around every text. */
  private JsonNode postProcessor() {
    OptionalInt begin = begin();
    OptionalInt end = around("add_eos_token", "eos", false);
    if (begin.isEmpty() && end.isEmpty()) {
      return isByteLevel
          ? PreTokenizer.byteLevel(true).put("trim_offsets", false)
          : NullNode.getInstance();
    }
    ObjectNode template = JsonFile.emptyObject().put("type", "TemplateProcessing");
    ArrayNode single = template.putArray("single");
    ArrayNode pair = template.putArray("pair");
    ObjectNode special = template.putObject("special_tokens");
    String[] sequences = {"A", "B"};
    for (int i = 0; i < sequences.length; i++) {
      ArrayNode steps = JsonFile.emptyObject().putArray("steps");
      int type = i;
      begin.ifPresent(id -> steps.add(part("SpecialToken", vocabulary.token(id), type)));
      steps.add(part("Sequence", sequences[i], type));
      end.ifPresent(id -> steps.add(part("SpecialToken", vocabulary.token(id), type)));
      if (i == 0) {
        single.addAll(steps);
      }
      pair.addAll(steps);
    }
    for (OptionalInt id : List.of(begin, end)) {
      if (id.isPresent()) {
        String token = vocabulary.token(id.getAsInt());
        ObjectNode entry = special.putObject(token).put("id", token);
        entry.putArray("ids").add(id.getAsInt());
        entry.putArray("tokens").add(token);
      }
    }
    return template;
  }

  private OptionalInt begin() {
    return around("add_bos_token", "bos", !isByteLevel || preTokenizer.addsBeginToken());
  }

  private OptionalInt around(String flag, String part, boolean absent) {
    OptionalInt id = vocabulary.special(part);
    if (metadata.flag(KEYS + flag, absent && id.isPresent())) {
      if (id.isEmpty()) {
        throw file.errors().missing(KEYS + part + "_token_id");
      }
      return id;
    }
    return OptionalInt.empty();
  }

  private static ObjectNode part(String kind, String id, int type) {
    ObjectNode part = JsonFile.emptyObject();
    part.putObject(kind).put("id", id).put("type_id", type);
    return part;
  }

  private ObjectNode model() {
    ObjectNode model = JsonFile.emptyObject().put("type", "BPE");
    model.putNull("dropout");
    OptionalInt unknown = isByteLevel ? OptionalInt.empty() : vocabulary.special("unknown");
    model.put("unk_token", unknown.isPresent() ? vocabulary.token(unknown.getAsInt()) : null);
    model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    model.put("fuse_unk", !isByteLevel).put("byte_fallback", !isByteLevel);
    model.put("ignore_merges", isByteLevel && preTokenizer.takesWholeWords());
    ObjectNode tokens = model.putObject("vocab");
    for (int id = 0; id < vocabulary.size(); id++) {
      tokens.put(vocabulary.token(id), id);
    }
    ArrayNode merges = model.putArray("merges");
    boolean isListed = isByteLevel || metadata.has(Merges.KEY);
    (isListed ? Merges.listed(file, vocabulary) : Merges.byScores(file, vocabulary))
        .forEach(merges::add);
    return model;
  }
}
