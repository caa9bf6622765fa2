package dev.rondo.cli;

import dev.rondo.report.ReportFile;
import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.facts.RunReader;
import dev.rondo.run.Plan;
import dev.rondo.run.RunDirectory;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo report}: writes the report of a run as it stands. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    header = "Writes the report of a run as it stands: one self-contained HTML file.",
    description = {
      "",
      "Writes report/ and the evaluations, texts and settings for TensorBoard, nothing else; a run"
          + " may be under way meanwhile.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  rondo report --run runs/first",
      "  rondo report --run runs/first --live"
    })
final class ReportCommand implements Callable<Integer> {
  private static final int LONGEST_SECONDS = 3600;

  @Spec private CommandSpec spec;
  @Mixin private RunOption run;

  @Option(
      names = "--live",
      description =
          "Writes report/live.html again and again until the run is done; a browser that has it"
              + " open follows.")
  private boolean live;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "Seconds from one page to the next with --live (default: ${DEFAULT-VALUE}).")
  private int every;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (every < 1 || every > LONGEST_SECONDS) {
      throw new InvalidInputException(
          "Cannot use --every: " + every + " (allowed: 1 to " + LONGEST_SECONDS + ")");
    }
    RunDirectory directory = RunDirectory.open(run.directory());
    PrintWriter out = spec.commandLine().getOut();
    if (!live) {
      out.println("Wrote " + ReportFile.write(directory));
      return 0;
    }
    RunReader reader = new RunReader(directory);
    boolean isFirst = true;
    while (true) {
      boolean isDone = Plan.plan(directory).isEmpty();
      RunFacts facts = reader.facts();
      var page = ReportFile.writeLive(directory, facts, isDone ? 0 : every);
      if (isFirst) {
        out.println("Open " + page + " in a browser.");
        isFirst = false;
      }
      if (isDone) {
        out.println("The run is done; the page has all of it.");
        return 0;
      }
      out.flush();
      TimeUnit.SECONDS.sleep(every);
    }
  }
}
