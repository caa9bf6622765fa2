package dev.rondo.dataset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * The columns that rows have in Parquet: those that Avro gives them, lists as three-level lists,
 * and enums as strings, which every reader knows as text. In version 1 enums were of Parquet's own
 * type ENUM, which most readers give out as bytes, and fields that are marked {@code since} a later
 * version were not there.
 */
final class ParquetColumns {
  /** Key of a file's metadata under which its format version stands. */
  static final String VERSION_KEY = "rondo.format-version";

  /** Key of a file's metadata under which the meaning of its columns stands. */
  static final String DOCUMENTATION_KEY = "rondo.columns";

  private static final String SINCE = "since";

  private ParquetColumns() {}

  /** The columns of rows of a schema in a version of the format. */
  static MessageType of(Schema schema, int version) {
    MessageType columns = new AvroSchemaConverter(ParquetRows.configuration()).convert(schema);
    List<Type> written = new ArrayList<>();
    for (Type column : columns.getFields()) {
      if (since(schema.getField(column.getName())) <= version) {
        written.add(version == 1 ? column : withTexts(column));
      }
    }
    return new MessageType(columns.getName(), written);
  }

  /** The schema of rows as a version of the format has it: without the fields that came later. */
  static Schema inVersion(Schema schema, int version) {
    List<Schema.Field> fields =
        schema.getFields().stream()
            .filter(field -> since(field) <= version)
            .map(field -> new Schema.Field(field, field.schema()))
            .toList();
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }

  /**
   * What a file says of itself: its version, what its columns mean, and what it is given to say.
   */
  static SortedMap<String, String> metadata(Schema schema, SortedMap<String, String> given) {
    Map<String, Object> documentation = new LinkedHashMap<>();
    for (Schema.Field field : schema.getFields()) {
      documentation.put(field.name(), field.doc() == null ? "" : field.doc());
    }
    SortedMap<String, String> metadata = new TreeMap<>(given);
    metadata.put(VERSION_KEY, Integer.toString(DatasetManifest.FORMAT_VERSION));
    metadata.put(DOCUMENTATION_KEY, CanonicalJson.line(documentation));
    return metadata;
  }

  private static int since(Schema.Field field) {
    return field.getObjectProp(SINCE) instanceof Number version ? version.intValue() : 1;
  }

  private static Type withTexts(Type type) {
    if (type instanceof GroupType group) {
      return group.withNewFields(
          group.getFields().stream().map(ParquetColumns::withTexts).toList());
    }
    if (LogicalTypeAnnotation.enumType().equals(type.getLogicalTypeAnnotation())) {
      return Types.primitive(PrimitiveTypeName.BINARY, type.getRepetition())
          .as(LogicalTypeAnnotation.stringType())
          .named(type.getName());
    }
    return type;
  }
}
