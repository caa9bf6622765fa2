package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryDirectoryTest {
  @TempDir private Path parent;

  @Test
  void itsUserAloneMayEnterAndNobodyCanGuessItsName() throws IOException {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      TemporaryDirectory directory = TemporaryDirectory.create(parent);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())))
          .isEqualTo("rwx------");
      names.add(directory.path().getFileName().toString());
      directory.remove();
      assertThat(directory.path()).doesNotExist();
    }
    assertThat(names).hasSize(50);
  }

  @Test
  void aSweepTakesTheAbandonedAndNothingElse() throws IOException {
    TemporaryDirectory own = TemporaryDirectory.create(parent);
    Path abandoned = Files.createDirectory(parent.resolve("rondo-00000000000000aa"));
    Files.createFile(abandoned.resolve("lock"));
    Files.createDirectories(abandoned.resolve("flink/blobs"));
    Path precious = Files.createFile(parent.resolve("precious"));
    Files.createSymbolicLink(abandoned.resolve("link"), precious);
    Files.createSymbolicLink(abandoned.resolve("flink/up"), parent);
    Path young = Files.createDirectory(parent.resolve("rondo-00000000000000bb"));
    Path old = Files.createDirectory(parent.resolve("rondo-00000000000000cc"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    Path elsewhere = Files.createDirectories(parent.resolve("elsewhere/rondo-00000000000000dd"));
    Files.createFile(elsewhere.resolve("lock"));
    Path link = Files.createSymbolicLink(parent.resolve("rondo-00000000000000dd"), elsewhere);
    Path foreign = Files.createDirectory(parent.resolve("rondo-notes"));
    Files.createFile(foreign.resolve("lock"));

    TemporaryDirectory.sweep(parent, own.path());

    assertThat(abandoned).doesNotExist();
    assertThat(old).doesNotExist();
    assertThat(precious).exists();
    assertThat(young).exists();
    assertThat(own.path()).exists();
    assertThat(elsewhere.resolve("lock")).exists();
    assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(foreign).exists();
    own.remove();
  }
}
