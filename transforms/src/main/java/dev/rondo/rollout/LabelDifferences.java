// What re-verification changed.
package dev.rondo.rollout;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Problem;
import dev.rondo.schema.Rollout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The labels that differ between two datasets of the same rollouts.
 *
 * @param same rollouts with the same verdict; their reason may differ
 * @param changes rollouts with another verdict, by what they changed from and to, ascending
 * @param left rollouts whose group is no longer accepted
 * @param joined rollouts whose group was not accepted before
 */
public record LabelDifferences(
    long same, SortedMap<Change, List<Example>> changes, long left, long joined) {

  /** Examples of each change that keep their texts. */
  public static final int MOST_EXAMPLES = 3;

  /**
   * A verdict before and after.
   *
   * @param from verdict before
   * @param fromReason its reason
   * @param to verdict after
   * @param toReason its reason
   */
  public record Change(Outcome from, String fromReason, Outcome to, String toReason)
      implements Comparable<Change> {
    @Override
    public int compareTo(Change other) {
      return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
      return from + " (" + fromReason + ") -> " + to + " (" + toReason + ")";
    }
  }

  /**
   * One rollout that changed.
   *
   * @param problemId its problem
   * @param sampleIndex its place in the group
   * @param answer the reference answer
   * @param extracted what the new verifier took as the answer; null for none
   * @param responseText the response
   */
  public record Example(
      String problemId, int sampleIndex, String answer, String extracted, String responseText) {}

  /** Rollouts that changed, all changes together. */
  public long changed() {
    return changes.values().stream().mapToLong(List::size).sum();
  }

  /** How many changed from one verdict to another, whatever the reasons. */
  public long changed(Outcome from, Outcome to) {
    return changes.entrySet().stream()
        .filter(entry -> entry.getKey().from() == from && entry.getKey().to() == to)
        .mapToLong(entry -> entry.getValue().size())
        .sum();
  }

  /** Compares two committed datasets of the same rollouts. */
  public static LabelDifferences between(
      DatasetStore before, DatasetStore after, DatasetStore problems) throws IOException {
    Map<String, String> answers = new HashMap<>();
    problems
        .readAllRows(Problem.class)
        .forEach(problem -> answers.put(problem.getProblemId(), problem.getAnswer()));
    Map<String, Judged> old = new HashMap<>();
    for (Rollout rollout : before.readAllRows(Rollout.class)) {
      old.put(key(rollout), new Judged(rollout.getVerdict(), rollout.getVerdictReason()));
    }
    long same = 0;
    long joined = 0;
    TreeMap<Change, List<Example>> changes = new TreeMap<>();
    for (Rollout rollout : after.readAllRows(Rollout.class)) {
      Judged was = old.remove(key(rollout));
      if (was == null) {
        joined++;
      } else if (was.verdict() == rollout.getVerdict()) {
        same++;
      } else {
        Change change =
            new Change(
                was.verdict(), was.reason(), rollout.getVerdict(), rollout.getVerdictReason());
        List<Example> examples = changes.computeIfAbsent(change, c -> new ArrayList<>());
        examples.add(
            new Example(
                rollout.getProblemId(),
                rollout.getSampleIndex(),
                answers.get(rollout.getProblemId()),
                rollout.getExtractedAnswer(),
                examples.size() < MOST_EXAMPLES ? rollout.getResponseText() : ""));
      }
    }
    return new LabelDifferences(same, changes, old.size(), joined);
  }

  private record Judged(Outcome verdict, String reason) {}

  private static String key(Rollout rollout) {
    return rollout.getSampleIndex() + " " + rollout.getProblemId();
  }
}
