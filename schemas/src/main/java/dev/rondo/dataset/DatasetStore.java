package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Rollout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;

/**
 * One dataset in a storage: files are written first, each create-exclusive; the manifest last.
 * Until then the dataset does not exist for readers; from then on it never changes.
 *
 * <pre>{@code
 * DatasetStore store = new DatasetStore(storage, "problems");
 * FileEntry file = store.writeRows("shard-00000.parquet", Problem.getClassSchema(), rows, metadata);
 * store.commit("problems", List.of(file), counts, lineage);
 * }</pre>
 *
 * <p>Paths of files are relative to the dataset's directory. Writing what is there already with the
 * same bytes succeeds; other bytes are a {@link Storage.ConflictException}. Thread-safe if the
 * storage is.
 */
public final class DatasetStore {
  /** Key of a Parquet file's metadata under which its lineage stands. */
  public static final String LINEAGE_KEY = "rondo.lineage";

  private final Storage storage;
  private final String directory;
  private final CheckedFiles checked;

  /**
   * @param storage where it lives
   * @param directory path of its directory in the storage, such as {@code rollouts/round-000001};
   *     empty for the storage's root
   */
  public DatasetStore(Storage storage, String directory) {
    this.storage = storage;
    this.directory = directory.isEmpty() ? directory : StoragePaths.requireFile(directory);
    this.checked = new CheckedFiles(storage, this);
  }

  /** Path of the dataset's directory in its storage. */
  public String directory() {
    return directory;
  }

  /** Path in the storage of a file of this dataset. */
  public String storagePath(String path) {
    return StoragePaths.join(directory, StoragePaths.requireFile(path));
  }

  /** Where a file of this dataset lies, as messages name it. */
  String place(String path) {
    return storage.place(storagePath(path));
  }

  /** Metadata of a Parquet file that states the lineage and nothing else. */
  public static SortedMap<String, String> lineageMetadata(Lineage lineage) {
    return new TreeMap<>(Map.of(LINEAGE_KEY, ManifestJson.lineageLine(lineage)));
  }

  /**
   * Writes rows as a Parquet file, after checking their invariants.
   *
   * @param path ends in {@code .parquet}
   * @param rows all of the schema; an empty list gives a file without rows
   * @param fileMetadata key-value metadata of the file, such as {@link #lineageMetadata}
   */
  public FileEntry writeRows(
      String path,
      Schema schema,
      List<? extends IndexedRecord> rows,
      SortedMap<String, String> fileMetadata)
      throws IOException {
    try (RowWriter writer = rowWriter(path, schema, fileMetadata)) {
      for (IndexedRecord row : rows) {
        writer.add(row);
      }
      return writer.write();
    }
  }

  /** As {@link #writeRows}, for rows that come one by one and are not held. */
  public RowWriter rowWriter(String path, Schema schema, SortedMap<String, String> fileMetadata) {
    if (!path.endsWith(DatasetLayout.ROWS_SUFFIX)
        && !path.endsWith(DatasetLayout.HIDDEN_ROWS_SUFFIX)) {
      throw new InvalidInputException(
          "Cannot write rows to: " + path + " (allowed: a name that ends in .parquet or .parq)");
    }
    return new RowWriter(storage, storagePath(path), path, schema, fileMetadata);
  }

  /**
   * Writes a file that has no rows.
   *
   * @param content may be called twice, and then must write the same bytes
   */
  public FileEntry writeFile(String path, Storage.Content content) throws IOException {
    storage.putIfAbsent(storagePath(path), content);
    return entryOf(path);
  }

  /** The entry of a file that is there already and has no rows, digested from the storage. */
  public FileEntry entryOf(String path) throws IOException {
    Path file = storage.localFile(storagePath(path));
    return new FileEntry(path, Files.size(file), Digests.sha256(file), 0, null);
  }

