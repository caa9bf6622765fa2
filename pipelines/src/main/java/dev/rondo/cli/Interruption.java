package dev.rondo.cli;

import dev.rondo.schema.VisibleText;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a person reads who stops a command with Ctrl-C, a kill or by closing the terminal: what is
 * kept, and how to go on. The exit code stays that of the signal (130, 143, 129).
 */
final class Interruption {
  private static final Set<String> GOES_ON =
      Set.of(
          "quickstart",
          "init",
          "run",
          "step",
          "repair",
          "import",
          "adopt",
          "train",
          "eval",
          "reverify",
          "report");

  /** Commands that write and do not go on: what is left of them. */
  private static final Map<String, String> LEAVES =
      Map.of(
          "reproduce",
          "What was made lies in the directory of --out; the run was only read. The same command"
              + " takes an empty one.",
          "export",
          "The folder of --to is whole or not there; what it was made from was only read.");

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");

  /** A terminal that is gone, or a pipe that nobody reads, must not keep the process. */
  private static final long LONGEST_WAIT_MILLIS = 1000;

  private Interruption() {}

  /** What is said when a command with these arguments is stopped. */
  static String message(List<String> arguments) {
    String name = arguments.isEmpty() ? "" : arguments.get(0);
    if (!GOES_ON.contains(name)) {
      return "rondo: Interrupted. " + LEAVES.getOrDefault(name, "Nothing was changed.");
    }
    StringBuilder command = new StringBuilder("rondo");
    for (String argument : arguments) {
      command.append(' ').append(quoted(argument));
    }
    return "rondo: Interrupted. What is committed is kept and whole; the same command goes on: "
        + VisibleText.of(command.toString());
  }

  private static String quoted(String argument) {
    return PLAIN.matcher(argument).matches()
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }

  /** Says it, waiting a moment at most. */
  static void say(List<String> arguments) {
    String line = message(arguments);
    Thread saying =
        new Thread(
            () -> {
              // On a terminal the cursor stands behind a bar of progress.
              System.err.println((Boolean.getBoolean("rondo.terminal") ? "\n" : "") + line);
              System.err.flush();
            },
            "interrupted");
    saying.setDaemon(true);
    saying.start();
    try {
      saying.join(LONGEST_WAIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
