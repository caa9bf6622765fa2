package dev.rondo.run;

import dev.rondo.evaluate.EvaluationPlan;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PolicySource;
import dev.rondo.rollout.StorageLocation;
import java.io.IOException;
import java.util.List;

/** Runs sampling jobs, wherever they run; the round loop knows no more of it. */
public interface JobRunner extends AutoCloseable {

  /**
   * Makes datasets and returns once all of them are committed and all summaries written. What is
   * there already is not made again.
   *
   * @param jobName the same for the same work: a job of this name that still runs is waited for
   * @param datasets to make; empty if an evaluation's blocks are all committed
   * @param evaluations summaries of these datasets and of committed ones; empty for a round
   * @throws dev.rondo.schema.InvalidInputException if something given is at fault; trying again
   *     would not help
   * @throws RunHeldException if another process has taken over meanwhile
   * @throws IOException if the job failed otherwise
   */
  void run(
      String jobName,
      List<DatasetPlan> datasets,
      List<EvaluationPlan> evaluations,
      PolicySource policies,
      StorageLocation storage)
      throws IOException, InterruptedException;

  /**
   * Whether the last job was found at work, so that its start was not seen. A runner whose jobs end
   * with it finds none.
   */
  default boolean hasTakenOver() {
    return false;
  }

  /**
   * From now on asks so before it ends another's job, or moves or removes what one left. A runner
   * whose jobs end with it, and who clears nothing away, need not ask.
   */
  default void whileHeld(Held check) {}

  @Override
  void close();
}
