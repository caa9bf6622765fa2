// Rows as the bytes of a file, for tests.
package dev.rondo.dataset;

import java.util.List;
import java.util.SortedMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/** Rows as the bytes of a file, for tests. */
final class Encoded {
  private Encoded() {}

  static byte[] rows(
      Schema schema, List<? extends IndexedRecord> rows, SortedMap<String, String> fileMetadata) {
    ParquetRows.Encoder encoder = new ParquetRows.Encoder(schema, fileMetadata);
    rows.forEach(encoder::add);
    return encoder.end();
  }
}
