package dev.rondo.cli;

import dev.rondo.schema.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A directory that the command line may give a name: {@code [NAME=]DIR}.
 *
 * @param name given, else that of the directory; empty for the root of the file system
 * @param isNameGiven whether it was given
 */
record NamedDirectory(String name, boolean isNameGiven, Path directory) {

  /** Reads an argument; one that is a directory as it stands has no name in it. */
  static NamedDirectory of(String argument) {
    int mark = Files.exists(Path.of(argument)) ? -1 : argument.indexOf('=');
    Path directory = Path.of(argument.substring(mark + 1));
    Path own = directory.toAbsolutePath().normalize().getFileName();
    return new NamedDirectory(
        mark > 0 ? argument.substring(0, mark) : own == null ? "" : own.toString(),
        mark > 0,
        directory);
  }

  /**
   * Several by their names, in the order given.
   *
   * @param what they are, for the message
   * @throws InvalidInputException if two have the same name
   */
  static Map<String, Path> byName(String what, List<String> arguments) {
    Map<String, Path> byName = new LinkedHashMap<>();
    for (String argument : arguments) {
      NamedDirectory named = of(argument);
      if (byName.put(named.name(), named.directory()) != null) {
        throw new InvalidInputException(
            "Cannot use "
                + what
                + " "
                + argument
                + ": another one is named "
                + named.name()
                + " too (allowed: each name once; give names as NAME=DIR)");
      }
    }
    return byName;
  }
}
