package dev.rondo.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A checkpoint as it is downloaded, which tests copy and change. */
public final class GoldenCheckpoint {
  private GoldenCheckpoint() {}

  /** Copies all of its files. */
  public static void copyTo(Path directory) {
    try (Stream<Path> files = Files.list(source())) {
      copy(files.map(file -> file.getFileName().toString()).toList(), directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies some of its files. */
  public static void copy(List<String> names, Path directory) throws IOException {
    for (String name : names) {
      Files.copy(source().resolve(name), directory.resolve(name));
    }
  }

  private static Path source() {
    try {
      return Path.of(DjlPolicy.class.getResource("golden-checkpoint/config.json").toURI())
          .getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
