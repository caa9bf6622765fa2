// Writes protobuf messages by hand: those of TensorBoard are a few fields.
package dev.rondo.trainer.metrics;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The part of protobuf's wire format that events need. Fields that are zero or empty are left out,
 * as protobuf does where it does not tell them from those that are not set.
 */
final class ProtobufMessage {
  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FOUR_BYTES = 5;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  ProtobufMessage real(int field, double value) {
    return value == 0 ? this : member(field, value);
  }

  /** A number of which zero is told from not set, such as a member of a oneof. */
  ProtobufMessage member(int field, double value) {
    key(field, EIGHT_BYTES);
    littleEndian(Double.doubleToLongBits(value), 8);
    return this;
  }

  ProtobufMessage single(int field, float value) {
    key(field, FOUR_BYTES);
    littleEndian(Float.floatToIntBits(value), 4);
    return this;
  }

  ProtobufMessage integer(int field, long value) {
    if (value == 0) {
      return this;
    }
    key(field, VARINT);
    varint(value);
    return this;
  }

  /** Doubles of a repeated field, packed. */
  ProtobufMessage reals(int field, List<Double> values) {
    ProtobufMessage packed = new ProtobufMessage();
    values.forEach(value -> packed.littleEndian(Double.doubleToLongBits(value), 8));
    return delimited(field, packed.bytes());
  }

  ProtobufMessage text(int field, String value) {
    return delimited(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtobufMessage nested(int field, ProtobufMessage value) {
    return delimited(field, value.bytes());
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  private ProtobufMessage delimited(int field, byte[] value) {
    key(field, LENGTH_DELIMITED);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  private void key(int field, int wireType) {
    varint((long) field << 3 | wireType);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }

  private void littleEndian(long value, int count) {
    for (int k = 0; k < count; k++) {
      bytes.write((int) (value >>> 8 * k));
    }
  }
}
