// One source row to one candidate.
package dev.rondo.imports;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.dataset.Digests;
import dev.rondo.schema.Outcome;
import dev.rondo.verify.Verifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Takes question, answer and solution out of a row, or says why it cannot be a problem. Stateless.
 *
 * <p>Reasons, beside those of {@link SourceFile}: {@code missing-field}, {@code wrong-type}, {@code
 * empty-problem}, {@code no-answer}, {@code several-answers} (a list of answers that differ),
 * {@code needs-image} (the question shows a picture), {@code not-unicode}, {@code
 * unreadable-reference} (the verifier cannot compare with the answer).
 */
final class RowConverter {
  private static final Set<String> ASKING_ROLES = Set.of("user", "human");
  private static final Pattern IMAGE = Pattern.compile("!\\[[^\\]]*\\]\\(|<img\\b|<image>");

  private final SourceFormat format;
  private final Verifier verifier;

  /**
   * @param verifier must be able to read each reference answer
   */
  RowConverter(SourceFormat format, Verifier verifier) {
    this.format = format;
    this.verifier = verifier;
  }

  /** The candidate that a row of a file becomes. */
  Candidate convert(int file, SourceRow row) {
    try {
      return accepted(file, row);
    } catch (RejectedException e) {
      String key = Digests.sha256(row.content().getBytes(StandardCharsets.UTF_8));
      return new Candidate(place(file, row), key, null, e.rejection, row.content());
    }
  }

