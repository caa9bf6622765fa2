package dev.rondo.verify.math;

import java.util.List;

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

  /**
   * Whether an exclamation mark stands behind a number, on a side without letters: {@code 5!=120}
   * is a factorial, {@code x^2!=4} says that two sides are not equal.
   *
   * @param before the tokens before it
   */
  static boolean isFactorial(String text, int at, List<Token> before) {
    if (text.charAt(at) != '!' || at == 0 || !Characters.isDigit(text.charAt(at - 1))) {
      return false;
    }
    for (int i = before.size() - 1; i >= 0; i--) {
      Token token = before.get(i);
      if (token.kind() == Token.Kind.LETTER) {
        return false;
      }
      if (Relation.of(token) != null || token.isMark(",") || token.isMark(";")) {
        return true;
      }
    }
    return true;
  }
}
