package dev.rondo.policy.text.jinja;

/** Escapes in string literals, as Python's {@code unicode-escape} reads them. */
final class Escapes {
  private static final String LETTERS = "\\'\"abfnrtv";
  private static final String MEANINGS = "\\'\"\u0007\b\f\n\r\t\u000b";

  private Escapes() {}

  static String decode(String literal) {
    if (literal.indexOf('\\') < 0) {
      return literal;
    }
    StringBuilder text = new StringBuilder(literal.length());
    int at = 0;
    while (at < literal.length()) {
      char c = literal.charAt(at);
      if (c != '\\') {
        text.append(c);
        at++;
        continue;
      }
      char escaped = literal.charAt(at + 1);
      int letter = LETTERS.indexOf(escaped);
      if (letter >= 0) {
        text.append(MEANINGS.charAt(letter));
        at += 2;
      } else if (escaped == '\n') {
        at += 2;
      } else if (escaped >= '0' && escaped <= '7') {
        int end = at + 1;
        while (end < literal.length()
            && end < at + 4
            && "01234567".indexOf(literal.charAt(end)) >= 0) {
          end++;
        }
        text.append((char) Integer.parseInt(literal.substring(at + 1, end), 8));
        at = end;
      } else if ("xuU".indexOf(escaped) >= 0) {
        int end = at + 2 + (escaped == 'x' ? 2 : escaped == 'u' ? 4 : 8);
        text.appendCodePoint(codePoint(literal, at + 2, end));
        at = end;
      } else if (escaped == 'N' || escaped > '~') {
        throw new TemplateException("the escape \\" + Text.visible(escaped) + " is not supported");
      } else {
        text.append(c).append(escaped);
        at += 2;
      }
    }
    return text.toString();
  }

  private static int codePoint(String literal, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = i < literal.length() ? Character.digit(literal.charAt(i), 16) : -1;
      if (digit < 0 || literal.charAt(i) > 'f' || value > Character.MAX_CODE_POINT) {
        throw new TemplateException("a string has an escape that is cut short or out of range");
      }
      value = value * 16 + digit;
    }
    if (value > Character.MAX_CODE_POINT || (value >= 0xD800 && value <= 0xDFFF)) {
      throw new TemplateException("a string has an escape of half a character");
    }
    return value;
  }
}
