package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.TrustedAvro;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * A file of rows, opened once: its footer is read and measured, whatever is asked of it then. A
 * file that is not Parquet, is damaged, or has other columns than the schema is refused with one
 * line that names it.
 */
final class StoredRows implements AutoCloseable {
  private static final String AVRO_SCHEMA_KEY = "parquet.avro.schema";

  static {
    TrustedAvro.install();
  }

  /** The schemas of this program's rows by their texts, which nearly every file has. */
  private static final Map<String, Schema> SCHEMAS =
      RowTypes.schemas().stream().collect(Collectors.toMap(Schema::toString, schema -> schema));

  private final String file;
  private final ParquetFileReader reader;

  private StoredRows(String file, ParquetFileReader reader) {
    this.file = file;
    this.reader = reader;
  }

  /**
   * Opens a file.
   *
   * @param file what messages call it
   */
  static StoredRows open(Path localFile, String file) {
    return new StoredRows(file, GuardedParquet.openChecked(localFile, file));
  }

  /** The file's key-value metadata. */
  Map<String, String> metadata() {
    return reader.getFileMetaData().getKeyValueMetaData();
  }

  /** The Avro schema that the file says it was written with. */
  Schema schema() {
    String json = metadata().get(AVRO_SCHEMA_KEY);
    if (json == null) {
      throw damaged(file, "it does not say its Avro schema", null);
    }
    try {
      Schema schema = SCHEMAS.get(json);
      if (schema == null) {
        schema = new Schema.Parser().parse(json);
      }
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
   * The same, of rows that have a digest: this program's are to have the fields of the file's
   * version in their order, those of somebody else what the canonical encoding has rules for.
   */
  Schema digestedSchema() {
    Schema found = schema();
    try {
      requireDigest(found);
    } catch (StackOverflowError e) {
      throw damaged(file, GuardedParquet.reason(e), e);
    }
    return found;
  }

  private void requireDigest(Schema found) {
    Class<? extends SpecificRecord> type = RowTypes.of(found);
    if (type == null) {
      Optional<String> fault = RowDigest.fault(found);
      if (fault.isPresent()) {
        throw new InvalidInputException(
            "Cannot digest the rows of "
                + file
                + ": "
                + GuardedParquet.oneLine(fault.get())
                + " (allowed: texts, numbers, booleans, bytes, and arrays, maps and records of"
                + " them, each or null)");
      }
      return;
    }
    Schema known = SpecificData.get().getSchema(type);
    Schema expected = ParquetColumns.inVersion(known, formatVersion(metadata(), file));
    if (!found.equals(known) && !parsingForm(found).equals(parsingForm(expected))) {
      throw wrongColumn(
          file, expected, "its Avro schema has " + GuardedParquet.oneLine(other(found, expected)));
    }
  }

  private static String parsingForm(Schema schema) {
    return SchemaNormalization.toParsingForm(schema);
  }

  /** The first difference of two schemas in their fields. */
  private static String other(Schema found, Schema expected) {
    for (int i = 0; i < expected.getFields().size(); i++) {
      Schema.Field field = expected.getFields().get(i);
      if (i >= found.getFields().size()) {
        return "no field " + field.name();
      }
      Schema.Field other = found.getFields().get(i);
      if (!other.name().equals(field.name())) {
        return "field " + other.name() + " where " + field.name() + " belongs";
      }
      if (!parsingForm(other.schema()).equals(parsingForm(field.schema()))) {
        return "field " + field.name() + " of another type";
      }
    }
    return "further fields";
  }

  /**
   * Reads the rows in order, once; one row group as it is stored, and one row, are in memory.
   *
   * @param type a generated record; its schema must be the file's
   */
  <T extends SpecificRecord> void forEach(Class<T> type, ParquetRows.RowConsumer<? super T> rows)
      throws IOException {
    Schema schema = SpecificData.get().getSchema(type);
    requireColumns(schema);
    read(schema, SpecificData.get(), row -> rows.accept(type.cast(row)));
  }

  /** As {@link #forEach}, the rows of a file of any schema, which must be the file's. */
  void forEachGeneric(Schema schema, ParquetRows.RowConsumer<? super IndexedRecord> rows)
      throws IOException {
    requireColumns(schema);
    read(schema, GenericData.get(), row -> rows.accept((IndexedRecord) row));
  }

  /**
   * As {@link #forEach}, with some of the columns: the others are not unpacked. Rows have only the
   * fields that were asked for, in the order in which they were.
   */
  void forEach(
      Class<? extends SpecificRecord> type,
      List<String> columns,
      ParquetRows.RowConsumer<? super GenericRecord> rows)
      throws IOException {
    Schema schema = SpecificData.get().getSchema(type);
    requireColumns(schema);
    List<Schema.Field> fields =
        columns.stream()
            .map(schema::getField)
            .map(field -> new Schema.Field(field, field.schema()))
            .toList();
    Schema projection =
        Schema.createRecord(schema.getName(), null, schema.getNamespace(), false, fields);
    read(projection, GenericData.get(), row -> rows.accept((GenericRecord) row));
  }

  /** As {@link #forEach(Class, ParquetRows.RowConsumer)}, what is counted of rollouts. */
  void forEachJudged(JudgedRows columns, ParquetRows.RowConsumer<? super JudgedRollout> rollouts)
      throws IOException {
    requireColumns(Rollout.getClassSchema());
    read(columns, ParquetRows.configuration(), rollouts);
  }

  private void read(Schema schema, GenericData model, ParquetRows.RowConsumer<Object> rows)
      throws IOException {
    ParquetConfiguration configuration = ParquetRows.configuration();
    configuration.set(AvroReadSupport.AVRO_REQUESTED_PROJECTION, schema.toString());
    configuration.set("parquet.avro.read.schema", schema.toString());
    read(new AvroReadSupport<>(model), configuration, rows);
  }

  private <T> void read(
      ReadSupport<T> support,
      ParquetConfiguration configuration,
      ParquetRows.RowConsumer<? super T> rows)
      throws IOException {
    MessageType stored = reader.getFileMetaData().getSchema();
    RecordMaterializer<T> materializer;
    MessageColumnIO columns;
    try {
      Map<String, Set<String>> values = new HashMap<>();
      metadata().forEach((key, value) -> values.put(key, Set.of(value)));
      var context = support.init(new InitContext(configuration, values, stored));
      reader.setRequestedSchema(context.getRequestedSchema());
      columns =
          new ColumnIOFactory(reader.getFileMetaData().getCreatedBy())
              .getColumnIO(context.getRequestedSchema(), stored, true);
      materializer = support.prepareForRead(configuration, metadata(), stored, context);
    } catch (RuntimeException | StackOverflowError e) {
      throw damaged(file, GuardedParquet.reason(e), e);
    }
    for (PageReadStore group = nextGroup(); group != null; group = nextGroup()) {
      RecordReader<T> records = records(columns, group, materializer);
      for (long left = group.getRowCount(); left > 0; left--) {
        rows.accept(next(records));
      }
    }
  }

  private PageReadStore nextGroup() {
    try {
      return reader.readNextRowGroup();
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw damaged(file, GuardedParquet.reason(e), e);
    }
  }

  private <T> RecordReader<T> records(
      MessageColumnIO columns, PageReadStore group, RecordMaterializer<T> materializer) {
    try {
      return columns.getRecordReader(group, materializer);
    } catch (RuntimeException | StackOverflowError e) {
      throw damaged(file, GuardedParquet.reason(e), e);
    }
  }

  private <T> T next(RecordReader<T> records) {
    try {
      return records.read();
    } catch (RuntimeException | StackOverflowError e) {
      throw damaged(file, GuardedParquet.reason(e), e);
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
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

  private void requireColumns(Schema schema) {
    MessageType found = reader.getFileMetaData().getSchema();
    int version = formatVersion(reader.getFileMetaData().getKeyValueMetaData(), file);
    MessageType expected = columns(schema, version);
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

  private MessageType columns(Schema schema, int version) {
    try {
      return ParquetColumns.of(schema, version);
    } catch (RuntimeException | StackOverflowError e) {
      throw damaged(
          file, "its Avro schema has no columns in Parquet, " + GuardedParquet.reason(e), e);
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
            + ": not a whole Parquet file of Rondo, "
            + reason
            + " (allowed: the bytes that were committed)";
    return cause == null ? new InvalidInputException(line) : GuardedParquet.complaint(line, cause);
  }
}