  private Candidate accepted(int file, SourceRow row) throws RejectedException {
    if (row.reason() != null) {
      throw new RejectedException(row.reason(), row.detail());
    }
    String question = question(row.value());
    JsonNode answerField = required(row.value(), format.answerPaths());
    String answer = answer(answerField);
    String solution = solution(row.value());
    for (String text : new String[] {question, answer, solution == null ? "" : solution}) {
      if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
        throw new RejectedException("not-unicode", "A text holds half of a surrogate pair");
      }
    }
    Optional<String> objection = verifier.checkReference(answer);
    if (objection.isPresent()) {
      throw new RejectedException("unreadable-reference", objection.get());
    }
    return new Candidate(
        place(file, row),
        NormalizedText.digest(question),
        new Candidate.Statement(question, answer, solution),
        null,
        row.content());
  }

  private static RowPlace place(int file, SourceRow row) {
    return new RowPlace(file, row.row(), row.line());
  }

  private String question(JsonNode row) throws RejectedException {
    JsonNode field = required(row, format.problemPaths());
    String question = field.isArray() ? lastQuestion(field) : text(field, format.problemPaths());
    question = question.strip();
    if (question.isEmpty()) {
      throw new RejectedException("empty-problem", "The question is blank");
    }
    if (IMAGE.matcher(question).find()) {
      throw new RejectedException("needs-image", "The question shows a picture");
    }
    return question;
  }

  /** The last message of a conversation that a person wrote. */
  private String lastQuestion(JsonNode messages) throws RejectedException {
    for (int i = messages.size() - 1; i >= 0; i--) {
      JsonNode message = messages.get(i);
      String role = message.path(message.has("role") ? "role" : "from").asText();
      JsonNode content = message.path(message.has("content") ? "content" : "value");
      if (ASKING_ROLES.contains(role) && (content.isTextual() || content.isArray())) {
        return content.isArray() ? joinedParts(content) : content.textValue();
      }
    }
    throw new RejectedException(
        "wrong-type", "Field " + names(format.problemPaths()) + " has no message of a user");
  }

  /** The text of a message that is a list of parts, each on lines of its own. */
  private String joinedParts(JsonNode parts) throws RejectedException {
    List<String> texts = new ArrayList<>();
    for (JsonNode part : parts) {
      JsonNode text = part.isTextual() ? part : part.path("text");
      String type = part.path("type").asText("text");
      if (type.contains("image")) {
        throw new RejectedException(
            "needs-image", "The question has a part of type " + shortened(type));
      }
      if (!text.isTextual()) {
        throw new RejectedException(
            "wrong-type",
            "Field "
                + names(format.problemPaths())
                + " has a message with a part of type "
                + shortened(type)
                + " (allowed: text)");
      }
      texts.add(text.textValue());
    }
    return String.join("\n", texts);
  }

  private String answer(JsonNode field) throws RejectedException {
    if (!field.isArray()) {
      return ruled(text(field, format.answerPaths()));
    }
    List<String> answers = new ArrayList<>();
    for (JsonNode item : field) {
      answers.add(ruled(text(item, format.answerPaths())));
    }
    if (answers.isEmpty()) {
      throw new RejectedException(
          "no-answer", "Field " + names(format.answerPaths()) + " is an empty list");
    }
    String last = answers.get(answers.size() - 1);
    for (String other : answers) {
      if (!isSame(verifier, last, other)) {
        throw new RejectedException(
            "several-answers",
            "The list of answers holds " + shortened(other) + " and " + shortened(last));
      }
    }
    return last;
  }

  private String ruled(String text) throws RejectedException {
    Optional<String> answer = format.answerRule().answer(text);
    if (answer.isEmpty() || answer.get().isBlank()) {
      String where =
          format.answerRule() == AnswerRule.PLAIN
              ? " is blank"
              : " has no answer to read as " + format.answerRule().name().toLowerCase(Locale.ROOT);
      throw new RejectedException("no-answer", "Field " + names(format.answerPaths()) + where);
    }
    return answer.get();
  }

  /** Whether two reference answers are one answer to a verifier. */
  static boolean isSame(Verifier verifier, String one, String other) {
    return one.equals(other)
        || verifier.verify(one, "\\boxed{" + other + "}").outcome() == Outcome.CORRECT;
  }

  private String solution(JsonNode row) throws RejectedException {
    JsonNode field = found(row, format.solutionPaths());
    if (field == null || field.isNull()) {
      return null;
    }
    String text =
        field.isArray() && !field.isEmpty() && field.get(0).isTextual()
            ? field.get(0).textValue()
            : field.isTextual() ? field.textValue() : "";
    String solution = format.answerRule().solution(text);
    return solution.isEmpty() ? null : solution;
  }

  private static JsonNode required(JsonNode row, List<String> paths) throws RejectedException {
    JsonNode field = found(row, paths);
    if (field == null) {
      List<String> fields = new ArrayList<>();
      row.fieldNames().forEachRemaining(fields::add);
      throw new RejectedException(
          "missing-field",
          "No field " + names(paths) + " (the row has: " + String.join(", ", fields) + ")");
    }
    return field;
  }

  private static JsonNode found(JsonNode row, List<String> paths) {
    for (String path : paths) {
      JsonNode field = at(row, path);
      if (field != null) {
        return field;
      }
    }
    return null;
  }

  private static JsonNode at(JsonNode row, String path) {
    if (row.has(path)) {
      return row.get(path);
    }
    JsonNode node = row;
    for (String name : path.split("\\.")) {
      if (node == null) {
        return null;
      }
      node =
          node.isArray() && name.matches("[0-9]{1,9}")
              ? node.get(Integer.parseInt(name))
              : node.get(name);
    }
    return node;
  }

  /** Text as it is; numbers in plain decimals, whole ones without a point. */
  private static String text(JsonNode field, List<String> paths) throws RejectedException {
    if (field.isTextual()) {
      return field.textValue();
    }
    if (field.isNull()) {
      throw new RejectedException("no-answer", "Field " + names(paths) + " is null");
    }
    if (field.isNumber()
        && !Double.isFinite(field.doubleValue())
        && !field.isBigDecimal()
        && !field.isBigInteger()) {
      throw new RejectedException(
          "wrong-type", "Field " + names(paths) + " is " + field.asText() + " (allowed: a number)");
    }
    if (field.isNumber()) {
      var number = field.decimalValue();
      if (Math.abs((long) number.scale()) > 1000) {
        throw new RejectedException(
            "wrong-type", "Field " + names(paths) + " is a number out of range");
      }
      return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
    throw new RejectedException(
        "wrong-type",
        "Field "
            + names(paths)
            + " is a JSON "
            + field.getNodeType().name().toLowerCase(Locale.ROOT)
            + " (allowed: text or a number)");
  }

  private static String names(List<String> paths) {
    return String.join(" or ", paths);
  }

  private static String shortened(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }

  /** Why a row is rejected. */
  private static final class RejectedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Candidate.Rejection rejection;

    RejectedException(String reason, String detail) {
      super(detail, null, false, false);
      this.rejection = new Candidate.Rejection(reason, detail);
    }
  }
}
