package dev.rondo.cli;

import dev.rondo.report.ReportFile;
import dev.rondo.run.RunDirectory;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rondo report}: writes the report of a run as it stands. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    header = "Writes the report of a run as it stands: one self-contained HTML file.",
    footer = {"", "Example:", "  rondo report --run runs/first"})
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RunOption run;

  @Override
  public Integer call() throws IOException {
    RunDirectory directory = RunDirectory.open(run.directory());
    spec.commandLine().getOut().println("Wrote " + ReportFile.write(directory));
    return 0;
  }
}
