package dev.rondo.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Notices that a job has fewer slots than it wants: soon, then once a minute while it is so. */
final class SlotWatch {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long REPEAT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final JobName name;
  private boolean isShort;
  private boolean isSaid;
  private long shortSince;
  private long saidAt;

  SlotWatch(JobName name) {
    this.name = name;
  }

  /**
   * Whether tasks of a job wait for slots, so that it matters how many the cluster has.
   *
   * @param job as {@code /jobs/overview} lists it
   */
  boolean isWanting(JsonNode job) {
    return job.path("tasks").path("scheduled").asInt() > 0 && atWork(job) < name.parallelism();
  }

  private static int atWork(JsonNode job) {
    JsonNode tasks = job.path("tasks");
    return tasks.path("running").asInt()
        + tasks.path("deploying").asInt()
        + tasks.path("initializing").asInt();
  }

  /**
   * Looks once.
   *
   * @param job the job, as {@code /jobs/overview} lists it
   * @param overview what {@code /overview} says; looked at only if the job {@link #isWanting}
   * @param nanos now
   * @return what a person should know; empty if nothing is new
   */
  Optional<String> look(JsonNode job, JsonNode overview, long nanos) {
    int atWork = atWork(job);
    boolean isShortNow = isWanting(job) && overview.path("slots-available").asInt() == 0;
    if (!isShortNow) {
      isShort = false;
      isSaid = false;
      return Optional.empty();
    }
    if (!isShort) {
      isShort = true;
      shortSince = nanos;
    }
    if (nanos - shortSince < PATIENCE_NANOS || (isSaid && nanos - saidAt < REPEAT_NANOS)) {
      return Optional.empty();
    }
    isSaid = true;
    saidAt = nanos;
    return Optional.of(line(overview.path("slots-total").asInt(), atWork));
  }

  private String line(int there, int atWork) {
    String advice =
        there == 0
            ? "start a TaskManager"
            : there < name.parallelism()
                ? "add TaskManagers, or start again with --parallelism=" + there
                : "other jobs have them";
    return String.format(
        Locale.ROOT,
        "%s: %d slots wanted, %d there: %s (%s)",
        name.work(),
        name.parallelism(),
        there,
        atWork == 0 ? "waiting" : "goes on with " + atWork,
        advice);
  }
}
