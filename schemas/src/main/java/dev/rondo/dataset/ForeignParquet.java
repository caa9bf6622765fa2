// Parquet files that others wrote: any columns, nested or not, as JSON values.
package dev.rondo.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * Rows of a Parquet file as JSON objects, one row group in memory at a time. A list becomes an
 * array, a map and a struct an object, a null value JSON null; bytes are read as UTF-8 text.
 */
public final class ForeignParquet implements AutoCloseable {
  private final String file;
  private final ParquetFileReader reader;
  private final MessageType schema;
  private RecordReader<Group> rows;
  private long rowsLeft;

  private ForeignParquet(String file, ParquetFileReader reader) {
    this.file = file;
    this.reader = reader;
    this.schema = reader.getFooter().getFileMetaData().getSchema();
  }

  /**
   * Opens a file.
   *
   * @throws InvalidInputException if it is not Parquet
   */
  public static ForeignParquet open(Path file) {
    try {
      return new ForeignParquet(file.toString(), ParquetFileReader.open(new LocalInputFile(file)));
    } catch (IOException | RuntimeException e) {
      throw damaged(file.toString(), e);
    }
  }

  /** Names of the columns, outermost level only, in the order of the file. */
  public List<String> columns() {
    return schema.getFields().stream().map(Type::getName).toList();
  }

  /** Whether there is another row. */
  public boolean hasNext() {
    try {
      while (rowsLeft == 0) {
        PageReadStore pages = reader.readNextRowGroup();
        if (pages == null) {
          return false;
        }
        MessageColumnIO columns = new ColumnIOFactory().getColumnIO(schema);
        rows = columns.getRecordReader(pages, new GroupRecordConverter(schema));
        rowsLeft = pages.getRowCount();
      }
      return true;
    } catch (IOException | RuntimeException e) {
      throw damaged(file, e);
    }
  }

  /** The next row. */
  public ObjectNode next() {
    if (!hasNext()) {
      throw new NoSuchElementException("No more rows in " + file);
    }
    try {
      rowsLeft--;
      return struct(rows.read());
    } catch (RuntimeException e) {
      throw damaged(file, e);
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  private static InvalidInputException damaged(String file, Exception e) {
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new InvalidInputException(
        "Cannot read " + file + " as Parquet: " + reason.lines().findFirst().orElse("damaged"), e);
  }

  private static ObjectNode struct(Group group) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (Type field : group.getType().getFields()) {
      object.set(field.getName(), field(group, field));
    }
    return object;
  }

  private static JsonNode field(Group group, Type field) {
    int index = group.getType().getFieldIndex(field.getName());
    int count = group.getFieldRepetitionCount(index);
    if (field.isRepetition(Type.Repetition.REPEATED)) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode(count);
      for (int i = 0; i < count; i++) {
        array.add(value(group, field, index, i));
      }
      return array;
    }
    return count == 0 ? JsonNodeFactory.instance.nullNode() : value(group, field, index, 0);
  }

  private static JsonNode value(Group group, Type field, int index, int i) {
    if (field.isPrimitive()) {
      return primitive(group, field.asPrimitiveType(), index, i);
    }
    Group inner = group.getGroup(index, i);
    if (field.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation) {
      return list(inner);
    }
    if (field.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation) {
      return map(inner);
    }
    return struct(inner);
  }

  /** A list is a group with one repeated field: usually a group of one field, the element. */
  private static ArrayNode list(Group list) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    Type repeated = list.getType().getType(0);
    for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
      boolean isWrapped =
          !repeated.isPrimitive()
              && repeated.asGroupType().getFieldCount() == 1
              && isWrapper(repeated);
      if (isWrapped) {
        Group wrapper = list.getGroup(0, i);
        array.add(field(wrapper, wrapper.getType().getType(0)));
      } else {
        array.add(value(list, repeated, 0, i));
      }
    }
    return array;
  }

  private static boolean isWrapper(Type repeated) {
    return !repeated.getName().equals("array") && !repeated.getName().endsWith("_tuple");
  }

  private static ObjectNode map(Group map) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < map.getFieldRepetitionCount(0); i++) {
      Group entry = map.getGroup(0, i);
      GroupType type = entry.getType();
      JsonNode value =
          type.getFieldCount() < 2
              ? JsonNodeFactory.instance.nullNode()
              : field(entry, type.getType(1));
      object.set(field(entry, type.getType(0)).asText(), value);
    }
    return object;
  }

  private static JsonNode primitive(Group group, PrimitiveType type, int index, int i) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal) {
      BigInteger unscaled =
          switch (type.getPrimitiveTypeName()) {
            case INT32 -> BigInteger.valueOf(group.getInteger(index, i));
            case INT64 -> BigInteger.valueOf(group.getLong(index, i));
            default -> new BigInteger(group.getBinary(index, i).getBytes());
          };
      return json.numberNode(new BigDecimal(unscaled, decimal.getScale()));
    }
    PrimitiveTypeName name = type.getPrimitiveTypeName();
    return switch (name) {
      case INT32 -> json.numberNode(group.getInteger(index, i));
      case INT64 -> json.numberNode(group.getLong(index, i));
      case BOOLEAN -> json.booleanNode(group.getBoolean(index, i));
      case FLOAT -> number(group.getFloat(index, i), Float.toString(group.getFloat(index, i)));
      case DOUBLE -> number(group.getDouble(index, i), Double.toString(group.getDouble(index, i)));
      case BINARY, FIXED_LEN_BYTE_ARRAY ->
          json.textNode(group.getBinary(index, i).toStringUsingUTF8());
      case INT96 -> json.textNode(group.getInt96(index, i).toString());
    };
  }

  /** The shortest decimal that reads back to the value; JSON has no infinity, so that is null. */
  private static JsonNode number(double value, String text) {
    return Double.isFinite(value)
        ? JsonNodeFactory.instance.numberNode(new BigDecimal(text))
        : JsonNodeFactory.instance.nullNode();
  }
}
