// The directory an import goes to: looked at before, left as it was found if the import fails.
package dev.rondo.imports;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The directory an import goes to. A committed dataset of another import in it is refused before
 * anything is written; an import that fails takes back the files that it may have written and that
 * were not there before, and the directories that were not there before and are empty again.
 */
public final class ImportTarget {
  private final ImportPlan plan;
  private final Path directory;
  private final Path lastBefore;
  private final Set<Path> filesBefore = new HashSet<>();

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
      if (!target.isBegun(split)) {
        target.filesBefore.addAll(target.files(split));
      }
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

  /** Whether this import was begun here before: then what it writes is its own already. */
  private boolean isBegun(Split split) throws IOException {
    Path record = place(split).resolve(ImportPlan.RECORD);
    return RegularFiles.exists(record)
        && Arrays.equals(RegularFiles.readDocument(record), plan.record());
  }

  /**
   * Writes down what is imported, before any row of it: an import that is killed is known as the
   * same when it is tried again.
   *
   * @throws Storage.ConflictException if another import was begun here
   */
  public void begin() throws IOException {
    byte[] record = plan.record();
    for (Split split : plan.splits().parts()) {
      new LocalStorage(place(split)).putIfAbsent(ImportPlan.RECORD, out -> out.write(record));
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
        storage.sweep("");
        for (Path file : files(split)) {
          if (!filesBefore.contains(file)) {
            Files.delete(file);
          }
        }
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

  /** What lies where an import writes a split, by the names that it gives. */
  private List<Path> files(Split split) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : List.of("", DatasetLayout.rejectedFolder())) {
      Path parent = place(split).resolve(folder);
      if (Files.isDirectory(parent)) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
          for (Path entry : entries) {
            String path = place(split).relativize(entry).toString();
            if (ImportPlan.isFile(path) && !Files.isDirectory(entry)) {
              files.add(entry);
            }
          }
        } catch (DirectoryIteratorException e) {
          throw e.getCause();
        }
      }
    }
    Path record = place(split).resolve(ImportPlan.RECORD);
    if (Files.exists(record)) {
      files.add(record);
    }
    return files;
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
