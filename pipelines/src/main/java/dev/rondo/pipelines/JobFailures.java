package dev.rondo.pipelines;

import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;

/** Finds what really went wrong under the layers that runners put around a worker's exception. */
final class JobFailures {
  private static final String INVALID = InvalidInputException.class.getName() + ": ";
  private static final String CONFLICT = Storage.ConflictException.class.getName() + ": ";

  private JobFailures() {}

  /**
   * The failure of a job, for its caller.
   *
   * @return never; always throws
   */
  static IOException explain(String jobName, RuntimeException failure) throws InterruptedException {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return new IOException("Job " + jobName + " ran out of memory", failure);
      }
      if (cause instanceof InvalidInputException invalid) {
        return throwInvalid(invalid.getMessage(), failure);
      }
      if (cause instanceof Storage.ConflictException conflict) {
        return conflict;
      }
      if (cause instanceof InterruptedException) {
        Thread.interrupted();
        throw new InterruptedException("Interrupted while job " + jobName + " ran");
      }
      String message = cause.getMessage();
      if (message != null && message.contains(INVALID)) {
        // A remote worker's exception comes back as text.
        return throwInvalid(lineAfter(INVALID, message), failure);
      }
      if (message != null && message.contains(CONFLICT)) {
        return new Storage.ConflictException(lineAfter(CONFLICT, message));
      }
    }
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new IOException("Job " + jobName + " failed: " + root, failure);
  }

  private static String lineAfter(String mark, String message) {
    String line = message.substring(message.indexOf(mark) + mark.length());
    return line.lines().findFirst().orElse(line);
  }

  private static IOException throwInvalid(String message, Throwable failure) {
    throw new InvalidInputException(message, failure);
  }
}
