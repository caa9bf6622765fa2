package dev.rondo.run;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Removal;
import dev.rondo.schema.FinishReason;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Rollout;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;

/**
 * Counts the verdicts of a round's rollouts. The counts are what is left of rollouts that a rule of
 * retention removes, so that whoever counts a round gets the same numbers before and after.
 */
public final class RolloutTally {
  /** The columns that are counted. */
  public static final List<String> COLUMNS =
      List.of("problemId", "finishReason", "verdict", "verdictReason");

  private static final String ROLLOUTS = "rollouts";
  private static final String CORRECT = "correct";
  private static final String UNKNOWN = "unknown";
  private static final String TRUNCATED = "truncated";
  private static final String GROUPS = "groups";
  private static final String MIXED_GROUPS = "mixed-groups";
  private static final String SOLVED_GROUPS = "solved-groups";
  private static final String REASON = "reason ";
  private static final int SEEN_CORRECT = 1;
  private static final int SEEN_OTHER = 2;

  private final SortedMap<String, Long> counts = new TreeMap<>();
  private final Map<String, Integer> seenByProblem = new HashMap<>();

  /** What is left of a round whose rollouts were removed; empty if they are there. */
  public static Optional<RolloutTally> ofRemoved(DatasetStore rollouts) throws IOException {
    return rollouts
        .removals()
        .of(Removal.ROLLOUTS)
        .map(
            removal -> {
              RolloutTally tally = new RolloutTally();
              tally.counts.putAll(removal.counts());
              return tally;
            });
  }

  /** Counts a committed round, whether its rows are there or not. */
  static RolloutTally of(DatasetStore rollouts) throws IOException {
    Optional<RolloutTally> removed = ofRemoved(rollouts);
    if (removed.isPresent()) {
      return removed.get();
    }
    RolloutTally tally = new RolloutTally();
    rollouts.forEachRow(Rollout.class, COLUMNS, tally::add);
    return tally;
  }

  /** Counts one more row, which has {@link #COLUMNS}. */
  public void add(GenericRecord row) {
    String verdict = row.get("verdict").toString();
    boolean isCorrect = verdict.equals(Outcome.CORRECT.name());
    count(ROLLOUTS, 1);
    count(CORRECT, isCorrect ? 1 : 0);
    count(UNKNOWN, verdict.equals(Outcome.UNKNOWN.name()) ? 1 : 0);
    count(TRUNCATED, row.get("finishReason").toString().equals(FinishReason.LENGTH.name()) ? 1 : 0);
    count(REASON + verdict + ", " + row.get("verdictReason"), 1);
    seenByProblem.merge(
        row.get("problemId").toString(), isCorrect ? SEEN_CORRECT : SEEN_OTHER, (a, b) -> a | b);
  }

  private void count(String name, long more) {
    counts.merge(name, more, Long::sum);
  }

  /** All counts by their names. */
  SortedMap<String, Long> counts() {
    SortedMap<String, Long> all = new TreeMap<>(counts);
    if (!seenByProblem.isEmpty()) {
      all.put(GROUPS, (long) seenByProblem.size());
      all.put(MIXED_GROUPS, groups(SEEN_CORRECT | SEEN_OTHER));
      all.put(SOLVED_GROUPS, groups(SEEN_CORRECT));
    }
    return all;
  }

  private long groups(int seen) {
    return seenByProblem.values().stream().filter(s -> s == seen).count();
  }

  private long value(String name) {
    return counts().getOrDefault(name, 0L);
  }

  /** Number of rollouts. */
  public long rollouts() {
    return value(ROLLOUTS);
  }

  /** Of them with verdict CORRECT. */
  public long correct() {
    return value(CORRECT);
  }

  /** Of them with verdict UNKNOWN. */
  public long unknown() {
    return value(UNKNOWN);
  }

  /** Of them cut at the length limit. */
  public long truncated() {
    return value(TRUNCATED);
  }

  /** Number of groups. */
  public long groups() {
    return value(GROUPS);
  }

  /** Of them with a correct rollout and one that is not. */
  public long mixedGroups() {
    return value(MIXED_GROUPS);
  }

  /** Verdict and reason to the number of rollouts. */
  public SortedMap<String, Long> reasons() {
    SortedMap<String, Long> reasons = new TreeMap<>();
    counts.forEach(
        (name, count) -> {
          if (name.startsWith(REASON)) {
            reasons.put(name.substring(REASON.length()), count);
          }
        });
    return Collections.unmodifiableSortedMap(reasons);
  }
}
