package dev.rondo.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.TimeUnit;

/**
 * How often a driver asks a cluster about its job: once a second while something changes or is
 * amiss, else every five seconds; and several times a second when the job is about to end. Times
 * are those of {@link System#nanoTime}.
 */
final class PollPace {
  private static final long OFTEN = TimeUnit.SECONDS.toNanos(1);
  private static final long SELDOM = TimeUnit.SECONDS.toNanos(5);

  /** Longer than Flink remembers what it answered about a job's failures. */
  private static final long UNSETTLED = TimeUnit.SECONDS.toNanos(10);

  private static final long FIRST_STEP = TimeUnit.MILLISECONDS.toNanos(100);

  private String seen = "";
  private long changedAt;
  private long dueAt;
  private long step;

  /** Begins now, with a question. */
  PollPace(long nanos) {
    this.changedAt = nanos;
    this.dueAt = nanos;
  }

  /** Whether it is time to ask. */
  boolean isDue(long nanos) {
    return nanos - dueAt >= 0;
  }

  /**
   * Whether a job, or one of its tasks, changed its state in the last seconds.
   *
   * @param job as {@code /jobs/overview} lists it
   */
  boolean isUnsettled(JsonNode job, long nanos) {
    String now =
        job.path("jid").asText()
            + job.path("state").asText()
            + job.path("last-modification").asText()
            + job.path("tasks");
    if (!now.equals(seen)) {
      seen = now;
      changedAt = nanos;
    }
    return nanos - changedAt < UNSETTLED;
  }

  /** The cluster was asked. */
  void asked(boolean isAmiss, long nanos) {
    long wait = isAmiss || nanos - changedAt < UNSETTLED ? OFTEN : SELDOM;
    if (step > 0) {
      wait = Math.min(wait, step);
      step += step / 2;
    }
    dueAt = nanos + wait;
  }

  /** From now on the job may end any moment. */
  void hurry(long nanos) {
    if (step == 0) {
      step = FIRST_STEP;
      dueAt = nanos;
    }
  }
}
