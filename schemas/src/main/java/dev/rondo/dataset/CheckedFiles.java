package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;

/** Files of one dataset, checked against what is written of them before anything reads them. */
final class CheckedFiles {
  private static final int AROUND_CHARACTERS = 60;

  private final Storage storage;
  private final DatasetStore dataset;

  CheckedFiles(Storage storage, DatasetStore dataset) {
    this.storage = storage;
    this.dataset = dataset;
  }

  /** Where a file lies, after its size and SHA-256 are checked without holding it in memory. */
  Path of(FileEntry file) throws IOException {
    requireSize(file);
    Path localFile = storage.localFile(dataset.storagePath(file.path()));
    String sha256 = Digests.sha256(localFile);
    if (!sha256.equals(file.sha256())) {
      throw mismatch(dataset.place(file.path()), "sha256", sha256, file.sha256());
    }
    return localFile;
  }

  /** Refuses a file that is not there, or of another size than its entry says. */
  void requireSize(FileEntry file) throws IOException {
    String path = dataset.storagePath(file.path());
    if (!storage.exists(path)) {
      Optional<Removal> removal = dataset.removals().ofFile(file.path());
      throw removal.isPresent()
          ? removal.get().refused("Cannot read " + storage.place(path))
          : missing(path);
    }
    long bytes = Files.size(storage.localFile(path));
    if (bytes != file.bytes()) {
      throw mismatch(storage.place(path), "bytes", bytes, file.bytes());
    }
  }

  /** All files but those that were removed on purpose and are gone. */
  List<FileEntry> toBeThere(DatasetManifest manifest, Removals removals) throws IOException {
    List<FileEntry> files = new ArrayList<>();
    for (FileEntry file : manifest.files()) {
      if (removals.ofFile(file.path()).isEmpty()
          || storage.exists(dataset.storagePath(file.path()))) {
        files.add(file);
      }
    }
    return files;
  }

  /** Where a file lies that no entry is at hand of. */
  Path existing(String path) throws IOException {
    try {
      return storage.localFile(dataset.storagePath(path));
    } catch (NoSuchFileException e) {
      throw missing(dataset.storagePath(path));
    }
  }

  /** Rows of a file of any type; size, SHA-256, metadata, digest and invariants are checked. */
  void forEachRow(
      FileEntry file,
      DatasetManifest manifest,
      DatasetStore.RowConsumer<? super IndexedRecord> rows)
      throws IOException {
    String path = dataset.place(file.path());
    Path localFile = of(file);
    try (StoredRows opened = StoredRows.open(localFile, path)) {
      requireMetadata(opened.metadata(), path, manifest);
      checkRows(opened, file, path, manifest, rows);
    }
  }

  private static void checkRows(
      StoredRows opened,
      FileEntry file,
      String path,
      DatasetManifest manifest,
      DatasetStore.RowConsumer<? super IndexedRecord> rows)
      throws IOException {
    Schema schema = opened.digestedSchema();
    Class<? extends SpecificRecord> type = RowTypes.of(schema);
    RowDigest digest = new RowDigest(schema);
    RowInvariants invariants = new RowInvariants(path, manifest.formatVersion());
    long[] count = new long[1];
    DatasetStore.RowConsumer<IndexedRecord> checks =
        row -> {
          count[0]++;
          digest.add(row);
          invariants.add(row);
          rows.accept(row);
        };
    if (type == null) {
      opened.forEachGeneric(schema, checks);
    } else {
      opened.forEach(type, checks);
    }
    if (count[0] != file.rows()) {
      throw mismatch(path, "rows", count[0], file.rows());
    }
    String found = digest.end();
    if (!found.equals(file.rowDigest())) {
      throw mismatch(path, "row digest", found, file.rowDigest());
    }
    invariants.end();
  }

  /** Refuses a file whose metadata state another version or lineage than the manifest. */
  static void requireMetadata(Map<String, String> metadata, String path, DatasetManifest manifest) {
    Lineage expected = manifest.lineage();
    int version = StoredRows.formatVersion(metadata, path);
    if (version != manifest.formatVersion()) {
      throw mismatch(path, "its format version", version, manifest.formatVersion());
    }
    String line = metadata.get(DatasetStore.LINEAGE_KEY);
    String wanted = ManifestJson.lineageLine(expected);
    if (line != null && !line.equals(wanted)) {
      int at = 0;
      while (at < Math.min(line.length(), wanted.length())
          && line.charAt(at) == wanted.charAt(at)) {
        at++;
      }
      throw new InvalidInputException(
          "Cannot accept "
              + path
              + ": its lineage has "
              + around(line, at)
              + " (allowed: "
              + around(wanted, at)
              + ", as the manifest)");
    }
  }

  /** What stands around a place of a long line. */
  private static String around(String line, int at) {
    int start = Math.max(0, at - AROUND_CHARACTERS);
    int end = Math.min(line.length(), at + AROUND_CHARACTERS);
    return (start > 0 ? "..." : "")
        + line.substring(start, end)
        + (end < line.length() ? "..." : "");
  }

  private InvalidInputException missing(String path) throws IOException {
    try {
      storage.localFile(path); // says what lies there that is no file
    } catch (NoSuchFileException e) {
      // Nothing.
    }
    return new InvalidInputException(
        "Cannot read "
            + storage.place(path)
            + ": no such file (allowed: the files that the manifest lists)");
  }

  private static InvalidInputException mismatch(
      String path, String what, Object found, Object expected) {
    return new InvalidInputException(
        "Cannot accept " + path + ": " + what + " is " + found + " (allowed: " + expected + ")");
  }
}
