package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.config.Presets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
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

  private void assertBuilds(String source) throws Exception {
    Path file = checkout.file(source);
    FileTime before = Files.getLastModifiedTime(file);
    assertThat(isBuilt()).as("without %s", source).isFalse();
    Files.setLastModifiedTime(file, LATER);
    assertThat(isBuilt()).as(source).isTrue();
    Files.setLastModifiedTime(file, before);
  }

  private boolean isBuilt() throws Exception {
    String path = checkout.home().resolve("maven") + ":" + System.getenv("PATH");
    return checkout.rondo(Map.of("PATH", path), "status").err().contains("Building Rondo");
  }
}
