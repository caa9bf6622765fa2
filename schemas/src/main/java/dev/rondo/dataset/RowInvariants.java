package dev.rondo.dataset;

import dev.rondo.schema.FinishReason;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Problem;
import dev.rondo.schema.RejectedGroup;
import dev.rondo.schema.RejectedRow;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SampledResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.avro.generic.IndexedRecord;

/**
 * What holds of the rows of every file, checked before a file is written and again on verify. The
 * numbers are those of SPEC.md:
 *
 * <ol>
 *   <li>promptTokens and responseTokens hold at least one id, none below 0;
 *   <li>behaviorLogprobs has the length of responseTokens, each finite and at most 0;
 *   <li>samplingLogprobs is null or the same;
 *   <li>outcomeReward is 1 for CORRECT, 0 for INCORRECT, null for UNKNOWN;
 *   <li>verdictReason and a rejection's reason are lower-case words joined by hyphens;
 *   <li>rows of a problem are adjacent, their promptTokens equal, their sampleIndex consecutive;
 *   <li>every group of a file has the same range of sampleIndex;
 *   <li>a problem has an id, a prompt and a verifier, none empty, and its id occurs once.
 * </ol>
 */
final class RowInvariants {
  private static final Pattern REASON = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  private final String file;
  private final int formatVersion;

  private final Set<String> ids = new HashSet<>();
  private final Groups groups = new Groups();
  private int rows;

  /**
   * Of one file, to which its rows are added in order; rows of a type that is not Rondo's have no
   * invariants.
   *
   * @param file what messages call it
   * @param formatVersion of the file
   */
  RowInvariants(String file, int formatVersion) {
    this.file = file;
    this.formatVersion = formatVersion;
  }

  /**
   * Checks the next row.
   *
   * @throws InvalidInputException naming file, row and field
   */
  void add(IndexedRecord row) {
    int i = rows++;
    if (row instanceof Rollout rollout) {
      checkRollout(i, rollout);
      groups.add(i, rollout.getProblemId(), rollout.getSampleIndex(), rollout.getPromptTokens());
    } else if (row instanceof SampledResponse response) {
      checkResponse(i, response);
      groups.add(i, response.getProblemId(), response.getSampleIndex(), response.getPromptTokens());
    } else if (row instanceof Problem problem) {
      checkProblem(i, problem);
    } else if (row instanceof RejectedGroup group) {
      checkRejected(i, group);
    } else if (row instanceof RejectedRow rejected) {
      checkReason(i, "reason", rejected.getReason());
    }
  }

  /** Checks what holds of the whole file. */
  void end() {
    groups.end();
  }

  private void checkRollout(int row, Rollout rollout) {
    checkTokens(
        row,
        rollout.getProblemId(),
        rollout.getPromptTokens(),
        rollout.getResponseTokens(),
        rollout.getBehaviorLogprobs(),
        rollout.getSamplingLogprobs());
    if (rollout.getFinishReason() == null || rollout.getResponseText() == null) {
      throw violated(row, "finishReason or responseText", "null", "never null");
    }
    Outcome verdict = rollout.getVerdict();
    Float reward = rollout.getOutcomeReward();
    if (verdict == null) {
      throw violated(row, "verdict", "null", "never null");
    }
    Float expected =
        switch (verdict) {
          case CORRECT -> Float.valueOf(1);
          case INCORRECT -> Float.valueOf(0);
          case UNKNOWN -> null;
        };
    if (expected == null ? reward != null : reward == null || reward.floatValue() != expected) {
      throw violated(row, "outcomeReward", reward, expected + " for " + verdict);
    }
    checkReason(row, "verdictReason", rollout.getVerdictReason());
    if (formatVersion > 1) {
      checkNotEmpty(row, "prompt", rollout.getPrompt());
    }
  }

  private void checkResponse(int row, SampledResponse response) {
    checkTokens(
        row,
        response.getProblemId(),
        response.getPromptTokens(),
        response.getResponseTokens(),
        response.getBehaviorLogprobs(),
        response.getSamplingLogprobs());
    String finishReason = response.getFinishReason();
    if (!FinishReason.STOP.name().equals(finishReason)
        && !FinishReason.LENGTH.name().equals(finishReason)) {
      throw violated(row, "finishReason", finishReason, "STOP, LENGTH");
    }
  }

