package dev.rondo.config;

import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The frozen {@code run.yaml} of a run directory: written once, whole or not at all, and never
 * changed. What a run's name and runner settings are may differ from one start to the next;
 * everything else is the run's identity.
 */
public final class FrozenConfig {
  private FrozenConfig() {}

  /**
   * Freezes a configuration into a directory, which is made if needed.
   *
   * @return true if it was frozen now, false if the directory already held the same one
   * @throws InvalidInputException if the directory holds another run, or files that are no run
   */
  public static boolean freeze(RunConfig config, Path runDirectory) {
    Path file = runDirectory.resolve(RunConfig.FILE_NAME);
    try {
      if (Files.exists(file)) {
        requireSame(config, runDirectory);
        return false;
      }
      requireEmpty(runDirectory);
      return write(config, runDirectory);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot initialise run in " + runDirectory, e);
    }
  }

  /**
   * The configuration of a run directory.
   *
   * @throws InvalidInputException if the directory is not a run
   */
  public static RunConfig of(Path runDirectory) {
    if (!Files.isDirectory(runDirectory)) {
      throw new InvalidInputException(
          "Cannot open run: " + runDirectory + " (no such directory; rondo init makes one)");
    }
    Path file = runDirectory.resolve(RunConfig.FILE_NAME);
    if (!Files.exists(file)) {
      throw new InvalidInputException(
          "Cannot open run: " + runDirectory + " (no run.yaml in it; rondo init makes one)");
    }
    return RunConfig.load(file);
  }

  private static void requireSame(RunConfig config, Path runDirectory) {
    RunConfig frozen = of(runDirectory);
    if (frozen.contentDigest().equals(config.contentDigest())) {
      return;
    }
    String[] theirs = ConfigWriter.contentText(frozen).split("\n");
    String[] ours = ConfigWriter.contentText(config).split("\n");
    for (int i = 0; i < theirs.length; i++) {
      if (!theirs[i].equals(ours[i])) {
        throw new InvalidInputException(
            "Cannot initialise run in "
                + runDirectory
                + ": it holds another run, with "
                + theirs[i]
                + " instead of "
                + ours[i].substring(ours[i].indexOf('=') + 1)
                + " (allowed: a new directory, or the same configuration)");
      }
    }
  }

  private static void requireEmpty(Path runDirectory) throws IOException {
    if (!Files.exists(runDirectory)) {
      return;
    }
    if (!Files.isDirectory(runDirectory)) {
      throw new InvalidInputException(
          "Cannot initialise run in " + runDirectory + ": it is a file (allowed: a directory)");
    }
    try (Stream<Path> entries = Files.list(runDirectory)) {
      // A temporary file of an earlier attempt that was killed is no content.
      boolean isEmpty = entries.allMatch(path -> isTemporary(path.getFileName().toString()));
      if (!isEmpty) {
        throw new InvalidInputException(
            "Cannot initialise run in "
                + runDirectory
                + ": it has files but no run.yaml (allowed: a new or empty directory, or a run)");
      }
    }
  }

  private static boolean isTemporary(String name) {
    return name.startsWith(".") && name.endsWith(".tmp");
  }

  private static boolean write(RunConfig config, Path runDirectory) throws IOException {
    byte[] text = config.toYaml().getBytes(StandardCharsets.UTF_8);
    try {
      Storage.Commit commit =
          new LocalStorage(runDirectory).putIfAbsent(RunConfig.FILE_NAME, out -> out.write(text));
      return commit == Storage.Commit.CREATED;
    } catch (Storage.ConflictException e) {
      // Another process was faster: it may have frozen the same run with another runner.
      requireSame(config, runDirectory);
      return false;
    }
  }
}
