package dev.rondo.cli;

import dev.rondo.dataset.FileRefusal;
import dev.rondo.dataset.Storage;
import dev.rondo.run.JobFaultException;
import dev.rondo.run.RunHeldException;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.List;

/**
 * What a command's end means to whoever started it, such as a scheduler. Codes of 128 and above are
 * those of signals: the same command goes on.
 */
final class ExitCode {
  /** Did what it was asked to do. */
  static final int DONE = 0;

  /** Failed in a way that a person has to look at; trying again fails again. */
  static final int FAILED = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** Failed, but trying again may help: {@code EX_TEMPFAIL} of sysexits.h. */
  static final int TRY_AGAIN = 75;

  private ExitCode() {}

  /**
   * That of a failed command which goes on where it ended: {@code run}, {@code step}, and whatever
   * else runs jobs.
   *
   * @param causes the failure and its causes, outermost first
   */
  static int ofJobs(List<Throwable> causes) {
    boolean isTemporary = false;
    for (Throwable cause : causes) {
      if (cause instanceof RunHeldException) {
        return TRY_AGAIN;
      }
      if (cause instanceof InvalidInputException
          || cause instanceof Storage.ConflictException
          || cause instanceof AccessDeniedException
          || cause instanceof ReadOnlyFileSystemException
          || cause instanceof Error
          || cause instanceof JobFaultException
          || needsAPerson(cause)) {
        return FAILED;
      }
      isTemporary |= cause instanceof IOException;
    }
    return isTemporary ? TRY_AGAIN : FAILED;
  }

  /** Whether a file system says what no later attempt mends: it is full, closed, another. */
  private static boolean needsAPerson(Throwable cause) {
    // Not the message of a file's failure: names are of no account.
    String reason =
        cause instanceof FileSystemException file ? file.getReason() : cause.getMessage();
    return FileRefusal.in(reason).filter(refusal -> !refusal.isTemporary()).isPresent();
  }
}
