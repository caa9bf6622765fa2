package dev.rondo.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a power failure would take back cannot be seen here; what is made can. */
class DurableDirectoriesTest {
  @TempDir private Path folder;

  @Test
  void directoriesAreMadeWhetherSomeAreThereOrNot() throws Exception {
    Path root = folder.resolve("root");
    Path deep = root.resolve("a/b/c");
    DurableDirectories.make(root, deep);
    assertThat(deep).isDirectory();

    FileTree.remove(root.resolve("a/b"));
    DurableDirectories.make(root, deep);
    DurableDirectories.make(root, deep);
    assertThat(deep).isDirectory();
    DurableDirectories.make(folder, folder);
  }

  @Test
  void aFileInTheWayIsNamed() throws Exception {
    Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> DurableDirectories.make(folder, folder.resolve("file/below")))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("not a directory");
  }

  @Test
  void aFileIsMovedIntoADirectoryThatIsMadeForIt() throws Exception {
    Path source = Files.writeString(folder.resolve("source"), "bytes");
    Path target = folder.resolve("damaged/deep/source");
    DurableDirectories.move(folder, source, target);

    assertThat(source).doesNotExist();
    assertThat(target).hasContent("bytes");
  }

  @Test
  void aFileIsMovedToAnotherFileSystem() throws Exception {
    Path memory = Path.of("/dev/shm");
    assumeTrue(
        Files.isWritable(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(folder)));
    Path elsewhere = Files.createTempDirectory(memory, "rondo");
    try {
      Path source = Files.writeString(elsewhere.resolve("source"), "bytes");
      Path target = folder.resolve("damaged/source");
      DurableDirectories.move(folder, source, target);

      assertThat(source).doesNotExist();
      assertThat(target).hasContent("bytes");
    } finally {
      FileTree.remove(elsewhere);
    }
  }

  @Test
  void theParentOfARootThatIsThereNeedsNotBeForced() throws Exception {
    Path root = Path.of("/proc/self");
    assumeTrue(Files.isDirectory(root));
    DurableDirectories.make(root, root); // /proc takes no fsync
  }
}
