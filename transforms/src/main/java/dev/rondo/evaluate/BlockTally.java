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
   * @param isWellFormed as {@link ProblemTally#of} has it; null where nobody can say
   */
  static BlockTally of(DatasetStore block, Predicate<String> isWellFormed) throws IOException {
    BlockTally tally = empty();
    DatasetStore.RowConsumer<JudgedRollout> count = rollout -> tally.add(rollout, isWellFormed);
    if (isWellFormed == null) {
      JudgedRollout.forEachWithAnswers(block, count);
    } else {
      JudgedRollout.forEachWithTexts(block, count);
    }
    block.forEachRow(
        RejectedGroup.class,
        List.of("problemId", "reason", "detail"),
        row ->
            tally.rejected.put(
                row.get("problemId").toString(), row.get("reason") + ": " + row.get("detail")));
    return tally;
  }

  private void add(JudgedRollout rollout, Predicate<String> isWellFormed) {
    problems.merge(rollout.problemId(), ProblemTally.of(rollout, isWellFormed), ProblemTally::plus);
    votes
        .computeIfAbsent(rollout.problemId(), id -> AnswerVotes.none())
        .add(rollout.extractedAnswer(), rollout.verdict() == Outcome.CORRECT);
  }

  /** Adds what was counted over other blocks. */
  void addAll(BlockTally other) {
    other.problems.forEach((id, tally) -> problems.merge(id, tally, ProblemTally::plus));
    other.votes.forEach(
        (id, more) -> votes.computeIfAbsent(id, any -> AnswerVotes.none()).addAll(more));
    rejected.putAll(other.rejected);
  }
}
