package dev.rondo.verify;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Outcome;
import java.util.function.Supplier;

/**
 * A verifier's judgement of one response.
 *
 * @param outcome CORRECT, INCORRECT or UNKNOWN
 * @param reason short and machine-readable: lower-case words joined by hyphens, such as {@code
 *     equal}, {@code different}, {@code no-answer}
 * @param extractedAnswer what was taken as the final answer; null where none was found
 * @param rung what marked that answer; null where none was found or the verifier does not say
 * @param referenceForm the reference answer in the verifier's normal form; null where there is none
 * @param answerForm the extracted answer in that form; null where there is none
 */
public record Verdict(
    Outcome outcome,
    String reason,
    String extractedAnswer,
    Rung rung,
    String referenceForm,
    String answerForm) {

  /** Checks every field. */
  public Verdict {
    if (outcome == null) {
      throw new InvalidInputException(
          "Cannot use a verdict without outcome (allowed: CORRECT, INCORRECT, UNKNOWN)");
    }
    if (!isReason(reason)) {
      throw new InvalidInputException(
          "Cannot use a verdict with reason: "
              + reason
              + " (allowed: lower-case words joined by hyphens)");
    }
  }

  /** A verdict of a verifier without rungs and normal forms. */
  public Verdict(Outcome outcome, String reason, String extractedAnswer) {
    this(outcome, reason, extractedAnswer, null, null, null);
  }

  /** What a judgement says; undecided if it throws, as no text makes a verifier throw. */
  public static Verdict of(Supplier<Verdict> judgement) {
    try {
      return judgement.get();
    } catch (RuntimeException | StackOverflowError e) {
      return new Verdict(Outcome.UNKNOWN, "undecided", null);
    }
  }

  private static boolean isReason(String text) {
    if (text == null || text.isEmpty() || text.endsWith("-")) {
      return false;
    }
    char before = '-';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isWord = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (!isWord && (c != '-' || before == '-')) {
        return false;
      }
      before = c;
    }
    return true;
  }
}
