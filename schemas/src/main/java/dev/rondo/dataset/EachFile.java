package dev.rondo.dataset;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Work on the files of a dataset, as many at a time as there are processors. Results are taken in
 * the order of the files, and so is the first failure: what a caller sees is as if they had been
 * worked on one after the other.
 */
final class EachFile {
  private static final int FILES_AHEAD = 4;

  private EachFile() {}

  /** What is done with a file, on any thread. */
  @FunctionalInterface
  interface Work<T> {
    T of(FileEntry file) throws IOException;
  }

  /** Takes a result, on the caller's thread. */
  @FunctionalInterface
  interface Taker<T> {
    void take(T result) throws IOException;
  }

  /** Does the work; returns when all is taken, or throws what the first failure threw. */
  static <T> void inOrder(List<FileEntry> files, Work<T> work, Taker<? super T> taker)
      throws IOException {
    int threads = Math.min(files.size(), Runtime.getRuntime().availableProcessors());
    if (threads < 2) {
      for (FileEntry file : files) {
        taker.take(work.of(file));
      }
      return;
    }
    ExecutorService workers =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "each-file");
              thread.setDaemon(true);
              return thread;
            });
    try {
      Deque<Future<T>> ahead = new ArrayDeque<>();
      Iterator<FileEntry> left = files.iterator();
      while (left.hasNext() || !ahead.isEmpty()) {
        while (left.hasNext() && ahead.size() < FILES_AHEAD * threads) {
          FileEntry file = left.next();
          ahead.add(workers.submit(() -> work.of(file)));
        }
        taker.take(result(ahead.remove()));
      }
    } finally {
      workers.shutdownNow();
    }
  }

  private static <T> T result(Future<T> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException io) {
        throw io;
      }
      if (cause instanceof RuntimeException runtime) {
        throw runtime;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while files were read");
    }
  }
}
