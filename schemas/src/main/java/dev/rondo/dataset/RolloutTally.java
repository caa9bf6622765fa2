package dev.rondo.dataset;

import dev.rondo.schema.FinishReason;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Rollout;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts of the verdicts of rollouts, by the names that they have in receipts, manifests and
 * removals. They stand there so that whoever counts a round reads a few numbers and no rows, and
 * gets the same ones once a rule of retention has removed those. Rounds of earlier versions have
 * none in their manifests: their rows are counted.
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

  private static final Set<String> NAMES =
      Set.of(ROLLOUTS, CORRECT, UNKNOWN, TRUNCATED, GROUPS, MIXED_GROUPS, SOLVED_GROUPS);

  /** Copies the counts. */
  public RolloutTally {
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }

  /** Counts rows at hand, whole groups of them. */
  public static RolloutTally of(Iterable<Rollout> rollouts) {
    Counter counter = new Counter();
    rollouts.forEach(counter::add);
    return counter.tally();
  }

  /** Those among the counts of a receipt or manifest; empty if it has none. */
  public static Optional<RolloutTally> among(SortedMap<String, Long> counts) {
    if (!counts.containsKey(ROLLOUTS)) {
      return Optional.empty();
    }
    SortedMap<String, Long> own = new TreeMap<>(counts);
    own.keySet().removeIf(name -> !isName(name));
    return Optional.of(new RolloutTally(own));
  }

  /** Whether a count of a receipt or manifest is one of these. */
  public static boolean isName(String name) {
    return NAMES.contains(name) || isReason(name);
  }

  /** Whether a count is that of a verdict with its reason. */
  public static boolean isReason(String name) {
    return name.startsWith(REASON);
  }

  /** What is left of a round whose rollouts were removed; empty if they are there. */
  public static Optional<RolloutTally> ofRemoved(DatasetStore rollouts) throws IOException {
    return rollouts
        .removals()
        .of(Removal.ROLLOUTS)
        .map(removal -> new RolloutTally(removal.counts()));
  }

  /** What is known of a committed round without its rows; empty if only they say it. */
  public static Optional<RolloutTally> known(DatasetStore rollouts) throws IOException {
    Optional<RolloutTally> counted = among(rollouts.committedManifest().counts());
    return counted.isPresent() ? counted : ofRemoved(rollouts);
  }

  /** Counts a committed round, whether its rows are there or not. */
  public static RolloutTally of(DatasetStore rollouts) throws IOException {
    Optional<RolloutTally> known = known(rollouts);
    if (known.isPresent()) {
      return known.get();
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
      add(rollout.problemId(), rollout.verdict(), rollout.verdictReason(), rollout.isTruncated());
    }

    /** As above. */
    public void add(Rollout rollout) {
      add(
          rollout.getProblemId(),
          rollout.getVerdict(),
          rollout.getVerdictReason(),
          rollout.getFinishReason() == FinishReason.LENGTH);
    }

    private void add(String problemId, Outcome verdict, String reason, boolean isTruncated) {
      boolean isCorrect = verdict == Outcome.CORRECT;
      rollouts++;
      correct += isCorrect ? 1 : 0;
      unknown += verdict == Outcome.UNKNOWN ? 1 : 0;
      truncated += isTruncated ? 1 : 0;
      reasons.computeIfAbsent(verdict, key -> new HashMap<>()).merge(reason, 1L, Long::sum);
      seenByProblem.merge(problemId, isCorrect ? SEEN_CORRECT : SEEN_OTHER, (a, b) -> a | b);
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

  /**
   * Sum of the outcome rewards of the rollouts.
   *
   * @param unknownReward what an unknown verdict is read as
   */
  public double rewards(double unknownReward) {
    return correct() + unknownReward * unknown();
  }

  /** Number of groups. */
  public long groups() {
    return value(GROUPS);
  }

  /** Of them with a correct rollout and one that is not. */
  public long mixedGroups() {
    return value(MIXED_GROUPS);
  }

  /** Of them with correct rollouts alone. */
  public long solvedGroups() {
    return value(SOLVED_GROUPS);
  }

  /** Verdict and reason to the number of rollouts. */
  public SortedMap<String, Long> reasons() {
    SortedMap<String, Long> reasons = new TreeMap<>();
    counts.forEach(
        (name, count) -> {
          if (isReason(name)) {
            reasons.put(name.substring(REASON.length()), count);
          }
        });
    return Collections.unmodifiableSortedMap(reasons);
  }
}
