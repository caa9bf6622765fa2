package dev.rondo.report.facts;

import java.util.List;

/**
 * One rollout to look at.
 *
 * @param round round it was sampled in
 * @param problem the problem: id, prompt, reference answer
 * @param sampleIndex position in its group
 * @param response what the policy wrote
 * @param judgement what the verifier said
 */
public record SampleRollout(
    int round, Question problem, int sampleIndex, Response response, Judgement judgement) {

  /**
   * A problem.
   *
   * @param id its id
   * @param prompt its text; null where the problems are not there
   * @param answer its reference answer; null likewise
   */
  public record Question(String id, String prompt, String answer) {}

  /**
   * A response.
   *
   * @param text its text
   * @param tokens number of tokens
   * @param isTruncated whether it was cut at the length limit
   * @param pieces the text in pieces of one token each, or of several where one alone is no text;
   *     of a long text the beginning only; empty if the tokens could not be matched with the text
   */
  public record Response(String text, int tokens, boolean isTruncated, List<Piece> pieces) {

    /** Copies the list. */
    public Response {
      pieces = List.copyOf(pieces);
    }
  }

  /**
   * A piece of a response.
   *
   * @param text its text
   * @param logprob natural log-probability under the policy that sampled it; the least likely token
   *     where the piece has several
   */
  public record Piece(String text, double logprob) {}

  /**
   * A verdict.
   *
   * @param verdict CORRECT, INCORRECT or UNKNOWN
   * @param reason the verifier's reason
   * @param extracted what it took as the answer; null if it found none
   */
  public record Judgement(String verdict, String reason, String extracted) {}
}
