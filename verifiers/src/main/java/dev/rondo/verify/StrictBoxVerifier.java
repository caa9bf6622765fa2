package dev.rondo.verify;

import dev.rondo.schema.Outcome;

/**
 * A verifier of answers in a box that is strict about the box: the response must hold exactly one
 * and end with it, reasoning up to the last {@code </think>} aside. Several answers are a hedge and
 * text after the answer is not one, so neither is ever CORRECT.
 *
 * <p>Reasons that all have: {@code equal} (CORRECT); {@code no-answer} (no box), {@code
 * unreadable-answer} (the box is not closed, or its content cannot be read), {@code
 * several-answers}, {@code text-after-answer}, {@code unfinished-reasoning} (INCORRECT); {@code
 * unreadable-reference} (UNKNOWN).
 */
abstract class StrictBoxVerifier implements Verifier {
  /** The reason of a CORRECT verdict. */
  static final String EQUAL = "equal";

  static final String DIFFERENT = "different";
  static final String UNREADABLE = "unreadable-answer";

  @Override
  public String version() {
    return "2";
  }

  /**
   * Judges the content of a box against a reference that was found readable.
   *
   * @param answer the reference, without white space around it
   * @param extracted the content, without white space around it; any text
   * @return {@link #EQUAL}, {@link #UNREADABLE} or another reason why it is not right
   */
  abstract String judge(String answer, String extracted);

  /**
   * An answer in one spelling, so that equal ones have equal texts; as it is where it cannot be
   * read, or has one spelling only.
   *
   * @param extracted without white space around it; any text
   */
  String spelling(String extracted) {
    return extracted;
  }

  @Override
  public boolean isSameAnswer(String answer, String other) {
    return spelling(answer.strip()).equals(spelling(other.strip()));
  }

  @Override
  public Verdict verify(String answer, String responseText) {
    return Verdict.of(() -> judged(answer, responseText));
  }

  private Verdict judged(String answer, String responseText) {
    if (checkReference(answer).isPresent()) {
      return new Verdict(Outcome.UNKNOWN, "unreadable-reference", null);
    }
    String response = responseText == null ? "" : responseText;
    if (AnswerExtractor.isUnfinished(response)) {
      return new Verdict(Outcome.INCORRECT, "unfinished-reasoning", null);
    }
    BoxedAnswer box = BoxedAnswer.in(AnswerExtractor.behindReasoning(response));
    if (box.boxes() == 0) {
      return new Verdict(Outcome.INCORRECT, "no-answer", null);
    }
    String extracted = box.content() == null ? null : box.content().strip();
    String reason = extracted == null ? UNREADABLE : judge(answer.strip(), extracted);
    if (!reason.equals(UNREADABLE)) {
      reason = box.boxes() > 1 ? "several-answers" : box.isAtEnd() ? reason : "text-after-answer";
    }
    Outcome outcome = reason.equals(EQUAL) ? Outcome.CORRECT : Outcome.INCORRECT;
    return new Verdict(outcome, reason, extracted);
  }
}
