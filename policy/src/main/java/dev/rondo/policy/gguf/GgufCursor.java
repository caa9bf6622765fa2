package dev.rondo.policy.gguf;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Reads the head of a file from front to back. No number of the file is believed before it is
 * compared with what the file still has and with what a head may have in all.
 */
final class GgufCursor {
  /** Most bytes of one text. */
  static final int MAX_TEXT_BYTES = 1 << 20;

  /** Most bytes of the whole head. */
  static final long MAX_HEAD_BYTES = 64L << 20;

  private final GgufErrors errors;
  private final FileChannel channel;
  private final long fileBytes;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
  private long read;

  GgufCursor(GgufErrors errors, FileChannel channel) throws IOException {
    this.errors = errors;
    this.channel = channel;
    this.fileBytes = channel.size();
    buffer.flip();
  }

  /** Bytes read so far. */
  long position() {
    return read - buffer.remaining();
  }

  /** Bytes that can still be there. */
  long remaining() {
    return Math.min(fileBytes, MAX_HEAD_BYTES) - position();
  }

  int int8(String what) {
    need(1, what);
    return buffer.get();
  }

  int int16(String what) {
    need(2, what);
    return buffer.getShort();
  }

  int int32(String what) {
    need(4, what);
    return buffer.getInt();
  }

  long int64(String what) {
    need(8, what);
    return buffer.getLong();
  }

  float float32(String what) {
    need(4, what);
    return buffer.getFloat();
  }

  double float64(String what) {
    need(8, what);
    return buffer.getDouble();
  }

  /**
   * Reads a count.
   *
   * @param unit smallest number of bytes that each of what is counted takes
   * @param most highest count
   */
  int count(String what, int unit, int most) {
    long count = int64(what);
    long allowed = Math.min(most, Math.max(0, remaining()) / unit);
    if (count < 0 || count > allowed) {
      throw errors.invalid(
          what,
          Long.toUnsignedString(count),
          "at most " + allowed + ", as the file has " + fileBytes + " bytes");
    }
    return (int) count;
  }

  /** Reads a text: its number of bytes, then UTF-8. */
  String text(String what) {
    int length = count(what + ": length of text", 1, MAX_TEXT_BYTES);
    byte[] bytes = new byte[length];
    for (int done = 0; done < length; ) {
      need(1, what);
      int piece = Math.min(length - done, buffer.remaining());
      buffer.get(bytes, done, piece);
      done += piece;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      String shown = new String(bytes, StandardCharsets.ISO_8859_1);
      throw errors.invalid(what, shown, "UTF-8");
    }
  }

  private void need(int bytes, String what) {
    if (buffer.remaining() >= bytes) {
      return;
    }
    buffer.compact();
    try {
      while (buffer.position() < bytes) {
        int count = read >= MAX_HEAD_BYTES ? -1 : channel.read(buffer, read);
        if (count < 0) {
          throw tooShort(what);
        }
        read += count;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    buffer.flip();
  }

  private InvalidInputException tooShort(String what) {
    return read < fileBytes
        ? errors.invalid(
            what, "beyond byte " + read, "a head of at most " + MAX_HEAD_BYTES + " bytes")
        : errors.invalid(what, "the file ends at byte " + fileBytes, "a whole file");
  }
}
