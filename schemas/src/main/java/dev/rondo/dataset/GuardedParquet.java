// Parquet files that others may have made, measured before they are unpacked.
package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;

/**
 * Parquet files that others may have made, measured before they are unpacked. A few bytes can stand
 * for a page of gigabytes, and a footer can claim any size: whatever is to be held in memory at
 * once (a row group as it is stored, a page when it is unpacked) must fit a quarter of the Java
 * heap, and lie inside the file.
 */
final class GuardedParquet {
  private static final Set<CompressionCodecName> CODECS =
      Set.of(
          CompressionCodecName.UNCOMPRESSED,
          CompressionCodecName.SNAPPY,
          CompressionCodecName.GZIP,
          CompressionCodecName.ZSTD,
          CompressionCodecName.LZ4_RAW);
  private static final byte[] MARK = {'P', 'A', 'R', '1'};
  private static final int TAIL_BYTES = Integer.BYTES + MARK.length;

  /** Most bytes of a footer, which becomes some twenty times as many in memory. */
  static final long MOST_FOOTER_BYTES = 16L << 20;

  private static final int MOST_LEVELS = 64;
  private static final int HEAP_SHARE = 4;
  private static final int REASON_CHARACTERS = 120;

  private GuardedParquet() {}

  /** Most bytes of a row group or a page. */
  static long mostBytes() {
    return Runtime.getRuntime().maxMemory() / HEAP_SHARE;
  }

  /**
   * Opens a file after its footer was measured, and measures its row groups.
   *
   * @param name what messages call it
   * @throws InvalidInputException if it is not Parquet, or too large to be read
   */
  static ParquetFileReader open(Path file, String name) {
    return open(file, name, false);
  }

  /** As above; the checksum of each page that has one is compared when the page is read. */
  static ParquetFileReader openChecked(Path file, String name) {
    return open(file, name, true);
  }

  private static ParquetFileReader open(Path file, String name, boolean comparesChecksums) {
    ParquetFileReader reader = null;
    try {
      long bytes = RegularFiles.size(file);
      checkTail(file, name, bytes);
      // Without options of its own each reader would look through the class path for Hadoop's.
      ParquetReadOptions options =
          ParquetReadOptions.builder(new PlainParquetConfiguration())
              .withCodecFactory(codecs(name))
              .usePageChecksumVerification(comparesChecksums)
              .build();
      reader = ParquetFileReader.open(new LocalInputFile(file), options);
      checkNesting(reader.getFileMetaData().getSchema(), name);
      checkRowGroups(reader.getFooter(), name, bytes);
      ParquetFileReader opened = reader;
      reader = null;
      return opened;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw fault("Cannot read " + name + " as Parquet: ", e);
    } finally {
      closeQuietly(reader);
    }
  }

  /** Unpackers that refuse a page above the limit. */
  private static CompressionCodecFactory codecs(String name) {
    return new GuardedCodecs(name, new CodecFactory(new PlainParquetConfiguration(), 0));
  }

  /**
   * What a reader's failure means: the complaint about input that lies in it, or a new one.
   *
   * @param cannot beginning of the message
   */
  static InvalidInputException fault(String cannot, Throwable failure) {
    return complaint(cannot + reason(failure) + " (allowed: a whole Parquet file)", failure);
  }

