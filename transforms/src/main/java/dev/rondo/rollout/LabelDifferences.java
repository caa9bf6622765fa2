// What re-verification changed.
package dev.rondo.rollout;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.JudgedRollout;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Problem;
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
    problems.forEachRow(
        Problem.class,
        List.of("problemId", "answer"),
        problem -> answers.put(problem.get(0).toString(), problem.get(1).toString()));
    Map<String, Judged> old = new HashMap<>();
    Map<String, String> reasons = new HashMap<>();
    JudgedRollout.forEach(
        before,
        rollout ->
            old.put(
                key(rollout),
                new Judged(
                    rollout.verdict(),
                    reasons.computeIfAbsent(rollout.verdictReason(), reason -> reason))));
    long[] counts = new long[2]; // same, joined
    TreeMap<Change, List<Example>> changes = new TreeMap<>();
    JudgedRollout.forEachWithTexts(
        after,
        rollout -> {
          Judged was = old.remove(key(rollout));
          if (was == null) {
            counts[1]++;
          } else if (was.verdict() == rollout.verdict()) {
            counts[0]++;
          } else {
            Change change =
                new Change(was.verdict(), was.reason(), rollout.verdict(), rollout.verdictReason());
            List<Example> examples = changes.computeIfAbsent(change, c -> new ArrayList<>());
            examples.add(
                new Example(
                    rollout.problemId(),
                    rollout.sampleIndex(),
                    answers.get(rollout.problemId()),
                    rollout.extractedAnswer(),
                    examples.size() < MOST_EXAMPLES ? rollout.responseText() : ""));
          }
        });
    return new LabelDifferences(counts[0], changes, old.size(), counts[1]);
  }

  private record Judged(Outcome verdict, String reason) {}

  private static String key(JudgedRollout rollout) {
    return rollout.sampleIndex() + " " + rollout.problemId();
  }
}
