package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory that a program is about to make, with the directories on the way to it: a program
 * that fails leaves none that was not there before.
 */
public final class NewDirectory {
  private static final int ATTEMPTS = 10;

  private final Path directory;
  private final Path lastBefore;

  private final boolean wasEmpty;

  private NewDirectory(Path directory, Path lastBefore) {
    this.directory = directory;
    this.lastBefore = lastBefore;
    String[] names = directory.toFile().list();
    this.wasEmpty = names != null && names.length == 0;
  }

  /** Looks at what is there, before anything is made. */
  public static NewDirectory at(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    Path last = absolute;
    while (last.getParent() != null && !Files.exists(last)) {
      last = last.getParent();
    }
    return new NewDirectory(absolute, last);
  }

  /** Removes it and those on the way to it, as far as they were not there and are empty. */
  public void removeIfEmpty() throws IOException {
    for (Path made = directory; !made.equals(lastBefore); made = made.getParent()) {
      try {
        Files.deleteIfExists(made);
      } catch (DirectoryNotEmptyException e) {
        return;
      }
    }
  }

  /**
   * As above, with all that is in it if it was empty or not there before, unless a dataset is
   * committed there. What a worker that is still at it writes meanwhile goes, too: whoever calls
   * this knows that no other program makes something there.
   *
   * @param failure why; is told what could not be removed
   */
  public void withdraw(Exception failure) {
    for (int attempt = 1; ; attempt++) {
      try {
        if (Files.isDirectory(directory) && (wasEmpty || !directory.equals(lastBefore))) {
          if (holdsDataset()) {
            return;
          }
          removeAll();
        }
        removeIfEmpty();
        return;
      } catch (IOException | InvalidInputException e) {
        if (attempt == ATTEMPTS) {
          failure.addSuppressed(e);
          return;
        }
      }
    }
  }

  private boolean holdsDataset() throws IOException {
    return new LocalStorage(directory)
        .list("").stream().anyMatch(path -> DatasetLayout.datasetOf(path).isPresent());
  }

  private void removeAll() throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        FileTree.remove(entry);
      }
    }
  }
}
