package dev.rondo.pipelines;

import dev.rondo.dataset.Digests;
import dev.rondo.rollout.StorageLocation;
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
 * @param plan what is made there; the same plan gives the same bytes
 * @param parallelism slots that the job asks for
 */
record JobName(String work, String run, String plan, int parallelism) {
  private static final int DIGITS = 8;
  private static final Pattern TEXT =
      Pattern.compile("(.*) \\[run ([0-9a-f]{8}), plan ([0-9a-f]{8}), parallelism ([0-9]{1,9})]");

  /** The name of a job that makes a plan in a storage. */
  static JobName of(String work, StorageLocation storage, String planDigest, int parallelism) {
    String run = Digests.sha256(storage.identity().getBytes(StandardCharsets.UTF_8));
    return new JobName(
        work, run.substring(0, DIGITS), planDigest.substring(0, DIGITS), parallelism);
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
