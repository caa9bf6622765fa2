package dev.rondo.evaluate;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.JudgedRollout;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.RejectedGroup;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What was counted over one block of an evaluation, or over several: tallies of blocks add up.
 *
 * @param problems tallies by problem id
 * @param votes answers by problem id
 * @param rejected reasons by id of the problems that could not be sampled
 */
record BlockTally(
    TreeMap<String, ProblemTally> problems,
    TreeMap<String, AnswerVotes> votes,
    TreeMap<String, String> rejected)
    implements Serializable {

  static BlockTally empty() {
    return new BlockTally(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
  }

  /**
   * Counts a committed block, one row in memory at a time.
   *
   * @param isWellFormed as {@link ProblemTally.Counter} has it; null where nobody can say
   */
  static BlockTally of(DatasetStore block, Predicate<String> isWellFormed) throws IOException {
    BlockTally tally = empty();
    Counting counting = new Counting(tally, isWellFormed);
    if (isWellFormed == null) {
      JudgedRollout.forEachWithAnswers(block, counting::add);
    } else {
      JudgedRollout.forEachWithTexts(block, counting::add);
    }
    counting.endProblem();
    block.forEachRow(
        RejectedGroup.class,
        List.of("problemId", "reason", "detail"),
        row ->
            tally.rejected.put(
                row.get("problemId").toString(), row.get("reason") + ": " + row.get("detail")));
    return tally;
  }

  /** Counts rows; those of a problem lie together, so that it is looked up once for all of them. */
  private static final class Counting {
    private final BlockTally tally;
    private final Predicate<String> isWellFormed;
    private String problem;
    private ProblemTally.Counter counter;
    private AnswerVotes votes;

    Counting(BlockTally tally, Predicate<String> isWellFormed) {
      this.tally = tally;
      this.isWellFormed = isWellFormed;
    }

    void add(JudgedRollout rollout) {
      if (!rollout.problemId().equals(problem)) {
        endProblem();
        problem = rollout.problemId();
        counter = new ProblemTally.Counter(isWellFormed);
        votes = tally.votes.computeIfAbsent(problem, id -> AnswerVotes.none());
      }
      counter.add(rollout);
      votes.add(rollout.extractedAnswer(), rollout.verdict() == Outcome.CORRECT);
    }

    void endProblem() {
      if (problem != null) {
        tally.problems.merge(problem, counter.tally(problem), ProblemTally::plus);
      }
    }
  }

  /** Adds what was counted over other blocks. */
  void addAll(BlockTally other) {
    other.problems.forEach((id, tally) -> problems.merge(id, tally, ProblemTally::plus));
    other.votes.forEach(
        (id, more) -> votes.computeIfAbsent(id, any -> AnswerVotes.none()).addAll(more));
    rejected.putAll(other.rejected);
  }
}