  private void checkProblem(int row, Problem problem) {
    checkNotEmpty(row, "problemId", problem.getProblemId());
    checkNotEmpty(row, "prompt", problem.getPrompt());
    checkNotEmpty(row, "verifier", problem.getVerifier());
    if (!ids.add(problem.getProblemId())) {
      throw violated(row, "problemId", problem.getProblemId(), "each problem once");
    }
  }

  private void checkRejected(int row, RejectedGroup group) {
    checkNotEmpty(row, "problemId", group.getProblemId());
    checkReason(row, "reason", group.getReason());
    if (!ids.add(group.getProblemId())) {
      throw violated(row, "problemId", group.getProblemId(), "each group once");
    }
    for (SampledResponse response : group.getResponses()) {
      if (!response.getProblemId().equals(group.getProblemId())) {
        throw violated(row, "responses.problemId", response.getProblemId(), "that of the group");
      }
    }
  }

  private void checkTokens(
      int row,
      String problemId,
      List<Integer> promptTokens,
      List<Integer> responseTokens,
      List<Float> behaviorLogprobs,
      List<Float> samplingLogprobs) {
    checkNotEmpty(row, "problemId", problemId);
    checkIds(row, "promptTokens", promptTokens);
    checkIds(row, "responseTokens", responseTokens);
    checkLogprobs(row, "behaviorLogprobs", behaviorLogprobs, responseTokens.size());
    if (samplingLogprobs != null) {
      checkLogprobs(row, "samplingLogprobs", samplingLogprobs, responseTokens.size());
    }
  }

  private void checkIds(int row, String field, List<Integer> ids) {
    if (ids == null || ids.isEmpty()) {
      throw violated(row, field, ids, "at least one token");
    }
    for (int id : ids) {
      if (id < 0) {
        throw violated(row, field, id, "token ids of 0 and above");
      }
    }
  }

  private void checkLogprobs(int row, String field, List<Float> logprobs, int length) {
    if (logprobs == null || logprobs.size() != length) {
      throw violated(
          row,
          field,
          logprobs == null ? "null" : logprobs.size() + " values",
          length + ", one a response token");
    }
    for (float logprob : logprobs) {
      if (!(logprob <= 0) || Float.isInfinite(logprob)) {
        throw violated(row, field, logprob, "finite, at most 0");
      }
    }
  }

  private void checkReason(int row, String field, String reason) {
    if (reason == null || !REASON.matcher(reason).matches()) {
      throw violated(row, field, reason, "lower-case words joined by hyphens");
    }
  }

  private void checkNotEmpty(int row, String field, String value) {
    if (value == null || value.isEmpty()) {
      throw violated(row, field, value, "not empty");
    }
  }

  private InvalidInputException violated(int row, String field, Object value, String allowed) {
    return DatasetInvariants.violated(file, row, field, value, allowed);
  }

  /** Follows the groups of a file, row by row. */
  private final class Groups {
    private final Set<String> groupIds = new HashSet<>();
    private String problemId;
    private List<Integer> promptTokens;
    private int firstRow;
    private int firstSampleIndex;
    private int nextSampleIndex;
    private int fileFirst = -1;
    private int fileNext = -1;

    void add(int row, String id, int sampleIndex, List<Integer> prompt) {
      if (!id.equals(problemId)) {
        end();
        if (!groupIds.add(id)) {
          throw violated(row, "problemId", id, "all rows of a problem adjacent");
        }
        problemId = id;
        promptTokens = prompt;
        firstRow = row;
        firstSampleIndex = sampleIndex;
        if (sampleIndex < 0 || fileFirst >= 0 && sampleIndex != fileFirst) {
          throw violated(
              row, "sampleIndex", sampleIndex, "a group starts at " + Math.max(fileFirst, 0));
        }
      } else {
        if (sampleIndex != nextSampleIndex) {
          throw violated(
              row, "sampleIndex", sampleIndex, "the next of its group, " + nextSampleIndex);
        }
        if (!prompt.equals(promptTokens)) {
          throw violated(row, "promptTokens", prompt, "those of its group");
        }
      }
      nextSampleIndex = sampleIndex + 1;
    }

    void end() {
      if (problemId == null) {
        return;
      }
      if (fileFirst < 0) {
        fileFirst = firstSampleIndex;
        fileNext = nextSampleIndex;
      } else if (nextSampleIndex != fileNext) {
        throw violated(
            firstRow,
            "problemId",
            problemId + " with " + (nextSampleIndex - firstSampleIndex) + " samples",
            "whole groups of " + (fileNext - fileFirst));
      }
    }
  }
}
