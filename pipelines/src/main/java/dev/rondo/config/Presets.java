package dev.rondo.config;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The configurations that come with the program: the files of {@code configs/}. */
public final class Presets {
  private static final List<String> NAMES = List.of("tiny", "small", "smollm2-tiny", "smollm2");

  private Presets() {}

  /** Names of all presets: new policies, then those that start from a checkpoint. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The text of one preset, with its comments.
   *
   * @throws InvalidInputException if there is no such preset
   */
  public static String text(String name) {
    if (!NAMES.contains(name)) {
      throw new InvalidInputException(
          "Cannot find preset: " + name + " (allowed: " + String.join(", ", NAMES) + ")");
    }
    try (InputStream in = Presets.class.getResourceAsStream("presets/" + name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("The program was packaged without preset " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RunConfig named(String name) {
    return RunConfig.parse(text(name), "configs/" + name + ".yaml");
  }
}
