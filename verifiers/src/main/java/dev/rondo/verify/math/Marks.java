package dev.rondo.verify.math;

/** Names the marks of plain notation that are written in two characters or three. */
final class Marks {
  private Marks() {}

  /**
   * A mark.
   *
   * @param name its name as a token
   * @param length how many characters it takes
   */
  record Mark(String name, int length) {}

  /** The mark that begins at a place; null if none of several characters does. */
  static Mark at(String text, int at) {
    if (text.startsWith("+/-", at)) {
      return new Mark("+-", 3);
    }
    if (text.startsWith("...", at)) {
      return new Mark("...", 3);
    }
    if (at + 1 >= text.length()) {
      return null;
    }
    String both = text.substring(at, at + 2);
    return switch (both) {
      case "**" -> new Mark("^", 2);
      case "<=", ">=", "!=", "=>", "->" -> new Mark(both, 2);
      case "==" -> new Mark("=", 2);
      case "+-" ->
          at + 2 < text.length() && !Character.isWhitespace(text.charAt(at + 2))
              ? new Mark("+", 1)
              : null;
      default -> null;
    };
  }
}
