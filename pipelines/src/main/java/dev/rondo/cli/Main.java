package dev.rondo.cli;

import dev.rondo.config.NearestWord;
import dev.rondo.run.CodeVersion;
import java.util.List;
import java.util.Set;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code rondo} command: parses the command line, runs one subcommand, and turns every failure
 * into one line and an exit code (0 done, 1 failed, 2 wrong usage). Loads nothing heavy before a
 * subcommand needs it, so that {@code rondo --help} comes at once.
 */
@Command(
    name = "rondo",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    header = "Trains a language model to reason with verifiable rewards, in rounds of batch jobs.",
    description = {
      "",
      "A round samples responses to problems, verifies them, trains on them, and publishes the"
          + " policy that the next round samples from. A run is a directory; every command goes on"
          + " from what the directory holds, so anything may be killed and started again.",
      ""
    },
    footer = {
      "",
      "Start here:",
      "  rondo quickstart --size tiny      every part once, in a minute or two",
      "  rondo quickstart                  a policy that learns, in minutes",
      "",
      "Exit codes: 0 done, 1 failed (one line says why), 2 wrong usage."
    },
    subcommands = {
      QuickstartCommand.class,
      InitCommand.class,
      RunCommand.class,
      StepCommand.class,
      StatusCommand.class,
      ImportCommand.class,
      AdoptCommand.class,
      TrainCommand.class,
      EvalCommand.class,
      GradeCommand.class,
      ReverifyCommand.class,
      ReportCommand.class,
      DatasetsCommand.class,
      Main.CompletionCommand.class,
    })
public final class Main implements Runnable {

  @Spec private CommandSpec spec;

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    LogFile.takeOver();
    int code = execute(arguments);
    System.out.flush();
    System.err.flush();
    // Embedded Flink and libtorch leave threads behind; the work is committed by now.
    System.exit(code);
  }

  /** Runs one command in this process and returns its exit code. */
  static int execute(String... arguments) {
    return commandLine().execute(arguments);
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setExecutionExceptionHandler(Failures::report);
    commandLine.setParameterExceptionHandler(Main::wrongUsage);
    commandLine.setUsageHelpWidth(100);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    return commandLine;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Cannot run: no command given");
  }

  private static int wrongUsage(ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    List<String> unmatched = command.getUnmatchedArguments();
    String reason = unmatched.isEmpty() ? problem.getMessage() : unknown(unmatched.get(0), command);
    command
        .getErr()
        .println(
            "rondo: "
                + Failures.oneLine(reason)
                + " (see "
                + command.getCommandSpec().qualifiedName()
                + " --help)");
    return CommandLine.ExitCode.USAGE;
  }

  /** A mistyped word matters more than the required option that it hides. */
  private static String unknown(String word, CommandLine command) {
    Set<String> allowed =
        word.startsWith("-")
            ? command.getCommandSpec().optionsMap().keySet()
            : command.getSubcommands().keySet();
    return "Unknown "
        + (word.startsWith("-") ? "option" : "argument")
        + ": "
        + word
        + (allowed.isEmpty() ? "" : ", did you mean " + NearestWord.to(word, allowed) + "?");
  }

  /** The version of this program. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"rondo " + CodeVersion.current()};
    }
  }

  /** {@code rondo completion}. */
  @Command(
      name = "completion",
      mixinStandardHelpOptions = true,
      header = "Prints a completion script for bash and zsh.",
      footer = {"", "Example:", "  source <(rondo completion)"})
  static final class CompletionCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
      String script = AutoComplete.bash("rondo", spec.root().commandLine());
      spec.commandLine().getOut().print(script);
      spec.commandLine().getOut().flush();
    }
  }
}
