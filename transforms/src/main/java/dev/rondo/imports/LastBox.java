// The last box of a worked solution.
package dev.rondo.imports;

import java.util.Optional;

/** Finds {@code \boxed{...}}, {@code \boxed x} and {@code \fbox{...}} in published solutions. */
final class LastBox {
  private LastBox() {}

  /** What stands in the last box, or empty if there is none or it is not closed. */
  static Optional<String> content(String text) {
    int boxed = text.lastIndexOf("\\boxed");
    int framed = text.lastIndexOf("\\fbox");
    int start = boxed > framed ? boxed + "\\boxed".length() : framed + "\\fbox".length();
    if (Math.max(boxed, framed) < 0) {
      return Optional.empty();
    }
    while (start < text.length() && text.charAt(start) == ' ') {
      start++;
    }
    if (start == text.length()) {
      return Optional.empty();
    }
    if (text.charAt(start) != '{') {
      return Optional.of(text.substring(start, start + 1));
    }
    int depth = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++; // an escaped brace is content
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return Optional.of(text.substring(start + 1, i));
      }
    }
    return Optional.empty();
  }
}
