package dev.rondo.programs;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.rondo.verify.Verdict;
import java.util.Locale;

/**
 * One line out.
 *
 * @param id the id of the line in, as JSON; null where the line had none that could be read
 * @param verdict the judgement; null for a line that could not be judged
 * @param error why a line could not be judged, with its number; null for a verdict
 */
record GradeResult(String id, Verdict verdict, String error) {
  /** The reason that stands for a line that could not be judged. */
  static final String REJECTED = "rejected-line";

  /** Judges one pair. */
  static GradeResult of(GradeRequest request) {
    return new GradeResult(
        request.id(),
        request.verifier().verify(request.gold(), request.pred(), request.extraction()),
        null);
  }

  /** Whether the line was judged. */
  boolean isJudged() {
    return verdict != null;
  }

  /** Name of the verdict: {@code correct}, {@code incorrect} or {@code unknown}. */
  String verdictName() {
    return isJudged() ? verdict.outcome().name().toLowerCase(Locale.ROOT) : "unknown";
  }

  /** Why. */
  String reason() {
    return isJudged() ? verdict.reason() : REJECTED;
  }

  /** The line, without its end. */
  String toJson() {
    StringBuilder json = new StringBuilder(256).append("{\"id\":").append(id);
    field(json, "verdict", verdictName());
    field(json, "reason", reason());
    if (isJudged()) {
      field(json, "rung", verdict.rung() == null ? null : verdict.rung().label());
      field(json, "extracted", verdict.extractedAnswer());
      field(json, "gold_form", verdict.referenceForm());
      field(json, "pred_form", verdict.answerForm());
    } else {
      field(json, "error", error);
    }
    return json.append('}').toString();
  }

  private static void field(StringBuilder json, String name, String value) {
    json.append(",\"").append(name).append("\":").append(value == null ? "null" : quoted(value));
  }

  /** Text as a JSON string, with its quotes. */
  static String quoted(String text) {
    StringBuilder json = new StringBuilder(text.length() + 16).append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, json);
    return json.append('"').toString();
  }
}
