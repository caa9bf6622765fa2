package dev.rondo.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;

/** The bytes of a Parquet file, read from a file that lives as long as the reading. */
final class Decoded {
  private Decoded() {}

  @FunctionalInterface
  private interface Reader<T> {
    T read(Path file) throws IOException;
  }

  static <T extends SpecificRecord> List<T> rows(byte[] bytes, String name, Class<T> type) {
    return in(
        bytes,
        file -> {
          List<T> rows = new ArrayList<>();
          ParquetRows.forEach(file, name, type, rows::add);
          return rows;
        });
  }

  static List<JudgedRollout> judged(byte[] bytes, String name, JudgedRows columns) {
    return in(
        bytes,
        file -> {
          List<JudgedRollout> rows = new ArrayList<>();
          ParquetRows.forEachJudged(file, name, columns, rows::add);
          return rows;
        });
  }

  static List<IndexedRecord> genericRows(byte[] bytes, String name) {
    return in(
        bytes,
        file -> {
          List<IndexedRecord> rows = new ArrayList<>();
          ParquetRows.forEachGeneric(file, name, ParquetRows.schema(file, name), rows::add);
          return rows;
        });
  }

  static Schema schema(byte[] bytes, String name) {
    return in(bytes, file -> ParquetRows.schema(file, name));
  }

  private static <T> T in(byte[] bytes, Reader<T> reader) {
    try {
      Path file = Files.createTempFile("rows", ".parquet");
      try {
        Files.write(file, bytes);
        return reader.read(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
