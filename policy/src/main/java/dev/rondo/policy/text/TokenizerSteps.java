// What a tokenizer.json of somebody else may do to a text, looked at before native code does it.
package dev.rondo.policy.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.dataset.JsonFile;
import dev.rondo.schema.InvalidInputException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The steps of a tokenizer, looked at before native code follows them: it has no limits of its own,
 * and memory that runs out there ends the process. Steps that follow each other multiply, so that
 * forty small ones could make gigabytes of a short prompt. And the same text has to be the same
 * tokens each time.
 */
final class TokenizerSteps {
  /** Most characters that all steps of a kind may make of one; published tokenizers make 1 to 6. */
  static final long MOST_GROWTH = 4096;

  /** Most tokens; published vocabularies have up to some 260,000, a few thousand of them added. */
  private static final int MOST_VOCABULARY = 1 << 20;

  private static final int MOST_ADDED = 1 << 14;

  private static final List<String> KINDS =
      List.of("normalizer", "pre_tokenizer", "post_processor", "decoder");
  private static final List<String> SEQUENCES =
      List.of("normalizers", "pretokenizers", "processors", "decoders");

  private TokenizerSteps() {}

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
    if (!id.isIntegralNumber()
        || !id.canConvertToInt()
        || id.intValue() < 0
        || id.intValue() == Integer.MAX_VALUE) {
      throw json.invalid("token id", id, "0 to " + (Integer.MAX_VALUE - 1));
    }
    return id.intValue();
  }

  /**
   * Refuses a tokenizer whose steps make too much of a text, or leave tokens to chance.
   *
   * @throws InvalidInputException naming the field
   */
  static void check(JsonFile tokenizer) {
    for (String kind : KINDS) {
      long growth = growth(tokenizer.root().path(kind));
      if (growth > MOST_GROWTH) {
        throw tokenizer.invalid(
            kind,
            "a text can become more than " + MOST_GROWTH + " times as long",
            "steps that together make at most " + MOST_GROWTH + " characters of one");
      }
    }
    for (String kind : KINDS) {
      checkNative(tokenizer, kind, tokenizer.root().path(kind));
    }
    checkSize(tokenizer, "added_tokens", tokenizer.root().path("added_tokens"), MOST_ADDED);
    checkSize(
        tokenizer, "model.vocab", tokenizer.root().path("model").path("vocab"), MOST_VOCABULARY);
    checkIds(tokenizer);
    JsonNode dropout = tokenizer.root().path("model").path("dropout");
    if (!dropout.isMissingNode() && !dropout.isNull() && dropout.asDouble(1) != 0) {
      throw tokenizer.invalid(
          "model.dropout", dropout, "null or 0, so that a text is the same tokens each time");
    }
  }

  /** Native code gives a token the id of the vocabulary, whatever added_tokens declares. */
  private static void checkIds(JsonFile tokenizer) {
    JsonNode vocabulary = tokenizer.root().path("model").path("vocab");
    Map<Integer, String> before = new HashMap<>();
    for (JsonNode token : tokenizer.root().path("added_tokens")) {
      String text = token.path("content").asText();
      int id = token.path("id").asInt(-1);
      String other = token.has("id") ? before.put(id, text) : null;
      if (other != null && !other.equals(text)) {
        throw tokenizer.invalid(
            "added_tokens", text + " with id " + id, "another id than that of " + other);
      }
      JsonNode own = vocabulary.path(text);
      if (own.isInt() && own.intValue() != id) {
        throw tokenizer.invalid(
            "added_tokens", text + " with id " + id, own + ", its id in model.vocab");
      }
    }
  }

  private static void checkSize(JsonFile tokenizer, String field, JsonNode tokens, int most) {
    if (tokens.size() > most) {
      throw tokenizer.invalid(field, tokens.size() + " tokens", "at most " + most);
    }
  }

  /** Where native code gives up on a text, it ends the process. */
  private static void checkNative(JsonFile tokenizer, String kind, JsonNode step) {
    for (String name : SEQUENCES) {
      for (JsonNode inner : step.path(name)) {
        checkNative(tokenizer, kind, inner);
      }
    }
    if (step.path("type").asText().equals("Precompiled")) {
      throw tokenizer.invalid(
          kind, "Precompiled", "steps that can be looked at, such as NFKC and Replace");
    }
    String regex = step.path("pattern").path("Regex").asText();
    if (Backtracking.doubles(regex)) {
      throw tokenizer.invalid(
          kind + ".pattern",
          regex,
          "regular expressions without a repeated group that repeats, leaves something out or has"
              + " alternatives that may begin alike");
    }
  }

  private static long growth(JsonNode step) {
    return switch (step.path("type").asText()) {
      case "Sequence" -> ofSequence(step);
      case "Replace" -> ofReplace(step.path("pattern"), step.path("content").asText());
      case "Prepend" -> 1L + step.path("prepend").asText().length();
      case "ByteLevel" -> 2;
      case "TemplateProcessing" -> ofTemplate(step.path("single"));
      default -> 1;
    };
  }

  private static long ofSequence(JsonNode sequence) {
    long growth = 1;
    for (String name : SEQUENCES) {
      for (JsonNode step : sequence.path(name)) {
        growth = Math.min(growth * growth(step), MOST_GROWTH + 1);
      }
    }
    return growth;
  }

  private static long ofReplace(JsonNode pattern, String content) {
    int replaced = pattern.path("String").asText().length();
    if (replaced == 0) { // a regular expression may match nothing at all, everywhere
      return 1L + content.length();
    }
    return Math.max(1, (content.length() + replaced - 1) / replaced);
  }

  private static long ofTemplate(JsonNode pieces) {
    long texts = 0;
    for (JsonNode piece : pieces) {
      texts += piece.has("Sequence") ? 1 : 0;
    }
    return Math.max(1, texts);
  }
}
