package dev.rondo.run;

import dev.rondo.config.FrozenConfig;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.Lineage;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.network.Learner;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a run may be gone on with: with the configuration and by the version of this program that
 * it was begun with.
 */
public final class RunContinuity {
  private RunContinuity() {}

  /**
   * Refuses to go on with what would no longer be one run. One that lacks no more than its report
   * may be finished by any version.
   *
   * @param acceptCodeVersion whether another version or build of this program, or one that computes
   *     policies by another program text, may go on, and a machine of another numeric class with
   *     what is under way: a round, an evaluation, supervised training, which it begins anew; what
   *     it makes records that version
   * @throws InvalidInputException naming what differs
   */
  public static void require(RunDirectory run, boolean acceptCodeVersion) throws IOException {
    FrozenConfig.requireUnchanged(run.config(), run.root());
    requireWhole(run, 0);
    Optional<String> committed = newest(run);
    if (acceptCodeVersion || committed.isEmpty()) {
      return;
    }
    Lineage lineage = run.dataset(committed.get()).committedManifest().lineage();
    requireSameConfiguration(run, committed.get(), lineage);
    if (Plan.plan(run).stream().noneMatch(RunContinuity::makesADataset)) {
      return;
    }
    UnderWay.requireNumericClass(run);
    requireSameProgram(run, committed.get(), lineage);
    for (Map.Entry<String, Lineage> checkpoint : UnderWay.checkpoints(run).entrySet()) {
      requireSameProgram(run, checkpoint.getKey(), checkpoint.getValue());
      requireSameConfiguration(run, checkpoint.getKey(), checkpoint.getValue());
    }
  }

  private static void requireSameConfiguration(RunDirectory run, String newest, Lineage lineage) {
    requireSame(
        run, newest, "configuration digest", lineage.configDigest(), run.config().contentDigest());
  }

  private static void requireSameProgram(RunDirectory run, String newest, Lineage lineage) {
    requireSame(run, newest, "code version", lineage.codeVersion(), CodeVersion.of(newest));
    requireSame(run, newest, "policy program", lineage.programDigest(), Learner.program().digest());
  }

  /** Whether what an action leaves depends on who does it. */
  private static boolean makesADataset(Action action) {
    return !(action instanceof Action.WriteReport || action instanceof Action.Remove);
  }

  /** What says best which program went on with a run; empty if it has committed nothing. */
  private static Optional<String> newest(RunDirectory run) throws IOException {
    int published = run.publishedRounds();
    if (published >= 0) {
      Optional<String> control = newestOfControl(run, published);
      return control.isPresent() ? control : Optional.of(RunDirectory.policyDirectory(published));
    }
    for (String problems :
        List.of(
            RunDirectory.TRAINING_PROBLEMS,
            RunDirectory.DEMONSTRATIONS,
            RunDirectory.HELD_OUT_PROBLEMS)) {
      if (run.isCommitted(problems)) {
        return Optional.of(problems);
      }
    }
    return Optional.empty();
  }

  /**
   * The newest policy of the control, which comes behind the last round; empty before. A supervised
   * one may also have been trained beside the rounds, so that it counts only if this program made
   * it.
   */
  private static Optional<String> newestOfControl(RunDirectory run, int published)
      throws IOException {
    int last = Plan.lastRound(run, published);
    if (published < last || !run.config().control().isAsked()) {
      return Optional.empty();
    }
    if (run.config().control().hasRounds()) {
      int controls = Chain.CONTROL.publishedRounds(run, last);
      return controls == 0
          ? Optional.empty()
          : Optional.of(Chain.CONTROL.policyDirectory(controls));
    }
    String control = RunDirectory.policyDirectory(RunDirectory.CONTROL);
    return run.isCommitted(control) && isOfThisProgram(run, control)
        ? Optional.of(control)
        : Optional.empty();
  }

  private static boolean isOfThisProgram(RunDirectory run, String policy) throws IOException {
    Lineage lineage = run.dataset(policy).committedManifest().lineage();
    String program = lineage.programDigest();
    return CodeVersion.of(policy).equals(lineage.codeVersion())
        && (program == null || program.equals(Learner.program().digest()));
  }

  /**
   * Refuses a run that has lost the manifest of what anything later in it was made from, or in
   * which a dataset of a round lies at the place of another.
   *
   * @param first round whose place is looked at; those before it are known to be at theirs
   * @return the round behind the last published one
   * @throws InvalidInputException naming the dataset
   */
  public static int requireWhole(RunDirectory run, int first) throws IOException {
    Optional<Map.Entry<String, String>> lost = MadeFrom.lost(run);
    if (lost.isPresent()) {
      throw new InvalidInputException(
          "Cannot go on with run "
              + run.root()
              + ": "
              + lost.get().getKey()
              + " has no manifest, and "
              + lost.get().getValue()
              + " (allowed: a whole run; rondo repair makes it again)");
    }
    int published = run.publishedRounds();
    for (int round = first; round <= published; round++) {
      if (round > 0) {
        requirePlace(run, RunDirectory.rolloutsDirectory(round), "rollouts", round);
      }
      requirePlace(run, RunDirectory.policyDirectory(round), "policy", round);
    }
    return published + 1;
  }

  private static void requirePlace(RunDirectory run, String dataset, String kind, int round)
      throws IOException {
    DatasetManifest manifest = run.dataset(dataset).committedManifest();
    Integer found = manifest.lineage().round();
    boolean isOfRound = round == 0 || found == null || found == round;
    if (!manifest.kind().equals(kind) || !isOfRound) {
      throw new InvalidInputException(
          "Cannot go on with run "
              + run.root()
              + ": "
              + dataset
              + " is of kind "
              + manifest.kind()
              + (isOfRound ? "" : " and of round " + found)
              + " (allowed: kind "
              + kind
              + (isOfRound ? ")" : " of round " + round + ")"));
    }
  }

  private static void requireSame(
      RunDirectory run, String newest, String what, String found, String current) {
    if (found != null && !found.equals(current)) {
      throw new InvalidInputException(
          "Cannot go on with run "
              + run.root()
              + ": "
              + newest
              + " is of "
              + what
              + " "
              + found
              + " (allowed: "
              + current
              + ", which is this one"
              + (what.equals("configuration digest")
                  ? ")"
                  : ", or with rondo run --accept-code-version another)"));
    }
  }
}
