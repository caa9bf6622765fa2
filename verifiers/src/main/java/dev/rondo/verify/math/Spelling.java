package dev.rondo.verify.math;

import java.util.Map;

/**
 * Undoes what the way of a text did to its spelling: invisible characters, HTML entities and tags,
 * backslashes doubled by a string literal. What is plain already stays the same object.
 */
final class Spelling {
  private static final Map<String, String> ENTITIES =
      Map.ofEntries(
          Map.entry("lt", "<"),
          Map.entry("gt", ">"),
          Map.entry("le", "≤"),
          Map.entry("ge", "≥"),
          Map.entry("ne", "≠"),
          Map.entry("amp", "&"),
          Map.entry("nbsp", " "),
          Map.entry("minus", "−"),
          Map.entry("times", "×"),
          Map.entry("divide", "÷"),
          Map.entry("plusmn", "±"),
          Map.entry("radic", "√"),
          Map.entry("infin", "∞"),
          Map.entry("pi", "π"),
          Map.entry("deg", "°"),
          Map.entry("frac12", "½"),
          Map.entry("or", "∨"),
          Map.entry("and", "∧"),
          Map.entry("quot", "\""));

  /** The letter o in the place of the sign of degrees. */
  private static final String[] DEGREES = {
    "^{\\text{o}}", "^{\\mathrm{o}}", "^{\\rm o}", "^\\text{o}", "^\\mathrm{o}", "^{o}"
  };

  private static final int LONGEST_ENTITY = 8;

  private Spelling() {}

  /** The text as it was meant; linear. */
  static String plain(String text) {
    String plain = withoutInvisible(text);
    if (plain.indexOf('&') >= 0 && plain.indexOf(';') >= 0) {
      plain = withoutEntities(plain);
    }
    if (plain.contains("</su")) {
      plain =
          plain
              .replace("<sup>", "^{")
              .replace("</sup>", "}")
              .replace("<sub>", "_{")
              .replace("</sub>", "}");
    }
    if (plain.contains("^")) {
      for (String degree : DEGREES) {
        plain = plain.replace(degree, "^{\\circ}");
      }
      plain = plain.endsWith("^o") ? plain.substring(0, plain.length() - 1) + "\\circ" : plain;
    }
    if (plain.startsWith(".\\overline")) {
      plain = "0" + plain;
    }
    if (plain.startsWith("US")) {
      plain = plain.startsWith("US\\$") || plain.startsWith("US$") ? plain.substring(2) : plain;
    }
    return hasDoubledBackslashes(plain) ? plain.replace("\\\\", "\\") : plain;
  }

  private static String withoutInvisible(String text) {
    int from = 0;
    while (from < text.length() && !isInvisible(text.charAt(from))) {
      from++;
    }
    if (from == text.length()) {
      return text;
    }
    StringBuilder kept = new StringBuilder(text.length()).append(text, 0, from);
    for (int i = from; i < text.length(); i++) {
      if (!isInvisible(text.charAt(i))) {
        kept.append(text.charAt(i));
      }
    }
    return kept.toString();
  }

  private static boolean isInvisible(char c) {
    return c == '\ufeff'
        || c == '\u00ad'
        || (c >= '\u200b' && c <= '\u200f')
        || (c >= '\u202a' && c <= '\u202e')
        || (c >= '\u2060' && c <= '\u2069');
  }

  private static String withoutEntities(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int end = c == '&' ? semicolon(text, i + 1) : -1;
      String meant = end < 0 ? null : entity(text.substring(i + 1, end));
      if (meant == null) {
        plain.append(c);
      } else {
        plain.append(meant);
        i = end;
      }
    }
    return plain.toString();
  }

  /** What an entity stands for, by its name or by its number; null if it is none. */
  private static String entity(String name) {
    if (!name.startsWith("#")) {
      return ENTITIES.get(name);
    }
    boolean isHex = name.startsWith("#x");
    int code = 0;
    for (int i = isHex ? 2 : 1; i < name.length(); i++) {
      int digit = Character.digit(name.charAt(i), isHex ? 16 : 10);
      if (digit < 0) {
        return null;
      }
      code = code * (isHex ? 16 : 10) + digit; // few digits: the name is short
    }
    return code >= ' ' && code < Character.MIN_SURROGATE ? String.valueOf((char) code) : null;
  }

  private static int semicolon(String text, int from) {
    int most = Math.min(text.length(), from + LONGEST_ENTITY);
    for (int i = from; i < most; i++) {
      if (text.charAt(i) == ';') {
        return i;
      }
    }
    return -1;
  }

  /** Whether commands stand in a text, each behind two backslashes or more. */
  private static boolean hasDoubledBackslashes(String text) {
    boolean hasDoubled = false;
    for (int i = text.indexOf('\\'); i >= 0; i = text.indexOf('\\', i)) {
      int to = i;
      while (to < text.length() && text.charAt(to) == '\\') {
        to++;
      }
      int end = to;
      while (end < text.length() && Characters.isLatin(text.charAt(end))) {
        end++;
      }
      if (to - i == 1 && end > to) {
        return false;
      }
      boolean isBrace = to < text.length() && text.charAt(to) == '{';
      hasDoubled |= to - i == 2 && isBrace && text.startsWith("\\\\}", text.lastIndexOf('}') - 2);
      hasDoubled |= to - i == 2 && end - to >= 2 && Notation.isCommand(text.substring(to, end));
      i = to;
    }
    return hasDoubled;
  }
}
