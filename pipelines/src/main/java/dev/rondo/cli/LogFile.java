package dev.rondo.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The one log file of this process. A command that works on a run directory points it there with
 * {@link #inRunDirectory}, before the first class that logs is loaded; until then it is the
 * launcher's, in {@code .rondo/}. The log is for people only: nothing reads it, no dataset holds
 * it.
 */
final class LogFile {
  /** System property that {@code rondo-logback.xml} reads. */
  static final String PROPERTY = "rondo.log";

  private LogFile() {}

  /** Sends the log of this process to {@code logs/rondo.log} of a run directory. */
  static void inRunDirectory(Path runDirectory) {
    use(runDirectory.resolve("logs").resolve("rondo.log"));
  }

  /** Sends what the libraries log to the launcher's file. */
  static void ofLauncher() {
    String file = System.getProperty(PROPERTY);
    if (file != null) {
      use(Path.of(file));
    } else {
      quiet();
    }
  }

  private static void use(Path file) {
    System.setProperty(PROPERTY, file.toAbsolutePath().toString());
    System.setProperty("logback.configurationFile", "rondo-logback.xml");
  }

  private static void quiet() {
    System.setProperty("logback.configurationFile", "rondo-logback-quiet.xml");
  }

  /**
   * Adds text to the log.
   *
   * @return the file, or null if there is none or it cannot be written
   */
  static Path append(String text) {
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
