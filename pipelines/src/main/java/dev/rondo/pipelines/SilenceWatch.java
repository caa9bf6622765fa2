package dev.rondo.pipelines;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Notices that a JobManager does not answer, or does not know its job any more: says so after some
 * seconds, and gives up after some more.
 */
final class SilenceWatch {
  private final String master;
  private final JobName name;
  private final Patience patience;
  private long lastAnswerNanos;
  private boolean isSaid;

  /**
   * How long is waited.
   *
   * @param answer for one answer
   * @param unsaid for a good answer, until it is said that none comes
   * @param longest for a good answer in all, to which the wait for the last one is added
   */
  record Patience(Duration answer, Duration unsaid, Duration longest) {
    /** Even a JobManager that takes questions and never answers ends a driver within 50 s. */
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

  /** From here on it is waited for. */
  void begin(long nanos) {
    lastAnswerNanos = nanos;
    isSaid = false;
  }

  /**
   * Takes in what came of a question.
   *
   * @param reason why it has no good answer; null if it has one
   * @return what is to be said, if anything
   * @throws IOException if there was no good answer for too long
   */
  Optional<String> look(String reason, long nanos) throws IOException {
    if (reason == null) {
      boolean wasSaid = isSaid;
      begin(nanos);
      return wasSaid
          ? Optional.of(name.work() + ": the JobManager answers again")
          : Optional.empty();
    }
    Duration silent = Duration.ofNanos(nanos - lastAnswerNanos);
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
