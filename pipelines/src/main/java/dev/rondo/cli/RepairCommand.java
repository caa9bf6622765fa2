package dev.rondo.cli;

import dev.rondo.pipelines.BeamJobs;
import dev.rondo.run.JobRunner;
import dev.rondo.run.Progress;
import dev.rondo.run.RunDirectory;
import dev.rondo.run.RunFault;
import dev.rondo.run.RunRepair;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rondo repair}: makes damaged files of a run again. */
@Command(
    name = "repair",
    mixinStandardHelpOptions = true,
    header = "Finds damaged or lost files of a run and makes them again.",
    description = {
      "",
      "Compares every committed file with its manifest. What is damaged or missing is made again"
          + " beside the run, a damaged shard by sampling that shard, and put in place only if it"
          + " has the bytes that were committed. Damaged files are moved to damaged/ in the run."
          + " Summaries of evaluations are read, and counted again where they are damaged. Damaged"
          + " shards of a round under way are moved away: the run makes them when it goes on.",
      "",
      "Exit code 0: everything is sound now; 1: something is not, and is named.",
      ""
    },
    footer = {"", "Example:", "  rondo repair --run runs/first"})
final class RepairCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RunOption run;
  @Mixin private BeamOptions beam;

  @Override
  public Integer call() throws IOException, InterruptedException {
    RunDirectory directory = RunDirectory.open(run.directory());
    LogFile.inRunDirectory(directory.root());
    RunRepair.Outcome outcome;
    Progress progress = TerminalProgress.forStandardError();
    try (JobRunner jobs =
        BeamJobs.of(directory.config().runner(), beam.arguments(), progress::say)) {
      outcome = RunRepair.repair(directory, jobs, progress);
    }
    PrintWriter out = spec.commandLine().getOut();
    outcome.repaired().forEach(path -> out.println("Repaired: " + path));
    outcome
        .setAside()
        .forEach(path -> out.println("Set aside: " + path + " (the run makes it again)"));
    if (outcome.repaired().isEmpty()
        && outcome.setAside().isEmpty()
        && outcome.remaining().isEmpty()) {
      out.println("Sound: " + run.directory());
    }
    out.flush();
    for (RunFault fault : outcome.remaining()) {
      spec.commandLine()
          .getErr()
          .println(
              "rondo: Not repaired: " + Failures.oneLine(fault.path() + ": " + fault.reason()));
    }
    spec.commandLine().getErr().flush();
    return outcome.remaining().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }
}
