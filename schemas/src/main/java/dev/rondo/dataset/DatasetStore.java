package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import dev.rondo.schema.RejectedGroup;
import dev.rondo.schema.RejectedRow;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SampledResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
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

  private static final String PARQUET_SUFFIX = ".parquet";
  private static final String REJECTED_PREFIX = "rejected/";
  private static final Pattern RECEIPT = Pattern.compile("([a-z]+)-([0-9]{5,})\\.json");
  private static final Map<String, Class<? extends SpecificRecord>> ROW_TYPES =
      Map.of(
          Problem.getClassSchema().getFullName(), Problem.class,
          SampledResponse.getClassSchema().getFullName(), SampledResponse.class,
          Rollout.getClassSchema().getFullName(), Rollout.class,
          RejectedGroup.getClassSchema().getFullName(), RejectedGroup.class,
          RejectedRow.getClassSchema().getFullName(), RejectedRow.class);

  private final Storage storage;
  private final String directory;

  /**
   * @param storage where it lives
   * @param directory path of its directory in the storage, such as {@code rollouts/round-000001};
   *     empty for the storage's root
   */
  public DatasetStore(Storage storage, String directory) {
    this.storage = storage;
    this.directory = directory.isEmpty() ? directory : StoragePaths.requireFile(directory);
  }

  /** Path of the dataset's directory in its storage. */
  public String directory() {
    return directory;
  }

  /** Path in the storage of a file of this dataset. */
  public String storagePath(String path) {
    return StoragePaths.join(directory, StoragePaths.requireFile(path));
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
    if (!path.endsWith(PARQUET_SUFFIX)) {
      throw new InvalidInputException(
          "Cannot write rows to: " + path + " (allowed: a name that ends in .parquet)");
    }
    RowInvariants.check(storagePath(path), rows);
    byte[] bytes = ParquetRows.encode(schema, rows, fileMetadata);
    storage.putIfAbsent(storagePath(path), out -> out.write(bytes));
    return new FileEntry(
        path, bytes.length, Digests.sha256(bytes), rows.size(), RowDigest.of(schema, rows));
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
   * its size; the lineage in each Parquet file is the manifest's; {@code accepted-groups} and
   * {@code rejected-groups} sum to {@code planned-groups}, {@code rows} and {@code rejected-rows}
   * to {@code source-rows}, where all three are counted.
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
    checkCounts(manifest, "Cannot commit " + manifestPath());
    for (FileEntry file : manifest.files()) {
      String path = storagePath(file.path());
      checkSize(file, path);
      if (file.hasRows()) {
        checkLineage(ParquetRows.metadata(storage.localFile(path), path), path, lineage);
      }
    }
    byte[] bytes = ManifestJson.toJson(manifest);
    storage.putIfAbsent(manifestPath(), out -> out.write(bytes));
    return manifest;
  }

  /** Whether the dataset is committed. */
  public boolean isCommitted() throws IOException {
    return storage.exists(manifestPath());
  }

  /** The manifest, or empty if the dataset is not committed. */
  public Optional<DatasetManifest> manifest() throws IOException {
    return isCommitted() ? Optional.of(committedManifest()) : Optional.empty();
  }

  /**
   * The manifest.
   *
   * @throws InvalidInputException if the dataset is not committed
   */
  public DatasetManifest committedManifest() throws IOException {
    return ManifestJson.fromJson(manifestBytes(), manifestPath());
  }

  /**
   * SHA-256 of the manifest's bytes: the version of the dataset, whatever path it lies at.
   *
   * @throws InvalidInputException if the dataset is not committed
   */
  public String manifestDigest() throws IOException {
    return Digests.sha256(manifestBytes());
  }

  /**
   * Rows of a file whose entry is at hand (from the manifest or a receipt); size and SHA-256 are
   * checked first.
   */
  public <T extends SpecificRecord> List<T> readRows(FileEntry file, Class<T> type)
      throws IOException {
    return ParquetRows.decode(verifiedBytes(file), storagePath(file.path()), type);
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
    return ParquetRows.decode(existingBytes(path), storagePath(path), type);
  }

  /**
   * Rows of all files of the dataset that hold rows of this type, in order of their paths.
   *
   * @throws InvalidInputException if the dataset is not committed
   */
  public <T extends SpecificRecord> List<T> readAllRows(Class<T> type) throws IOException {
    List<T> rows = new ArrayList<>();
    for (FileEntry file : committedManifest().files()) {
      if (file.hasRows()) {
        byte[] bytes = verifiedBytes(file);
        String path = storagePath(file.path());
        if (rowType(ParquetRows.schema(bytes, path)) == type) {
          rows.addAll(ParquetRows.decode(bytes, path, type));
        }
      }
    }
    return rows;
  }

  /** Bytes of a file, after its size and SHA-256 are checked. */
  public byte[] readFile(FileEntry file) throws IOException {
    return verifiedBytes(file);
  }

  /**
   * Checks everything that the manifest says: every file's size, SHA-256, rows and row digest, the
   * invariants of the rows, of the groups and of the counts.
   *
   * @throws InvalidInputException with one line that names the first file that is at fault
   */
  public void verify() throws IOException {
    DatasetManifest manifest = committedManifest();
    checkCounts(manifest, "Cannot accept " + manifestPath());
    DatasetInvariants invariants = new DatasetInvariants(manifestPath(), manifest);
    for (FileEntry file : manifest.files()) {
      if (file.hasRows()) {
        invariants.add(storagePath(file.path()), verifiedRows(file, manifest.lineage()));
      } else {
        verifyDigest(file);
      }
    }
    invariants.end();
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

  /** All receipts of a stage, in order of their shards. */
  public List<Receipt> readReceipts(String stage) throws IOException {
    List<Receipt> receipts = new ArrayList<>();
    String prefix = StoragePaths.join(directory, "receipts");
    for (String path : storage.list(prefix)) {
      var name = RECEIPT.matcher(path.substring(prefix.length() + 1));
      if (name.matches() && name.group(1).equals(stage)) {
        receipt(stage, Integer.parseInt(name.group(2))).ifPresent(receipts::add);
      }
    }
    receipts.sort((a, b) -> Integer.compare(a.shardIndex(), b.shardIndex()));
    return receipts;
  }

  /** Rows of a file of any type; size, SHA-256, lineage, digest and invariants are checked. */
  List<? extends IndexedRecord> readAnyRows(FileEntry file) throws IOException {
    return verifiedRows(file, committedManifest().lineage());
  }

  private List<? extends IndexedRecord> verifiedRows(FileEntry file, Lineage lineage)
      throws IOException {
    String path = storagePath(file.path());
    byte[] bytes = verifiedBytes(file);
    checkLineage(ParquetRows.metadata(bytes, path), path, lineage);
    Schema schema = ParquetRows.schema(bytes, path);
    Class<? extends SpecificRecord> type = rowType(schema);
    List<? extends IndexedRecord> rows =
        type == null
            ? ParquetRows.decodeGeneric(bytes, path, schema)
            : ParquetRows.decode(bytes, path, type);
    if (rows.size() != file.rows()) {
      throw mismatch(path, "rows", rows.size(), file.rows());
    }
    String digest = RowDigest.of(schema, rows);
    if (!digest.equals(file.rowDigest())) {
      throw mismatch(path, "row digest", digest, file.rowDigest());
    }
    RowInvariants.check(path, rows);
    return rows;
  }

  private static Class<? extends SpecificRecord> rowType(Schema schema) {
    return ROW_TYPES.get(schema.getFullName());
  }

  private byte[] verifiedBytes(FileEntry file) throws IOException {
    String path = storagePath(file.path());
    byte[] bytes = existingBytes(file.path());
    if (bytes.length != file.bytes()) {
      throw mismatch(path, "bytes", bytes.length, file.bytes());
    }
    String sha256 = Digests.sha256(bytes);
    if (!sha256.equals(file.sha256())) {
      throw mismatch(path, "sha256", sha256, file.sha256());
    }
    return bytes;
  }

  /** As {@link #verifiedBytes}, without holding the file in memory. */
  private void verifyDigest(FileEntry file) throws IOException {
    String path = storagePath(file.path());
    checkSize(file, path);
    String sha256 = Digests.sha256(storage.localFile(path));
    if (!sha256.equals(file.sha256())) {
      throw mismatch(path, "sha256", sha256, file.sha256());
    }
  }

  private void checkSize(FileEntry file, String path) throws IOException {
    if (!storage.exists(path)) {
      throw missing(path);
    }
    long bytes = Files.size(storage.localFile(path));
    if (bytes != file.bytes()) {
      throw mismatch(path, "bytes", bytes, file.bytes());
    }
  }

  private byte[] existingBytes(String path) throws IOException {
    try {
      return storage.read(storagePath(path));
    } catch (NoSuchFileException e) {
      throw missing(storagePath(path));
    }
  }

  private byte[] manifestBytes() throws IOException {
    try {
      return storage.read(manifestPath());
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(
          "Cannot open dataset "
              + (directory.isEmpty() ? "." : directory)
              + ": it has no "
              + DatasetManifest.FILE_NAME
              + " (allowed: a committed dataset)",
          e);
    }
  }

  private String manifestPath() {
    return StoragePaths.join(directory, DatasetManifest.FILE_NAME);
  }

  private static void checkCounts(DatasetManifest manifest, String cannot) {
    Long planned = manifest.counts().get("planned-groups");
    Long accepted = manifest.counts().get("accepted-groups");
    Long rejected = manifest.counts().get("rejected-groups");
    if (planned != null && accepted != null && rejected != null && planned != accepted + rejected) {
      throw new InvalidInputException(
          cannot
              + ": planned-groups is "
              + planned
              + " (allowed: accepted-groups + rejected-groups = "
              + accepted
              + " + "
              + rejected
              + ")");
    }
    Long sourceRows = manifest.counts().get("source-rows");
    Long rejectedRows = manifest.counts().get("rejected-rows");
    Long rows = manifest.counts().get("rows");
    if (sourceRows != null
        && rejectedRows != null
        && rows != null
        && sourceRows != rows + rejectedRows) {
      throw new InvalidInputException(
          cannot
              + ": source-rows is "
              + sourceRows
              + " (allowed: rows + rejected-rows = "
              + rows
              + " + "
              + rejectedRows
              + ")");
    }
    long listed =
        manifest.files().stream()
            .filter(file -> !file.path().startsWith(REJECTED_PREFIX))
            .mapToLong(FileEntry::rows)
            .sum();
    if (rows != null && rows != listed) {
      throw new InvalidInputException(
          cannot + ": rows is " + rows + " (allowed: " + listed + ", the sum over its files)");
    }
  }

  private static void checkLineage(Map<String, String> metadata, String path, Lineage expected) {
    String line = metadata.get(LINEAGE_KEY);
    if (line != null && !line.equals(ManifestJson.lineageLine(expected))) {
      throw new InvalidInputException(
          "Cannot accept "
              + path
              + ": its lineage is "
              + line
              + " (allowed: that of the manifest, "
              + ManifestJson.lineageLine(expected)
              + ")");
    }
  }

  private static InvalidInputException missing(String path) {
    return new InvalidInputException("Cannot read " + path + ": no such file");
  }

  private static InvalidInputException mismatch(
      String path, String what, Object found, Object expected) {
    return new InvalidInputException(
        "Cannot accept " + path + ": " + what + " is " + found + " (allowed: " + expected + ")");
  }
}
