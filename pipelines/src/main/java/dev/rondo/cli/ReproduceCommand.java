package dev.rondo.cli;

import dev.rondo.pipelines.BeamJobs;
import dev.rondo.run.JobRunner;
import dev.rondo.run.Progress;
import dev.rondo.run.Reproduction;
import dev.rondo.run.RunDirectory;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo reproduce}: makes a round again and compares bytes. */
@Command(
    name = "reproduce",
    mixinStandardHelpOptions = true,
    header = "Makes a round of a run again elsewhere and compares every byte.",
    description = {
      "",
      "Samples the round's rollouts again from the policy before it, trains on the run's rollouts"
          + " again, and compares both with what the run committed. The run is only read.",
      "",
      "Exit code 0: the same; 1: something differs, and is named.",
      ""
    },
    footer = {"", "Example:", "  rondo reproduce --run runs/first --round 2 --out runs/again"})
final class ReproduceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RunOption run;
  @Mixin private BeamOptions beam;

  @Option(
      names = "--round",
      required = true,
      paramLabel = "N",
      description = "Round to make again; it is published in the run.")
  private int round;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Takes what is made; absent, or an empty directory.")
  private Path out;

  @Override
  public Integer call() throws IOException, InterruptedException {
    RunDirectory directory = RunDirectory.open(run.directory());
    if (Files.exists(out) && !isEmptyDirectory(out)) {
      throw new InvalidInputException(
          "Cannot reproduce into --out: " + out + " (allowed: an absent or an empty directory)");
    }
    Reproduction.Outcome outcome;
    Progress progress = TerminalProgress.forStandardError();
    try (JobRunner jobs =
        BeamJobs.of(directory.config().runner(), beam.arguments(), progress::say)) {
      outcome = Reproduction.reproduce(directory, round, out, jobs, progress);
    }
    outcome
        .differences()
        .forEach(line -> spec.commandLine().getErr().println("rondo: Differs: " + line));
    spec.commandLine().getErr().flush();
    PrintWriter lines = spec.commandLine().getOut();
    lines.println(
        "Round "
            + round
            + ": "
            + outcome.equalFiles()
            + " files are the same, "
            + outcome.differences().size()
            + " differ");
    lines.flush();
    return outcome.differences().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static boolean isEmptyDirectory(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (var files = Files.list(path)) {
      return files.findAny().isEmpty();
    }
  }
}
