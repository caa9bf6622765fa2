package dev.rondo.policy.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which libtorch this process has in memory. DJL's own answer is what it was built for or told by
 * an environment variable; what computes is the file that the system mapped.
 */
final class LoadedTorch {
  private static final Path MAPPED_FILES = Path.of("/proc/self/maps");
  private static final String LIBRARY = "/libtorch_cpu.so";
  private static final Pattern PYTHON_VERSION =
      Pattern.compile("(?m)^__version__\\s*=\\s*['\"]([0-9A-Za-z.+_-]+)['\"]");
  private static final Pattern PLAIN_VERSION = Pattern.compile("\\s*([0-9][0-9A-Za-z.+_-]*)\\s*");

  private LoadedTorch() {}

  /**
   * Version of the library that is loaded.
   *
   * @param otherwise what DJL says: the answer for its own copy, which carries no version, and
   *     where the system does not tell
   */
  static String version(String otherwise) {
    return library(MAPPED_FILES).flatMap(LoadedTorch::versionBeside).orElse(otherwise);
  }

  /** The mapped libtorch, from a file in the form of {@code /proc/self/maps}. */
  static Optional<Path> library(Path maps) {
    if (!Files.exists(maps)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(maps)) {
      return lines
          .filter(line -> line.endsWith(LIBRARY))
          .map(line -> Path.of(line.substring(line.indexOf('/'))))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * What lies beside a libtorch and names its version: {@code version.py} of a Python package, or
   * {@code build-version} of the C++ distribution, one folder above the library.
   */
  static Optional<String> versionBeside(Path library) {
    Path folder = library.getParent().getParent();
    if (folder == null) {
      return Optional.empty();
    }
    return first(folder.resolve("version.py"), PYTHON_VERSION)
        .or(() -> first(folder.resolve("build-version"), PLAIN_VERSION));
  }

  private static Optional<String> first(Path file, Pattern pattern) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      Matcher matcher = pattern.matcher(Files.readString(file));
      return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