  /** As {@link #fault}, with the whole message. */
  static InvalidInputException complaint(String message, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidInputException invalid) {
        return invalid;
      }
    }
    return new InvalidInputException(message, failure);
  }

  /** A failure in one line. */
  static String reason(Throwable failure) {
    if (failure instanceof StackOverflowError) {
      return "it is nested too deeply";
    }
    String message =
        failure.getMessage() == null
            ? failure.getClass().getSimpleName()
            : oneLine(failure.getMessage());
    return message.length() > REASON_CHARACTERS
        ? message.substring(0, REASON_CHARACTERS) + "..."
        : message;
  }

  /** Text without what does not print, on one line. */
  static String oneLine(String text) {
    return text.replaceAll("[^\\p{Print}]+", " ").replaceAll(" +", " ").strip();
  }

  private static void checkTail(Path file, String name, long bytes) throws IOException {
    if (bytes < MARK.length + TAIL_BYTES) {
      throw tooShort(name, bytes);
    }
    byte[] tail = new byte[TAIL_BYTES];
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(bytes - TAIL_BYTES);
      in.readFully(tail);
    }
    if (!Arrays.equals(Arrays.copyOfRange(tail, Integer.BYTES, TAIL_BYTES), MARK)) {
      throw new InvalidInputException(
          "Cannot read "
              + name
              + " as Parquet: it does not end with PAR1 (allowed: a whole Parquet file)");
    }
    long footer = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffffffffL;
    if (footer > bytes - MARK.length - TAIL_BYTES) {
      throw tooShort(name, bytes);
    }
    if (footer > MOST_FOOTER_BYTES) {
      throw new InvalidInputException(
          "Cannot read "
              + name
              + " as Parquet: its footer has "
              + footer
              + " bytes (allowed: at most "
              + MOST_FOOTER_BYTES
              + ")");
    }
  }

  private static InvalidInputException tooShort(String name, long bytes) {
    return new InvalidInputException(
        "Cannot read "
            + name
            + " as Parquet: it has "
            + bytes
            + " bytes, fewer than its parts (allowed: a whole Parquet file)");
  }

  /** What reads a row tries each pair of levels of each column. */
  private static void checkNesting(MessageType schema, String name) {
    for (String[] path : schema.getPaths()) {
      if (path.length > MOST_LEVELS) {
        throw new InvalidInputException(
            "Cannot read "
                + name
                + " as Parquet: column "
                + oneLine(path[0])
                + " has "
                + path.length
                + " levels (allowed: at most "
                + MOST_LEVELS
                + ")");
      }
    }
  }

  private static void checkRowGroups(ParquetMetadata footer, String name, long fileBytes) {
    for (int i = 0; i < footer.getBlocks().size(); i++) {
      BlockMetaData group = footer.getBlocks().get(i);
      long bytes = 0;
      for (ColumnChunkMetaData column : group.getColumns()) {
        if (!CODECS.contains(column.getCodec())) {
          throw new InvalidInputException(
              "Cannot read "
                  + name
                  + " as Parquet: column "
                  + column.getPath().toDotString()
                  + " is packed with "
                  + column.getCodec()
                  + " (allowed: none, SNAPPY, GZIP, ZSTD, LZ4_RAW)");
        }
        long start = column.getStartingPos();
        long size = column.getTotalSize();
        if (start < 0 || size < 0 || start > fileBytes || size > fileBytes - start) {
          throw new InvalidInputException(
              "Cannot read "
                  + name
                  + " as Parquet: column "
                  + column.getPath().toDotString()
                  + " claims "
                  + size
                  + " bytes from byte "
                  + start
                  + " on (allowed: within the file's "
                  + fileBytes
                  + ")");
        }
        bytes += size;
      }
      if (group.getRowCount() < 0) {
        throw new InvalidInputException(
            "Cannot read "
                + name
                + " as Parquet: row group "
                + i
                + " claims "
                + group.getRowCount()
                + " rows (allowed: 0 and above)");
      }
      requireFits(name, "row group " + i, bytes);
    }
  }

  /** Refuses what has to be in memory at once and does not fit. */
  static void requireFits(String name, String what, long bytes) {
    if (bytes < 0 || bytes > mostBytes()) {
      throw new InvalidInputException(
          String.format(
              Locale.ROOT,
              "Cannot read %s as Parquet: %s has %d bytes (allowed: at most %d, a quarter of the"
                  + " Java heap, which RONDO_HEAP sets)",
              name,
              what,
              bytes,
              mostBytes()));
    }
  }

  private static void closeQuietly(ParquetFileReader reader) {
    try {
      if (reader != null) {
        reader.close();
      }
    } catch (IOException e) {
      // It was only read, and why it is given up is being thrown.
    }
  }

  private static final class GuardedCodecs implements CompressionCodecFactory {
    private final String name;
    private final CompressionCodecFactory codecs;
    private long openBytes; // largest page of each column of the row group that is being read
    private boolean isGroupBegun;

    GuardedCodecs(String name, CompressionCodecFactory codecs) {
      this.name = name;
      this.codecs = codecs;
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
      return codecs.getCompressor(codec);
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
      // Those of all columns are asked for before the first page of a row group is unpacked.
      if (isGroupBegun) {
        isGroupBegun = false;
        openBytes = 0;
      }
      return new GuardedDecompressor(this, codec, codecs.getDecompressor(codec));
    }

    /** Refuses a page, or pages of many columns at once, that do not fit. */
    private long open(long largestBefore, long bytes) {
      requireFits(name, "a page", bytes);
      isGroupBegun = true;
      if (bytes <= largestBefore) {
        return largestBefore;
      }
      openBytes += bytes - largestBefore;
      requireFits(name, "a page of each column together", openBytes);
      return bytes;
    }

    @Override
    public void release() {
      codecs.release();
    }
  }

  private static final class GuardedDecompressor
      implements CompressionCodecFactory.BytesInputDecompressor {
    private final GuardedCodecs codecs;
    private final CompressionCodecName codec;
    private final CompressionCodecFactory.BytesInputDecompressor decompressor;
    private long largest;

    GuardedDecompressor(
        GuardedCodecs codecs,
        CompressionCodecName codec,
        CompressionCodecFactory.BytesInputDecompressor decompressor) {
      this.codecs = codecs;
      this.codec = codec;
      this.decompressor = decompressor;
    }

    @Override
    public BytesInput decompress(BytesInput bytes, int decompressedSize) throws IOException {
      largest = codecs.open(largest, decompressedSize);
      if (codec == CompressionCodecName.SNAPPY) {
        // Snappy unpacks as much as its own first bytes say, whatever the page's header says.
        largest = codecs.open(largest, snappySize(bytes.toByteBuffer()));
      }
      return decompressor.decompress(bytes, decompressedSize);
    }

    @Override
    public void decompress(
        ByteBuffer input, int compressedSize, ByteBuffer output, int decompressedSize)
        throws IOException {
      largest = codecs.open(largest, decompressedSize);
      decompressor.decompress(input, compressedSize, output, decompressedSize);
    }

    @Override
    public void release() {
      decompressor.release();
    }

    /** The number that a block of Snappy begins with, in base 128, low digits first. */
    private static long snappySize(ByteBuffer bytes) {
      long size = 0;
      for (int i = 0; i < 5 && i < bytes.remaining(); i++) {
        byte digit = bytes.get(bytes.position() + i);
        size |= (digit & 0x7fL) << 7 * i;
        if (digit >= 0) {
          break;
        }
      }
      return size;
    }
  }
}
