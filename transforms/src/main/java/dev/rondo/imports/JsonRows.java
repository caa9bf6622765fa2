// The rows of a JSON or JSON Lines file as byte ranges, found without parsing them.
package dev.rondo.imports;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream into rows: objects that follow each other, as the lines of JSON Lines do, or the
 * items of one JSON array. Rows are not parsed here, so that a malformed one costs only itself, and
 * one above the limit is skipped without being held. Blank lines are no rows.
 */
final class JsonRows {

  /**
   * One row.
   *
   * @param line 1-based line on which it begins
   * @param bytes its bytes; null if there are more than the limit
   */
  record Row(long line, byte[] bytes) {}

  private static final int BUFFER_BYTES = 1 << 16;

  /** A row that goes on for longer is none, and ends the reading. */
  private static final long MOST_SKIPPED_BYTES = 1L << 30;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private final String file;
  private final int mostBytes;
  private long line = 1;
  private int next;
  private boolean isArray;
  private boolean isFirst = true;
  private boolean isEnded;

  /**
   * Looks at the first byte to see which of the two it is.
   *
   * @param in needs no buffer
   * @param file what messages call it
   * @throws InvalidInputException if it is neither
   */
  JsonRows(InputStream in, String file, int mostBytes) throws IOException {
    this.in = in;
    this.file = file;
    this.mostBytes = mostBytes;
    next = read();
    skipByteOrderMark();
    skipBlanks();
    if (next != '[' && next != '{') {
      throw new InvalidInputException(
          "Cannot read "
              + file
              + " line "
              + line
              + ": "
              + (next < 0 ? "the file is empty" : "it begins with " + describe(next))
              + " (allowed: a JSON array, JSON Lines or Parquet)");
    }
    if (next == '[') {
      isArray = true;
      advance();
    }
  }

  /** The next row, or null at the end. */
  Row next() throws IOException {
    return isArray ? nextItem() : nextObject();
  }

  /**
   * An object ends where its brackets are closed, be it in the middle of a line or lines later; so
   * files of one object a line, of indented ones and of one behind the other are read alike. A line
   * that stops inside a text, or whose brackets are open when the next one begins with an object,
   * is a row of its own, and malformed.
   */
  private Row nextObject() throws IOException {
    skipBlanks();
    if (next < 0) {
      return null;
    }
    long start = line;
    Bytes bytes = new Bytes();
    boolean isText = false;
    boolean isClosed = next != '{';
    int depth = 0;
    while (next >= 0) {
      if (next == '\n') {
        if (isClosed || isText) {
          break;
        }
        advance();
        if (next == '{') {
          break;
        }
        bytes.add('\n');
        continue;
      }
      int here = next;
      bytes.add(here);
      advance();
      if (isText) {
        if (here == '\\' && next >= 0 && next != '\n') {
          bytes.add(next);
          advance();
        }
        isText = here != '"';
      } else if (here == '"') {
        isText = true;
      } else if (here == '{' || here == '[') {
        depth++;
      } else if (here == '}' || here == ']') {
        depth--;
        if (depth == 0 && !isClosed) {
          isClosed = true;
          skipBlanksOfLine();
          if (next == '{') {
            break;
          }
        }
      }
    }
    return new Row(start, bytes.content());
  }

  private Row nextItem() throws IOException {
    skipBlanks();
    if (isEnded) {
      return null;
    }
    if (next == ']') {
      end();
      return null;
    }
    if (!isFirst) {
      if (next != ',') {
        throw notAnArray(next < 0 ? "the array is not closed" : "no comma between two items");
      }
      advance();
      skipBlanks();
    }
    isFirst = false;
    long start = line;
    Bytes bytes = new Bytes();
    int depth = 0;
    boolean isText = false;
    while (next >= 0) {
      if (isText) {
        if (next == '\\') {
          bytes.add(next);
          advance();
        } else if (next == '"') {
          isText = false;
        }
      } else if (next == '"') {
        isText = true;
      } else if (next == '{' || next == '[') {
        depth++;
      } else if (depth > 0 && (next == '}' || next == ']')) {
        depth--;
      } else if (depth == 0 && (next == ',' || next == ']')) {
        return new Row(start, bytes.content());
      }
      if (next >= 0) {
        bytes.add(next);
      }
      advance();
    }
    throw notAnArray("the array is not closed; its last item begins on line " + start);
  }

  private void end() throws IOException {
    isEnded = true;
    advance();
    skipBlanks();
    if (next >= 0) {
      throw notAnArray("text after the array");
    }
  }

  private InvalidInputException notAnArray(String what) {
    return new InvalidInputException(
        "Cannot read " + file + " line " + line + ": " + what + " (allowed: one JSON array)");
  }

  private void advance() throws IOException {
    if (next == '\n') {
      line++;
    }
    next = read();
  }

  private int read() throws IOException {
    if (position == limit) {
      limit = Math.max(0, in.read(buffer, 0, BUFFER_BYTES));
      position = 0;
      if (limit == 0) {
        return -1;
      }
    }
    return buffer[position++] & 0xff;
  }

  private void skipBlanks() throws IOException {
    while (next == ' ' || next == '\t' || next == '\r' || next == '\n') {
      advance();
    }
  }

  private void skipBlanksOfLine() throws IOException {
    while (next == ' ' || next == '\t' || next == '\r') {
      advance();
    }
  }

  private void skipByteOrderMark() throws IOException {
    if (next == 0xEF) {
      int second = read();
      int third = read();
      if (second != 0xBB || third != 0xBF) {
        throw new InvalidInputException("Cannot read " + file + " line 1: not UTF-8 text");
      }
      next = read();
    }
  }

  private static String describe(int first) {
    return switch (first) {
      case 0x1F -> "the mark of gzip; unpack it first";
      case 0xFE, 0xFF -> "the mark of UTF-16, which is not UTF-8";
      default ->
          first > 0x20 && first < 0x7F
              ? "'" + (char) first + "'"
              : "byte 0x" + Integer.toHexString(first);
    };
  }

  /** Bytes up to the limit. */
  private final class Bytes {
    private byte[] bytes = new byte[Math.min(mostBytes, 256)];
    private int size;
    private long skipped;

    void add(int value) {
      if (size == mostBytes) {
        skip();
        return;
      }
      if (size == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(mostBytes, 2L * size));
      }
      bytes[size++] = (byte) value;
    }

    private void skip() {
      if (++skipped > MOST_SKIPPED_BYTES) {
        throw new InvalidInputException(
            "Cannot read "
                + file
                + " line "
                + line
                + ": a row has more than "
                + MOST_SKIPPED_BYTES
                + " bytes (allowed: JSON Lines, or one JSON array, of shorter rows)");
      }
    }

    byte[] content() {
      return skipped > 0 ? null : Arrays.copyOf(bytes, size);
    }
  }
}
