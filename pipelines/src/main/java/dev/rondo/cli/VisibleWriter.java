package dev.rondo.cli;

import dev.rondo.schema.VisibleText;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * What commands print on: a terminal shows every character and obeys none, whatever names,
 * manifests and responses hold. Line feeds and tabs pass, so a field that must stay on its line
 * goes through {@link VisibleText#of} first.
 */
final class VisibleWriter extends FilterWriter {
  /** First half of a surrogate pair whose second half is in the next write; 0 if there is none. */
  private char half;

  private VisibleWriter(Writer out) {
    super(out);
  }

  /** A writer over another one; flushes with each line. */
  static PrintWriter over(Writer out) {
    return new PrintWriter(new VisibleWriter(out), true);
  }

  @Override
  public void write(int c) throws IOException {
    write(String.valueOf((char) c), 0, 1);
  }

  @Override
  public void write(char[] characters, int offset, int length) throws IOException {
    write(new String(characters, offset, length), 0, length);
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    String piece = text.substring(offset, offset + length);
    synchronized (lock) {
      if (half != 0) {
        piece = half + piece;
        half = 0;
      }
      int last = piece.length() - 1;
      if (last >= 0 && Character.isHighSurrogate(piece.charAt(last))) {
        half = piece.charAt(last);
        piece = piece.substring(0, last);
      }
      out.write(VisibleText.lines(piece));
    }
  }

  @Override
  public void flush() throws IOException {
    synchronized (lock) {
      if (half != 0) {
        out.write(VisibleText.lines(String.valueOf(half)));
        half = 0;
      }
      out.flush();
    }
  }
}
