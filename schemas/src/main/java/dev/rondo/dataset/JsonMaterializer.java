// Parquet's columns to JSON values, within a limit.
package dev.rondo.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.dataset.ForeignParquet.Fault;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * Makes one JSON object of a row's columns, value by value as the decoder comes upon them. A few
 * bytes of a file can stand for millions of values of a row: from the limit on values are counted
 * and no longer kept. Not thread-safe.
 */
final class JsonMaterializer extends RecordMaterializer<ObjectNode> {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Longer numbers stay bytes: to write one in decimals takes time by the square of its length. */
  private static final int MOST_DECIMAL_BYTES = 256;

  private final long mostBytes;
  private final StructConverter root;
  private ObjectNode row;
  private long bytes;
  private boolean isUtf8 = true;

  /**
   * @param mostBytes limit of the bytes of a row's texts, with a byte for each other value
   */
  JsonMaterializer(MessageType schema, long mostBytes) {
    this.mostBytes = mostBytes;
    this.root = new StructConverter(schema, value -> row = (ObjectNode) value);
  }

  /** What is wrong with the row that was read last. */
  Fault fault() {
    return isFull() ? Fault.TOO_LONG : isUtf8 ? Fault.NONE : Fault.NOT_UTF_8;
  }

  @Override
  public ObjectNode getCurrentRecord() {
    return row;
  }

  @Override
  public GroupConverter getRootConverter() {
    return root;
  }

  private boolean isFull() {
    return bytes > mostBytes;
  }

  /** Whether a value of this size is still kept. */
  private boolean hasRoom(long size) {
    bytes += size;
    return !isFull();
  }

  private Converter converter(Type field, Consumer<JsonNode> parent) {
    if (field.isPrimitive()) {
      return new ValueConverter(field.asPrimitiveType(), parent);
    }
    GroupType group = field.asGroupType();
    LogicalTypeAnnotation annotation = field.getLogicalTypeAnnotation();
    if (annotation instanceof ListLogicalTypeAnnotation) {
      return new ListConverter(group, parent);
    }
    if (annotation instanceof MapLogicalTypeAnnotation) {
      return new MapConverter(group, parent);
    }
    return new StructConverter(group, parent);
  }

  /** A group with a value, null or an array in each of its fields. */
  private final class StructConverter extends GroupConverter {
    private final GroupType type;
    private final Converter[] converters;
    private final JsonNode[] values;
    private final Consumer<JsonNode> parent;

    StructConverter(GroupType type, Consumer<JsonNode> parent) {
      this.type = type;
      this.parent = parent;
      this.values = new JsonNode[type.getFieldCount()];
      this.converters = new Converter[type.getFieldCount()];
      for (int i = 0; i < converters.length; i++) {
        int field = i;
        converters[i] =
            type.getType(i).isRepetition(Type.Repetition.REPEATED)
                ? converter(type.getType(i), item -> ((ArrayNode) values[field]).add(item))
                : converter(type.getType(i), value -> values[field] = value);
      }
    }

    @Override
    public Converter getConverter(int field) {
      return converters[field];
    }

    @Override
    public void start() {
      if (this == root) {
        row = null;
        bytes = 0;
        isUtf8 = true;
      }
      for (int i = 0; i < values.length; i++) {
        values[i] =
            type.getType(i).isRepetition(Type.Repetition.REPEATED)
                ? JSON.arrayNode()
                : JSON.nullNode();
      }
    }

    @Override
    public void end() {
      if (!hasRoom(1) && this != root) {
        return;
      }
      ObjectNode object = JSON.objectNode();
      for (int i = 0; i < values.length; i++) {
        object.set(type.getFieldName(i), values[i]);
      }
      parent.accept(object);
    }
  }

  /** A list is a group with one repeated field: usually a group of one field, the element. */
  private final class ListConverter extends GroupConverter {
    private final Consumer<JsonNode> parent;
    private final Converter items;
    private ArrayNode array;

