// A source row on its way to become a problem.
package dev.rondo.imports;

/**
 * A source row on its way to become a problem, or to be rejected.
 *
 * @param place where it stands
 * @param key digest of the normalised question; of the row's content if there is no question
 * @param statement what the problem will say; null if it is rejected
 * @param rejection why it is rejected; null if it is not
 * @param content the row as text, for people; may be cut
 */
record Candidate(
    RowPlace place, String key, Statement statement, Rejection rejection, String content) {

  /**
   * What a problem says.
   *
   * @param question the question
   * @param answer the reference answer
   * @param solution the worked solution; null if there is none
   */
  record Statement(String question, String answer, String solution) {
    private long characters() {
      return question.length() + answer.length() + (solution == null ? 0 : solution.length());
    }
  }

  /**
   * Why a row leaves.
   *
   * @param reason one word of a small vocabulary
   * @param detail of the reason, one line
   */
  record Rejection(String reason, String detail) {}

  boolean isRejected() {
    return rejection != null;
  }

  /** Length of what is written of it. */
  long characters() {
    return isRejected() ? rejection.detail().length() + content.length() : statement.characters();
  }

  /** The same row, rejected. */
  Candidate rejected(Rejection why) {
    return new Candidate(place, key, null, why, content);
  }
}
