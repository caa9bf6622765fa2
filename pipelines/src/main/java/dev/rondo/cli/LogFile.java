package dev.rondo.cli;

import dev.rondo.dataset.RegularFiles;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.VisibleText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The one log file of this process: the launcher's, in {@code .rondo/}, until a command works on a
 * run directory; then the run's. The log is for people only: nothing reads it, no dataset holds it.
 * It never takes more than 16 MB: at 8 MB it becomes {@code rondo.log.1}, in place of the one
 * before.
 */
final class LogFile {
  /** System property with the file's path; none where nothing is to be logged. */
  private static final String PROPERTY = "rondo.log";

  static final int LARGEST_FILE_BYTES = 8_000_000;
  private static final int LONGEST_TEXT = 1_000_000;

  private LogFile() {}

  /** Sends what libraries log to this file; comes before the first class that logs. */
  static void takeOver() {
    System.setProperty("logback.configurationFile", "rondo-logback.xml");
  }

  /** From now on the log is {@code logs/rondo.log} of a run directory. */
  static void inRunDirectory(Path runDirectory) {
    Path file = runDirectory.resolve("logs").resolve("rondo.log");
    System.setProperty(PROPERTY, file.toAbsolutePath().toString());
  }

  /**
   * Adds text to the log. Several processes may write to one file: each text goes in whole.
   *
   * @return the file, or null if there is none or it cannot be written
   */
  static synchronized Path append(String text) {
    String file = System.getProperty(PROPERTY);
    if (file == null) {
      return null;
    }
    try {
      Path path = Path.of(file);
      makeFolder(path.getParent());
      append(path, text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...");
      return path;
    } catch (IOException | InvalidInputException e) {
      // The log is a courtesy: a full or read-only disk must not hide the failure itself.
      return null;
    }
  }

  /** A run directory that was removed meanwhile does not come back for its log. */
  private static void makeFolder(Path folder) throws IOException {
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      // As always but the first time.
    }
  }

  private static void append(Path path, String text) throws IOException {
    String visible = VisibleText.lines(text);
    byte[] bytes =
        (visible.endsWith("\n") ? visible : visible + "\n").getBytes(StandardCharsets.UTF_8);
    RegularFiles.requireWritable(path);
    if (Files.exists(path) && Files.size(path) + bytes.length > LARGEST_FILE_BYTES) {
      rotate(path, bytes.length);
    }
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND,
            LinkOption.NOFOLLOW_LINKS)) {
      channel.write(ByteBuffer.wrap(bytes)); // in one piece: other processes append too
    }
  }

  /** The full file becomes the old one, whose place it takes; one process of those that want to. */
  private static void rotate(Path path, int more) throws IOException {
    Path lockFile = path.resolveSibling(path.getFileName() + ".lock");
    RegularFiles.requireWritable(lockFile);
    try (FileChannel channel =
            FileChannel.open(
                lockFile,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        FileLock lock = channel.tryLock()) {
      if (lock != null && Files.exists(path) && Files.size(path) + more > LARGEST_FILE_BYTES) {
        Files.move(
            path,
            path.resolveSibling(path.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING,
            StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }
}
