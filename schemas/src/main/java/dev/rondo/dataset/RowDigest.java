package dev.rondo.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.IndexedRecord;

/**
 * The identity of rows: SHA-256 over their canonical encoding, which depends on no library's file
 * format, codec or version. SPEC.md, section "Canonical rows", defines the encoding; two files with
 * equal row digests hold equal rows in equal order.
 */
final class RowDigest {
  private static final byte[] MAGIC = "rondo-rows-1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int CANONICAL_FLOAT_NAN = 0x7fc00000;
  private static final long CANONICAL_DOUBLE_NAN = 0x7ff8000000000000L;

  private final MessageDigest sha256 = Digests.newSha256();
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16); // big-endian

  private final Schema schema;

  /** Of rows of one schema, to be added in order. */
  RowDigest(Schema schema) {
    this.schema = schema;
    put(MAGIC);
    putString(SchemaNormalization.toParsingForm(schema));
  }

  /** Digests of the fields of rows of any schema, one row after the other. */
  static final class OfFields {
    private final RowDigest value = new RowDigest();

    /** SHA-256 of each field's canonical encoding, in the order of the schema. */
    byte[][] of(IndexedRecord row) {
      List<Schema.Field> fields = row.getSchema().getFields();
      byte[][] digests = new byte[fields.size()][];
      for (int i = 0; i < digests.length; i++) {
        value.putValue(fields.get(i).schema(), row.get(i));
        value.flush();
        digests[i] = value.sha256.digest(); // which begins anew
      }
      return digests;
    }
  }

  private RowDigest() {
    this.schema = null;
  }

  /** Digest of rows of one schema, in lower-case hex. */
  static String of(Schema schema, Iterable<? extends IndexedRecord> rows) {
    RowDigest digest = new RowDigest(schema);
    rows.forEach(digest::add);
    return digest.end();
  }

  /** What of a record's schema the encoding has no rule for; empty if rows of it have a digest. */
  static Optional<String> fault(Schema schema) {
    Set<String> within = new HashSet<>(Set.of(schema.getFullName()));
    for (Schema.Field field : schema.getFields()) {
      Optional<String> fault = fault(field.schema(), within, new HashSet<>());
      if (fault.isPresent()) {
        return Optional.of("field " + field.name() + " has " + fault.get());
      }
    }
    return Optional.empty();
  }

  /**
   * @param within names of the records that a value lies in
   * @param sound names of records that were looked at
   */
  private static Optional<String> fault(Schema schema, Set<String> within, Set<String> sound) {
    return switch (schema.getType()) {
      case NULL, FIXED ->
          Optional.of("the type " + schema.getType().getName().toLowerCase(Locale.ROOT));
      case ARRAY -> fault(schema.getElementType(), within, sound);
      case MAP -> fault(schema.getValueType(), within, sound);
      case UNION -> {
        List<Schema> types = schema.getTypes();
        yield types.size() == 2 && schema.isNullable()
            ? fault(types.get(types.get(0).getType() == Schema.Type.NULL ? 1 : 0), within, sound)
            : Optional.of("a union of others than null and one type");
      }
      case RECORD -> {
        if (sound.contains(schema.getFullName())) {
          yield Optional.empty();
        }
        if (!within.add(schema.getFullName())) {
          yield Optional.of("a record within itself");
        }
        for (Schema.Field field : schema.getFields()) {
          Optional<String> fault = fault(field.schema(), within, sound);
          if (fault.isPresent()) {
            yield fault;
          }
        }
        within.remove(schema.getFullName());
        sound.add(schema.getFullName());
        yield Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  /** Adds the next row. */
  void add(IndexedRecord row) {
    putByte(1);
    putRecord(schema, row);
  }

  /** The digest in lower-case hex; no row is added after it. */
  String end() {
    putByte(0);
    flush();
    return HexFormat.of().formatHex(sha256.digest());
  }

  private void putRecord(Schema schema, IndexedRecord row) {
    for (Schema.Field field : schema.getFields()) {
      putValue(field.schema(), row.get(field.pos()));
    }
  }

  private void putValue(Schema schema, Object value) {
    switch (schema.getType()) {
      case RECORD -> putRecord(schema, (IndexedRecord) value);
      case STRING, ENUM -> putString(value.toString());
      case INT -> putInt((Integer) value);
      case LONG -> putLong((Long) value);
      case FLOAT -> {
        float number = (Float) value;
        putInt(Float.isNaN(number) ? CANONICAL_FLOAT_NAN : Float.floatToRawIntBits(number));
      }
      case DOUBLE -> {
        double number = (Double) value;
        putLong(Double.isNaN(number) ? CANONICAL_DOUBLE_NAN : Double.doubleToRawLongBits(number));
      }
      case BOOLEAN -> putByte((Boolean) value ? 1 : 0);
      case BYTES -> {
        ByteBuffer bytes = ((ByteBuffer) value).duplicate();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        putInt(copy.length);
        put(copy);
      }
      case ARRAY -> {
        Collection<?> items = (Collection<?>) value;
        putInt(items.size());
        for (Object item : items) {
          putValue(schema.getElementType(), item);
        }
      }
      case MAP -> putMap(schema.getValueType(), (Map<?, ?>) value);
      case UNION -> putNullable(schema, value);
      case NULL, FIXED ->
          throw new IllegalArgumentException("Cannot digest a field of type " + schema.getType());
    }
  }

  private void putMap(Schema valueType, Map<?, ?> map) {
    TreeMap<String, Object> sorted = new TreeMap<>();
    map.forEach((key, value) -> sorted.put(key.toString(), value));
    putInt(sorted.size());
    sorted.forEach(
        (key, value) -> {
          putString(key);
          putValue(valueType, value);
        });
  }

  /** The only unions that datasets use: null and one other type. */
  private void putNullable(Schema union, Object value) {
    if (value == null) {
      putByte(0);
      return;
    }
    putByte(1);
    for (Schema type : union.getTypes()) {
      if (type.getType() != Schema.Type.NULL) {
        putValue(type, value);
        return;
      }
    }
    throw new IllegalArgumentException("Cannot digest a field of type " + union);
  }

  private void putString(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    putInt(bytes.length);
    put(bytes);
  }

  private void putByte(int value) {
    room(1).put((byte) value);
  }

  private void putInt(int value) {
    room(Integer.BYTES).putInt(value);
  }

  private void putLong(long value) {
    room(Long.BYTES).putLong(value);
  }

  private void put(byte[] bytes) {
    if (bytes.length <= buffer.capacity()) {
      room(bytes.length).put(bytes);
    } else {
      flush();
      sha256.update(bytes);
    }
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      flush();
    }
    return buffer;
  }

  private void flush() {
    sha256.update(buffer.array(), 0, buffer.position());
    buffer.clear();
  }
}
