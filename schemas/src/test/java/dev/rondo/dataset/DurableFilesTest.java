package dev.rondo.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
  private static final byte[] OLD = "old\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NEW = "quite new\n".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  @Test
  void aFileIsMadeAndReplacedAndGrows() throws IOException {
    Path file = folder.resolve("a/b/file");
    DurableFiles.replace(file, OLD);
    DurableFiles.replace(file, NEW);
    DurableFiles.append(file, OLD);
    DurableFiles.append(file.resolveSibling("other"), OLD);
    assertThat(file).hasContent("quite new\nold");
    assertThat(file.resolveSibling("other")).hasBinaryContent(OLD);
    assertThat(file.getParent()).isDirectoryNotContaining("glob:**.tmp");
  }

  /** Its maker may have been killed in between; of an open file's directory no name is forced. */
  @Test
  void theFirstAppendOfAProcessForcesTheNameOfAFileThatIsThere() throws IOException {
    Path open = Path.of("/proc/self/fd");
    assumeTrue(Files.isDirectory(open));
    Path file = Files.write(folder.resolve("file"), OLD);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND);
        Stream<Path> links = Files.list(open)) {
      Path link =
          links.filter(path -> Files.isSymbolicLink(path) && leadsTo(path, file)).findAny().get();
      assertThatThrownBy(() -> DurableFiles.append(link, NEW)).isInstanceOf(IOException.class);
      assertThat(channel.isOpen()).isTrue();
    }
    assertThat(file).hasContent("old\nquite new");
    DurableFiles.append(file, OLD);
    DurableFiles.append(file, OLD);
    Files.delete(file);
    DurableFiles.append(file, NEW);
    assertThat(file).hasBinaryContent(NEW);
  }

  private static boolean leadsTo(Path link, Path file) {
    try {
      return Files.readSymbolicLink(link).equals(file);
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  @Test
  void whereReplacingFailsTheFileIsAsItWas() throws IOException {
    Path file = folder.resolve("file");
    Files.createDirectories(file.resolve("full")); // no name goes over a directory with entries
    assertThatThrownBy(() -> DurableFiles.replace(file, NEW)).isInstanceOf(IOException.class);
    assertThat(file.resolve("full")).exists();
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
  }

  /** As a run that writes its report does, beside one that follows it, while it tidies up. */
  @Test
  void writersOfOneFileAndASweepDoNotDisturbEachOther() throws Exception {
    Path file = folder.resolve("file");
    byte[] first = "1".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    byte[] second = "2".repeat(5_000).getBytes(StandardCharsets.UTF_8);
    DurableFiles.replace(file, first);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<?>> work = new ArrayList<>();
      for (byte[] content : List.of(first, second)) {
        work.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    DurableFiles.replace(file, content);
                    assertThat(Files.readAllBytes(file)).isIn(first, second);
                  }
                  return null;
                }));
      }
      work.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 200; i++) {
                  new LocalStorage(folder).sweep("");
                }
                return null;
              }));
      for (Future<?> each : work) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void whatAKilledWriterLeftIsSwept() throws IOException {
    Path left = Files.write(folder.resolve(".file.0123456789abcdef.tmp"), OLD);
    DurableFiles.replace(folder.resolve("file"), NEW);
    assertThat(left).exists();
    new LocalStorage(folder).sweep("");
    assertThat(left).doesNotExist();
    assertThat(folder.resolve("file")).hasBinaryContent(NEW);
  }

  @Test
  void aChannelThatTakesAPartIsGivenTheRest() throws IOException {
    ByteArrayOutputStream taken = new ByteArrayOutputStream();
    DurableFiles.writeWholly(
        new WritableByteChannel() {
          @Override
          public int write(ByteBuffer source) {
            taken.write(source.get());
            return 1;
          }

          @Override
          public boolean isOpen() {
            return true;
          }

          @Override
          public void close() {}
        },
        NEW);
    assertThat(taken.toByteArray()).isEqualTo(NEW);
  }
}
