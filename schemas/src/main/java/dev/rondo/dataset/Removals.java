package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was removed of one dataset. Removing is written down first and done then, file by file: a
 * process that dies in between leaves a dataset that says what is gone, and doing it again ends it.
 */
public final class Removals {
  private final List<Removal> all;
  private final Map<String, Removal> byFile = new HashMap<>();

  private Removals(List<Removal> all) {
    this.all = List.copyOf(all);
    for (Removal removal : this.all) {
      removal.files().forEach(file -> byFile.putIfAbsent(file, removal));
    }
  }

  /**
   * Reads them.
   *
   * @throws InvalidInputException if one is broken, or of another manifest than the dataset's
   */
  static Removals of(Storage storage, DatasetStore dataset) throws IOException {
    List<Removal> all = new ArrayList<>();
    for (String what : Removal.KINDS) {
      String path = dataset.storagePath(Removal.path(what));
      if (storage.exists(path)) {
        Removal removal = Removal.fromJson(storage.read(path), storage.place(path));
        if (!removal.what().equals(what)) {
          throw refused(storage.place(path), "removed", removal.what(), what);
        }
        if (dataset.isCommitted() && !removal.manifestDigest().equals(dataset.manifestDigest())) {
          throw refused(
              storage.place(path),
              "manifest-digest",
              removal.manifestDigest(),
              dataset.manifestDigest());
        }
        all.add(removal);
      }
    }
    return new Removals(all);
  }

  private static InvalidInputException refused(
      String path, String field, String found, String allowed) {
    return new InvalidInputException(
        "Cannot accept " + path + ": " + field + " is " + found + " (allowed: " + allowed + ")");
  }

  /** All of them. */
  public List<Removal> all() {
    return all;
  }

  /** That of a kind. */
  public Optional<Removal> of(String what) {
    return all.stream().filter(removal -> removal.what().equals(what)).findFirst();
  }

  /** The removal that a file went by; empty if it is to be there. */
  public Optional<Removal> ofFile(String path) {
    return Optional.ofNullable(byFile.get(path));
  }

  /**
   * Refuses a dataset that lacks something.
   *
   * @param cannot how the message begins, such as {@code Cannot train policies/round-000001}
   * @param kinds those that may not have happened
   */
  public void refuse(String cannot, String... kinds) {
    for (Removal removal : all) {
      if (List.of(kinds).contains(removal.what())) {
        throw removal.refused(cannot);
      }
    }
  }
}
