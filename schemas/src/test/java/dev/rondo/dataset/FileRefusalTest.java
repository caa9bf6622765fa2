package dev.rondo.dataset;

import static dev.rondo.dataset.FileRefusal.INPUT_OUTPUT;
import static dev.rondo.dataset.FileRefusal.NOT_CONNECTED;
import static dev.rondo.dataset.FileRefusal.STALE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileRefusalTest {
  /** What strerror(3) of glibc says in the C locale. */
  private static final Map<String, FileRefusal> WORDS =
      Map.ofEntries(
          Map.entry("Is a directory", FileRefusal.IS_A_DIRECTORY),
          Map.entry("Not a directory", FileRefusal.NOT_A_DIRECTORY),
          Map.entry("Too many levels of symbolic links", FileRefusal.LINK_LOOP),
          Map.entry("File name too long", FileRefusal.NAME_TOO_LONG),
          Map.entry("Permission denied", FileRefusal.PERMISSION_DENIED),
          Map.entry("Operation not permitted", FileRefusal.NOT_PERMITTED),
          Map.entry("File too large", FileRefusal.FILE_TOO_LARGE),
          Map.entry("No locks available", FileRefusal.NO_LOCKS),
          Map.entry("Operation not supported", FileRefusal.NOT_SUPPORTED),
          Map.entry("Function not implemented", FileRefusal.NOT_IMPLEMENTED),
          Map.entry("Invalid cross-device link", FileRefusal.OTHER_DEVICE),
          Map.entry("Too many links", FileRefusal.TOO_MANY_LINKS),
          Map.entry("No space left on device", FileRefusal.NO_SPACE),
          Map.entry("Disk quota exceeded", FileRefusal.QUOTA_EXCEEDED),
          Map.entry("Read-only file system", FileRefusal.READ_ONLY),
          Map.entry("Too many open files in system", FileRefusal.TOO_MANY_OPEN_FILES),
          Map.entry("Stale file handle", FileRefusal.STALE),
          Map.entry("Transport endpoint is not connected", FileRefusal.NOT_CONNECTED),
          Map.entry("Input/output error", FileRefusal.INPUT_OUTPUT));

  @Test
  void whatTheSystemSaysIsRecognisedBesideOtherWordsToo() {
    assertThat(WORDS.values()).containsExactlyInAnyOrder(FileRefusal.values());
    WORDS.forEach(
        (words, refusal) -> {
          assertThat(FileRefusal.in(words)).as(words).contains(refusal);
          assertThat(FileRefusal.in("a/b: " + words)).as(words).contains(refusal);
        });
    assertThat(FileRefusal.in("Connection reset by peer")).isEmpty();
    assertThat(FileRefusal.in(null)).isEmpty();
  }

  @Test
  void onlyAFileSystemThatIsAwayForNowIsTriedAgain() {
    assertThat(Arrays.stream(FileRefusal.values()).filter(FileRefusal::isTemporary))
        .containsExactly(STALE, NOT_CONNECTED, INPUT_OUTPUT);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aRealSystemSaysItSo(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThat(reason(file.resolve("below"))).isEqualTo("Not a directory");
    assertThat(reason(folder.resolve("n".repeat(300)))).isEqualTo("File name too long");
    Path link = folder.resolve("link");
    Files.createSymbolicLink(link, link);
    assertThat(reason(link)).startsWith("Too many levels of symbolic links");
  }

  private static String reason(Path file) throws Exception {
    try {
      Files.writeString(file, "y");
      return "taken";
    } catch (FileSystemException e) {
      return e.getReason();
    }
  }
}
