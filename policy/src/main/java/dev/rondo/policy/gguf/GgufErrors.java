package dev.rondo.policy.gguf;

import dev.rondo.schema.InvalidInputException;
import java.nio.file.Path;

/** What is said of a file that cannot be used: one line, whatever bytes the file has. */
record GgufErrors(Path file) {
  private static final int SHOWN = 120;

  /** A value that is not allowed. */
  InvalidInputException invalid(String where, Object value, String allowed) {
    return new InvalidInputException(
        "Cannot read "
            + file
            + ": "
            + shown(where)
            + ": "
            + shown(String.valueOf(value))
            + " (allowed: "
            + allowed
            + ")");
  }

  /** Something that has to be there. */
  InvalidInputException missing(String what) {
    return new InvalidInputException("Cannot read " + file + ": " + shown(what) + " is missing");
  }

  /** A text of the file on one line, cut where it is long. */
  static String shown(String text) {
    String start = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < start.length(); i++) {
      char c = start.charAt(i);
      boolean isPlain = !Character.isISOControl(c) && c != '\u2028' && c != '\u2029';
      line.append(isPlain && !Character.isSurrogate(c) ? c : '?');
    }
    return line.toString();
  }
}
