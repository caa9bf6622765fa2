package dev.rondo.rollout;

import dev.rondo.schema.RejectedGroup;
import dev.rondo.schema.SampledResponse;
import java.util.List;

/** Makes the rows of groups that leave by the labelled door. */
final class Rejections {
  private Rejections() {}

  static RejectedGroup beforeSampling(PlannedProblem problem, String reason, String detail) {
    return row(problem, ShardPlan.SAMPLED, reason, detail, List.of());
  }

  static RejectedGroup whenJudged(
      PlannedProblem problem, String reason, String detail, List<SampledResponse> responses) {
    return row(problem, ShardPlan.VERIFIED, reason, detail, responses);
  }

  private static RejectedGroup row(
      PlannedProblem problem,
      String stage,
      String reason,
      String detail,
      List<SampledResponse> responses) {
    return RejectedGroup.newBuilder()
        .setProblemId(problem.problemId())
        .setPrompt(problem.prompt())
        .setAnswer(problem.answer())
        .setVerifier(problem.verifier())
        .setStage(stage)
        .setReason(reason)
        .setDetail(detail)
        .setResponses(responses)
        .build();
  }
}
