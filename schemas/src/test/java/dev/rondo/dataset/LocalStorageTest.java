package dev.rondo.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageTest extends StorageContractTest {
  @TempDir Path root;

  @Override
  protected Storage storage() {
    return new LocalStorage(root.resolve("made/at/first/write"));
  }

  @Test
  void aWriterAtWorkHidesItsTemporaryFileInTheSameDirectory() throws IOException {
    LocalStorage storage = new LocalStorage(root);
    storage.putIfAbsent(
        "a/b.txt",
        out -> {
          assertThat(names("a")).hasSize(1).allMatch(name -> name.matches("\\.b\\.txt\\..*\\.tmp"));
          assertThat(storage.list("")).isEmpty();
          out.write(1);
        });

    assertThat(names("a")).containsExactly("b.txt");
  }

  @Test
  void aFileThatIsReplacedIsThereAtEveryInstant() throws Exception {
    LocalStorage storage = new LocalStorage(root);
    storage.putIfAbsent("a/b", content("one"));
    assertThatThrownBy(
            () ->
                storage.replace(
                    "a/b",
                    out -> {
                      out.write(bytes("half"));
                      throw new IOException("out of rows");
                    }))
        .hasMessage("out of rows");
    assertThat(storage.read("a/b")).isEqualTo(bytes("one"));
    assertThat(names("a")).containsExactly("b");

    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 100; i++) {
                try {
                  storage.replace("a/b", content(i % 2 == 0 ? "other" : "one"));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }
            });
    while (!writer.isDone()) {
      assertThat(storage.read("a/b")).isIn(bytes("one"), bytes("other"));
    }
    writer.get();
  }

  @Test
  void theTemporaryFileOfADeadWriterIsSwept() throws IOException {
    LocalStorage storage = new LocalStorage(root);
    storage.putIfAbsent("a/b", content("one"));
    Files.write(root.resolve("a/.b.0123456789abcdef.tmp"), bytes("ha"));
    Files.write(root.resolve(".c.0123456789abcdef.tmp"), bytes("ha"));

    assertThat(storage.list("")).containsExactly("a/b");
    storage.sweep("a");
    assertThat(names("a")).containsExactly("b");
    assertThat(names("")).hasSize(2);
    storage.sweep("");
    assertThat(names("")).containsExactly("a");
  }

  @Test
  void aFileSystemWithoutHardLinksIsRefusedByName() throws IOException {
    URI zip = URI.create("jar:" + root.resolve("x.zip").toUri());
    try (FileSystem linkless = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Storage storage = new LocalStorage(linkless.getPath("/"));
      assertThatThrownBy(() -> storage.putIfAbsent("a", content("one")))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("Cannot create /a: its file system makes no hard links")
          .hasMessageEndingWith("; allowed: a file system that makes them)");
    }
  }

  @Test
  void aDiskThatTakesAPartOnlyIsNamedWithTheFile() throws Exception {
    Process limited =
        new ProcessBuilder(
                "bash",
                "-c",
                "ulimit -f 1; exec \"$@\"", // of each file: 1 KiB
                "bash",
                System.getProperty("java.home") + "/bin/java",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Large.class.getName(),
                root.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(limited.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(limited.waitFor()).as(said).isEqualTo(1);
    assertThat(said).contains("FileSystemException: " + root.resolve("a/b") + ": File too large");
    assertThat(names("a")).isEmpty();
  }

  /** Another process that puts 100 KiB. */
  static final class Large {
    private Large() {}

    public static void main(String[] args) throws IOException {
      new LocalStorage(Path.of(args[0])).putIfAbsent("a/b", out -> out.write(new byte[100 << 10]));
    }
  }

  /** Another process that sweeps a directory. */
  static final class Sweeper {
    private Sweeper() {}

    public static void main(String[] args) throws IOException {
      new LocalStorage(Path.of(args[0])).sweep("");
    }
  }

  @Test
  void aSweepInTheWritersProcessTakesNoLockAwayThatProtectsItFromOthers() throws IOException {
    LocalStorage storage = new LocalStorage(root);
    storage.putIfAbsent(
        "a",
        out -> {
          storage.sweep("");
          assertThat(sweepElsewhere()).isZero();
          assertThat(names("")).hasSize(1);
          out.write(1);
        });

    assertThat(names("")).containsExactly("a");
  }

  private int sweepElsewhere() throws IOException {
    try {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1",
              "-cp",
              System.getProperty("java.class.path"),
              Sweeper.class.getName(),
              root.toString())
          .inheritIO()
          .start()
          .waitFor();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void aLoserLeavesNoTemporaryFile() throws IOException {
    LocalStorage storage = new LocalStorage(root);
    storage.putIfAbsent("a", content("one"));
    assertThatThrownBy(() -> storage.putIfAbsent("a", content("two")))
        .isInstanceOf(Storage.ConflictException.class);
    assertThatThrownBy(
            () ->
                storage.putIfAbsent(
                    "b",
                    out -> {
                      throw new IOException("no");
                    }))
        .isInstanceOf(IOException.class);

    assertThat(names("")).containsExactly("a");
  }

  @Test
  void aRootThatIsAFileIsRefused() throws IOException {
    Path file = Files.createFile(root.resolve("file"));

    assertThatThrownBy(() -> new LocalStorage(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("file: not a directory");
  }

  private List<String> names(String directory) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(directory))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
