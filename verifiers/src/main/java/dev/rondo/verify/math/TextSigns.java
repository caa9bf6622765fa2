package dev.rondo.verify.math;

/** Reads the signs of comparison and calculation between the words of a text: mean > median. */
final class TextSigns {
  private TextSigns() {}

  /** The sign that stands there between two words or numbers, by one character; 0 for none. */
  static char at(String text, int at) {
    char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
    char before = at > 0 ? text.charAt(at - 1) : ' ';
    int length = 1;
    char sign;
    switch (text.charAt(at)) {
      case '<', '>' -> {
        boolean isAbove = text.charAt(at) == '>';
        boolean isArrow = isAbove ? before == '-' || before == '=' : next == '-';
        length = next == '=' ? 2 : 1;
        sign = isArrow ? 0 : length == 2 ? (isAbove ? '≥' : '≤') : text.charAt(at);
      }
      case '=' -> {
        length = next == '=' ? 2 : 1;
        sign = next == '>' ? 0 : '=';
      }
      case '!' -> {
        length = 2;
        sign = next == '=' ? '≠' : 0;
      }
      case '|' -> {
        length = 2;
        sign = next == '|' ? '∥' : 0;
      }
      case '*', '×', '·', '⋅' -> {
        boolean isEmphasis = (before == ' ') != (next == ' ') || next == '*' || before == '*';
        sign = isEmphasis ? 0 : '*';
      }
      case '/', '÷' -> {
        boolean isNotAvailable = "nN".indexOf(before) >= 0 && "aA".indexOf(next) >= 0;
        sign = isNotAvailable && !isLetter(text, at - 2) && !isLetter(text, at + 2) ? 0 : '/';
      }
      case '-', '−' -> {
        // A hyphen or a dash says nothing; the sign of one word does.
        return Character.isLetter(next) && " ({".indexOf(before) >= 0 ? '-' : 0;
      }
      case '+', '±', '≤', '≥', '≠', '≈', '∥', '⊥', '∈', '⊂', '⊆', '∪', '∩', '^' ->
          sign = text.charAt(at);
      default -> {
        return 0;
      }
    }
    return sign != 0 && isBetween(text, at, at + length) ? sign : 0;
  }

  /** The sign that a command of LaTeX is; 0 for none. */
  static char ofCommand(String name) {
    return switch (name) {
      case "lt" -> '<';
      case "gt" -> '>';
      case "le", "leq", "leqslant" -> '≤';
      case "ge", "geq", "geqslant" -> '≥';
      case "ne", "neq" -> '≠';
      case "times", "cdot" -> '*';
      case "div" -> '/';
      case "pm" -> '±';
      case "parallel" -> '∥';
      case "perp" -> '⊥';
      case "cup" -> '∪';
      case "cap" -> '∩';
      default -> 0;
    };
  }

  private static boolean isLetter(String text, int at) {
    return at >= 0 && at < text.length() && Character.isLetter(text.charAt(at));
  }

  private static boolean isBetween(String text, int from, int to) {
    int left = from - 1;
    while (left >= 0 && text.charAt(left) == ' ') {
      left--;
    }
    int right = to;
    while (right < text.length() && text.charAt(right) == ' ') {
      right++;
    }
    if (left < 0 || right >= text.length()) {
      return false;
    }
    char end = text.charAt(left);
    char begin = text.charAt(right);
    return (Character.isLetterOrDigit(end) || ")]}'$%²".indexOf(end) >= 0)
        && (Character.isLetterOrDigit(begin) || "([{\\$-−".indexOf(begin) >= 0);
  }
}
