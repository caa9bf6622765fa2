package dev.rondo.rollout;

import dev.rondo.schema.Problem;

/**
 * What a shard plan says of one problem: all that sampling and judging need.
 *
 * @param problemId its id
 * @param prompt the question as text
 * @param answer the reference answer
 * @param verifier name of its verifier
 */
public record PlannedProblem(String problemId, String prompt, String answer, String verifier) {

  /** The part of a problem that a plan carries; the worked solution stays behind. */
  public static PlannedProblem of(Problem problem) {
    return new PlannedProblem(
        problem.getProblemId(), problem.getPrompt(), problem.getAnswer(), problem.getVerifier());
  }

  /** The same problem, judged by another verifier. */
  PlannedProblem judgedBy(String otherVerifier) {
    return new PlannedProblem(problemId, prompt, answer, otherVerifier);
  }
}
