package dev.rondo.cli;

import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.report.SummaryText;
import dev.rondo.report.facts.RunReader;
import dev.rondo.run.Plan;
import dev.rondo.run.Progress;
import dev.rondo.run.RunDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo quickstart}: the whole loop on this machine, and one page about it. */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    header = "Runs the whole loop on this machine and tells what came of it.",
    description = {
      "",
      "Problems, a base policy, rounds on an embedded Flink, evaluations before and after, a"
          + " control that gets more supervised training instead of rounds, a report. Killed and"
          + " started again, it goes on; when it is done, it says so.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  rondo quickstart --size tiny    every part once; learns nothing",
      "  rondo quickstart                a policy that learns"
    })
final class QuickstartCommand implements Callable<Integer> {

  /** Which preset. */
  enum Size {
    tiny,
    small
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run directory (default: runs/quickstart, or runs/tiny for size tiny).")
  private Path out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of every random number (default: the run's own, or 0).")
  private Long seed;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      description = "tiny or small (default: the run's own, or small).")
  private Size size;

  @Override
  public Integer call() throws IOException, InterruptedException {
    out = out == null ? defaultDirectory(size) : out;
    FrozenConfig.freeze(configuration(), out);
    RunDirectory run = RunDirectory.open(out);
    Progress progress = TerminalProgress.forStandardError();
    if (Plan.plan(run).isEmpty()) {
      LogFile.inRunDirectory(run.root());
      progress.say("This run is done already; nothing to do.");
    } else {
      try (RunSession session = RunSession.open(out, List.of(), false, progress)) {
        session.loop().run();
      }
    }
    PrintWriter terminal = spec.commandLine().getOut();
    terminal.println();
    SummaryText.of(RunReader.read(run), out).forEach(terminal::println);
    terminal.flush();
    return 0;
  }

  /**
   * Each size has a directory of its own, so that the one does not stand in the way of the other.
   */
  static Path defaultDirectory(Size size) {
    return Path.of("runs", size == Size.tiny ? "tiny" : "quickstart");
  }

  /** The preset asked for; a run that is there already goes on unless another one is asked for. */
  private RunConfig configuration() {
    boolean isThere = Files.exists(out.resolve(RunConfig.FILE_NAME));
    RunConfig configuration =
        isThere && size == null
            ? FrozenConfig.of(out)
            : RunConfig.preset((size == null ? Size.small : size).name());
    if (seed != null) {
      return configuration.withSeed(seed);
    }
    return isThere ? configuration.withSeed(FrozenConfig.of(out).run().seed()) : configuration;
  }
}
