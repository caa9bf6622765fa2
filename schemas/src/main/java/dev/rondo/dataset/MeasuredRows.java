package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.apache.avro.specific.SpecificRecord;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;

/**
 * Files of rows that are read outside the Java heap, where nothing limits what a page unpacks to:
 * their footer and the headers of all pages are measured before, none of them unpacked.
 */
public final class MeasuredRows {
  private static final int HEADER_BUFFER_BYTES = 4096;

  /** A length of a value or a level of one; no column has shorter ones in memory. */
  private static final int BYTES_OF_A_VALUE = 4;

  private MeasuredRows() {}

  /**
   * Measures a file.
   *
   * @param rows that it has to have
   * @throws InvalidInputException if it has others, is not Parquet, or what is in memory at once
   *     would not fit
   */
  public static void require(Path file, long rows) throws IOException {
    long found = 0;
    try (ParquetFileReader reader = GuardedParquet.open(file, file.toString());
        FileChannel channel = FileChannel.open(file)) {
      for (BlockMetaData group : reader.getFooter().getBlocks()) {
        found += group.getRowCount();
        for (ColumnChunkMetaData column : group.getColumns()) {
          long values = values(channel, file, column);
          if (values < group.getRowCount()) {
            throw refused(
                file,
                column,
                values + " values",
                "one and more for each of " + group.getRowCount() + " rows");
          }
        }
      }
    }
    if (found != rows) {
      throw new InvalidInputException(
          "Cannot accept " + file + ": rows is " + found + " (allowed: " + rows + ")");
    }
  }

  /** How many values the headers of a column's pages count. */
  private static long values(FileChannel channel, Path file, ColumnChunkMetaData column)
      throws IOException {
    long at = column.getStartingPos();
    long end = at + column.getTotalSize();
    long values = 0;
    while (at < end) {
      channel.position(at);
      CountedStream in = new CountedStream(Channels.newInputStream(channel));
      PageHeader header = header(in, file, column);
      at += in.count + header.getCompressed_page_size();
      if (header.getCompressed_page_size() < 0 || at > end) {
        throw refused(
            file, column, header.getCompressed_page_size() + " bytes", "within its column");
      }
      GuardedParquet.requireFits(file.toString(), "a page", header.getUncompressed_page_size());
      long ofPage =
          header.isSetData_page_header()
              ? header.getData_page_header().getNum_values()
              : header.isSetData_page_header_v2()
                  ? header.getData_page_header_v2().getNum_values()
                  : 0;
      if (ofPage < 0) {
        throw refused(file, column, ofPage + " values", "0 and above");
      }
      values += ofPage;
      GuardedParquet.requireFits(
          file.toString(),
          "column " + GuardedParquet.oneLine(column.getPath().toDotString()),
          values * BYTES_OF_A_VALUE);
    }
    return values;
  }

  private static PageHeader header(InputStream in, Path file, ColumnChunkMetaData column)
      throws IOException {
    try {
      return Util.readPageHeader(in);
    } catch (IOException | RuntimeException e) {
      throw refused(file, column, "a header that cannot be read", "a whole Parquet file", e);
    }
  }

  /**
   * What is wrong with a file that could not be read outside the heap.
   *
   * @param type of its rows
   * @param failure what the reader said
   */
  public static InvalidInputException fault(
      Path file, Class<? extends SpecificRecord> type, Exception failure) {
    try {
      ParquetRows.forEach(file, file.toString(), type, row -> {});
    } catch (InvalidInputException e) {
      e.addSuppressed(failure);
      return e;
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return new InvalidInputException(
        "Cannot read "
            + file
            + ": its columns cannot be unpacked (allowed: a Parquet file that Rondo wrote)",
        failure);
  }

  private static InvalidInputException refused(
      Path file, ColumnChunkMetaData column, String found, String allowed) {
    return refused(file, column, found, allowed, null);
  }

  private static InvalidInputException refused(
      Path file, ColumnChunkMetaData column, String found, String allowed, Exception cause) {
    return new InvalidInputException(
        "Cannot read "
            + file
            + " as Parquet: a page of column "
            + GuardedParquet.oneLine(column.getPath().toDotString())
            + " has "
            + found
            + " (allowed: "
            + allowed
            + ")",
        cause);
  }

  private static final class CountedStream extends InputStream {
    private final InputStream in;
    private long count;

    CountedStream(InputStream in) {
      this.in = new BufferedInputStream(in, HEADER_BUFFER_BYTES);
    }

    @Override
    public int read() throws IOException {
      int read = in.read();
      count += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = in.read(bytes, offset, length);
      count += Math.max(0, read);
      return read;
    }
  }
}
