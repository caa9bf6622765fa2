package dev.rondo.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.flink.runtime.util.EnvironmentInformation;

/**
 * One job on a cluster as its driver sees it, by the REST interface: the job that an earlier driver
 * left, and the one of this driver until it ends. Says in one line each what a person must know:
 * slots that are missing, tasks that failed and start again. A job in which a task fails again and
 * again while no shard is finished is given up, unless it writes nothing that tells progress.
 *
 * <p>The rule for what an earlier driver left: a job of the same run that makes the same with the
 * same parallelism is waited for; any other job of that run is cancelled, since nobody waits for
 * it. Jobs of other runs are left alone.
 */
final class ClusterJob {
  private static final String FINISHED = "FINISHED";
  private static final Set<String> ENDED = Set.of(FINISHED, "FAILED", "CANCELED");
  private static final Set<String> ALIVE =
      Set.of(
          "CREATED",
          "INITIALIZING",
          "RUNNING",
          "RESTARTING",
          "RECONCILING",
          "FAILING",
          "CANCELLING");
  private static final long TICK_MILLIS = 100;
  private static final long POLL_MILLIS = 1000;
  private static final long MOST_CANCELLING_MILLIS = 200_000;
  private static final long MOST_SENDING_MILLIS = 5_000;
  private static final long MOST_ENDING_MILLIS = 30_000;

  /** A look takes at most this part of the time, however slow the file system is. */
  private static final int LOOKS_SHARE = 20;

  private final FlinkRest rest;
  private final FlinkRest polled;
  private final SilenceWatch silence;
  private final JobName name;
  private final Consumer<String> say;
  private final JobTraces traces;
  private final SlotWatch slots;
  private final FailureWatch failures;
  private final Set<String> over = ConcurrentHashMap.newKeySet();
  private long finished;
  private long lookAt = System.nanoTime();
  private volatile boolean isGone;
  private volatile boolean isSending;

  /**
   * @param say where lines for a person go
   * @param traces what its workers write; looked at about once a second while it is followed
   */
  ClusterJob(FlinkRest rest, JobName name, Consumer<String> say, JobTraces traces) {
    this(rest, name, SilenceWatch.Patience.USUAL, say, traces);
  }

  /** As above, with another patience. */
  ClusterJob(
      FlinkRest rest,
      JobName name,
      SilenceWatch.Patience patience,
      Consumer<String> say,
      JobTraces traces) {
    this.rest = rest;
    this.polled = rest.within(patience.answer());
    this.silence = new SilenceWatch(rest.master(), name, patience);
    this.name = name;
    this.say = say;
    this.traces = traces;
    this.slots = new SlotWatch(name);
    this.failures = new FailureWatch(name);
  }

  /** The end of what a driver waits for beside the cluster's answers. */
  @FunctionalInterface
  interface Waiting {
    /** Waits, unless it is over before. */
    boolean isOver(long millis) throws InterruptedException;
  }

  /** Takes from the one that dealt with earlier drivers' jobs which of them are over. */
  ClusterJob after(ClusterJob earlier) {
    over.addAll(earlier.over);
    return this;
  }

  /** Its name on the cluster. */
  JobName name() {
    return name;
  }

  /**
   * Refuses an address where no Flink is, and a cluster of another one.
   *
   * @throws InvalidInputException if a job cannot be sent there
   * @throws IOException if nothing answers there now
   */
  static void requireSameFlink(FlinkRest rest) throws IOException, InterruptedException {
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
        over.add(id(job));
      } else if (other.equals(name)) {
        isSame = true;
      } else {
        over.add(id(job));
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
    Waiting forIt =
        millis -> {
          Thread.sleep(millis);
          return false;
        };
    ClusterRun.whileCancellable(this, () -> ended[0] = follow(true, forIt));
    String state = ended[0];
    if (!isFinished(state)) {
      say.accept("Job " + name + " ended as " + state + ": goes on from the shards it finished");
    }
    return isFinished(state);
  }

