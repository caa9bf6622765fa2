package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.config.Presets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the launcher builds. */
class BuildChoiceTest {
  private static final FileTime LATER = FileTime.from(Instant.now().plusSeconds(3600));

  @TempDir private Path directory;
  private PretendCheckout checkout;

  /** With a Maven that makes no more than the names. */
  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = PretendCheckout.in(directory);
    PretendCheckout.script(checkout.java(), "#!/bin/sh\necho 'openjdk version \"17.0.1\"' >&2\n");
    PretendCheckout.script(checkout.file("java/bin/javac"), "");
    PretendCheckout.script(
        checkout.file("maven/mvn"),
        """
        #!/usr/bin/env bash
        for word; do
          case $word in
            -v) echo 'Apache Maven 3.9.9' ;;
            -Drondo.lib=*)
              mkdir -p "${word#*=}" pipelines/target
              : >pipelines/target/rondo-pipelines-1.jar
              ;;
          esac
        done
        """);
    Files.writeString(checkout.file("policy/src/main/Some.java"), "");
  }

  @Test
  void aConfigurationOfOnesOwnInConfigsIsNoSource() throws Exception {
    Files.writeString(checkout.file("configs/mine.yaml"), "run: {rounds: 1}\n");
    Files.writeString(checkout.file("configs/.tiny.yaml.swp"), "");
    for (String name : new String[] {"mine.yaml", ".tiny.yaml.swp", ""}) {
      Files.setLastModifiedTime(checkout.file("configs/" + name), LATER);
    }
    assertThat(isBuilt()).isFalse();
  }

  @Test
  void everyPresetAndEverySourceIs() throws Exception {
    for (String preset : Presets.names()) {
      assertBuilds("configs/" + preset + ".yaml");
    }
    assertBuilds("policy/src/main/Some.java");
  }

  @Test
  void aBuildThatIsStoppedLeavesNothing() throws Exception {
    Path isAtWork = directory.resolve("is-at-work");
    PretendCheckout.script(
        checkout.file("maven/mvn"),
        """
        #!/usr/bin/env bash
        if [[ $1 == -v ]]; then echo 'Apache Maven 3.9.9'; exit; fi
        for word; do [[ $word != -Drondo.lib=* ]] || mkdir -p "${word#*=}"; done
        touch '%s'
        exec sleep 100
        """
            .formatted(isAtWork));
    Files.setLastModifiedTime(checkout.file("policy/src/main/Some.java"), LATER);
    ProcessBuilder builder = new ProcessBuilder(checkout.home().resolve("rondo") + "", "status");
    builder.environment().put("PATH", path());
    builder.environment().put("JAVA_HOME", checkout.home().resolve("java").toString());
    Path said = directory.resolve("said");
    Process process = builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
    while (process.isAlive() && !Files.exists(isAtWork)) {
      Thread.sleep(20);
    }
    process.destroy();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(said)).isEqualTo(143);
    assertThat(said).content().contains("Interrupted while building");
    try (Stream<Path> left = Files.list(checkout.home().resolve(".rondo/builds"))) {
      assertThat(left.map(Path::getFileName)).map(Path::toString).containsExactly("pretended");
    }
    try (Stream<Path> left = Files.list(checkout.home().resolve(".rondo"))) {
      assertThat(left.map(Path::getFileName)).noneMatch(name -> (name + "").startsWith("building"));
    }
  }

  private void assertBuilds(String source) throws Exception {
    Path file = checkout.file(source);
    FileTime before = Files.getLastModifiedTime(file);
    assertThat(isBuilt()).as("without %s", source).isFalse();
    Files.setLastModifiedTime(file, LATER);
    assertThat(isBuilt()).as(source).isTrue();
    Files.setLastModifiedTime(file, before);
  }

  private boolean isBuilt() throws Exception {
    return checkout.rondo(Map.of("PATH", path()), "status").err().contains("Building Rondo");
  }

  private String path() {
    return checkout.home().resolve("maven") + ":" + System.getenv("PATH");
  }
}
