package dev.rondo.pipelines;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Notices that a JobManager does not answer, or does not know its job any more: says so after some
 * seconds, and gives up after some more. The silence begins with the first question that got no
 * good answer: what a driver did between two questions, such as waiting for a file system, is none.
 */
final class SilenceWatch {
  private final String master;
  private final JobName name;
  private final Patience patience;
  private boolean isSilent;
  private long silentSinceNanos;
  private boolean isSaid;

  /**
   * How long is waited.
   *
   * @param answer for one answer
   * @param unsaid for a good answer, until it is said that none comes
   * @param longest for a good answer in all, to which the wait for the last ones is added
   */
  record Patience(Duration answer, Duration unsaid, Duration longest) {
    /** Even a JobManager that takes questions and never answers ends a driver within a minute. */
    static final Patience USUAL =
        new Patience(Duration.ofSeconds(5), Duration.ofSeconds(8), Duration.ofSeconds(40));
  }

  /**
   * @param master its address
   */
  SilenceWatch(String master, JobName name, Patience patience) {
    this.master = master;
    this.name = name;
    this.patience = patience;
  }

  /**
   * Takes in what came of a question.
   *
   * @param reason why it has no good answer; null if it has one
   * @param askedNanos when it was asked
   * @param nanos when that was known
   * @return what is to be said, if anything
   * @throws IOException if there was no good answer for too long
   */
  Optional<String> look(String reason, long askedNanos, long nanos) throws IOException {
    if (reason == null) {
      boolean wasSaid = isSaid;
      isSilent = false;
      isSaid = false;
      return wasSaid
          ? Optional.of(name.work() + ": the JobManager answers again")
          : Optional.empty();
    }
    if (!isSilent) {
      isSilent = true;
      silentSinceNanos = askedNanos;
    }
    Duration silent = Duration.ofNanos(nanos - silentSinceNanos);
    if (silent.compareTo(patience.longest()) > 0) {
      throw new IOException(
          "The JobManager at "
              + master
              + " is gone with job "
              + name
              + " ("
              + reason
              + "); finished shards are kept");
    }
    if (isSaid || silent.compareTo(patience.unsaid()) <= 0) {
      return Optional.empty();
    }
    isSaid = true;
    return Optional.of(
        name.work()
            + ": no good answer of the JobManager for "
            + silent.toSeconds()
            + " s ("
            + reason
            + "): ends after "
            + patience.longest().toSeconds()
            + " s");
  }
}
