package dev.rondo.cli;

import dev.rondo.dataset.FileRefusal;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** Says in one line what a file system refused, of which file, and what it would have taken. */
final class FileFaults {
  private FileFaults() {}

  /** The line. */
  static String line(FileSystemException fault) {
    String named = fault.getOtherFile() == null ? fault.getFile() : fault.getOtherFile();
    String file = named == null ? "a file" : named;
    if (fault instanceof AccessDeniedException) {
      return "Cannot open "
          + file
          + ": permission denied (allowed: what this user may read, and write where the command"
          + " writes)";
    }
    if (fault instanceof NoSuchFileException) {
      return "Cannot open " + file + ": no such file (allowed: one that is there, and stays)";
    }
    String reason = fault.getReason();
    if (reason == null) {
      reason = words(fault.getClass().getSimpleName());
    }
    String allowed =
        FileRefusal.in(reason).map(FileRefusal::allowed).orElse("what the file system takes");
    return "Cannot use " + file + ": " + reason + " (allowed: " + allowed + ")";
  }

  /** Whether the line says what to do about it; otherwise the log is to be named, too. */
  static boolean isUnderstood(FileSystemException fault) {
    return fault instanceof AccessDeniedException
        || fault instanceof NoSuchFileException
        || FileRefusal.in(fault.getReason()).isPresent();
  }

  /** {@code DirectoryNotEmptyException} as "directory not empty". */
  private static String words(String exception) {
    return exception
        .replaceAll("Exception$", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }
}