  /**
   * Makes the directory a dataset by writing its manifest. Checks before: every file is there with
   * its size; the lineage and the version in each Parquet file are the manifest's; {@code
   * accepted-groups} and {@code rejected-groups} sum to {@code planned-groups}, {@code rows} and
   * {@code rejected-rows} to {@code source-rows}, where all three are counted.
   *
   * @param kind one of {@link DatasetManifest#KINDS}
   * @param files in any order
   * @return the manifest, whether it was written now or there already with the same bytes
   * @throws Storage.ConflictException if another one is committed
   */
  public DatasetManifest commit(
      String kind, List<FileEntry> files, SortedMap<String, Long> counts, Lineage lineage)
      throws IOException {
    List<FileEntry> sorted = new ArrayList<>(files);
    sorted.sort((a, b) -> a.path().compareTo(b.path()));
    DatasetManifest manifest =
        new DatasetManifest(DatasetManifest.FORMAT_VERSION, kind, sorted, counts, lineage);
    String manifestPath = storagePath(DatasetLayout.manifest(kind));
    DatasetCounts.check(manifest, "Cannot commit " + manifestPath);
    for (FileEntry file : manifest.files()) {
      String path = storagePath(file.path());
      checked.requireSize(file);
      if (file.hasRows()) {
        String named = storage.place(path);
        CheckedFiles.requireMetadata(
            ParquetRows.metadata(storage.localFile(path), named), named, manifest);
      }
    }
    Optional<String> committed = existingManifest();
    if (committed.isPresent() && !committed.get().equals(manifestPath)) {
      throw new Storage.ConflictException(
          "Cannot commit "
              + manifestPath
              + ": "
              + committed.get()
              + " is there already, of another version of Rondo or of another kind");
    }
    byte[] bytes = ManifestJson.toJson(manifest);
    storage.putIfAbsent(manifestPath, out -> out.write(bytes));
    return manifest;
  }

  /** Whether the dataset is committed. */
  public boolean isCommitted() throws IOException {
    return existingManifest().isPresent();
  }

  /** The manifest, or empty if the dataset is not committed. */
  public Optional<DatasetManifest> manifest() throws IOException {
    return isCommitted() ? Optional.of(committedManifest()) : Optional.empty();
  }

  /**
   * The manifest.
   *
   * @throws InvalidInputException if the dataset is not committed, or its counts are not those of
   *     its files
   */
  public DatasetManifest committedManifest() throws IOException {
    String path = storage.place(manifestPath());
    DatasetManifest manifest = ManifestJson.fromJson(manifestBytes(), path);
    DatasetCounts.check(manifest, "Cannot accept " + path);
    return manifest;
  }

  /**
   * SHA-256 of the manifest's bytes: the version of the dataset, whatever path it lies at.
   *
   * @throws InvalidInputException if the dataset is not committed
   */
  public String manifestDigest() throws IOException {
    return Digests.sha256(manifestBytes());
  }

  /** What is done with a row. */
  @FunctionalInterface
  public interface RowConsumer<T> extends ParquetRows.RowConsumer<T> {}

  /**
   * Rows of a file whose entry is at hand (from the manifest or a receipt); size and SHA-256 are
   * checked first.
   */
  public <T extends SpecificRecord> List<T> readRows(FileEntry file, Class<T> type)
      throws IOException {
    List<T> rows = new ArrayList<>();
    ParquetRows.forEach(checked.of(file), place(file.path()), type, rows::add);
    return rows;
  }

  /** Rows of a file; checked as above if the manifest lists it. */
  public <T extends SpecificRecord> List<T> readRows(String path, Class<T> type)
      throws IOException {
    Optional<FileEntry> listed =
        manifest().stream()
            .flatMap(manifest -> manifest.files().stream())
            .filter(file -> file.path().equals(path))
            .findFirst();
    if (listed.isPresent()) {
      return readRows(listed.get(), type);
    }
    List<T> rows = new ArrayList<>();
    ParquetRows.forEach(checked.existing(path), place(path), type, rows::add);
    return rows;
  }

