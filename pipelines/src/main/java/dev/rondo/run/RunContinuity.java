package dev.rondo.run;

import dev.rondo.config.FrozenConfig;
import dev.rondo.dataset.Lineage;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;

/**
 * Whether a run may be gone on with: with the configuration and by the version of this program that
 * it was begun with.
 */
public final class RunContinuity {
  private RunContinuity() {}

  /**
   * Refuses to go on with what would no longer be one run.
   *
   * @param acceptCodeVersion whether another version of this program may go on; what it makes
   *     records that version
   * @throws InvalidInputException naming what differs
   */
  public static void require(RunDirectory run, boolean acceptCodeVersion) throws IOException {
    FrozenConfig.requireUnchanged(run.config(), run.root());
    int published = run.publishedRounds();
    String newest =
        published >= 0 ? RunDirectory.policyDirectory(published) : RunDirectory.TRAINING_PROBLEMS;
    if (acceptCodeVersion || !run.isCommitted(newest)) {
      return;
    }
    Lineage lineage = run.dataset(newest).committedManifest().lineage();
    requireSame(run, newest, "code version", lineage.codeVersion(), CodeVersion.current());
    requireSame(
        run, newest, "configuration digest", lineage.configDigest(), run.config().contentDigest());
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
              + (what.equals("code version") ? ", unless told to accept another)" : ")"));
    }
  }
}
