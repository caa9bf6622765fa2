package dev.rondo.dataset;

import java.io.IOException;
import java.util.SortedMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/** A Parquet file whose rows come one by one; it is in the storage once all are written. */
public final class RowWriter implements AutoCloseable {
  private final Storage storage;
  private final String storagePath;
  private final String path;
  private final RowInvariants invariants;
  private final RowDigest digest;
  private final ParquetRows.Encoder encoder;
  private long rows;

  RowWriter(
      Storage storage,
      String storagePath,
      String path,
      Schema schema,
      SortedMap<String, String> fileMetadata) {
    this.storage = storage;
    this.storagePath = storagePath;
    this.path = path;
    this.invariants = new RowInvariants(storagePath, DatasetManifest.FORMAT_VERSION);
    this.digest = new RowDigest(schema);
    this.encoder = new ParquetRows.Encoder(schema, fileMetadata);
  }

  /** Adds the next row, after checking its invariants. */
  public void add(IndexedRecord row) {
    invariants.add(row);
    digest.add(row);
    encoder.add(row);
    rows++;
  }

  /** Puts the file into the storage; no row is added after it. */
  public FileEntry write() throws IOException {
    invariants.end();
    byte[] bytes = encoder.end();
    storage.putIfAbsent(storagePath, out -> out.write(bytes));
    return new FileEntry(path, bytes.length, Digests.sha256(bytes), rows, digest.end());
  }

  /** Gives up the file, unless it is written. */
  @Override
  public void close() {
    encoder.close();
  }
}
