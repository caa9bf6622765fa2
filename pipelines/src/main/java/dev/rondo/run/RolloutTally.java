package dev.rondo.run;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.JudgedRollout;
import dev.rondo.dataset.Removal;
import dev.rondo.schema.Outcome;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts of the verdicts of a round's rollouts. They are what is left of rollouts that a rule of
 * retention removes, so that whoever counts a round gets the same numbers before and after.
 *
 * @param counts all counts by their names; empty without rollouts
 */
public record RolloutTally(SortedMap<String, Long> counts) {
  private static final String ROLLOUTS = "rollouts";
  private static final String CORRECT = "correct";
  private static final String UNKNOWN = "unknown";
  private static final String TRUNCATED = "truncated";
  private static final String GROUPS = "groups";
  private static final String MIXED_GROUPS = "mixed-groups";
  private static final String SOLVED_GROUPS = "solved-groups";
  private static final String REASON = "reason ";

  /** Copies the counts. */
  public RolloutTally {
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }

  /** What is left of a round whose rollouts were removed; empty if they are there. */
  public static Optional<RolloutTally> ofRemoved(DatasetStore rollouts) throws IOException {
    return rollouts
        .removals()
        .of(Removal.ROLLOUTS)
        .map(removal -> new RolloutTally(removal.counts()));
  }

  /** Counts a committed round, whether its rows are there or not. */
  static RolloutTally of(DatasetStore rollouts) throws IOException {
    Optional<RolloutTally> removed = ofRemoved(rollouts);
    if (removed.isPresent()) {
      return removed.get();
    }
    Counter counter = new Counter();
    JudgedRollout.forEachVerdict(rollouts, counter::add);
    return counter.tally();
  }

  /** Counts rows, in any order. */
  public static final class Counter {
    private static final int SEEN_CORRECT = 1;
    private static final int SEEN_OTHER = 2;

    private final Map<Outcome, Map<String, Long>> reasons = new HashMap<>();
    private final Map<String, Integer> seenByProblem = new HashMap<>();
    private long rollouts;
    private long correct;
    private long unknown;
    private long truncated;

    /** Counts one more rollout; its length and its texts are not looked at. */
    public void add(JudgedRollout rollout) {
      boolean isCorrect = rollout.verdict() == Outcome.CORRECT;
      rollouts++;
      correct += isCorrect ? 1 : 0;
      unknown += rollout.verdict() == Outcome.UNKNOWN ? 1 : 0;
      truncated += rollout.isTruncated() ? 1 : 0;
      reasons
          .computeIfAbsent(rollout.verdict(), verdict -> new HashMap<>())
          .merge(rollout.verdictReason(), 1L, Long::sum);
      seenByProblem.merge(
          rollout.problemId(), isCorrect ? SEEN_CORRECT : SEEN_OTHER, (a, b) -> a | b);
    }

    /** What was counted up to now. */
    public RolloutTally tally() {
      SortedMap<String, Long> counts = new TreeMap<>();
      if (rollouts > 0) {
        counts.put(ROLLOUTS, rollouts);
        counts.put(CORRECT, correct);
        counts.put(UNKNOWN, unknown);
        counts.put(TRUNCATED, truncated);
        reasons.forEach(
            (verdict, ofVerdict) ->
                ofVerdict.forEach(
                    (reason, count) -> counts.put(REASON + verdict + ", " + reason, count)));
        counts.put(GROUPS, (long) seenByProblem.size());
        counts.put(MIXED_GROUPS, groups(SEEN_CORRECT | SEEN_OTHER));
        counts.put(SOLVED_GROUPS, groups(SEEN_CORRECT));
      }
      return new RolloutTally(counts);
    }

    private long groups(int seen) {
      return seenByProblem.values().stream().filter(s -> s == seen).count();
    }
  }

  private long value(String name) {
    return counts.getOrDefault(name, 0L);
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
