package dev.rondo.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.flink.runtime.util.EnvironmentInformation;

/**
 * One job on a cluster as its driver sees it, by the REST interface: the job that an earlier driver
 * left, and the one of this driver until it ends. Says in one line each what a person must know:
 * slots that are missing, tasks that failed and start again.
 *
 * <p>The rule for what an earlier driver left: a job of the same run that makes the same with the
 * same parallelism is waited for; any other job of that run is cancelled, since nobody waits for
 * it. Jobs of other runs are left alone.
 */
final class ClusterJob {
  private static final Set<String> ENDED = Set.of("FINISHED", "FAILED", "CANCELED");
  private static final long POLL_MILLIS = 1000;
  private static final long MOST_CANCELLING_MILLIS = 200_000;

  private final FlinkRest rest;
  private final FlinkRest polled;
  private final SilenceWatch silence;
  private final JobName name;
  private final Consumer<String> say;
  private final Runnable onPoll;
  private final SlotWatch slots;
  private final FailureWatch failures;
  private final Set<String> earlier = new HashSet<>();
  private boolean isGone;

  /**
   * @param say where lines for a person go
   * @param onPoll done about once a second while the job is followed
   */
  ClusterJob(FlinkRest rest, JobName name, Consumer<String> say, Runnable onPoll) {
    this(rest, name, SilenceWatch.Patience.USUAL, say, onPoll);
  }

  /** As above, with another patience. */
  ClusterJob(
      FlinkRest rest,
      JobName name,
      SilenceWatch.Patience patience,
      Consumer<String> say,
      Runnable onPoll) {
    this.rest = rest;
    this.polled = rest.within(patience.answer());
    this.silence = new SilenceWatch(rest.master(), name, patience);
    this.name = name;
    this.say = say;
    this.onPoll = onPoll;
    this.slots = new SlotWatch(name);
    this.failures = new FailureWatch(name);
  }

  /** Its name on the cluster. */
  JobName name() {
    return name;
  }

  /**
   * Refuses an address where nothing answers, and a cluster of another Flink.
   *
   * @throws InvalidInputException if a job cannot be sent there
   */
  void requireSameFlink() throws InterruptedException {
    String there = rest.version();
    String here = EnvironmentInformation.getVersion();
    if (!minor(there).equals(minor(here))) {
      throw new InvalidInputException(
          "Cannot use flinkMaster: "
              + rest.master()
              + " runs Flink "
              + there
              + " (allowed: "
              + minor(here)
              + ", which this program is built for)");
    }
  }

  private static String minor(String version) {
    String[] parts = version.split("\\.", 3);
    return parts.length < 2 ? version : parts[0] + "." + parts[1];
  }

  /**
   * Deals with what an earlier driver left on the cluster, by the rule above.
   *
   * @return whether its job made everything, so that nothing is left to do
   */
  boolean takeOver() throws IOException, InterruptedException {
    boolean isSame = false;
    List<String> cancelled = new ArrayList<>();
    for (JsonNode job : rest.read("/jobs/overview").path("jobs")) {
      JobName other = JobName.parse(job.path("name").asText());
      if (other == null || !other.run().equals(name.run())) {
        continue;
      }
      if (isEnded(job)) {
        earlier.add(id(job));
      } else if (other.equals(name)) {
        isSame = true;
      } else {
        earlier.add(id(job));
        if (rest.cancel(id(job))) {
          say.accept("Cancels job " + other + ", which an earlier driver left");
          cancelled.add(id(job));
        }
      }
    }
    awaitEnd(cancelled);
    if (!isSame) {
      return false;
    }
    say.accept("Waits for job " + name + ", which an earlier driver left");
    String[] ended = {""};
    ClusterRun.whileCancellable(this, () -> ended[0] = follow(() -> false));
    String state = ended[0];
    if (!state.equals("FINISHED")) {
      say.accept("Job " + name + " ended as " + state + ": goes on from the shards it finished");
    }
    return state.equals("FINISHED");
  }

  private void awaitEnd(List<String> ids) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + MOST_CANCELLING_MILLIS * 1_000_000;
    for (String id : ids) {
      while (!hasEnded(id)) {
        if (System.nanoTime() > deadline) {
          throw new IOException("Job " + id + " at " + rest.master() + " does not end");
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  /** Whether a job ended; one that the cluster does not know any more did. */
  private boolean hasEnded(String id) throws IOException, InterruptedException {
    try {
      return isEnded(rest.read("/jobs/" + id));
    } catch (FlinkRest.StatusException e) {
      if (e.isTooLate()) {
        return true;
      }
      throw e;
    }
  }

  /**
   * Follows the job until it ended, or until it is over otherwise.
   *
   * @return the state that it ended in, or an empty text if it was over before
   * @throws IOException if the JobManager is gone, or does not know the job any more
   * @throws InvalidInputException if the cluster cannot do such a job; it is cancelled then
   */
  String follow(BooleanSupplier isOver) throws IOException, InterruptedException {
    boolean isKnown = false;
    silence.begin(System.nanoTime());
    while (!isOver.getAsBoolean()) {
      String reason;
      try {
        JsonNode job = find(polled);
        if (job != null) {
          isKnown = true;
          if (isEnded(job)) {
            earlier.add(id(job));
            onPoll.run();
            return job.path("state").asText();
          }
          look(job);
        }
        reason = job == null && isKnown ? "it does not know the job any more" : null;
      } catch (IOException e) {
        reason = FlinkRest.reason(e);
      }
      if (reason == null) {
        onPoll.run();
      }
      try {
        silence.look(reason, System.nanoTime()).ifPresent(say);
      } catch (IOException e) {
        isGone = true;
        throw e;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return "";
  }

  private void look(JsonNode job) throws IOException, InterruptedException {
    slots.look(job, polled.read("/overview"), System.nanoTime()).ifPresent(say);
    for (FailureWatch.Failure failure :
        failures.look(polled.read("/jobs/" + id(job) + "/exceptions?maxExceptions=5"))) {
      if (failure.isOfAnotherBuild()) {
        cancel();
        throw failure.refusal();
      }
      say.accept(failure.line());
    }
  }

  /** The newest job of this name that no earlier look found ended; null if there is none yet. */
  private JsonNode find(FlinkRest asked) throws IOException, InterruptedException {
    JsonNode newest = null;
    for (JsonNode job : asked.read("/jobs/overview").path("jobs")) {
      if (job.path("name").asText().equals(name.toString())
          && !earlier.contains(id(job))
          && (newest == null
              || job.path("start-time").asLong() > newest.path("start-time").asLong())) {
        newest = job;
      }
    }
    return newest;
  }

  /**
   * Cancels the job if it runs; what goes wrong is not said, since nothing more can be done. A
   * JobManager that is gone is not asked again.
   */
  void cancel() {
    if (isGone) {
      return;
    }
    try {
      JsonNode job = find(rest);
      if (job != null && !isEnded(job)) {
        rest.cancel(id(job));
      }
    } catch (IOException | InvalidInputException e) {
      // The cluster is gone, and the job with it; or it takes nothing from this driver any more.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String id(JsonNode job) {
    return job.path("jid").asText();
  }

  private static boolean isEnded(JsonNode job) {
    return ENDED.contains(job.path("state").asText());
  }
}
