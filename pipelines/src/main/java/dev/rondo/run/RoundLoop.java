package dev.rondo.run;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.Storage;
import dev.rondo.policy.program.Numerics;
import dev.rondo.rollout.DatasetCommitter;
import dev.rondo.rollout.ShardPlan;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Does what the plan of a run says, until it is done: sample, train, publish, round after round, in
 * this process. It holds no state of its own; kill it at any time and start it again.
 *
 * <pre>{@code
 * try (RoundLoop loop = RoundLoop.open(RunDirectory.open(path), jobs, report, progress, false)) {
 *   loop.run();
 * }
 * }</pre>
 */
public final class RoundLoop implements AutoCloseable {
  private final RunDirectory run;
  private final RunLock lock;
  private final RunActions actions;
  private final Progress progress;

  private RoundLoop(RunDirectory run, RunLock lock, RunActions actions, Progress progress) {
    this.run = run;
    this.lock = lock;
    this.actions = actions;
    this.progress = progress;
  }

  /**
   * Takes the lock of a run and clears away what a killed process left behind.
   *
   * @param jobs closed by the caller
   * @param acceptCodeVersion whether to go on with a run that another version of this program
   *     began; what is made from here on records this version
   * @throws InvalidInputException if another process works on the run, if another version began it,
   *     or with another configuration; and before the run is held to its configuration, if this
   *     processor lacks the instruction set that the process is pinned to, or the run has another
   */
  public static RoundLoop open(
      RunDirectory run,
      JobRunner jobs,
      ReportWriter report,
      Progress progress,
      boolean acceptCodeVersion)
      throws IOException {
    return open(run, RunLock.acquire(run.root()), jobs, report, progress, acceptCodeVersion);
  }

  /**
   * As above, with the lock of the run.
   *
   * @param lock closed with the loop, or if it is not opened
   */
  public static RoundLoop open(
      RunDirectory run,
      RunLock lock,
      JobRunner jobs,
      ReportWriter report,
      Progress progress,
      boolean acceptCodeVersion)
      throws IOException {
    try {
      Numerics.requireProcessor();
      run.config().compute().requirePinned();
      RunContinuity.require(run, acceptCodeVersion);
      tidy(run);
      jobs.whileHeld(lock::requireHeld);
      RunActions actions = new RunActions(run, jobs, report, progress).whileHeld(lock::requireHeld);
      return new RoundLoop(run, lock, actions, progress);
    } catch (IOException | RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  /** Goes on until the run is done. */
  public void run() throws IOException, InterruptedException {
    while (step().isPresent()) {
      // Each step changes the directory, and with it the plan.
    }
  }

  /**
   * Goes on until one more policy is published, of a round or of the control, or the run is done.
   *
   * @return whether one was published
   */
  public boolean round() throws IOException, InterruptedException {
    while (true) {
      Optional<Action> action = step();
      if (action.isEmpty()) {
        return false;
      }
      if (action.get() instanceof Action.Train
          || action.get() instanceof Action.TrainControlRound
          || action.get() instanceof Action.TrainControl) {
        return true;
      }
    }
  }

  /**
   * Does the first action of the plan.
   *
   * @return what was done; empty if the run is done
   */
  public Optional<Action> step() throws IOException, InterruptedException {
    lock.requireHeld();
    List<Action> plan = Plan.plan(run);
    if (plan.isEmpty()) {
      return Optional.empty();
    }
    Action action = plan.get(0);
    action.perform(actions);
    if (action instanceof Action.Train train) {
      sayRound(Chain.ROUNDS, train.round());
      sayEarlyStop(train.round());
    } else if (action instanceof Action.TrainControlRound train) {
      sayRound(Chain.CONTROL, train.round());
    }
    return Optional.of(action);
  }

  /** One line about a round that was trained. */
  private void sayRound(Chain chain, int round) throws IOException {
    Optional<RoundNews> news = RoundNews.of(run, chain, round);
    if (news.isPresent()) {
      progress.say(chain.roundOf(round, run) + ": " + news.get().inWords());
    }
  }

  private void sayEarlyStop(int published) throws IOException {
    Optional<EarlyStop> stop = EarlyStop.of(run, published);
    if (stop.isPresent()) {
      String round = Chain.ROUNDS.roundOf(stop.get().round(), run);
      progress.say(round + " is the last: " + stop.get().reason());
    }
  }

  /** Removes what killed processes left behind; none of it is part of a dataset. */
  private static void tidy(RunDirectory run) throws IOException {
    Storage storage = run.storage();
    storage.sweep("");
    for (String path : storage.list("rollouts")) {
      removeSpoolBeside(storage, path);
    }
    for (String path : storage.list("evals")) {
      removeSpoolBeside(storage, path);
    }
    for (Map.Entry<String, String> training : Trainings.CHECKPOINTS.entrySet()) {
      removeCheckpoints(run, training.getKey(), training.getValue());
    }
  }

  private static void removeSpoolBeside(Storage storage, String path) throws IOException {
    int end = DatasetLayout.workInProgress(path, ShardPlan.SAMPLED);
    if (end >= 0) {
      DatasetCommitter.removeSpool(storage, path.substring(0, end));
    }
  }

  private static void removeCheckpoints(RunDirectory run, String policy, String directory)
      throws IOException {
    if (run.isCommitted(policy)) {
      for (String path : run.storage().list(directory)) {
        run.storage().delete(path);
      }
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
