package dev.rondo.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewDirectoryTest {
  @TempDir private Path folder;

  @Test
  void whatWasMadeIsTakenBackWithTheDirectoriesOnTheWay() throws Exception {
    NewDirectory made = NewDirectory.at(folder.resolve("new/made"));
    write("new/made/shard-00000.parquet");
    made.withdraw(new IOException());
    assertThat(folder).isEmptyDirectory();

    write("there/before");
    NewDirectory there = NewDirectory.at(folder.resolve("there"));
    write("there/shard-00000.parquet");
    there.withdraw(new IOException());
    assertThat(folder.resolve("there/shard-00000.parquet")).exists();
  }

  /** Another program may have been faster. */
  @Test
  void whatIsCommittedStaysWhoeverCommittedIt() throws Exception {
    for (String dataset : new String[] {"target", "target/block-000000-000004"}) {
      NewDirectory made = NewDirectory.at(folder.resolve("target"));
      write(dataset + "/shard-00000.parquet");
      write(dataset + "/__rondo/manifest.json");
      IOException failure = new IOException();
      made.withdraw(failure);

      assertThat(failure).hasNoSuppressedExceptions();
      assertThat(folder.resolve(dataset + "/shard-00000.parquet")).exists();
      FileTree.remove(folder.resolve("target"));
    }
  }

  private void write(String path) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "x");
  }
}
