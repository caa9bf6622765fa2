package dev.rondo.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names a run directory. */
final class RunOption {
  @Option(
      names = "--run",
      required = true,
      paramLabel = "DIR",
      description = "The run directory, as rondo init made it.")
  private Path directory;

  Path directory() {
    return directory;
  }
}
