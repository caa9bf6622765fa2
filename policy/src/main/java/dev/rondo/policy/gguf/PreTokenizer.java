package dev.rondo.policy.gguf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.dataset.JsonFile;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a byte-level tokenizer cuts a text into words before it merges bytes: {@code
 * tokenizer.ggml.pre}, as the tokenizer.json of the models that have it says it.
 */
enum PreTokenizer {
  /** Letters, digits, others, each with the space before it. */
  GPT2(null, false, false, false, List.of("gpt-2", "gpt2")),
  /** As GPT2, with every digit alone. */
  SMOLLM(null, false, false, false, List.of("smollm", "starcoder")),
  /** Digits in groups of three; a word of the vocabulary is taken whole. */
  LLAMA3(
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|"
          + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
      false,
      true,
      true,
      List.of("llama-bpe", "llama3", "llama-v3")),
  /** Every digit alone; texts in the composed form of Unicode. DeepSeek's distilled Qwens, too. */
  QWEN2(
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}|"
          + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
      true,
      false,
      false,
      List.of("qwen2", "deepseek-r1-qwen")),
  /** Words cut where lower case meets upper; a word of the vocabulary is taken whole. */
  TEKKEN(
      "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*"
          + "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+|[^\\r\\n\\p{L}\\p{N}]?"
          + "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*|\\p{N}|"
          + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
      false,
      true,
      true,
      List.of("tekken"));

  private final String pattern;
  private final boolean isComposed;
  private final boolean takesWholeWords;
  private final boolean addsBeginToken;
  private final List<String> names;

  PreTokenizer(
      String pattern,
      boolean isComposed,
      boolean takesWholeWords,
      boolean addsBeginToken,
      List<String> names) {
    this.pattern = pattern;
    this.isComposed = isComposed;
    this.takesWholeWords = takesWholeWords;
    this.addsBeginToken = addsBeginToken;
    this.names = names;
  }

  /** The one of a name. */
  static Optional<PreTokenizer> named(String name) {
    return Arrays.stream(values()).filter(value -> value.names.contains(name)).findFirst();
  }

  /** Every name, for messages. */
  static String known() {
    return Arrays.stream(values())
        .flatMap(value -> value.names.stream())
        .collect(Collectors.joining(", "));
  }

  /** Whether a text is normalized to NFC. */
  boolean isComposed() {
    return isComposed;
  }

  /** Whether a word that is a token is not merged from its bytes. */
  boolean takesWholeWords() {
    return takesWholeWords;
  }

  /** Whether the begin token stands before a text where the file does not say it. */
  boolean addsBeginToken() {
    return addsBeginToken;
  }

  /** {@code pre_tokenizer} of tokenizer.json. */
  ObjectNode toJson() {
    ObjectNode byteLevel = byteLevel(pattern == null);
    byteLevel.put("add_prefix_space", false);
    if (this == GPT2) {
      return byteLevel;
    }
    ObjectNode sequence = JsonFile.emptyObject().put("type", "Sequence");
    ArrayNode steps = sequence.putArray("pretokenizers");
    if (this == SMOLLM) {
      steps.addObject().put("type", "Digits").put("individual_digits", true);
    } else {
      ObjectNode split = steps.addObject().put("type", "Split");
      split.putObject("pattern").put("Regex", pattern);
      split.put("behavior", "Isolated").put("invert", false);
    }
    steps.add(byteLevel);
    return sequence;
  }

  /** A step over bytes, which stands in several places of tokenizer.json. */
  static ObjectNode byteLevel(boolean usesPattern) {
    return JsonFile.emptyObject()
        .put("type", "ByteLevel")
        .put("add_prefix_space", true)
        .put("trim_offsets", true)
        .put("use_regex", usesPattern);
  }
}