  /** Whether a job that ended in a state did all that it had to. */
  static boolean isFinished(String state) {
    return state.equals(FINISHED);
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
      return !ALIVE.contains(state(rest.read("/jobs/" + id)));
    } catch (FlinkRest.StatusException e) {
      if (e.isTooLate()) {
        return true;
      }
      throw e;
    }
  }

  /** What the cluster lists of this job's name: the newest that has not ended, or else an end. */
  private record Listed(JsonNode job, String endedAs) {}

  /**
   * Follows the job until it ended, or until it is over otherwise. Of several of its name, which a
   * driver leaves that is killed while it sends one, the last end counts.
   *
   * @param isKnown whether the cluster has listed it already, and it is not just being sent
   * @param driver what ends it before
   * @return the state that it ended in, or an empty text if it was over before
   * @throws IOException if the JobManager is gone, or does not know the job any more; or if a task
   *     fails again and again
   * @throws InvalidInputException if the cluster cannot do such a job; it is cancelled then
   */
  String follow(boolean isKnown, Waiting driver) throws IOException, InterruptedException {
    boolean isListed = isKnown;
    isSending = !isKnown;
    PollPace pace = new PollPace(System.nanoTime());
    for (long millis = 0; !driver.isOver(millis); millis = TICK_MILLIS) {
      lookAtTraces();
      if (traces.isMade()) {
        pace.hurry(System.nanoTime());
      }
      if (!pace.isDue(System.nanoTime())) {
        continue;
      }
      JsonNode job = null;
      String reason = null;
      long asked = System.nanoTime();
      try {
        Listed listed = list(polled);
        job = listed.job();
        if (job != null) {
          isListed = true;
          isSending = false;
          reason = ALIVE.contains(state(job)) ? null : "it lists the job as " + state(job);
          look(job, pace.isUnsettled(job, System.nanoTime()));
        } else if (listed.endedAs() != null) {
          finished = traces.look();
          return listed.endedAs();
        } else if (isListed) {
          reason = "it does not know the job any more";
        }
      } catch (IOException e) {
        reason = FlinkRest.reason(e);
      }
      requireProgress();
      if (isLost(reason, job, asked)) {
        return state(job);
      }
      pace.asked(reason != null, System.nanoTime());
    }
    isSending = false;
    return "";
  }

  private void lookAtTraces() {
    long before = System.nanoTime();
    if (before - lookAt >= 0) {
      finished = traces.look();
      long now = System.nanoTime();
      lookAt = now + Math.max(POLL_MILLIS * 1_000_000, LOOKS_SHARE * (now - before));
    }
  }

  /**
   * Whether a job that is neither at work nor ended stayed so for too long, which is an end.
   *
   * @param job null if there is none
   * @param asked when the cluster was asked for it
   * @throws IOException if there is none for too long
   */
  private boolean isLost(String reason, JsonNode job, long asked) throws IOException {
    try {
      silence.look(reason, asked, System.nanoTime()).ifPresent(say);
      return false;
    } catch (IOException e) {
      if (job != null && !ALIVE.contains(state(job))) {
        over.add(id(job));
        return true;
      }
      isGone = true;
      throw e;
    }
  }

  private void look(JsonNode job, boolean isUnsettled) throws IOException, InterruptedException {
    JsonNode overview = slots.isWanting(job) ? polled.read("/overview") : MissingNode.getInstance();
    slots.look(job, overview, System.nanoTime()).ifPresent(say);
    if (!isUnsettled) {
      return;
    }
    Set<String> lines = new LinkedHashSet<>();
    JsonNode exceptions = polled.read("/jobs/" + id(job) + "/exceptions");
    for (FailureWatch.Failure failure : failures.look(exceptions, finished)) {
      if (failure.isOfAnotherBuild()) {
        cancel();
        throw failure.refusal();
      }
      lines.add(failure.line());
    }
    lines.forEach(say);
  }

  /** Looks once more before it gives up: what the last look found may be minutes old. */
  private void requireProgress() throws IOException {
    if (!traces.canTellProgress() || failures.tooOften().isEmpty()) {
      return;
    }
    finished = traces.look();
    failures.reached(finished);
    FailureWatch.Failure failure = failures.tooOften().orElse(null);
    if (failure != null) {
      String left = traces.left();
      throw new IOException(
          "Job "
              + name.work()
              + " failed "
              + FailureWatch.MOST
              + " times in one task"
              + (left.isEmpty() ? "" : " without finishing a shard (left: " + left + ")")
              + ": "
              + failure.reason()
              + "; finished shards are kept");
    }
  }

  private Listed list(FlinkRest asked) throws IOException, InterruptedException {
    JsonNode newest = null;
    String endedAs = null;
    for (JsonNode job : asked.read("/jobs/overview").path("jobs")) {
      if (!isOfThisName(job)) {
        continue;
      }
      if (isEnded(job)) {
        over.add(id(job));
        endedAs = isFinished(state(job)) || endedAs == null ? state(job) : endedAs;
      } else if (newest == null
          || job.path("start-time").asLong() > newest.path("start-time").asLong()) {
        newest = job;
      }
    }
    return new Listed(newest, endedAs);
  }

  /** Whether a job has this name, and no earlier look found it over. */
  private boolean isOfThisName(JsonNode job) {
    return job.path("name").asText().equals(name.toString()) && !over.contains(id(job));
  }

  /**
   * Cancels the job if it runs; what goes wrong is not said, since nothing more can be done. One
   * that is just being sent is waited for some seconds, lest it run with nobody waiting for it. A
   * JobManager that is gone is not asked again.
   */
  void cancel() {
    if (isGone) {
      return;
    }
    long deadline = System.nanoTime() + MOST_SENDING_MILLIS * 1_000_000;
    try {
      boolean wasSending = true;
      while (wasSending && System.nanoTime() < deadline) {
        wasSending = isSending;
        if (cancelListed()) {
          return;
        }
        Thread.sleep(wasSending ? TICK_MILLIS : 0);
      }
    } catch (IOException | InvalidInputException e) {
      // The cluster is gone, and the job with it; or it takes nothing from this driver any more.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean cancelListed() throws IOException, InterruptedException {
    boolean isAny = false;
    for (JsonNode job : rest.read("/jobs/overview").path("jobs")) {
      if (isOfThisName(job) && !isEnded(job)) {
        isAny |= rest.cancel(id(job));
      }
    }
    return isAny;
  }

  /**
   * Whether a job of this run, or directory, may still be at work: what it writes is not to be
   * touched then. Waits some seconds for the end of one that was cancelled.
   */
  boolean mayRun() {
    long deadline = System.nanoTime() + MOST_ENDING_MILLIS * 1_000_000;
    try {
      while (!isGone && System.nanoTime() < deadline) {
        if (!isAnyAtWork()) {
          return false;
        }
        Thread.sleep(POLL_MILLIS);
      }
    } catch (IOException | InvalidInputException e) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  private boolean isAnyAtWork() throws IOException, InterruptedException {
    for (JsonNode job : rest.read("/jobs/overview").path("jobs")) {
      JobName other = JobName.parse(job.path("name").asText());
      if (other != null && other.run().equals(name.run()) && ALIVE.contains(state(job))) {
        return true;
      }
    }
    return false;
  }

  private static String id(JsonNode job) {
    return job.path("jid").asText();
  }

  private static String state(JsonNode job) {
    return job.path("state").asText();
  }

  private static boolean isEnded(JsonNode job) {
    return ENDED.contains(state(job));
  }
}
