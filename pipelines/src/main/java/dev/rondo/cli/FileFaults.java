package dev.rondo.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Says in one line what a file system refused, of which file, and what it would have taken. */
final class FileFaults {
  /** What file systems say, and what a person may do about it. */
  private static final Map<String, String> ALLOWED =
      Map.ofEntries(
          Map.entry("is a directory", "a regular file there"),
          Map.entry("not a directory", "directories on the way to it"),
          Map.entry(
              "too many levels of symbolic links", "a link that does not lead back to itself"),
          Map.entry("file name too long", "shorter names"),
          Map.entry("operation not permitted", "a file that nothing holds fast, of this user"),
          Map.entry("file too large", "a higher limit of the size of files, see ulimit -f"),
          Map.entry("no locks available", "a file system with locks, such as NFS with lockd"),
          Map.entry("operation not supported", "a file system that can do it"),
          Map.entry("function not implemented", "a file system that can do it"),
          Map.entry("no space left on device", "a disk with room"),
          Map.entry("disk quota exceeded", "a quota with room"),
          Map.entry("read-only file system", "a place that can be written"),
          Map.entry("too many open files", "a higher limit of open files, see ulimit -n"),
          Map.entry("stale file handle", "a file system that stays mounted; try it again"),
          Map.entry("transport endpoint is not connected", "a file system that is mounted"),
          Map.entry("input/output error", "a disk that can be read and written"));

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
    String allowed = allowed(reason).orElse("what the file system takes");
    return "Cannot use " + file + ": " + reason + " (allowed: " + allowed + ")";
  }

  /** Whether the line says what to do about it; otherwise the log is to be named, too. */
  static boolean isUnderstood(FileSystemException fault) {
    return fault instanceof AccessDeniedException
        || fault instanceof NoSuchFileException
        || (fault.getReason() != null && allowed(fault.getReason()).isPresent());
  }

  private static Optional<String> allowed(String reason) {
    String known = reason.toLowerCase(Locale.ROOT);
    return ALLOWED.entrySet().stream()
        .filter(entry -> known.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** {@code DirectoryNotEmptyException} as "directory not empty". */
  private static String words(String exception) {
    return exception
        .replaceAll("Exception$", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }
}
