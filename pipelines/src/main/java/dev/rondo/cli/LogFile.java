package dev.rondo.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The one log file of this process: the launcher's, in {@code .rondo/}, until a command works on a
 * run directory; then the run's. The log is for people only: nothing reads it, no dataset holds it.
 */
final class LogFile {
  /** System property with the file's path; none where nothing is to be logged. */
  private static final String PROPERTY = "rondo.log";

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
   * Adds text to the log.
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
      Files.createDirectories(path.getParent());
      Files.writeString(
          path,
          text.endsWith("\n") ? text : text + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      return path;
    } catch (IOException e) {
      // The log is a courtesy: a full or read-only disk must not hide the failure itself.
      return null;
    }
  }
}
