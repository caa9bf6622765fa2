// The directory an import goes to: looked at before, left as it was found if the import fails.
package dev.rondo.imports;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The directory an import goes to. A committed dataset of another import in it is refused before
 * anything is written; an import that fails takes back the files that it may have written, and the
 * directories that were not there before and are empty again.
 */
public final class ImportTarget {
  private final ImportPlan plan;
  private final Path directory;
  private final Path lastBefore;

  private ImportTarget(ImportPlan plan, Path directory, Path lastBefore) {
    this.plan = plan;
    this.directory = directory;
    this.lastBefore = lastBefore;
  }

  /**
   * Looks at a directory, which need not exist.
   *
   * @throws InvalidInputException if it holds the dataset of another import, or is no directory
   */
  public static ImportTarget of(ImportPlan plan, Path directory) throws IOException {
    Path last = directory.toAbsolutePath().normalize();
    while (last.getParent() != null && !Files.exists(last)) {
      last = last.getParent();
    }
    ImportTarget target = new ImportTarget(plan, directory.toAbsolutePath().normalize(), last);
    if (!Files.isDirectory(last)) {
      throw new InvalidInputException(
          "Cannot import into "
              + directory
              + ": "
              + last
              + " is no directory (allowed: a directory)");
    }
    for (Split split : plan.splits().parts()) {
      target.requireSame(split);
    }
    return target;
  }

  private void requireSame(Split split) throws IOException {
    DatasetStore store = new DatasetStore(new LocalStorage(place(split)), "");
    if (!store.isCommitted()) {
      return;
    }
    Optional<FileEntry> record =
        store.committedManifest().files().stream()
            .filter(file -> file.path().equals(ImportPlan.RECORD))
            .findFirst();
    if (record.isEmpty() || !Arrays.equals(store.readFile(record.get()), plan.record())) {
      throw somethingElse(null);
    }
  }

  /** What a target that holds other files than this import's is refused with. */
  public InvalidInputException somethingElse(IOException cause) {
    return new InvalidInputException(
        "Cannot import into "
            + directory
            + ": it holds something else (allowed: an empty directory, or the same import again)",
        cause);
  }

  /** Takes back what the import wrote, which failed; a dataset that is committed stays. */
  public void withdraw(Exception failure) {
    try {
      withdraw();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  void withdraw() throws IOException {
    for (Split split : plan.splits().parts()) {
      LocalStorage storage = new LocalStorage(place(split));
      if (Files.isDirectory(place(split)) && !new DatasetStore(storage, "").isCommitted()) {
        withdraw(storage);
        removeIfEmpty(place(split).resolve(DatasetLayout.rejectedFolder()));
        removeIfEmpty(place(split).resolve(DatasetLayout.FOLDER));
        if (!split.name().isEmpty()) {
          removeIfEmpty(place(split));
        }
      }
    }
    for (Path path = directory; !path.equals(lastBefore); path = path.getParent()) {
      removeIfEmpty(path);
    }
  }

  private void withdraw(LocalStorage storage) throws IOException {
    storage.sweep("");
    for (String path : storage.list("")) {
      if (path.equals(ImportPlan.RECORD) || ImportPlan.isFile(path)) {
        storage.delete(path);
      }
    }
  }

  private Path place(Split split) {
    return split.name().isEmpty() ? directory : directory.resolve(split.name());
  }

  private static void removeIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException | NoSuchFileException e) {
      // Somebody else's.
    }
  }
}
