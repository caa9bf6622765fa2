package dev.rondo.cli;

import dev.rondo.policy.program.Processor;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs a command in this process and keeps what it printed. */
final class CommandLineTestSupport {
  private CommandLineTestSupport() {}

  /**
   * What a command did.
   *
   * @param exitCode its exit code
   * @param out its standard output
   * @param err its complaints
   */
  record Outcome(int exitCode, String out, String err) {}

  static Outcome rondo(Object... arguments) {
    return execute(Main.commandLine(), arguments);
  }

  /** On a machine with another processor, as far as init and quickstart ask. */
  static Outcome rondoOn(Processor processor, Object... arguments) {
    return execute(Main.commandLine(new OnProcessor(processor)), arguments);
  }

  /** Makes the subcommands that ask for the processor with a given one. */
  private record OnProcessor(Processor processor) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      if (type == InitCommand.class) {
        return type.cast(new InitCommand(() -> processor));
      }
      return type == QuickstartCommand.class
          ? type.cast(new QuickstartCommand(() -> processor))
          : CommandLine.defaultFactory().create(type);
    }
  }

  private static Outcome execute(CommandLine commandLine, Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    String[] words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    int exitCode = commandLine.execute(words);
    return new Outcome(exitCode, out.toString(), err.toString());
  }
}
