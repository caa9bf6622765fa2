package dev.rondo.verify;

import dev.rondo.schema.Outcome;
import java.util.Optional;

/**
 * Judges answers by equality of texts, white space around them left out: the content of the last
 * box or, where the response has no box, the whole response.
 *
 * <p>Reasons: {@code equal} (CORRECT); {@code different}, {@code no-answer} (the response is
 * blank), {@code unreadable-answer} (the last box is not closed) (INCORRECT); {@code
 * unreadable-reference} (UNKNOWN).
 */
public final class ExactVerifier implements Verifier {

  @Override
  public String name() {
    return "exact";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Verdict verify(String answer, String responseText) {
    return Verdict.of(() -> judged(answer, responseText));
  }

  private Verdict judged(String answer, String responseText) {
    if (checkReference(answer).isPresent()) {
      return new Verdict(Outcome.UNKNOWN, "unreadable-reference", null);
    }
    if (responseText == null) {
      return new Verdict(Outcome.INCORRECT, "no-answer", null);
    }
    BoxedAnswer box = BoxedAnswer.in(responseText);
    String extracted = box.boxes() == 0 ? responseText : box.content();
    if (extracted == null) {
      return new Verdict(Outcome.INCORRECT, "unreadable-answer", null);
    }
    extracted = extracted.strip();
    if (extracted.isEmpty()) {
      return new Verdict(Outcome.INCORRECT, "no-answer", null);
    }
    return extracted.equals(answer.strip())
        ? new Verdict(Outcome.CORRECT, "equal", extracted)
        : new Verdict(Outcome.INCORRECT, "different", extracted);
  }

  @Override
  public Optional<String> checkReference(String answer) {
    return answer == null || answer.isBlank()
        ? Optional.of("Cannot compare with reference answer: " + answer + " (allowed: not blank)")
        : Optional.empty();
  }
}
