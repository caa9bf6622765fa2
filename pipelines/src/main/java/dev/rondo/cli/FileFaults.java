package dev.rondo.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Map;

/** Says in one line what a file system refused, of which file, and what it would have taken. */
final class FileFaults {
  /** What file systems say, and what a person may do about it. */
  private static final Map<String, String> ALLOWED =
      Map.of(
          "is a directory", "a regular file there",
          "not a directory", "directories on the way to it",
          "too many levels of symbolic links", "a link that does not lead back to itself",
          "file name too long", "shorter names",
          "no space left on device", "a disk with room",
          "disk quota exceeded", "a quota with room",
          "read-only file system", "a place that can be written");

  private FileFaults() {}

  /** The line. */
  static String line(FileSystemException fault) {
    String file = fault.getOtherFile() == null ? fault.getFile() : fault.getOtherFile();
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
    String known = reason.toLowerCase(Locale.ROOT);
    String allowed =
        ALLOWED.entrySet().stream()
            .filter(entry -> known.startsWith(entry.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("what the file system takes");
    return "Cannot use " + file + ": " + reason + " (allowed: " + allowed + ")";
  }

  /** {@code DirectoryNotEmptyException} as "directory not empty". */
  private static String words(String exception) {
    return exception
        .replaceAll("Exception$", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }
}
