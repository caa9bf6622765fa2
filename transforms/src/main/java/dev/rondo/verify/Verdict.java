package dev.rondo.verify;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Outcome;
import java.util.regex.Pattern;

/**
 * A verifier's judgement of one response.
 *
 * @param outcome CORRECT, INCORRECT or UNKNOWN
 * @param reason short and machine-readable: lower-case words joined by hyphens, such as {@code
 *     equal}, {@code different}, {@code no-answer}
 * @param extractedAnswer what was taken as the final answer; null where none was found
 */
public record Verdict(Outcome outcome, String reason, String extractedAnswer) {
  private static final Pattern REASON = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  /** Checks every field. */
  public Verdict {
    if (outcome == null) {
      throw new InvalidInputException(
          "Cannot use a verdict without outcome (allowed: CORRECT, INCORRECT, UNKNOWN)");
    }
    if (reason == null || !REASON.matcher(reason).matches()) {
      throw new InvalidInputException(
          "Cannot use a verdict with reason: "
              + reason
              + " (allowed: lower-case words joined by hyphens)");
    }
  }

  /** The label of the objective: 1 for CORRECT, 0 for INCORRECT, null for UNKNOWN. */
  public Float outcomeReward() {
    return switch (outcome) {
      case CORRECT -> Float.valueOf(1);
      case INCORRECT -> Float.valueOf(0);
      case UNKNOWN -> null;
    };
  }
}
