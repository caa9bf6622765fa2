package dev.rondo.pipelines;

import dev.rondo.dataset.Storage;
import dev.rondo.run.JobFaultException;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;

/** Finds what really went wrong under the layers that runners put around a worker's exception. */
final class JobFailures {
  private static final String INVALID = InvalidInputException.class.getName() + ": ";
  private static final String CONFLICT = Storage.ConflictException.class.getName() + ": ";

  private JobFailures() {}

  /**
   * The failure of a job, for its caller to throw.
   *
   * @param isHere whether its workers are in this process: what they threw is whole then, and what
   *     names neither a file nor another machine is a fault that trying again does not mend
   * @throws InvalidInputException if something given is at fault
   */
  static IOException explain(String jobName, RuntimeException failure, boolean isHere)
      throws InterruptedException {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        if (isHere) {
          return new JobFaultException("Job " + jobName + " ran out of memory", failure);
        }
        throw ofCluster(jobName, cause, failure);
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
    String line = "Job " + jobName + " failed: " + root;
    return isHere && (root instanceof RuntimeException || root instanceof Error)
        ? new JobFaultException(line, failure)
        : new IOException(line, failure);
  }

  /** The error is no cause: it would be told as one of this process. */
  private static InvalidInputException ofCluster(
      String jobName, Throwable error, RuntimeException failure) {
    InvalidInputException refusal =
        new InvalidInputException(
            "Cannot run job "
                + jobName
                + ": a TaskManager ran out of memory ("
                + (error.getMessage() == null ? "" : error.getMessage() + "; ")
                + "allowed: more memory for TaskManagers, or fewer slots for each)");
    refusal.addSuppressed(failure);
    return refusal;
  }

  private static String lineAfter(String mark, String message) {
    String line = message.substring(message.indexOf(mark) + mark.length());
    return line.lines().findFirst().orElse(line);
  }

  private static IOException throwInvalid(String message, Throwable failure) {
    throw new InvalidInputException(message, failure);
  }
}
