package dev.rondo.verify;

import dev.rondo.schema.Outcome;
import java.util.Optional;

/**
 * Judges responses to the problems that name it. Implementations are thread-safe, keep nothing that
 * changes a verdict, are found by {@link java.util.ServiceLoader}, and have a public constructor
 * without arguments.
 */
public interface Verifier {

  /** What a problem's {@code verifier} field says; lower-case words joined by hyphens. */
  String name();

  /** Changes whenever a verdict or a reason may change. */
  String version();

  /** Name and version as lineage records them, such as {@code arithmetic@2}. */
  default String identity() {
    return name() + "@" + version();
  }

  /**
   * Judges one response. Never throws, whatever the texts.
   *
   * @param answer the problem's reference answer
   * @param responseText the response as text, special tokens left out
   * @return UNKNOWN with reason {@code unreadable-reference} if {@link #checkReference} has an
   *     objection
   */
  Verdict verify(String answer, String responseText);

  /**
   * Judges one response by the answer that an extraction finds. {@link #verify(String, String)} is
   * how rewards are given; a verifier with one way of finding answers ignores the extraction.
   *
   * @param answer the problem's reference answer
   * @param responseText the response as text, special tokens left out
   * @param extraction where to look for the answer
   */
  default Verdict verify(String answer, String responseText, Extraction extraction) {
    return verify(answer, responseText);
  }

  /**
   * Whether an extracted answer says the same as another one, as a vote over answers needs it.
   * Never throws. The default takes the one for a reference: a verifier whose references have
   * another form than answers, such as an equation for its solution, says it otherwise. Answers
   * that were judged CORRECT vote together whatever this says.
   *
   * @param answer an extracted answer
   * @param other another one
   */
  default boolean isSameAnswer(String answer, String other) {
    return answer.strip().equals(other.strip())
        || verify(answer, "\\boxed{" + other + "}").outcome() == Outcome.CORRECT;
  }

  /**
   * Whether a reference answer can be compared with at all.
   *
   * @return empty if it can, else one line that says what is wrong with it and what is allowed
   */
  Optional<String> checkReference(String answer);
}
