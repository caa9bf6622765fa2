package dev.rondo.cli;

import dev.rondo.dataset.Storage;
import dev.rondo.run.RunHeldException;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.List;
import java.util.Locale;

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

  /** What a file system says that no later attempt mends by itself: it is full, closed, another. */
  private static final List<String> PERSON_NEEDED =
      List.of(
          "no space left",
          "quota exceeded",
          "read-only file system",
          "permission denied",
          "operation not permitted",
          "not a directory",
          "is a directory",
          "too many levels of symbolic links",
          "file name too long",
          "file too large",
          "no locks available",
          "operation not supported",
          "function not implemented",
          "too many open files");

  private ExitCode() {}

  /**
   * That of a failed step of a run.
   *
   * @param causes the failure and its causes, outermost first
   */
  static int ofRun(List<Throwable> causes) {
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
          || needsAPerson(cause)) {
        return FAILED;
      }
      isTemporary |= cause instanceof IOException;
    }
    return isTemporary ? TRY_AGAIN : FAILED;
  }

  private static boolean needsAPerson(Throwable cause) {
    // Not the message of a file's failure: names are of no account.
    String reason =
        cause instanceof FileSystemException file ? file.getReason() : cause.getMessage();
    String message = String.valueOf(reason).toLowerCase(Locale.ROOT);
    return PERSON_NEEDED.stream().anyMatch(message::contains);
  }
}
