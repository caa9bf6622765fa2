package dev.rondo.dataset;

import dev.rondo.schema.FinishReason;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SamplingSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
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
 *   <li>round is that of the lineage, from version 2 of the format on;
 *   <li>the counts of verdicts, where there are some, are those of the rows.
 * </ol>
 */
final class DatasetInvariants {
  private final String manifestPath;
  private final DatasetManifest manifest;
  private final boolean isRound;
  private final Set<String> seen = new HashSet<>();
  private final Map<String, List<Samples>> samples = new HashMap<>();
  private final SortedMap<String, Long> tallied = new TreeMap<>();
  private long rollouts;

  DatasetInvariants(String manifestPath, DatasetManifest manifest) {
    this.manifestPath = manifestPath;
    this.manifest = manifest;
    this.isRound = manifest.kind().equals("rollouts");
  }

  /**
   * Samples of a problem that follow each other in a file.
   *
   * @param row of the first of them
   */
  private record Samples(int from, int to, int row) {}

  /**
   * A file's rows as far as they can be checked without those of other files; several may be filled
   * at a time, each by one thread.
   */
  final class OfFile {
    private final String path;
    private final Map<String, Integer> firstRows = new LinkedHashMap<>();
    private final Map<String, Samples> samplesHere = new LinkedHashMap<>();
    private final RolloutTally.Counter tally = new RolloutTally.Counter();
    private int row;
    private long rolloutsHere;
    private Rollout last;

    private OfFile(String path) {
      this.path = path;
    }

    /** Checks the next row of the file; its own invariants hold already. */
    void add(IndexedRecord added) {
      int i = row++;
      if (added instanceof Problem problem) {
        firstRows.putIfAbsent(problem.getProblemId(), i);
      }
      if (!(added instanceof Rollout rollout)) {
        return;
      }
      rolloutsHere++;
      tally.add(rollout);
      checkRound(path, i, rollout);
      checkAgainstLineage(path, i, rollout);
      String id = rollout.getProblemId();
      if (last != null && !last.getProblemId().equals(id)) {
        checkGroupEnd(i - 1);
      }
      last = rollout;
      int sample = rollout.getSampleIndex();
      if (isRound) {
        firstRows.putIfAbsent(id, i);
      } else {
        samplesHere.merge(
            id,
            new Samples(sample, sample + 1, i),
            (before, next) -> new Samples(before.from(), next.to(), before.row()));
      }
      Integer groupSize = manifest.lineage().groupSize();
      if (isRound && groupSize != null && sample >= groupSize) {
        throw violated(path, i, "sampleIndex", sample, wholeGroups(groupSize));
      }
    }

    /** Ends the file. */
    void end() {
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
  }

  /** Begins a file. */
  OfFile startFile(String path) {
    return new OfFile(path);
  }

  /** Checks a file that has ended against those before it. */
  void add(OfFile file) {
    rollouts += file.rolloutsHere;
    file.tally.tally().counts().forEach((name, count) -> tallied.merge(name, count, Long::sum));
    String once =
        manifest.kind().equals("problems") ? "each problem once" : "each group in one file";
    file.firstRows.forEach(
        (id, row) -> {
          if (!seen.add(id)) {
            throw violated(file.path, row, "problemId", id, once);
          }
        });
    file.samplesHere.forEach(
        (id, range) -> {
          List<Samples> before = samples.computeIfAbsent(id, key -> new ArrayList<>());
          for (Samples other : before) {
            if (range.from() < other.to() && other.from() < range.to()) {
              throw violated(file.path, range.row(), "problemId", id, once);
            }
          }
          before.add(range);
        });
  }

  private static String wholeGroups(int groupSize) {
    return "whole groups, 0 to " + (groupSize - 1);
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
    RolloutTally.among(manifest.counts()).ifPresent(this::checkTally);
  }

  private void checkTally(RolloutTally counted) {
    Set<String> names = new TreeSet<>(counted.counts().keySet());
    names.addAll(tallied.keySet());
    for (String name : names) {
      long found = counted.counts().getOrDefault(name, 0L);
      long expected = tallied.getOrDefault(name, 0L);
      if (found != expected) {
        throw new InvalidInputException(
            "Cannot accept "
                + manifestPath
                + ": "
                + name
                + " is "
                + found
                + " (allowed: "
                + expected
                + ", as its rows say)");
      }
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
