package dev.rondo.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Options of the Beam runner, after {@code --}. */
final class BeamOptions {
  @Parameters(
      paramLabel = "-- BEAM OPTION",
      description =
          "Options of the Beam runner after two hyphens, such as --runner=FlinkRunner"
              + " --flinkMaster=host:8081 --parallelism=8; they override run.yaml's runner group."
              + " Options of Flink are refused with another runner.")
  private List<String> arguments = new ArrayList<>();

  List<String> arguments() {
    return arguments;
  }

  /** Whether a command takes options of Beam. */
  static boolean areOf(CommandSpec command) {
    return command.mixins().values().stream()
        .anyMatch(mixin -> mixin.userObject() instanceof BeamOptions);
  }

  /**
   * Refuses words that can be no option of Beam, such as the second of two files behind one option.
   */
  static void requireOptions(CommandLine command) {
    for (CommandSpec mixin : command.getCommandSpec().mixins().values()) {
      if (mixin.userObject() instanceof BeamOptions given) {
        for (String word : given.arguments) {
          if (!word.startsWith("--")) {
            throw new ParameterException(
                command,
                "Unknown argument: "
                    + word
                    + " (allowed: options of Beam as --NAME=VALUE after --"
                    + repeated(command.getCommandSpec())
                    + ")");
          }
        }
      }
    }
  }

  /** The options that a list of values was most likely meant for. */
  private static String repeated(CommandSpec command) {
    List<String> names =
        command.options().stream()
            .filter(option -> option.isMultiValue() && option.splitRegex().isEmpty())
            .map(OptionSpec::longestName)
            .toList();
    return names.isEmpty()
        ? ""
        : "; of several values each has its own " + String.join(", ", names);
  }
}
