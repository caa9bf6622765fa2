package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Rollout;
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
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Rows to the bytes of a Parquet file, and a file's rows one after the other. Equal rows with equal
 * metadata give equal bytes: codec, level, page and row-group sizes are fixed, and nothing of clock
 * or host is written (the library's version is, as {@code created_by}). {@link ParquetColumns} has
 * the columns.
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

  /**
   * Reads the rows of a file in order; one row group as it is stored, and one row, are in memory.
   *
   * @param file what messages call it
   * @param type a generated record; its schema must be the file's
   */
  static <T extends SpecificRecord> void forEach(
      Path localFile, String file, Class<T> type, RowConsumer<? super T> rows) throws IOException {
    Schema schema = SpecificData.get().getSchema(type);
    try (ParquetFileReader reader = GuardedParquet.open(localFile, file)) {
      requireColumns(reader, schema, file);
    }
    read(localFile, file, schema, SpecificData.get(), row -> rows.accept(type.cast(row)));
  }

  /** As {@link #forEach}, the rows of a file of any schema, which must be the file's. */
  static void forEachGeneric(
      Path localFile, String file, Schema schema, RowConsumer<? super IndexedRecord> rows)
      throws IOException {
    try (ParquetFileReader reader = GuardedParquet.open(localFile, file)) {
      requireColumns(reader, schema, file);
    }
    read(localFile, file, schema, GenericData.get(), row -> rows.accept((IndexedRecord) row));
  }

  /**
   * As {@link #forEach}, with some of the columns: the others are not unpacked. Rows have only the
   * fields that were asked for, in the order in which they were.
   */
  static void forEach(
      Path localFile,
      String file,
      Class<? extends SpecificRecord> type,
      List<String> columns,
      RowConsumer<? super GenericRecord> rows)
      throws IOException {
    Schema schema = SpecificData.get().getSchema(type);
    try (ParquetFileReader reader = GuardedParquet.open(localFile, file)) {
      requireColumns(reader, schema, file);
    }
    List<Schema.Field> fields =
        columns.stream()
            .map(schema::getField)
            .map(field -> new Schema.Field(field, field.schema()))
            .toList();
    Schema projection =
        Schema.createRecord(schema.getName(), null, schema.getNamespace(), false, fields);
    read(localFile, file, projection, GenericData.get(), row -> rows.accept((GenericRecord) row));
  }

  /** As {@link #forEach}, what is counted of rollouts. */
  static void forEachJudged(
      Path localFile, String file, JudgedRows columns, RowConsumer<? super JudgedRollout> rollouts)
      throws IOException {
    try (ParquetFileReader reader = GuardedParquet.open(localFile, file)) {
      requireColumns(reader, Rollout.getClassSchema(), file);
    }
    try (ParquetReader<JudgedRollout> reader =
        guarded(new JudgedReaderBuilder(localFile, columns), file)) {
      for (JudgedRollout row = next(reader, file); row != null; row = next(reader, file)) {
        rollouts.accept(row);
      }
    }
  }

  /** The Avro schema that a file says it was written with. */
  static Schema schema(Path localFile, String file) {
    String json = metadata(localFile, file).get(AVRO_SCHEMA_KEY);
    if (json == null) {
      throw damaged(file, "it does not say its Avro schema", null);
    }
    try {
      Schema schema = new Schema.Parser().parse(json);
      if (schema.getType() == Schema.Type.RECORD) {
        return schema;
      }
      throw damaged(file, "its Avro schema is no record", null);
    } catch (InvalidInputException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      throw damaged(file, "its Avro schema is malformed", e);
    }
  }

  /**
   * Version of the format that a file is written in, by its metadata; in version 1 files did not
   * say it.
   */
  static int formatVersion(Map<String, String> metadata, String file) {
    String version = metadata.get(ParquetColumns.VERSION_KEY);
    if (version == null) {
      return 1;
    }
    for (int known = 2; known <= DatasetManifest.FORMAT_VERSION; known++) {
      if (version.equals(Integer.toString(known))) {
        return known;
      }
    }
    throw damaged(
        file,
        "its format version is "
            + GuardedParquet.oneLine(version)
            + ", this program knows "
            + DatasetManifest.readableVersions(),
        null);
  }

  /** Key-value metadata of a file, of which only the footer is read. */
  static Map<String, String> metadata(Path localFile, String file) {
    try (ParquetFileReader reader = GuardedParquet.open(localFile, file)) {
      return reader.getFileMetaData().getKeyValueMetaData();
    } catch (IOException e) {
      throw damaged(file, GuardedParquet.reason(e), e);
    }
  }

  private static void read(
      Path localFile, String file, Schema schema, GenericData model, RowConsumer<Object> rows)
      throws IOException {
    ParquetConfiguration configuration = configuration();
    configuration.set(AvroReadSupport.AVRO_REQUESTED_PROJECTION, schema.toString());
    configuration.set("parquet.avro.read.schema", schema.toString());
    try (ParquetReader<Object> reader =
        guarded(
            AvroParquetReader.builder(new LocalInputFile(localFile), configuration)
                .withDataModel(model),
            file)) {
      for (Object row = next(reader, file); row != null; row = next(reader, file)) {
        rows.accept(row);
      }
    }
  }

  private static <T> ParquetReader<T> guarded(ParquetReader.Builder<T> reader, String file)
      throws IOException {
    return reader
        .withCodecFactory(GuardedParquet.codecs(file))
        .usePageChecksumVerification()
        .build();
  }

  private static <T> T next(ParquetReader<T> reader, String file) {
    try {
      return reader.read();
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw damaged(file, GuardedParquet.reason(e), e);
    }
  }

  private static void requireColumns(ParquetFileReader reader, Schema schema, String file) {
    MessageType found = reader.getFileMetaData().getSchema();
    int version = formatVersion(reader.getFileMetaData().getKeyValueMetaData(), file);
    MessageType expected = ParquetColumns.of(schema, version);
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
                + GuardedParquet.oneLine(found.getType(column.getName()).toString())
                + "`, not `"
                + GuardedParquet.oneLine(column.toString())
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
    String line =
        "Cannot read "
            + file
            + ": not a whole Parquet file of Rondo ("
            + reason
            + "; allowed: the bytes that were committed)";
    return cause == null ? new InvalidInputException(line) : GuardedParquet.complaint(line, cause);
  }

  private static final class JudgedReaderBuilder extends ParquetReader.Builder<JudgedRollout> {
    private final JudgedRows columns;

    JudgedReaderBuilder(Path localFile, JudgedRows columns) {
      super(new LocalInputFile(localFile), configuration());
      this.columns = columns;
    }

    @Override
    protected ReadSupport<JudgedRollout> getReadSupport() {
      return columns;
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