    ListConverter(GroupType type, Consumer<JsonNode> parent) {
      this.parent = parent;
      Type repeated = type.getType(0);
      boolean isWrapped =
          !repeated.isPrimitive()
              && repeated.asGroupType().getFieldCount() == 1
              && !repeated.getName().equals("array")
              && !repeated.getName().endsWith("_tuple");
      this.items =
          isWrapped
              ? new StructConverter(
                  repeated.asGroupType(),
                  wrapper -> array.add(wrapper.get(repeated.asGroupType().getFieldName(0))))
              : converter(repeated, item -> array.add(item));
    }

    @Override
    public Converter getConverter(int field) {
      return items;
    }

    @Override
    public void start() {
      array = JSON.arrayNode();
    }

    @Override
    public void end() {
      if (hasRoom(1)) {
        parent.accept(array);
      }
    }
  }

  /** A map is a group with one repeated group of key and value. */
  private final class MapConverter extends GroupConverter {
    private final Consumer<JsonNode> parent;
    private final Converter entries;
    private ObjectNode object;

    MapConverter(GroupType type, Consumer<JsonNode> parent) {
      this.parent = parent;
      GroupType entry = type.getType(0).asGroupType();
      this.entries =
          new StructConverter(
              entry,
              pair ->
                  object.set(
                      pair.get(entry.getFieldName(0)).asText(),
                      entry.getFieldCount() < 2
                          ? JSON.nullNode()
                          : pair.get(entry.getFieldName(1))));
    }

    @Override
    public Converter getConverter(int field) {
      return entries;
    }

    @Override
    public void start() {
      object = JSON.objectNode();
    }

    @Override
    public void end() {
      if (hasRoom(1)) {
        parent.accept(object);
      }
    }
  }

  private final class ValueConverter extends PrimitiveConverter {
    private final PrimitiveType type;
    private final DecimalLogicalTypeAnnotation decimal;
    private final Consumer<JsonNode> parent;

    ValueConverter(PrimitiveType type, Consumer<JsonNode> parent) {
      this.type = type;
      this.parent = parent;
      this.decimal =
          type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation annotation
              ? annotation
              : null;
    }

    @Override
    public void addBinary(Binary value) {
      if (!hasRoom(value.length())) {
        return;
      }
      if (decimal != null && value.length() <= MOST_DECIMAL_BYTES) {
        parent.accept(decimal(new BigInteger(value.getBytes())));
      } else if (type.getPrimitiveTypeName() == PrimitiveTypeName.INT96) {
        parent.accept(JSON.textNode(value.toString()));
      } else {
        parent.accept(textOrBytes(value));
      }
    }

    /** Columns that say they hold texts must; others may hold anything. */
    private JsonNode textOrBytes(Binary value) {
      ByteBuffer content = value.toByteBuffer();
      try {
        return JSON.textNode(StandardCharsets.UTF_8.newDecoder().decode(content).toString());
      } catch (CharacterCodingException e) {
        isUtf8 &= type.getLogicalTypeAnnotation() == null;
        return JSON.binaryNode(value.getBytes());
      }
    }

    @Override
    public void addInt(int value) {
      addLong(value);
    }

    @Override
    public void addLong(long value) {
      if (hasRoom(1)) {
        boolean isInt = type.getPrimitiveTypeName() == PrimitiveTypeName.INT32;
        parent.accept(
            decimal != null
                ? decimal(BigInteger.valueOf(value))
                : isInt ? JSON.numberNode((int) value) : JSON.numberNode(value));
      }
    }

    @Override
    public void addBoolean(boolean value) {
      if (hasRoom(1)) {
        parent.accept(JSON.booleanNode(value));
      }
    }

    @Override
    public void addFloat(float value) {
      addNumber(value, Float.toString(value));
    }

    @Override
    public void addDouble(double value) {
      addNumber(value, Double.toString(value));
    }

    /** The shortest decimal that reads back to the value; JSON has no infinity: that is null. */
    private void addNumber(double value, String text) {
      if (hasRoom(1)) {
        parent.accept(
            Double.isFinite(value) ? JSON.numberNode(new BigDecimal(text)) : JSON.nullNode());
      }
    }

    private JsonNode decimal(BigInteger unscaled) {
      return JSON.numberNode(new BigDecimal(unscaled, decimal.getScale()));
    }
  }
}
