// A source row on its way to become a problem.
package dev.rondo.imports;

/**
 * A source row on its way to become a problem, or to be rejected.
 *
 * @param file index of its source file in the plan
 * @param row 0-based position in the file
 * @param line 1-based line, for people
 * @param key digest of the normalised question; of the row's content if there is no question
 * @param question the question; null if rejected
 * @param answer the reference answer; null if rejected
 * @param solution the worked solution; null if there is none
 * @param reason why it is rejected; null if it is not
 * @param detail of the reason; null if it is not rejected
 * @param content the row as text, for people; may be cut
 */
record Candidate(
    int file,
    long row,
    long line,
    String key,
    String question,
    String answer,
    String solution,
    String reason,
    String detail,
    String content) {

  boolean isRejected() {
    return reason != null;
  }

  /** Length of what is written of it. */
  long characters() {
    return isRejected()
        ? detail.length() + content.length()
        : question.length() + answer.length() + (solution == null ? 0 : solution.length());
  }

  /** The same row, rejected. */
  Candidate rejected(String why, String whyInWords) {
    return new Candidate(file, row, line, key, null, null, null, why, whyInWords, content);
  }
}
