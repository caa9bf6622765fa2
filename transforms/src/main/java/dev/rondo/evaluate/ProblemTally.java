package dev.rondo.evaluate;

import dev.rondo.dataset.JudgedRollout;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Outcome;
import dev.rondo.task.TaskGenerator;
import java.io.Serializable;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What was counted over the samples of one problem. Tallies of different samples add up.
 *
 * @param problemId the problem
 * @param samples responses sampled, n; at least 1
 * @param correct responses judged CORRECT, c
 * @param unknown responses judged UNKNOWN; they count as not correct
 * @param truncated responses cut at the length limit
 * @param noAnswer responses in which the verifier found no answer to judge
 * @param wellFormed responses that were well-formed attempts, right or wrong; null where nobody
 *     says what that is
 * @param responseTokens response tokens in all
 */
public record ProblemTally(
    String problemId,
    int samples,
    int correct,
    int unknown,
    int truncated,
    int noAnswer,
    Integer wellFormed,
    long responseTokens)
    implements Serializable {
  /** Of the reasons that docs/verifier.md lists, those of responses without an answer. */
  private static final Set<String> NO_ANSWER = Set.of("no-answer", "unfinished-reasoning");

  /** Checks every field. */
  public ProblemTally {
    if (problemId == null || problemId.isEmpty()) {
      throw new InvalidInputException("Cannot tally problem: " + problemId + " (allowed: an id)");
    }
    require(problemId, "samples", samples, samples >= 1, "1 and above");
    String most = "0 to samples, " + samples;
    require(problemId, "correct", correct, correct >= 0 && correct <= samples, most);
    require(problemId, "unknown", unknown, unknown >= 0 && unknown <= samples - correct, most);
    require(problemId, "truncated", truncated, truncated >= 0 && truncated <= samples, most);
    require(problemId, "no-answer", noAnswer, noAnswer >= 0 && noAnswer <= samples, most);
    if (wellFormed != null) {
      require(problemId, "well-formed", wellFormed, wellFormed >= 0 && wellFormed <= samples, most);
    }
    long mostTokens = (long) samples * Integer.MAX_VALUE;
    require(
        problemId,
        "response-tokens",
        responseTokens,
        responseTokens >= 0 && responseTokens <= mostTokens,
        "0 to " + mostTokens);
  }

  /** Counts the samples of one problem, one after the other. */
  static final class Counter {
    private final Predicate<String> isWellFormed;
    private int samples;
    private int correct;
    private int unknown;
    private int truncated;
    private int noAnswer;
    private int wellFormed;
    private long responseTokens;

    /**
     * @param isWellFormed says of a response's text whether it is a well-formed attempt, such as
     *     {@link TaskGenerator#isWellFormed}; null where nobody can say. A truncated response never
     *     is one
     */
    Counter(Predicate<String> isWellFormed) {
      this.isWellFormed = isWellFormed;
    }

    void add(JudgedRollout rollout) {
      samples++;
      correct += rollout.verdict() == Outcome.CORRECT ? 1 : 0;
      unknown += rollout.verdict() == Outcome.UNKNOWN ? 1 : 0;
      truncated += rollout.isTruncated() ? 1 : 0;
      noAnswer += NO_ANSWER.contains(rollout.verdictReason()) ? 1 : 0;
      if (isWellFormed != null && !rollout.isTruncated()) {
        wellFormed += isWellFormed.test(rollout.responseText()) ? 1 : 0;
      }
      responseTokens += rollout.responseTokens();
    }

    /** The tally of what was added, at least one sample. */
    ProblemTally tally(String problemId) {
      return new ProblemTally(
          problemId,
          samples,
          correct,
          unknown,
          truncated,
          noAnswer,
          isWellFormed == null ? null : (Integer) wellFormed,
          responseTokens);
    }
  }

  /**
   * The tally over both sets of samples.
   *
   * @throws InvalidInputException if the other one is of another problem
   */
  public ProblemTally plus(ProblemTally other) {
    if (!problemId.equals(other.problemId)) {
      throw new InvalidInputException(
          "Cannot add the tally of problem " + other.problemId + " (allowed: " + problemId + ")");
    }
    return new ProblemTally(
        problemId,
        samples + other.samples,
        correct + other.correct,
        unknown + other.unknown,
        truncated + other.truncated,
        noAnswer + other.noAnswer,
        wellFormed == null || other.wellFormed == null ? null : wellFormed + other.wellFormed,
        responseTokens + other.responseTokens);
  }

  private static void require(
      String problemId, String field, long value, boolean isAllowed, String allowed) {
    if (!isAllowed) {
      throw new InvalidInputException(
          "Cannot tally problem "
              + problemId
              + " with "
              + field
              + ": "
              + value
              + " (allowed: "
              + allowed
              + ")");
    }
  }
}
