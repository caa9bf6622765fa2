// Micro-batches that are computed at the same time. Knows no tensors.
package dev.rondo.trainer.network;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Some threads that share a list of tasks by rule, never by arrival: of n workers, worker k does
 * tasks k, k + n, k + 2n and so on, in that order. One worker is the calling thread.
 *
 * <p>The threads are those of the process and stay, for a math library keeps buffers for every
 * thread that it has ever seen.
 */
public final class Workers {
  private static final ExecutorService THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          Long.MAX_VALUE,
          TimeUnit.NANOSECONDS,
          new SynchronousQueue<>(),
          Workers::thread);

  /** Something to do. */
  @FunctionalInterface
  public interface Task<R> {

    /**
     * Does task number {@code index}, alone in using what belongs to worker number {@code worker}.
     */
    R run(int index, int worker);
  }

  private final int count;

  /**
   * @param count how many, 1 and above
   */
  public Workers(int count) {
    this.count = count;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "rondo-trainer");
    thread.setDaemon(true);
    return thread;
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /**
   * Does tasks {@code 0 .. taskCount-1} and returns their results in that order. When one fails,
   * its worker does no more, the others end theirs, and the failure of the lowest worker is thrown.
   */
  public <R> List<R> run(int taskCount, Task<R> task) {
    List<R> results = new ArrayList<>();
    if (count == 1 || taskCount == 1) {
      for (int index = 0; index < taskCount; index++) {
        results.add(task.run(index, 0));
      }
      return results;
    }
    List<Future<List<R>>> shares = new ArrayList<>();
    for (int k = 0; k < Math.min(count, taskCount); k++) {
      int worker = k;
      shares.add(THREADS.submit(() -> share(taskCount, worker, task)));
    }
    List<List<R>> done = new ArrayList<>();
    Throwable failure = null;
    for (Future<List<R>> share : shares) {
      try {
        done.add(uninterrupted(share));
      } catch (ExecutionException e) {
        failure = failure == null ? e.getCause() : failure;
      }
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
    for (int index = 0; index < taskCount; index++) {
      results.add(done.get(index % count).get(index / count));
    }
    return results;
  }

  private <R> List<R> share(int taskCount, int worker, Task<R> task) {
    List<R> results = new ArrayList<>();
    for (int index = worker; index < taskCount; index += count) {
      results.add(task.run(index, worker));
    }
    return results;
  }

  /** Waits to the end even if interrupted: a worker that still writes must not be left alone. */
  private static <R> R uninterrupted(Future<R> share) throws ExecutionException {
    boolean isInterrupted = false;
    try {
      while (true) {
        try {
          return share.get();
        } catch (InterruptedException e) {
          isInterrupted = true;
        }
      }
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
