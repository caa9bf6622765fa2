package dev.rondo.task;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * The problems of a run, split by use; no prompt is in two of the lists.
 *
 * @param heldOut for evaluation only; without solutions
 * @param demonstrations for the supervised warm start; with worked solutions
 * @param training what rounds draw from; without solutions
 */
public record TaskSplit(
    List<Problem> heldOut, List<Problem> demonstrations, List<Problem> training) {

  /** Copies the lists. */
  public TaskSplit {
    heldOut = List.copyOf(heldOut);
    demonstrations = List.copyOf(demonstrations);
    training = List.copyOf(training);
  }

  /**
   * Takes the first problems in the seed's order as held out, the next as demonstrations, the next
   * for training: the held-out ones do not depend on how many the others are.
   *
   * @throws InvalidInputException if the task has not so many problems
   */
  public static TaskSplit of(
      TaskGenerator task, long seed, int heldOut, int demonstrations, int training) {
    if (heldOut < 0
        || demonstrations < 0
        || training < 0
        || (long) heldOut + demonstrations + training > task.problemCount()) {
      throw new InvalidInputException(
          "Cannot split "
              + task.source()
              + " into held-out-problems "
              + heldOut
              + ", demonstrations "
              + demonstrations
              + ", problems "
              + training
              + " (allowed: "
              + task.problemCount()
              + " in all)");
    }
    return new TaskSplit(
        problems(task, seed, 0, heldOut, false),
        problems(task, seed, heldOut, demonstrations, true),
        problems(task, seed, (long) heldOut + demonstrations, training, false));
  }

  private static List<Problem> problems(
      TaskGenerator task, long seed, long from, int count, boolean isWorked) {
    List<Problem> problems = new ArrayList<>(count);
    for (long index = from; index < from + count; index++) {
      Problem problem = task.problem(seed, index);
      if (!isWorked) {
        problem.setSolution(null);
      }
      problems.add(problem);
    }
    return problems;
  }
}