  /**
   * Rows of all files of the dataset that hold rows of this type, in order of their paths.
   *
   * @throws InvalidInputException if the dataset is not committed
   */
  public <T extends SpecificRecord> List<T> readAllRows(Class<T> type) throws IOException {
    List<T> rows = new ArrayList<>();
    forEachRow(type, rows::add);
    return rows;
  }

  /** As {@link #readAllRows}, one row in memory at a time. */
  public <T extends SpecificRecord> void forEachRow(Class<T> type, RowConsumer<? super T> rows)
      throws IOException {
    forEachFile(type, file -> file.forEach(type, rows));
  }

  /**
   * As {@link #forEachRow(Class, RowConsumer)}, with some of the columns: the others are not
   * unpacked, and memory does not grow with the rows.
   *
   * @param columns names of fields; the rows have these, in this order
   */
  public void forEachRow(
      Class<? extends SpecificRecord> type,
      List<String> columns,
      RowConsumer<? super GenericRecord> rows)
      throws IOException {
    forEachFile(type, file -> file.forEach(type, columns, rows));
  }

  /** As above, the rows of one file whose entry is at hand; size and SHA-256 are checked first. */
  public void forEachRow(
      FileEntry file,
      Class<? extends SpecificRecord> type,
      List<String> columns,
      RowConsumer<? super GenericRecord> rows)
      throws IOException {
    ParquetRows.forEach(checked.of(file), place(file.path()), type, columns, rows);
  }

  /** As {@link #forEachRow(Class, RowConsumer)}, what is counted of rollouts. */
  void forEachJudged(JudgedRows columns, RowConsumer<? super JudgedRollout> rollouts)
      throws IOException {
    forEachFile(Rollout.class, file -> file.forEachJudged(columns, rollouts));
  }

  /**
   * Bytes of a document, after its size and SHA-256 are checked.
   *
   * @throws InvalidInputException also if it has more than {@link RegularFiles#MOST_DOCUMENT_BYTES}
   */
  public byte[] readFile(FileEntry file) throws IOException {
    return RegularFiles.readDocument(checked.of(file));
  }

  /**
   * Checks everything that the manifest says: every file's size, SHA-256, rows and row digest, the
   * invariants of the rows, of the groups and of the counts; and that the directory holds nothing
   * else but work in progress and other datasets. Several files are checked at a time, one row of
   * each in memory. Files that {@link #removals} list may be missing; what is there of them is
   * checked like the others.
   *
   * @throws InvalidInputException with one line that names the first file that is at fault
   */
  public void verify() throws IOException {
    DatasetManifest manifest = committedManifest();
    DatasetInvariants invariants = new DatasetInvariants(storage.place(manifestPath()), manifest);
    Removals removals = removals();
    EachFile.inOrder(
        checked.toBeThere(manifest, removals),
        file -> {
          DatasetInvariants.OfFile rows = invariants.startFile(place(file.path()));
          if (file.hasRows()) {
            checked.forEachRow(file, manifest, rows::add);
            rows.end();
          } else {
            checked.of(file);
          }
          return rows;
        },
        invariants::add);
    if (removals.all().isEmpty()) {
      invariants.end();
    }
    UnlistedFiles.refuse(storage, directory, manifest);
  }

  /**
   * As {@link #verify}, without a look at the rows: that every file has the size and the SHA-256
   * that it was committed with, and that the directory holds nothing else. What was checked of the
   * rows when they were committed holds of the same bytes.
   */
  public void verifyBytes() throws IOException {
    DatasetManifest manifest = committedManifest();
    EachFile.inOrder(checked.toBeThere(manifest, removals()), checked::of, path -> {});
    UnlistedFiles.refuse(storage, directory, manifest);
  }

  /** What was removed of the dataset on purpose. */
  public Removals removals() throws IOException {
    return Removals.of(storage, this);
  }

