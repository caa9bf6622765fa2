// Parquet files that others wrote: any columns, nested or not, as JSON values.
package dev.rondo.dataset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Rows of a Parquet file as JSON objects; one row group as it is stored and one row are in memory.
 * A list becomes an array, a map and a struct an object, a null value JSON null, a text a string;
 * bytes that are no text stay bytes. {@link GuardedParquet} has the limits of a file, the limit of
 * a row is given: what is above it is counted and never made.
 */
public final class ForeignParquet implements AutoCloseable {
  private final String file;
  private final ParquetFileReader reader;
  private final MessageType schema;
  private final JsonMaterializer materializer;
  private RecordReader<ObjectNode> rows;
  private long rowsLeft;

  /**
   * A row.
   *
   * @param value its columns; incomplete where there is a fault
   * @param fault what is wrong with it
   */
  public record Row(ObjectNode value, Fault fault) {}

  /** What can be wrong with a row. */
  public enum Fault {
    /** Nothing. */
    NONE,
    /** It has more bytes than the limit. */
    TOO_LONG,
    /** A column of texts holds bytes that are not UTF-8. */
    NOT_UTF_8
  }

  private ForeignParquet(String file, ParquetFileReader reader, int mostRowBytes) {
    this.file = file;
    this.reader = reader;
    this.schema = reader.getFileMetaData().getSchema();
    this.materializer = new JsonMaterializer(schema, mostRowBytes);
  }

  /**
   * Opens a file.
   *
   * @param mostRowBytes limit of the bytes of a row's texts, with a byte for each other value
   * @throws InvalidInputException if it is not Parquet, is damaged, or is packed in a way or a size
   *     that cannot be read
   */
  public static ForeignParquet open(Path file, int mostRowBytes) {
    String name = file.toString();
    ParquetFileReader reader = GuardedParquet.open(file, name);
    try {
      requireRowsToFit(reader, name, mostRowBytes);
      return new ForeignParquet(name, reader, mostRowBytes);
    } catch (RuntimeException | StackOverflowError e) {
      throw GuardedParquet.fault("Cannot read " + name + " as Parquet: ", e);
    }
  }

  /** A few bytes can stand for a list of any length, and unpacking takes time for each value. */
  private static void requireRowsToFit(ParquetFileReader reader, String name, int mostRowBytes) {
    for (BlockMetaData group : reader.getFooter().getBlocks()) {
      for (ColumnChunkMetaData column : group.getColumns()) {
        if (column.getValueCount() / Math.max(1, group.getRowCount()) > mostRowBytes) {
          throw new InvalidInputException(
              "Cannot read "
                  + name
                  + " as Parquet: column "
                  + column.getPath().toDotString()
                  + " has "
                  + column.getValueCount()
                  + " values in "
                  + group.getRowCount()
                  + " rows (allowed: at most "
                  + mostRowBytes
                  + " a row)");
        }
      }
    }
  }

  /** Names of the columns, outermost level only, in the order of the file. */
  public List<String> columns() {
    return schema.getFields().stream().map(Type::getName).toList();
  }

  /** Number of rows that the file says it has. */
  public long rowCount() {
    return reader.getRecordCount();
  }

  /** Whether there is another row. */
  public boolean hasNext() {
    try {
      while (rowsLeft == 0) {
        PageReadStore pages = reader.readNextRowGroup();
        if (pages == null) {
          return false;
        }
        rows = new ColumnIOFactory().getColumnIO(schema).getRecordReader(pages, materializer);
        rowsLeft = pages.getRowCount();
      }
      return true;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw damaged(e);
    }
  }

  /** The next row. */
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException("No more rows in " + file);
    }
    try {
      rowsLeft--;
      ObjectNode value = rows.read();
      return new Row(value, materializer.fault());
    } catch (RuntimeException | StackOverflowError e) {
      throw damaged(e);
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  private InvalidInputException damaged(Throwable e) {
    return GuardedParquet.fault("Cannot read " + file + " as Parquet: ", e);
  }
}
