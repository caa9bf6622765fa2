package dev.rondo.dataset;

import dev.rondo.schema.TrustedAvro;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * Rows to the bytes of a Parquet file, and a file's rows one after the other. Equal rows with equal
 * metadata give equal bytes: codec, level, page and row-group sizes are fixed, and nothing of clock
 * or host is written (the library's version is, as {@code created_by}). {@link ParquetColumns} has
 * the columns.
 *
 * <p>Reading goes by {@link StoredRows}.
 */
final class ParquetRows {
  /** Rows of a row group: a reader's batch never crosses one. */
  static final int ROW_GROUP_ROWS = 2048;

  private static final long ROW_GROUP_BYTES = 8L << 20;
  private static final int PAGE_BYTES = 1 << 20;
  private static final int ZSTD_LEVEL = 3;

  static {
    TrustedAvro.install();
  }

  private ParquetRows() {}

  /** A Parquet file that is written row by row; only its bytes so far are in memory. */
  static final class Encoder implements AutoCloseable {
    private final MemoryOutput output = new MemoryOutput();
    private final ParquetWriter<IndexedRecord> writer;

    Encoder(Schema schema, SortedMap<String, String> fileMetadata) {
      try {
        writer =
            new RowWriterBuilder(output, schema)
                .withConf(configuration())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withWriterVersion(ParquetProperties.WriterVersion.PARQUET_1_0)
                .withRowGroupSize(ROW_GROUP_BYTES)
                .withRowGroupRowCountLimit(ROW_GROUP_ROWS)
                .withPageSize(PAGE_BYTES)
                .withDictionaryEncoding(true)
                .withPageWriteChecksumEnabled(true)
                .withExtraMetaData(ParquetColumns.metadata(schema, fileMetadata))
                .build();
      } catch (IOException e) {
        throw cannotFail(e);
      }
    }

    void add(IndexedRecord row) {
      try {
        writer.write(row);
      } catch (IOException e) {
        throw cannotFail(e);
      }
    }

    /** The bytes of the file; no row is added after it. */
    byte[] end() {
      close();
      return output.bytes.toByteArray();
    }

    @Override
    public void close() {
      try {
        writer.close();
      } catch (IOException e) {
        throw cannotFail(e);
      }
    }

    private static IllegalStateException cannotFail(IOException e) {
      return new IllegalStateException("Writing to memory cannot fail", e);
    }
  }

  /** What is done with a row. */
  @FunctionalInterface
  interface RowConsumer<T> {
    void accept(T row) throws IOException;
  }

  /** Reads the rows of a file; as {@link StoredRows#forEach(Class, RowConsumer)}. */
  static <T extends SpecificRecord> void forEach(
      Path localFile, String file, Class<T> type, RowConsumer<? super T> rows) throws IOException {
    try (StoredRows opened = StoredRows.open(localFile, file)) {
      opened.forEach(type, rows);
    }
  }

  /** As above; as {@link StoredRows#forEachGeneric}. */
  static void forEachGeneric(
      Path localFile, String file, Schema schema, RowConsumer<? super IndexedRecord> rows)
      throws IOException {
    try (StoredRows opened = StoredRows.open(localFile, file)) {
      opened.forEachGeneric(schema, rows);
    }
  }

  /** As above; as {@link StoredRows#forEach(Class, List, RowConsumer)}. */
  static void forEach(
      Path localFile,
      String file,
      Class<? extends SpecificRecord> type,
      List<String> columns,
      RowConsumer<? super GenericRecord> rows)
      throws IOException {
    try (StoredRows opened = StoredRows.open(localFile, file)) {
      opened.forEach(type, columns, rows);
    }
  }

  /** As above; as {@link StoredRows#forEachJudged}. */
  static void forEachJudged(
      Path localFile, String file, JudgedRows columns, RowConsumer<? super JudgedRollout> rollouts)
      throws IOException {
    try (StoredRows opened = StoredRows.open(localFile, file)) {
      opened.forEachJudged(columns, rollouts);
    }
  }

  /** The Avro schema that a file says it was written with. */
  static Schema schema(Path localFile, String file) throws IOException {
    try (StoredRows opened = StoredRows.open(localFile, file)) {
      return opened.schema();
    }
  }

  /** Key-value metadata of a file, of which only the footer is read. */
  static Map<String, String> metadata(Path localFile, String file) throws IOException {
    try (StoredRows opened = StoredRows.open(localFile, file)) {
      return opened.metadata();
    }
  }

  /** Writes rows as Avro does, with the columns of {@link ParquetColumns}. */
  private static final class RowWriterBuilder
      extends ParquetWriter.Builder<IndexedRecord, RowWriterBuilder> {
    private final Schema schema;

    RowWriterBuilder(OutputFile output, Schema schema) {
      super(output);
      this.schema = schema;
    }

    @Override
    protected RowWriterBuilder self() {
      return this;
    }

    @Override
    protected WriteSupport<IndexedRecord> getWriteSupport(Configuration hadoop) {
      return support();
    }

    @Override
    protected WriteSupport<IndexedRecord> getWriteSupport(ParquetConfiguration settings) {
      return support();
    }

    private WriteSupport<IndexedRecord> support() {
      return new AvroWriteSupport<>(
          ParquetColumns.of(schema, DatasetManifest.FORMAT_VERSION), schema, GenericData.get());
    }
  }

  static ParquetConfiguration configuration() {
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
}
