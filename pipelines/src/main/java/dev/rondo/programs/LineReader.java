package dev.rondo.programs;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into lines, and knows whether the next one is there already, so that a
 * caller can answer before it waits. Lines end with {@code \n}; a {@code \r} before it is left out.
 * Not thread-safe.
 */
final class LineReader {
  /** A line that goes on for longer is none, and is not waited for. */
  static final long MOST_SKIPPED_BYTES = 1L << 30;

  /** A line as it came. {@code isTooLong}: it had more bytes than allowed and is empty here. */
  record Line(byte[] bytes, boolean isTooLong) {}

  private final InputStream in;
  private final int mostBytes;
  private byte[] buffer = new byte[1 << 16];
  private int from;
  private int scanned;
  private int to;
  private boolean isSkipping;
  private long skippedBytes;
  private boolean isAtEnd;

  /**
   * @param mostBytes longest line in bytes; of longer ones nothing is kept
   */
  LineReader(InputStream in, int mostBytes) {
    this.in = in;
    this.mostBytes = mostBytes;
  }

  /**
   * The next line, or null at the end of the stream; waits for it.
   *
   * @throws InvalidInputException if a line has more than {@link #MOST_SKIPPED_BYTES}
   */
  Line next() throws IOException {
    while (true) {
      int end = lineEnd();
      if (end >= 0) {
        return take(end, end + 1);
      }
      if (isAtEnd) {
        return from < to || isSkipping ? take(to, to) : null;
      }
      fill();
    }
  }

  /** Whether {@link #next} would return a whole line without waiting. */
  boolean isNextThere() throws IOException {
    while (lineEnd() < 0) {
      if (isAtEnd || in.available() <= 0) {
        return false;
      }
      fill();
    }
    return true;
  }

  private int lineEnd() {
    for (; scanned < to; scanned++) {
      if (buffer[scanned] == '\n') {
        return scanned;
      }
    }
    return -1;
  }

  private Line take(int end, int next) {
    boolean isTooLong = isSkipping || end - from > mostBytes;
    int last = end > from && buffer[end - 1] == '\r' ? end - 1 : end;
    byte[] bytes = isTooLong ? new byte[0] : Arrays.copyOfRange(buffer, from, last);
    isSkipping = false;
    skippedBytes = 0;
    from = next;
    scanned = next;
    return new Line(bytes, isTooLong);
  }

  private void fill() throws IOException {
    if (to - from > mostBytes) {
      isSkipping = true;
      skippedBytes += to - from;
      from = to;
      if (skippedBytes > MOST_SKIPPED_BYTES) {
        throw new InvalidInputException(
            "Cannot grade: a line has more than "
                + MOST_SKIPPED_BYTES
                + " bytes (allowed: lines of at most "
                + mostBytes
                + ")");
      }
    }
    if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
      to -= from;
      scanned -= from;
      from = 0;
    }
    if (to == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
    int read = in.read(buffer, to, buffer.length - to);
    if (read < 0) {
      isAtEnd = true;
    } else {
      to += read;
    }
  }
}
