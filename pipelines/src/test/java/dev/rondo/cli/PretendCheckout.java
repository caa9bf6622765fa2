package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.config.Presets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A checkout that looks as if it were built, with a Java of the test's own in place of the program:
 * what the launcher decides before the program starts.
 */
record PretendCheckout(Path home) {
  private static final Path LAUNCHER = Path.of("..", "rondo");

  /** What the launcher, and the Java that it started, said. */
  record Said(String out, String err) {}

  /** Makes one, whose Java is still to be written. */
  static PretendCheckout in(Path directory) throws IOException {
    PretendCheckout checkout = new PretendCheckout(directory.resolve("checkout"));
    Files.createDirectories(checkout.file(".rondo/builds/pretended/lib"));
    for (String preset : Presets.names()) {
      Files.writeString(checkout.file("configs/" + preset + ".yaml"), Presets.text(preset));
    }
    for (String name : List.of("rondo-pipelines-1.jar", "in-use")) {
      Files.createFile(checkout.file(".rondo/builds/pretended/" + name));
    }
    script(checkout.file("rondo"), Files.readString(LAUNCHER));
    Path built = Files.writeString(checkout.file(".rondo/built"), "pretended\n");
    Files.setLastModifiedTime(built, FileTime.from(Instant.now().plusSeconds(60)));
    return checkout;
  }

  /** A file in it, whose folder is there. */
  Path file(String name) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    return file;
  }

  /** The Java that the launcher finds first. */
  Path java() throws IOException {
    return file("java/bin/java");
  }

  /** Starts the launcher, from the folder around the checkout, and awaits its end. */
  Said rondo(Map<String, String> environment, String... arguments) throws Exception {
    Path err = home.resolveSibling("err");
    ProcessBuilder builder = new ProcessBuilder(home.resolve("rondo").toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().putAll(environment);
    builder.environment().put("JAVA_HOME", home.resolve("java").toString());
    Path out = home.resolveSibling("out");
    Process process =
        builder
            .directory(home.getParent().toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    return new Said(Files.readString(out).strip(), Files.readString(err).strip());
  }

  /** Writes a program. */
  static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
