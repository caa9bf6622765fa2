// What decides over duplicates, of many rows, in few bytes.
package dev.rondo.imports;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * The keys of rows that could be problems: digest of the question, place and reference answer, some
 * 60 bytes a row. They travel instead of the rows, whose text stays in the source file. A pack
 * holds rows of one file.
 */
final class RowKeys {
  private static final int MOST_BYTES = 1 << 16;

  /**
   * One row.
   *
   * @param place where it stands
   * @param key digest of the normalised question
   * @param answer the reference answer
   */
  record RowKey(RowPlace place, String key, String answer) {}

  /** What is done with a row. */
  @FunctionalInterface
  interface RowConsumer {
    void accept(RowKey row) throws IOException;
  }

  private final int file;
  private final Consumer<byte[]> packs;
  private ByteArrayOutputStream bytes;
  private DataOutputStream out;

  /**
   * Of one file.
   *
   * @param packs takes each pack once it is full
   */
  RowKeys(int file, Consumer<byte[]> packs) throws IOException {
    this.file = file;
    this.packs = packs;
    begin();
  }

  /** Adds a row that could be a problem. */
  void add(Candidate row) throws IOException {
    out.writeLong(row.place().row());
    out.writeLong(row.place().line());
    out.write(HexFormat.of().parseHex(row.key()));
    byte[] answer = row.statement().answer().getBytes(StandardCharsets.UTF_8);
    out.writeInt(answer.length);
    out.write(answer);
    if (bytes.size() > MOST_BYTES) {
      end();
      begin();
    }
  }

  /** Gives the last pack away, which may hold no row. */
  void end() {
    packs.accept(bytes.toByteArray());
  }

  private void begin() throws IOException {
    bytes = new ByteArrayOutputStream();
    out = new DataOutputStream(bytes);
    out.writeInt(file);
  }

  /** The file of a pack. */
  static int fileOf(byte[] pack) throws IOException {
    return new DataInputStream(new ByteArrayInputStream(pack)).readInt();
  }

  /** The rows of a pack, in order. */
  static void forEach(byte[] pack, RowConsumer rows) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(pack));
    int file = in.readInt();
    while (in.available() > 0) {
      RowPlace place = new RowPlace(file, in.readLong(), in.readLong());
      String key = HexFormat.of().formatHex(in.readNBytes(32));
      String answer = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
      rows.accept(new RowKey(place, key, answer));
    }
  }
}
