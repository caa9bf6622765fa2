package dev.rondo.pipelines;

import dev.rondo.process.Endings;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.beam.sdk.Pipeline;

/**
 * Sends a pipeline to a cluster and follows it to its end.
 *
 * <p>The rule for a driver that is stopped (Ctrl-C, SIGTERM, an interrupt): it cancels its job, and
 * the slots are free again; finished shards are kept. A driver that is killed leaves its job, and
 * the next one deals with it ({@link ClusterJob}).
 */
final class ClusterRun {
  private static final int CLIENT_SECONDS = 20;

  private ClusterRun() {}

  /** Runs it; as {@link BeamJobs#runToEnd}, and as {@link ClusterJob#follow}. */
  static void toEnd(Pipeline pipeline, ClusterJob cluster)
      throws IOException, InterruptedException {
    FutureTask<Void> job =
        new FutureTask<>(
            () -> {
              BeamJobs.runToEnd(pipeline);
              return null;
            });
    Thread client = new Thread(job, "job");
    client.setDaemon(true);
    client.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    whileCancellable(
        cluster,
        () -> {
          client.start();
          String state = cluster.follow(false, millis -> isDone(job, millis));
          if (!ClusterJob.isFinished(state)) {
            requireDone(job, cluster, state);
          }
        });
  }

  private static boolean isDone(FutureTask<Void> job, long millis) throws InterruptedException {
    try {
      job.get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException e) {
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** Flink's own client knows why a job failed; the cluster's word that it is done is enough. */
  private static void requireDone(FutureTask<Void> job, ClusterJob cluster, String state)
      throws IOException, InterruptedException {
    try {
      job.get(CLIENT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throwCause(e);
    } catch (TimeoutException e) {
      throw new IOException(
          "Job " + cluster.name() + " ended as " + state + "; finished shards are kept", e);
    }
  }

  /** What is done while a job runs that this driver is to cancel if it is stopped. */
  @FunctionalInterface
  interface Following {
    /** Does it. */
    void run() throws IOException, InterruptedException;
  }

  /** Follows a job, and cancels it if that does not come to its end. */
  static void whileCancellable(ClusterJob cluster, Following following)
      throws IOException, InterruptedException {
    Endings.Ending cancelling = Endings.add(cluster::cancel);
    boolean isOver = false;
    try {
      following.run();
      isOver = true;
    } finally {
      if (cancelling.remove() && !isOver) {
        boolean wasInterrupted = Thread.interrupted();
        cluster.cancel();
        if (wasInterrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private static void throwCause(ExecutionException failure)
      throws IOException, InterruptedException {
    Throwable cause = failure.getCause();
    if (cause instanceof IOException io) {
      throw io;
    }
    if (cause instanceof InterruptedException interrupted) {
      throw interrupted;
    }
    if (cause instanceof RuntimeException runtime) {
      throw runtime;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    throw new IOException(cause);
  }
}
