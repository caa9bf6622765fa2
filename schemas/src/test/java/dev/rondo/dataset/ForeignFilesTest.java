package dev.rondo.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SampleRollouts;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What somebody else put into a dataset's directory: followed and checked, or refused by name. */
@Timeout(10)
class ForeignFilesTest {
  private static final String SHARD = "shard-00000.parquet";
  private static final Lineage LINEAGE = SampleLineage.round(1, 4);

  @TempDir Path directory;
  private Path dataset;

  @BeforeEach
  void commit() throws IOException {
    dataset = directory.resolve("dataset");
    DatasetStore store = store(dataset);
    List<Rollout> rows = SampleRollouts.groups(5, 4, 1);
    FileEntry file =
        store.writeRows(
            SHARD, Rollout.getClassSchema(), rows, DatasetStore.lineageMetadata(LINEAGE));
    store.commit("rollouts", List.of(file), new TreeMap<>(), LINEAGE);
    store.verify();
  }

  @Test
  void aLinkToASoundCopyIsFollowed() throws IOException {
    Path moved = Files.move(dataset, directory.resolve("moved"));
    Files.createSymbolicLink(dataset, moved);
    store(dataset).verify();

    Path shard = Files.move(moved.resolve(SHARD), directory.resolve("elsewhere"));
    Files.createSymbolicLink(moved.resolve(SHARD), shard);
    store(dataset).verify();
    assertThat(new LocalStorage(directory).list("dataset"))
        .containsExactly("dataset/__rondo/manifest.json", "dataset/" + SHARD);
  }

  @Test
  void aLinkToATamperedCopyIsFound() throws IOException {
    Path shard = Files.move(dataset.resolve(SHARD), directory.resolve("elsewhere"));
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length / 2] ^= 1;
    Files.write(shard, bytes);
    Files.createSymbolicLink(dataset.resolve(SHARD), shard);

    assertRefused("Cannot accept " + dataset + "/shard-00000.parquet: sha256 is");
  }

  @Test
  void aLinkThatLeadsNowhereOrBackIsNamed() throws IOException {
    Files.delete(dataset.resolve(SHARD));
    Files.createSymbolicLink(dataset.resolve(SHARD), Path.of("nowhere"));
    assertRefused(SHARD + ": a symbolic link that leads nowhere (allowed: a regular file)");

    Files.delete(dataset.resolve(SHARD));
    Files.createSymbolicLink(dataset.resolve(SHARD), Path.of(SHARD));
    assertRefused(SHARD + ": a symbolic link that leads back to itself");

    Files.delete(dataset.resolve("__rondo/manifest.json"));
    Files.createSymbolicLink(dataset.resolve("__rondo/manifest.json"), Path.of("nowhere"));
    assertRefused("__rondo/manifest.json: a symbolic link that leads nowhere");
    assertThatThrownBy(() -> store(dataset).isCommitted())
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(
            () ->
                new LocalStorage(dataset)
                    .putIfAbsent("__rondo/manifest.json", out -> out.write(new byte[1])))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void aLinkToADirectoryThatItLiesInIsNamed() throws IOException {
    Files.createSymbolicLink(dataset.resolve("again"), dataset);
    assertRefused("again: a symbolic link to a directory that it lies in");
  }

  @Test
  void aDirectoryInPlaceOfAFileIsNamed() throws IOException {
    Files.delete(dataset.resolve(SHARD));
    Files.createDirectory(dataset.resolve(SHARD));
    assertRefused("shard-00000.parquet: a directory (allowed: a regular file)");

    Files.delete(dataset.resolve("__rondo/manifest.json"));
    Files.createDirectory(dataset.resolve("__rondo/manifest.json"));
    assertRefused("__rondo/manifest.json: a directory (allowed: a regular file)");
  }

  @Test
  void aNamedPipeOrADeviceIsNamedAndNotReadFrom() throws Exception {
    Files.delete(dataset.resolve(SHARD));
    pipe(dataset.resolve(SHARD));
    assertRefused(SHARD + ": a named pipe, a socket or a device (allowed: a regular file)");

    Files.delete(dataset.resolve(SHARD));
    Files.createSymbolicLink(dataset.resolve(SHARD), Path.of("/dev/zero"));
    assertRefused(SHARD + ": a named pipe, a socket or a device");
  }

  @Test
  void aFileThatNoManifestListsIsNamed() throws IOException {
    Files.createDirectories(dataset.resolve("__rondo/receipts"));
    Files.writeString(dataset.resolve("__rondo/receipts/verified-00000.json"), "{}");
    Files.writeString(dataset.resolve(".shard.0123456789abcdef.tmp"), "at work");
    copy(dataset, directory.resolve("other"));
    Files.move(directory.resolve("other"), dataset.resolve("other"));
    store(dataset).verify();

    Files.writeString(dataset.resolve("shard-00001.parquet"), "smuggled");
    assertRefused("Cannot accept " + dataset + "/shard-00001.parquet: no manifest lists it");
  }

  @Test
  void aManifestAboveItsLimitIsNotRead() throws IOException {
    try (RandomAccessFile file =
        new RandomAccessFile(dataset.resolve("__rondo/manifest.json").toFile(), "rw")) {
      file.setLength(3L << 30);
    }
    assertRefused("__rondo/manifest.json: 3221225472 bytes (allowed: at most 67108864)");
  }

  @Test
  void jsonThatIsNestedWithoutEndIsOneLine() throws IOException {
    Files.writeString(dataset.resolve("__rondo/manifest.json"), "[".repeat(1_000_000));
    assertRefused("Cannot read " + dataset.resolve("__rondo/manifest.json") + ": not JSON");
    Files.writeString(
        dataset.resolve("__rondo/manifest.json"), "{\"counts\": " + "9".repeat(100_000));
    assertRefused("Cannot read " + dataset.resolve("__rondo/manifest.json") + ": not JSON");
  }

  @Test
  void aDirectoryThatIsNoDatasetIsNamedAsAWhole() throws IOException {
    Files.delete(dataset.resolve("__rondo/manifest.json"));
    assertRefused("Cannot open dataset " + dataset + ": it has no manifest.json");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> store(dataset).verify())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n", "REDACTED")
        .hasSizeLessThan(400);
  }

  private static DatasetStore store(Path directory) {
    return new DatasetStore(new LocalStorage(directory), "");
  }

  private static void pipe(Path path) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("mkfifo", path.toString()).inheritIO().start();
    assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path target = to.resolve(from.relativize(file));
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
