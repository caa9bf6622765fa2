package dev.rondo.benchmark;

import dev.rondo.schema.InvalidInputException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code benchmarks/run}. */
@Command(
    name = "benchmarks/run",
    mixinStandardHelpOptions = true,
    description =
        "Measures speed and memory. Results with machine, commit and command: RESULTS.md.",
    subcommands = {
      MakeCheckpoint.class,
      MeasureSampling.class,
      MeasureScoring.class,
      MeasureTraining.class,
      MeasureVerifying.class,
      GrowEvaluation.class,
      ExportProgram.class,
      CompareDevices.class,
      RepeatWork.class,
      MakeShards.class,
    },
    footer = {
      "",
      "Also: benchmarks/run jmh [PATTERN] [OPTIONS OF JMH]",
      "",
      "Example:",
      "  benchmarks/run checkpoint --shape qwen2.5-0.5b --to /tmp/half",
      "  benchmarks/run sampling --checkpoint /tmp/half --problems 4 --group-size 8"
    })
public final class Main {
  private Main() {}

  /** Runs one measurement; exit status 0 done, 1 failed, 2 wrong usage. */
  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(Main.class);
    line.setExecutionExceptionHandler(Main::explain);
    System.exit(line.execute(arguments));
  }

  private static int explain(Exception failure, CommandLine line, CommandLine.ParseResult parsed)
      throws Exception {
    if (!(failure instanceof InvalidInputException)) {
      throw failure;
    }
    PrintWriter err = line.getErr();
    err.println(failure.getMessage());
    return line.getCommandSpec().exitCodeOnExecutionException();
  }
}
