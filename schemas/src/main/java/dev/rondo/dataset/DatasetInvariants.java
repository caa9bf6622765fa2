package dev.rondo.dataset;

import dev.rondo.schema.FinishReason;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SamplingSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.generic.IndexedRecord;

/**
 * What holds across the files of a dataset and between rows and lineage (SPEC.md numbers them on):
 *
 * <ol start="9">
 *   <li>a problem occurs in one file of a rollouts dataset, a problem's sample in one file of an
 *       evaluation, a problem id once in a problems dataset;
 *   <li>every group of a rollouts dataset is sampleIndex 0 .. group-size - 1;
 *   <li>samplingLogprobs is given exactly when the sampling was truncated by top-p or top-k;
 *   <li>a response has at most max-response-tokens tokens, and exactly that many if finishReason is
 *       LENGTH;
 *   <li>accepted-groups times group-size is the number of rollouts.
 * </ol>
 */
final class DatasetInvariants {
  private final String manifestPath;
  private final DatasetManifest manifest;
  private final Set<String> seen = new HashSet<>();
  private long rollouts;

  DatasetInvariants(String manifestPath, DatasetManifest manifest) {
    this.manifestPath = manifestPath;
    this.manifest = manifest;
  }

  /** Checks the next file; its own invariants hold already. */
  void add(String path, List<? extends IndexedRecord> rows) {
    Lineage lineage = manifest.lineage();
    boolean isRound = manifest.kind().equals("rollouts");
    Set<String> inThisFile = new HashSet<>();
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i) instanceof Problem problem && !seen.add(problem.getProblemId())) {
        throw violated(path, i, "problemId", problem.getProblemId(), "each problem once");
      }
      if (!(rows.get(i) instanceof Rollout rollout)) {
        continue;
      }
      rollouts++;
      checkAgainstLineage(path, i, rollout);
      String id = rollout.getProblemId();
      int sampleIndex = rollout.getSampleIndex();
      boolean isNew =
          isRound ? !inThisFile.add(id) || seen.add(id) : seen.add(sampleIndex + " " + id);
      if (!isNew) {
        throw violated(path, i, "problemId", id, "each group in one file");
      }
      boolean isLastOfGroup =
          i + 1 == rows.size()
              || !((Rollout) rows.get(i + 1)).getProblemId().equals(rollout.getProblemId());
      if (isRound && lineage.groupSize() != null) {
        int groupSize = lineage.groupSize();
        if (sampleIndex >= groupSize || isLastOfGroup && sampleIndex != groupSize - 1) {
          throw violated(
              path, i, "sampleIndex", sampleIndex, "whole groups, 0 to " + (groupSize - 1));
        }
      }
    }
  }

  /** Checks what holds of the whole. */
  void end() {
    Long acceptedGroups = manifest.counts().get("accepted-groups");
    Integer groupSize = manifest.lineage().groupSize();
    if (manifest.kind().equals("rollouts")
        && acceptedGroups != null
        && groupSize != null
        && acceptedGroups * groupSize != rollouts) {
      throw new InvalidInputException(
          "Cannot accept "
              + manifestPath
              + ": accepted-groups is "
              + acceptedGroups
              + " with "
              + rollouts
              + " rollouts (allowed: "
              + groupSize
              + " rollouts a group)");
    }
  }

  private void checkAgainstLineage(String path, int row, Rollout rollout) {
    SamplingSettings sampling = manifest.lineage().sampling();
    if (sampling == null) {
      return;
    }
    if (sampling.isTruncated() != (rollout.getSamplingLogprobs() != null)) {
      throw violated(
          path,
          row,
          "samplingLogprobs",
          rollout.getSamplingLogprobs() == null ? "null" : "given",
          sampling.isTruncated() ? "given under top-p or top-k" : "null without top-p and top-k");
    }
    int length = rollout.getResponseTokens().size();
    int limit = sampling.maxResponseTokens();
    boolean isTruncated = rollout.getFinishReason() == FinishReason.LENGTH;
    if (length > limit || isTruncated && length != limit) {
      throw violated(
          path,
          row,
          "responseTokens",
          length + " tokens with finishReason " + rollout.getFinishReason(),
          "max-response-tokens " + limit);
    }
  }

  private static InvalidInputException violated(
      String path, int row, String field, Object value, String allowed) {
    return new InvalidInputException(
        "Cannot accept "
            + path
            + ": row "
            + row
            + ", field "
            + field
            + " is "
            + value
            + " (allowed: "
            + allowed
            + ")");
  }
}
