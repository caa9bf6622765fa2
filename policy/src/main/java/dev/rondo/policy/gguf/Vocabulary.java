package dev.rondo.policy.gguf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The tokens of a file, in order of their ids: each another text; and the tokens with a part of
 * their own.
 */
final class Vocabulary {
  /** What kind of token an id is, as the numbers of {@code tokenizer.ggml.token_type} say. */
  enum Kind {
    NORMAL,
    UNKNOWN,
    CONTROL,
    USER_DEFINED,
    UNUSED,
    BYTE
  }

  /** Parts that a token may have of its own, as in {@code tokenizer.ggml.bos_token_id}. */
  static final List<String> PARTS = List.of("bos", "eos", "eot", "eom", "padding", "unknown");

  /** Parts of the tokens that end a response. */
  private static final List<String> ENDS = List.of("eos", "eot", "eom");

  /**
   * Texts of tokens that end a response whatever part they have: converters write down one end
   * alone, and llama.cpp finds the others so. Its list has more: ends of architectures that are not
   * read here, and marks between files and parts of code, which end no answer.
   */
  private static final Set<String> END_TEXTS =
      Set.of(
          "<|endoftext|>",
          "<|end_of_text|>",
          "<|eot_id|>",
          "<|eom_id|>",
          "<|im_end|>",
          "<|end|>",
          "<end_of_turn>",
          "</s>",
          "<\uff5cend\u2581of\u2581sentence\uff5c>");

  static final String MODEL = "tokenizer.ggml.model";
  static final String TOKENS = "tokenizer.ggml.tokens";
  private static final String KINDS = "tokenizer.ggml.token_type";
  private static final String SCORES = "tokenizer.ggml.scores";

  /** Where Ollama writes all tokens that end a text. */
  private static final String ALL_ENDS = "tokenizer.ggml.eos_token_ids";

  private final GgufErrors errors;
  private final GgufMetadata metadata;
  private final String[] tokens;
  private final Kind[] kinds;
  private final Map<String, Integer> ids = new HashMap<>();

  /**
   * @param mostTokens rows of the embedding
   */
  Vocabulary(GgufFile file, int mostTokens) {
    this.errors = file.errors();
    this.metadata = file.metadata();
    this.tokens = metadata.texts(TOKENS).clone();
    if (tokens.length == 0 || tokens.length > mostTokens) {
      throw errors.invalid(
          TOKENS,
          tokens.length + " tokens",
          "1 to " + mostTokens + ", the rows of " + TensorNames.EMBEDDING);
    }
    List<Integer> empty = new ArrayList<>();
    for (int id = 0; id < tokens.length; id++) {
      if (tokens[id].isEmpty()) {
        tokens[id] = "[EMPTY_" + id + "]"; // as llama.cpp names it; nothing is merged to it
        empty.add(id);
      }
      Integer before = ids.put(tokens[id], id);
      if (before != null) {
        throw errors.invalid(
            TOKENS + "[" + id + "]", tokens[id], "another text than token " + before);
      }
    }
    this.kinds = readKinds();
    empty.forEach(id -> kinds[id] = Kind.UNUSED);
  }

  private Kind[] readKinds() {
    Kind[] read = new Kind[tokens.length];
    if (!metadata.has(KINDS)) {
      Arrays.fill(read, Kind.NORMAL);
      if (metadata.text(MODEL, "").equals("llama")) {
        special("unknown").ifPresent(id -> read[id] = Kind.UNKNOWN);
      }
      special("bos").ifPresent(id -> read[id] = Kind.CONTROL);
      ends().forEach(id -> read[id] = Kind.CONTROL);
      return read;
    }
    long[] numbers = metadata.wholes(KINDS, tokens.length);
    for (int id = 0; id < numbers.length; id++) {
      // 0 stands for a kind that is not said.
      if (numbers[id] < 0 || numbers[id] > Kind.values().length) {
        throw errors.invalid(KINDS + "[" + id + "]", numbers[id], "0 to " + Kind.values().length);
      }
      read[id] = numbers[id] == 0 ? Kind.NORMAL : Kind.values()[(int) numbers[id] - 1];
    }
    return read;
  }

  int size() {
    return tokens.length;
  }

  String token(int id) {
    return tokens[id];
  }

  Kind kind(int id) {
    return kinds[id];
  }

  /** Whether a token is one of ordinary text, which is merged to. */
  boolean isText(int id) {
    return kinds[id] == Kind.NORMAL || kinds[id] == Kind.BYTE;
  }

  /** The id of a text, or null if it is no token. */
  Integer idOf(String text) {
    return ids.get(text);
  }

  /**
   * The id of the token with a part of its own.
   *
   * @param part one of {@link #PARTS}
   */
  OptionalInt special(String part) {
    String key = "tokenizer.ggml." + part + "_token_id";
    OptionalInt id = metadata.index(key);
    if (id.isPresent() && id.getAsInt() >= tokens.length) {
      throw errors.invalid(key, id.getAsInt(), "0 to " + (tokens.length - 1) + ", a token");
    }
    return id;
  }

  /**
   * The tokens that end a response, at the end of a text, a turn or a message: those with such a
   * part, and those with the text of one. Empty if none has the part.
   */
  SortedSet<Integer> ends() {
    SortedSet<Integer> ends = new TreeSet<>();
    ENDS.forEach(part -> special(part).ifPresent(ends::add));
    for (long id : metadata.has(ALL_ENDS) ? metadata.wholes(ALL_ENDS) : new long[0]) {
      if (id < 0 || id >= tokens.length) {
        throw errors.invalid(ALL_ENDS, id, "0 to " + (tokens.length - 1) + ", tokens");
      }
      ends.add((int) id);
    }
    if (!ends.isEmpty()) {
      END_TEXTS.stream().map(ids::get).filter(Objects::nonNull).forEach(ends::add);
    }
    return ends;
  }

  /** How good each token is to merge to, higher first; finite. */
  double[] scores() {
    double[] scores = metadata.numbers(SCORES, tokens.length);
    for (int id = 0; id < scores.length; id++) {
      if (!Double.isFinite(scores[id])) {
        throw errors.invalid(SCORES + "[" + id + "]", scores[id], "finite numbers");
      }
    }
    return scores;
  }
}
