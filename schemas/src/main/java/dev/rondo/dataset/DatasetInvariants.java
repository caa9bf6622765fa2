package dev.rondo.dataset;

import dev.rondo.schema.FinishReason;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SamplingSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 *   <li>accepted-groups times group-size is the number of rollouts;
 *   <li>round is that of the lineage, from version 2 of the format on.
 * </ol>
 */
final class DatasetInvariants {
  private final String manifestPath;
  private final DatasetManifest manifest;
  private final boolean isRound;
  private final Set<String> seen = new HashSet<>();
  private final Map<String, List<int[]>> samples = new HashMap<>();
  private long rollouts;

  private String path;
  private final Set<String> inThisFile = new HashSet<>();
  private int row;
  private Rollout last;

  DatasetInvariants(String manifestPath, DatasetManifest manifest) {
    this.manifestPath = manifestPath;
    this.manifest = manifest;
    this.isRound = manifest.kind().equals("rollouts");
  }

  /** Begins the next file; the rows added from now on are its rows. */
  void startFile(String filePath) {
    path = filePath;
    inThisFile.clear();
    row = 0;
    last = null;
  }

  /** Checks the next row of the file; its own invariants hold already. */
  void add(IndexedRecord added) {
    int i = row++;
    if (added instanceof Problem problem && !seen.add(problem.getProblemId())) {
      throw violated(path, i, "problemId", problem.getProblemId(), "each problem once");
    }
    if (!(added instanceof Rollout rollout)) {
      return;
    }
    rollouts++;
    checkRound(path, i, rollout);
    checkAgainstLineage(path, i, rollout);
    String id = rollout.getProblemId();
    if (last != null && !last.getProblemId().equals(id)) {
      checkGroupEnd(i - 1);
    }
    last = rollout;
    boolean isNew =
        isRound
            ? !inThisFile.add(id) || seen.add(id)
            : isNewSample(samples.computeIfAbsent(id, key -> new ArrayList<>()), rollout);
    if (!isNew) {
      throw violated(path, i, "problemId", id, "each group in one file");
    }
    Integer groupSize = manifest.lineage().groupSize();
    if (isRound && groupSize != null && rollout.getSampleIndex() >= groupSize) {
      throw violated(path, i, "sampleIndex", rollout.getSampleIndex(), wholeGroups(groupSize));
    }
  }

  /** Ends the file. */
  void endFile() {
    if (last != null) {
      checkGroupEnd(row - 1);
    }
  }

  private void checkGroupEnd(int lastRow) {
    Integer groupSize = manifest.lineage().groupSize();
    if (isRound && groupSize != null && last.getSampleIndex() != groupSize - 1) {
      throw violated(path, lastRow, "sampleIndex", last.getSampleIndex(), wholeGroups(groupSize));
    }
  }

  private static String wholeGroups(int groupSize) {
    return "whole groups, 0 to " + (groupSize - 1);
  }

  /**
   * Notes a sample of a problem. The samples of a file follow each other, so that a range for each
   * file stands for all of them.
   *
   * @return whether it was not there before
   */
  private static boolean isNewSample(List<int[]> ranges, Rollout rollout) {
    int sample = rollout.getSampleIndex();
    int[] following = null;
    for (int[] range : ranges) {
      if (sample >= range[0] && sample < range[1]) {
        return false;
      }
      following = sample == range[1] ? range : following;
    }
    if (following == null) {
      ranges.add(new int[] {sample, sample + 1});
    } else {
      following[1]++;
    }
    return true;
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

  private void checkRound(String path, int row, Rollout rollout) {
    Integer round = manifest.lineage().round();
    if (manifest.formatVersion() > 1 && !Objects.equals(round, rollout.getRound())) {
      throw violated(path, row, "round", rollout.getRound(), round + ", that of the lineage");
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
    if (length < sampling.minResponseTokens()) {
      throw violated(
          path,
          row,
          "responseTokens",
          length + " tokens",
          "min-response-tokens " + sampling.minResponseTokens() + " and more");
    }
  }

  /** An error about one row. */
  static InvalidInputException violated(
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
