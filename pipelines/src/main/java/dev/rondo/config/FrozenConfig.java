package dev.rondo.config;

import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The frozen {@code run.yaml} of a run directory: written once, whole or not at all, and never
 * changed. Settings that are no content ({@link Setting#content}) may differ from one start to the
 * next; everything else is the run's identity.
 */
public final class FrozenConfig {
  /** File name of the configuration that a run was begun with, in its directory. */
  public static final String COPY_NAME = "frozen.yaml";

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
   * @throws InvalidInputException if the directory is not a run, or its configuration is no longer
   *     what the run was begun with
   */
  public static RunConfig of(Path runDirectory) {
    if (!Files.isDirectory(runDirectory)) {
      throw new InvalidInputException(
          "Cannot open run: "
              + runDirectory
              + ": "
              + RegularFiles.noDirectory(runDirectory)
              + " (allowed: the directory of a run; rondo init makes one)");
    }
    Path file = runDirectory.resolve(RunConfig.FILE_NAME);
    if (!Files.exists(file)) {
      throw new InvalidInputException(
          "Cannot open run: "
              + runDirectory
              + ": no run.yaml in it (allowed: the directory of a run; rondo init makes one)");
    }
    RunConfig config = RunConfig.load(file);
    if (Files.exists(runDirectory.resolve(COPY_NAME))) {
      requireAsBegun(config, runDirectory);
    }
    return config;
  }

  /**
   * Holds a run to what it was begun with: the first call copies its configuration to {@link
   * #COPY_NAME}, later ones compare. Settings that are no content may differ. The copy is nobody's
   * to edit, so that one with keys of an earlier version is read as it was meant.
   *
   * @throws InvalidInputException naming every setting that {@code run.yaml} has otherwise now
   */
  public static void requireUnchanged(RunConfig config, Path runDirectory) throws IOException {
    Path copy = runDirectory.resolve(COPY_NAME);
    if (!Files.exists(copy)) {
      byte[] text = config.toYaml().getBytes(StandardCharsets.UTF_8);
      new LocalStorage(runDirectory).putIfAbsent(COPY_NAME, out -> out.write(text));
    }
    requireAsBegun(config, runDirectory);
  }

  private static void requireAsBegun(RunConfig config, Path runDirectory) {
    Path copy = runDirectory.resolve(COPY_NAME);
    List<String> differences = differences(begunWith(copy), config);
    if (!differences.isEmpty()) {
      throw new InvalidInputException(
          "Cannot go on with run "
              + runDirectory
              + ": its "
              + RunConfig.FILE_NAME
              + " is not what the run was begun with: "
              + String.join("; ", differences)
              + " (allowed: the settings in "
              + COPY_NAME
              + ", or a new run in another directory)");
    }
  }

  /**
   * What the program wrote itself and nobody is to change: what is wrong with it is damage, unless
   * the disk does not give it.
   */
  private static RunConfig begunWith(Path copy) {
    try {
      return ConfigReader.readFrozen(copy);
    } catch (InvalidInputException e) {
      boolean isUnread =
          e.getCause() instanceof IOException
              && !(e.getCause() instanceof CharacterCodingException);
      if (isUnread) {
        throw e;
      }
      throw new InvalidInputException(
          "Cannot go on with run "
              + copy.getParent()
              + ": its "
              + COPY_NAME
              + " is damaged: "
              + e.getMessage().lines().findFirst().orElse("")
              + "; take it from a copy of the run, or, if "
              + RunConfig.FILE_NAME
              + " is as the run was begun, remove it: the next start writes it again",
          e);
    }
  }

  private static void requireSame(RunConfig config, Path runDirectory) {
    List<String> differences = differences(of(runDirectory), config);
    if (!differences.isEmpty()) {
      throw new InvalidInputException(
          "Cannot initialise run in "
              + runDirectory
              + ": it holds another run: "
              + String.join("; ", differences)
              + " (allowed: a new directory, or the same configuration)");
    }
  }

  /**
   * Every setting of the content that differs, such as {@code objective.beta: 2.0 instead of 1.0}.
   */
  private static List<String> differences(RunConfig frozen, RunConfig config) {
    Map<String, Object> theirs = ConfigWriter.content(frozen);
    List<String> differences = new ArrayList<>();
    ConfigWriter.content(config)
        .forEach(
            (key, value) -> {
              if (!value.equals(theirs.get(key))) {
                differences.add(key + ": " + value + " instead of " + theirs.get(key));
              }
            });
    return differences;
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
      boolean isEmpty = entries.allMatch(LocalStorage::isTemporary);
      if (!isEmpty) {
        throw new InvalidInputException(
            "Cannot initialise run in "
                + runDirectory
                + ": it has files but no run.yaml (allowed: a new or empty directory, or a run)");
      }
    }
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
