// The numbers of one phase as TensorBoard reads them: TFRecord framing around Event messages,
// written by hand, since both formats are a few fields.
package dev.rondo.trainer.metrics;

import dev.rondo.dataset.DurableFiles;
import dev.rondo.dataset.RegularFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.LongToDoubleFunction;
import java.util.zip.CRC32C;

/**
 * One TensorBoard event file. A record is {@code uint64 length, uint32 masked CRC-32C of the
 * length, data, uint32 masked CRC-32C of the data}, little-endian; the data is a protobuf message
 * {@code Event}: {@code wall_time} (1, double), {@code step} (2, int64), {@code file_version} (3,
 * string) in the first record only, {@code summary} (5) with one {@code value} (1) a metric: {@code
 * tag} (1, string), {@code simple_value} (2, float).
 *
 * <p>Event {@code k} belongs to row {@code k} of its phase in the file of rows, so a file that is
 * longer, shorter or torn after a kill is brought back into line with the rows that stay.
 */
final class EventFile {

  private static final int HEADER_BYTES = 12;
  private static final int FOOTER_BYTES = 4;

  /** The wall time is the first field of a message: a byte that names it, and a double. */
  private static final int BEHIND_WALL_TIME = HEADER_BYTES + 1 + Double.BYTES;

  private static final int LARGEST_RECORD_BYTES = 1 << 24;

  private final Path file;
  private final LongToDoubleFunction wallSeconds;
  private long knownBytes = -1;
  private int knownEvents;

  /**
   * @param wallSeconds wall time of an event by its step
   */
  EventFile(Path file, LongToDoubleFunction wallSeconds) {
    this.file = file;
    this.wallSeconds = wallSeconds;
  }

  /** The step of the row at a place of its phase. */
  private static long step(MetricsPosition position, int index) {
    return position.update() == 0 ? position.round() : index + 1;
  }

  /** Appends the event of a row. */
  void append(MetricsPosition position, SortedMap<String, Double> values) throws IOException {
    if (!Files.exists(file)) {
      DurableFiles.append(file, header());
    }
    if (Files.size(file) != knownBytes) {
      List<byte[]> events = events();
      long whole = events.stream().mapToLong(event -> event.length).sum();
      if (events.isEmpty() || whole != Files.size(file)) {
        replace(events.isEmpty() ? List.of(header()) : events);
      }
      knownEvents = Math.max(0, events.size() - 1);
    }
    byte[] record = record(event(step(position, knownEvents), values));
    DurableFiles.append(file, record);
    knownEvents++;
    knownBytes = Files.size(file);
  }

  /**
   * Makes the file hold one event a row: those that say what their row says stay as they are,
   * others, such as an older version of this program wrote with more in them, are written anew,
   * later ones go, missing ones are written.
   *
   * @param rows all rows of the phase
   */
  void align(List<MetricsLog.Row> rows) throws IOException {
    if (rows.isEmpty()) {
      Files.deleteIfExists(file);
    } else {
      List<byte[]> events = Files.exists(file) ? events() : List.of();
      List<byte[]> aligned = new ArrayList<>();
      aligned.add(kept(events, 0, header()));
      for (int k = 0; k < rows.size(); k++) {
        MetricsLog.Row row = rows.get(k);
        byte[] ofRow = record(event(step(row.position(), k), row.values()));
        aligned.add(kept(events, k + 1, ofRow));
      }
      long bytes = aligned.stream().mapToLong(event -> event.length).sum();
      boolean isAligned = events.size() == aligned.size() && bytes == Files.size(file);
      for (int k = 0; isAligned && k < aligned.size(); k++) {
        isAligned = Arrays.equals(events.get(k), aligned.get(k));
      }
      if (!isAligned) {
        replace(aligned);
      }
    }
    knownBytes = -1;
  }

  /** The event that is there if it says the same, apart from when it was written; else the new. */
  private byte[] kept(List<byte[]> events, int index, byte[] written) {
    if (index >= events.size()) {
      return written;
    }
    byte[] there = events.get(index);
    boolean isSame =
        Arrays.equals(
            there,
            BEHIND_WALL_TIME,
            Math.max(BEHIND_WALL_TIME, there.length - FOOTER_BYTES),
            written,
            BEHIND_WALL_TIME,
            written.length - FOOTER_BYTES);
    return isSame ? there : written;
  }

  private void replace(List<byte[]> records) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] record : records) {
      bytes.write(record);
    }
    DurableFiles.replace(file, bytes.toByteArray());
  }

  /** The whole records of the file, header first; what is torn or broken ends the list. */
  private List<byte[]> events() throws IOException {
    byte[] bytes = RegularFiles.read(file, RowFile.MOST_BYTES);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> records = new ArrayList<>();
    int at = 0;
    while (at + HEADER_BYTES <= bytes.length) {
      long length = buffer.getLong(at);
      long end = at + HEADER_BYTES + length + FOOTER_BYTES;
      if (length < 0
          || length > LARGEST_RECORD_BYTES
          || end > bytes.length
          || buffer.getInt(at + 8) != maskedChecksum(bytes, at, 8)
          || buffer.getInt((int) end - FOOTER_BYTES)
              != maskedChecksum(bytes, at + HEADER_BYTES, (int) length)) {
        break;
      }
      records.add(Arrays.copyOfRange(bytes, at, (int) end));
      at = (int) end;
    }
    return records;
  }

  private byte[] header() {
    return header(wallSeconds.applyAsDouble(0));
  }

  static byte[] header(double wallSeconds) {
    ProtobufMessage event = new ProtobufMessage().real(1, wallSeconds).text(3, "brain.Event:2");
    return record(event.bytes());
  }

  private byte[] event(long step, SortedMap<String, Double> values) {
    ProtobufMessage summary = new ProtobufMessage();
    for (Map.Entry<String, Double> value : values.entrySet()) {
      if (Double.isFinite(value.getValue())) {
        summary.nested(
            1,
            new ProtobufMessage().text(1, value.getKey()).single(2, value.getValue().floatValue()));
      }
    }
    return new ProtobufMessage()
        .real(1, wallSeconds.applyAsDouble(step))
        .integer(2, step)
        .nested(5, summary)
        .bytes();
  }

  /** Data in its frame. */
  static byte[] record(byte[] data) {
    ByteBuffer buffer =
        ByteBuffer.allocate(HEADER_BYTES + data.length + FOOTER_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(data.length);
    buffer.putInt(maskedChecksum(buffer.array(), 0, 8));
    buffer.put(data);
    buffer.putInt(maskedChecksum(data, 0, data.length));
    return buffer.array();
  }

  /** CRC-32C, rotated right by 15 bits and shifted by a constant, as TFRecord has it. */
  static int maskedChecksum(byte[] bytes, int from, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, from, length);
    return Integer.rotateRight((int) checksum.getValue(), 15) + 0xa282ead8;
  }
}
