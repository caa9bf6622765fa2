package dev.rondo.pipelines;

import dev.rondo.dataset.Digests;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.worker.BuildDigest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a job on a cluster that others may use too: what it does, for people, then whose it
 * is, for the next driver: {@code first-round-000003 [run 3f9a1c2b, plan 77aa01bc, parallelism 4]}.
 *
 * @param work run and round, such as {@code first-round-000003}
 * @param run which run directory, so that runs of the same name are told apart
 * @param plan what is made there, and by which build; the same gives the same bytes
 * @param parallelism slots that the job asks for
 */
record JobName(String work, String run, String plan, int parallelism) {
  private static final int DIGITS = 8;
  private static final Pattern TEXT =
      Pattern.compile("(.*) \\[run ([0-9a-f]{8}), plan ([0-9a-f]{8}), parallelism ([0-9]{1,9})]");

  /** The name of a job that makes a plan in a storage, sent by this build. */
  static JobName of(String work, StorageLocation storage, String planDigest, int parallelism) {
    return of(work, storage, planDigest, BuildDigest.current(), parallelism);
  }

  /**
   * As above; a job of another build is of another plan, whether the plan's digest says so or not.
   */
  static JobName of(
      String work, StorageLocation storage, String planDigest, String build, int parallelism) {
    return new JobName(
        work, digits(storage.identity()), digits(planDigest + "\n" + build), parallelism);
  }

  private static String digits(String text) {
    return Digests.sha256(text.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
  }

  /** Reads a name; null if it is of a job that is not ours. */
  static JobName parse(String text) {
    Matcher name = TEXT.matcher(text);
    return name.matches()
        ? new JobName(name.group(1), name.group(2), name.group(3), Integer.parseInt(name.group(4)))
        : null;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s [run %s, plan %s, parallelism %d]", work, run, plan, parallelism);
  }
}