  /**
   * Removes files on purpose: writes down which and why, then removes them. Done again after a
   * process died in the middle, it goes on by what is written down.
   *
   * @throws InvalidInputException if a file is none that the manifest lists
   */
  public void remove(Removal wanted) throws IOException {
    String record = storagePath(Removal.path(wanted.what()));
    Removal removal = removals().of(wanted.what()).orElse(wanted);
    Set<String> listed =
        committedManifest().files().stream().map(FileEntry::path).collect(Collectors.toSet());
    for (String path : removal.files()) {
      if (!listed.contains(path)) {
        throw new InvalidInputException(
            "Cannot remove " + storagePath(path) + " (allowed: files that the manifest lists)");
      }
    }
    byte[] bytes = removal.toJson();
    storage.putIfAbsent(record, out -> out.write(bytes));
    for (String path : removal.files()) {
      storage.delete(storagePath(path));
    }
  }

  /** Writes the receipt of a shard. */
  public void writeReceipt(Receipt receipt) throws IOException {
    byte[] bytes = ManifestJson.toJson(receipt);
    storage.putIfAbsent(
        storagePath(Receipt.path(receipt.stage(), receipt.shardIndex())), out -> out.write(bytes));
  }

  /** The receipt of one shard, or empty if the shard is not complete. */
  public Optional<Receipt> receipt(String stage, int shardIndex) throws IOException {
    String path = storagePath(Receipt.path(stage, shardIndex));
    if (!storage.exists(path)) {
      return Optional.empty();
    }
    Receipt receipt = ManifestJson.receiptFromJson(storage.read(path), path);
    if (!receipt.stage().equals(stage) || receipt.shardIndex() != shardIndex) {
      throw new InvalidInputException(
          "Cannot read "
              + path
              + ": it is the receipt of "
              + Receipt.path(receipt.stage(), receipt.shardIndex())
              + " (allowed: the shard that its name says)");
    }
    return Optional.of(receipt);
  }

  /** Rows of a file of any type; size, SHA-256, lineage, digest and invariants are checked. */
  void forEachAnyRow(FileEntry file, RowConsumer<? super IndexedRecord> rows) throws IOException {
    checked.forEachRow(file, committedManifest(), rows);
  }

  /** The lineage that a file of rows states, on one line; empty if it states none. */
  public Optional<String> statedLineage(String path) throws IOException {
    return Optional.ofNullable(
        ParquetRows.metadata(storage.localFile(storagePath(path)), place(path)).get(LINEAGE_KEY));
  }

  /** Reads the files that hold rows of a type; every file of rows is checked before. */
  private void forEachFile(
      Class<? extends SpecificRecord> type, RowConsumer<? super StoredRows> reader)
      throws IOException {
    for (FileEntry file : committedManifest().files()) {
      if (file.hasRows()) {
        Path localFile = checked.of(file);
        try (StoredRows opened = StoredRows.open(localFile, place(file.path()))) {
          if (RowTypes.of(opened.schema()) == type) {
            reader.accept(opened);
          }
        }
      }
    }
  }

  /** What is wrong with a file's bytes; empty if they are those that its entry says. */
  public Optional<String> fault(FileEntry file) throws IOException {
    try {
      checked.of(file);
      return Optional.empty();
    } catch (InvalidInputException e) {
      return Optional.of(e.getMessage());
    }
  }

  private byte[] manifestBytes() throws IOException {
    try {
      return storage.read(manifestPath());
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(
          "Cannot open dataset "
              + storage.place(directory)
              + ": it has no "
              + DatasetManifest.FILE_NAME
              + " (allowed: a committed dataset)",
          e);
    }
  }

  /** Path in the storage of the manifest that is there; if none is, of one of rows. */
  public String manifestPath() throws IOException {
    return existingManifest().orElse(storagePath(DatasetLayout.MANIFEST));
  }

  private Optional<String> existingManifest() throws IOException {
    for (String manifest : DatasetLayout.manifests()) {
      String path = storagePath(manifest);
      if (storage.exists(path)) {
        return Optional.of(path);
      }
      if (Files.isDirectory(Path.of(storage.place(path)))) {
        storage.localFile(path); // says that it is one
      }
    }
    return Optional.empty();
  }
}
