// Which rows of a file leave for what other rows say.
package dev.rondo.imports;

import dev.rondo.imports.Candidate.Rejection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of one file that leave although each for itself could be a problem, with the reason; a
 * row that is not named stays. Packed by the blocks of the file, so that one who walks through the
 * file unpacks those of one block at a time.
 */
final class Decisions {
  private static final byte DUPLICATE = 0;
  private static final byte OTHER = 1;

  private final Map<Long, ByteArrayOutputStream> blocks = new HashMap<>();

  /** Says that a row repeats another one. */
  void addDuplicate(RowKeys.RowKey row, RowKeys.RowKey first) throws IOException {
    DataOutputStream out = begin(row);
    out.writeByte(DUPLICATE);
    out.writeInt(first.place().file());
    out.writeLong(first.place().line());
  }

  /** Says why else a row leaves. */
  void add(RowKeys.RowKey row, String reason, String detail) throws IOException {
    DataOutputStream out = begin(row);
    out.writeByte(OTHER);
    out.writeUTF(reason);
    out.writeUTF(detail);
  }

  private DataOutputStream begin(RowKeys.RowKey row) throws IOException {
    long block = ImportPlan.blockOf(row.place().row());
    ByteArrayOutputStream bytes = blocks.get(block);
    if (bytes == null) {
      bytes = new ByteArrayOutputStream(64);
      blocks.put(block, bytes);
      new DataOutputStream(bytes).writeLong(block);
    }
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(row.place().row());
    return out;
  }

  /** A pack for each block, and an empty one. */
  List<byte[]> packs() {
    List<byte[]> packs = new ArrayList<>();
    packs.add(new byte[0]);
    blocks.values().forEach(bytes -> packs.add(bytes.toByteArray()));
    return packs;
  }

  /** What was decided over the rows of a file, block by block. */
  static final class Reader {
    private final Map<Long, List<byte[]>> packs = new HashMap<>();
    private final List<String> fileNames;
    private final Map<Long, Rejection> block = new HashMap<>();
    private long current = -1;

    /**
     * @param packs of one file, in any order
     * @param fileNames names of all source files
     */
    Reader(Iterable<byte[]> packs, List<String> fileNames) throws IOException {
      this.fileNames = fileNames;
      for (byte[] pack : packs) {
        if (pack.length > 0) {
          long at = new DataInputStream(new ByteArrayInputStream(pack)).readLong();
          this.packs.computeIfAbsent(at, k -> new ArrayList<>()).add(pack);
        }
      }
    }

    /** Why a row leaves; null if it stays. Rows of a block are asked for together. */
    Rejection of(long row) throws IOException {
      if (ImportPlan.blockOf(row) != current) {
        current = ImportPlan.blockOf(row);
        block.clear();
        for (byte[] pack : packs.getOrDefault(current, List.of())) {
          unpack(pack);
        }
      }
      return block.get(row);
    }

    private void unpack(byte[] pack) throws IOException {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(pack));
      in.readLong();
      while (in.available() > 0) {
        long row = in.readLong();
        if (in.readByte() == DUPLICATE) {
          String place = fileNames.get(in.readInt()) + " line " + in.readLong();
          block.put(row, new Rejection("duplicate", "The same problem is " + place));
        } else {
          block.put(row, new Rejection(in.readUTF(), in.readUTF()));
        }
      }
    }
  }
}
