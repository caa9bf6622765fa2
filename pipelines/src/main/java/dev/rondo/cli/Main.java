package dev.rondo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rondo.config.NearestWord;
import dev.rondo.process.Endings;
import dev.rondo.process.FullHeap;
import dev.rondo.run.CodeVersion;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * The {@code rondo} command: parses the command line, runs one subcommand, and turns every failure
 * into one line and an exit code ({@link ExitCode}). Loads nothing heavy before a subcommand needs
 * it, so that {@code rondo --help} comes at once.
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
      "Exit codes: 0 done, 1 failed (one line says why), 2 wrong usage, 75 a command that runs jobs"
          + " (but quickstart) failed and trying again may help."
    },
    subcommands = {
      QuickstartCommand.class,
      InitCommand.class,
      RunCommand.class,
      StepCommand.class,
      StatusCommand.class,
      RepairCommand.class,
      ReproduceCommand.class,
      ImportCommand.class,
      AdoptCommand.class,
      PromptCommand.class,
      TrainCommand.class,
      EvalCommand.class,
      CompareCommand.class,
      GradeCommand.class,
      ReverifyCommand.class,
      ExportCommand.class,
      ReportCommand.class,
      DatasetsCommand.class,
      Main.CompletionCommand.class,
    })
public final class Main implements Runnable {

  @Spec private CommandSpec spec;

  /** Commands that write no temporary file, and start quicker without a place for them. */
  private static final Set<String> LIGHT = Set.of("grade", "compare", "completion");

  /** Longer than it takes to cancel a job on a cluster. */
  private static final Duration TO_END_BY_ITSELF = Duration.ofSeconds(30);

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    LogFile.takeOver();
    // Whatever the locale and the options of the virtual machine say, what is printed is UTF-8.
    System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8));
    System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8));
    int code = execute(List.of(arguments));
    FullHeap.over();
    System.out.flush();
    System.err.flush();
    // Embedded Flink and libtorch leave threads behind; the work is committed by now.
    System.exit(code);
  }

  private static int execute(List<String> arguments) {
    PrintWriter err = VisibleWriter.over(new OutputStreamWriter(System.err, UTF_8));
    try {
      FullHeap.onSignal(() -> Failures.sayOutOfMemory(err), TO_END_BY_ITSELF);
      Arguments.requireAsTyped(arguments);
      boolean isLight = isLight(arguments) && System.getProperty("rondo.temporary") == null;
      TemporaryDirectory temporary = isLight ? null : TemporaryDirectory.takeOver();
      if (temporary != null) {
        Endings.add(temporary::remove);
      }
      Endings.onSignal(() -> Interruption.say(arguments));
      CommandLine commandLine = commandLine();
      commandLine.setOut(new PrintWriter(new OutputStreamWriter(System.out, UTF_8)));
      commandLine.setErr(err);
      return commandLine.execute(arguments.toArray(String[]::new));
    } catch (RuntimeException | Error e) {
      return Failures.report(e, err);
    }
  }

  private static boolean isLight(List<String> arguments) {
    return arguments.isEmpty()
        || arguments.get(0).startsWith("-")
        || LIGHT.contains(arguments.get(0))
        || arguments.contains("--help");
  }

  static CommandLine commandLine() {
    return commandLine(CommandLine.defaultFactory());
  }

  /** With a maker of the subcommands. */
  static CommandLine commandLine(CommandLine.IFactory factory) {
    CommandLine commandLine = new CommandLine(new Main(), factory);
    commandLine.setExecutionStrategy(Main::runVisibly);
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

  /** Help may colour the terminal; what a command prints may not. */
  private static int runVisibly(ParseResult parsed) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    CommandLine root = parsed.commandSpec().commandLine();
    root.setOut(VisibleWriter.over(root.getOut()));
    root.setErr(VisibleWriter.over(root.getErr()));
    parsed.asCommandLineList().forEach(BeamOptions::requireOptions);
    return new CommandLine.RunLast().execute(parsed);
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
    boolean isOption = word.startsWith("-");
    Set<String> allowed =
        isOption
            ? command.getCommandSpec().optionsMap().keySet()
            : command.getSubcommands().keySet();
    String name = word.substring(0, word.indexOf('=') < 0 ? word.length() : word.indexOf('='));
    return "Unknown "
        + (isOption ? "option" : "argument")
        + ": "
        + word
        + (allowed.isEmpty() ? "" : ", did you mean " + NearestWord.to(name, allowed) + "?")
        + (isOption && BeamOptions.areOf(command.getCommandSpec())
            ? " Options of Beam come after --"
            : "");
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
