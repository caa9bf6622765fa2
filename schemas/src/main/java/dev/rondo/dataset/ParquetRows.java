package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.TrustedAvro;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Rows to the bytes of a Parquet file and back, in memory. Equal rows with equal metadata give
 * equal bytes: codec, level, page and row-group sizes are fixed, and nothing of clock or host is
 * written (the library's version is, as {@code created_by}). Lists are three-level lists.
 *
 * <p>Reading refuses a file that is not Parquet, is damaged, or has other columns than the schema,
 * with one line that names the file.
 */
final class ParquetRows {
  /** Rows of a row group: a reader's batch never crosses one. */
  static final int ROW_GROUP_ROWS = 2048;

  private static final long ROW_GROUP_BYTES = 8L << 20;
  private static final int PAGE_BYTES = 1 << 20;
  private static final int ZSTD_LEVEL = 3;
  private static final String AVRO_SCHEMA_KEY = "parquet.avro.schema";
  private static final int REASON_CHARACTERS = 120;

  static {
    TrustedAvro.install();
  }

  private ParquetRows() {}

  /** The bytes of a Parquet file. */
  static byte[] encode(
      Schema schema, List<? extends IndexedRecord> rows, SortedMap<String, String> fileMetadata) {
    MemoryOutput output = new MemoryOutput();
    try (ParquetWriter<IndexedRecord> writer =
        AvroParquetWriter.<IndexedRecord>builder(output)
            .withConf(configuration())
            .withSchema(schema)
            .withDataModel(GenericData.get())
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withWriterVersion(ParquetProperties.WriterVersion.PARQUET_1_0)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .withRowGroupRowCountLimit(ROW_GROUP_ROWS)
            .withPageSize(PAGE_BYTES)
            .withDictionaryEncoding(true)
            .withPageWriteChecksumEnabled(true)
            .withExtraMetaData(fileMetadata)
            .build()) {
      for (IndexedRecord row : rows) {
        writer.write(row);
      }
    } catch (IOException e) {
      throw new IllegalStateException("Writing to memory cannot fail", e);
    }
    return output.bytes.toByteArray();
  }

  /**
   * The rows of a file.
   *
   * @param file what messages call it
   * @param type a generated record; its schema must be the file's
   */
  static <T extends SpecificRecord> List<T> decode(byte[] bytes, String file, Class<T> type) {
    Schema schema = SpecificData.get().getSchema(type);
    return decode(bytes, file, schema, SpecificData.get(), type);
  }

  /** The rows of a file of any schema. */
  static List<IndexedRecord> decodeGeneric(byte[] bytes, String file, Schema schema) {
    return decode(bytes, file, schema, GenericData.get(), IndexedRecord.class);
  }

  /** The Avro schema that a file says it was written with. */
  static Schema schema(byte[] bytes, String file) {
    String json = metadata(bytes, file).get(AVRO_SCHEMA_KEY);
    if (json == null) {
      throw damaged(file, "it does not say its Avro schema", null);
    }
    try {
      Schema schema = new Schema.Parser().parse(json);
      if (schema.getType() == Schema.Type.RECORD) {
        return schema;
      }
      throw damaged(file, "its Avro schema is no record", null);
    } catch (AvroRuntimeException e) {
      throw damaged(file, "its Avro schema is malformed", e);
    }
  }

  /** Key-value metadata of a file. */
  static Map<String, String> metadata(byte[] bytes, String file) {
    return footer(new MemoryInput(bytes), file).getKeyValueMetaData();
  }

  /** Key-value metadata of a file, of which only the footer is read. */
  static Map<String, String> metadata(Path localFile, String file) {
    return footer(new LocalInputFile(localFile), file).getKeyValueMetaData();
  }

  private static <T> List<T> decode(
      byte[] bytes, String file, Schema schema, GenericData model, Class<T> type) {
    requireColumns(footer(new MemoryInput(bytes), file).getSchema(), schema, file);
    ParquetConfiguration configuration = configuration();
    configuration.set(AvroReadSupport.AVRO_REQUESTED_PROJECTION, schema.toString());
    configuration.set("parquet.avro.read.schema", schema.toString());
    List<T> rows = new ArrayList<>();
    try (ParquetReader<T> reader =
        AvroParquetReader.<T>builder(new MemoryInput(bytes), configuration)
            .withDataModel(model)
            .usePageChecksumVerification()
            .build()) {
      for (T row = reader.read(); row != null; row = reader.read()) {
        rows.add(type.cast(row));
      }
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      throw damaged(file, reason(e), e);
    }
    return rows;
  }

  private static FileMetaData footer(InputFile input, String file) {
    // Without options of its own each reader would look through the class path for Hadoop's.
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
    try (ParquetFileReader reader = ParquetFileReader.open(input, options)) {
      return reader.getFooter().getFileMetaData();
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      throw damaged(file, reason(e), e);
    }
  }

  private static void requireColumns(MessageType found, Schema schema, String file) {
    MessageType expected = new AvroSchemaConverter(configuration()).convert(schema);
    for (Type column : expected.getFields()) {
      if (!found.containsField(column.getName())) {
        throw wrongColumn(file, schema, "column " + column.getName() + " is missing");
      }
      if (!found.getType(column.getName()).equals(column)) {
        throw wrongColumn(
            file,
            schema,
            "column "
                + column.getName()
                + " is `"
                + oneLine(found.getType(column.getName()).toString())
                + "`, not `"
                + oneLine(column.toString())
                + "`");
      }
    }
    for (Type column : found.getFields()) {
      if (!expected.containsField(column.getName())) {
        throw wrongColumn(file, schema, "column " + column.getName() + " is unknown");
      }
    }
  }

  private static InvalidInputException wrongColumn(String file, Schema schema, String what) {
    return new InvalidInputException(
        "Cannot read "
            + file
            + " as rows of "
            + schema.getName()
            + ": "
            + what
            + " (allowed: "
            + String.join(", ", schema.getFields().stream().map(Schema.Field::name).toList())
            + ")");
  }

  private static InvalidInputException damaged(String file, String reason, Throwable cause) {
    return new InvalidInputException(
        "Cannot read "
            + file
            + ": not a whole Parquet file of Rondo ("
            + reason
            + "; allowed: the bytes that were committed)",
        cause);
  }

  private static String reason(Throwable e) {
    String message =
        e.getMessage() == null ? e.getClass().getSimpleName() : oneLine(e.getMessage());
    return message.length() > REASON_CHARACTERS
        ? message.substring(0, REASON_CHARACTERS) + "..."
        : message;
  }

  private static String oneLine(String text) {
    return text.replaceAll("[^\\p{Print}]+", " ").replaceAll(" +", " ").strip();
  }

  private static ParquetConfiguration configuration() {
    PlainParquetConfiguration configuration = new PlainParquetConfiguration();
    configuration.set("parquet.avro.write-old-list-structure", "false");
    configuration.set(
        "parquet.compression.codec.zstd.level", String.format(Locale.ROOT, "%d", ZSTD_LEVEL));
    configuration.set("parquet.compression.codec.zstd.workers", "0");
    return configuration;
  }

  /** A file being written in memory. */
  private static final class MemoryOutput implements OutputFile {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);

    @Override
    public PositionOutputStream create(long blockSizeHint) {
      return new PositionOutputStream() {
        @Override
        public long getPos() {
          return bytes.size();
        }

        @Override
        public void write(int b) {
          bytes.write(b);
        }

        @Override
        public void write(byte[] source, int offset, int length) {
          bytes.write(source, offset, length);
        }
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
      return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }

  /** A file being read from memory. */
  private static final class MemoryInput implements InputFile {
    private final byte[] bytes;

    MemoryInput(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long getLength() {
      return bytes.length;
    }

    @Override
    public SeekableInputStream newStream() {
      Position in = new Position(bytes);
      return new DelegatingSeekableInputStream(in) {
        @Override
        public long getPos() {
          return in.position();
        }

        @Override
        public void seek(long newPosition) throws IOException {
          in.seek(newPosition);
        }
      };
    }
  }

  private static final class Position extends ByteArrayInputStream {
    Position(byte[] bytes) {
      super(bytes);
    }

    synchronized long position() {
      return pos;
    }

    synchronized void seek(long position) throws IOException {
      if (position < 0 || position > count) {
        throw new IOException("position " + position + " outside of " + count + " bytes");
      }
      pos = (int) position;
    }
  }
}
