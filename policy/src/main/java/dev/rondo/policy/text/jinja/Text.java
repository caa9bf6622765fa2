package dev.rondo.policy.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Python's view of texts: sequences of code points, with its white space and its cases. */
final class Text {
  private static final int MOST_IN_MESSAGE = 40;
  private static final int PIECE = 32;

  private Text() {}

  /** White space as str.isspace() has it. */
  static boolean isSpace(char c) {
    return (c >= '\t' && c <= '\r')
        || (c >= '\u001c' && c <= ' ')
        || c == '\u0085'
        || c == '\u00a0'
        || c == '\u1680'
        || (c >= '\u2000' && c <= '\u200a')
        || c == '\u2028'
        || c == '\u2029'
        || c == '\u202f'
        || c == '\u205f'
        || c == '\u3000';
  }

  /** Removes characters of a set, white space if null, from one or both ends. */
  static String strip(String text, String set, boolean isLeft, boolean isRight) {
    int start = 0;
    int end = text.length();
    while (isLeft && start < end) {
      int c = text.codePointAt(start);
      if (!isIn(c, set)) {
        break;
      }
      start += Character.charCount(c);
    }
    while (isRight && start < end) {
      int c = text.codePointBefore(end);
      if (!isIn(c, set)) {
        break;
      }
      end -= Character.charCount(c);
    }
    return text.substring(start, end);
  }

  private static boolean isIn(int c, String set) {
    return set == null ? c <= 0xFFFF && isSpace((char) c) : set.indexOf(c) >= 0;
  }

  /** Whether every code point is one char, so that indices can be taken as they are. */
  static boolean isFlat(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  static List<Object> characters(String text) {
    List<Object> characters = new ArrayList<>(text.length());
    for (int i = 0; i < text.length(); ) {
      int end = text.offsetByCodePoints(i, 1);
      characters.add(text.substring(i, end));
      i = end;
    }
    return characters;
  }

  static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > '~' + 1) {
        return false;
      }
    }
    return true;
  }

  static String lower(String text) {
    requireKnownCase(text, false);
    return inPieces(text, piece -> piece.toLowerCase(Locale.ROOT));
  }

  static String upper(String text) {
    requireKnownCase(text, true);
    return inPieces(text, piece -> piece.toUpperCase(Locale.ROOT));
  }

  /** Each letter that becomes two copies the whole text there, so no text is long. */
  private static String inPieces(String text, UnaryOperator<String> change) {
    if (text.length() <= PIECE) {
      return change.apply(text);
    }
    StringBuilder changed = new StringBuilder(text.length());
    for (int from = 0; from < text.length(); ) {
      int end = Math.min(text.length(), from + PIECE);
      if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
        end++;
      }
      changed.append(change.apply(text.substring(from, end)));
      from = end;
    }
    return changed.toString();
  }

  /** Characters whose case may be another one in another version of Unicode are refused. */
  private static void requireKnownCase(String text, boolean isUpper) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c > '~' && (Character.getType(c) == Character.UNASSIGNED || (!isUpper && c == 0x3A3))) {
        throw new TemplateException("the case of the character " + visible(c) + " is not sure");
      }
    }
  }

  static String requireAscii(String text, String what) {
    if (!isAscii(text)) {
      throw new TemplateException(what + " of text beyond ASCII is not supported");
    }
    return text;
  }

  /** As str.title() has it. */
  static String title(String text) {
    requireAscii(text, "title case");
    StringBuilder title = new StringBuilder(text.length());
    boolean isInWord = false;
    for (char c : text.toCharArray()) {
      title.append(isInWord ? Character.toLowerCase(c) : Character.toUpperCase(c));
      isInWord = Character.isLetter(c);
    }
    return title.toString();
  }

  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int end = text.offsetByCodePoints(0, 1);
    return upper(requireAscii(text.substring(0, end), "capitalizing")) + lower(text.substring(end));
  }

  /** As repr() has it. */
  static String quoted(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder quoted = new StringBuilder(text.length() + 2).append(quote);
    text.codePoints()
        .forEach(
            c -> {
              if (c == quote || c == '\\') {
                quoted.append('\\').append((char) c);
              } else if (c == '\n') {
                quoted.append("\\n");
              } else if (c == '\r') {
                quoted.append("\\r");
              } else if (c == '\t') {
                quoted.append("\\t");
              } else if (isPrintable(c)) {
                quoted.appendCodePoint(c);
              } else {
                appendEscape(
                    quoted,
                    c < 0x100 ? 'x' : c < 0x10000 ? 'u' : 'U',
                    c < 0x100 ? 2 : c < 0x10000 ? 4 : 8,
                    c);
              }
            });
    return quoted.append(quote).toString();
  }

  /** A character by its number: {@code \\u001b}. */
  static void appendEscape(StringBuilder out, char kind, int digits, int c) {
    out.append('\\').append(kind);
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      out.append(Character.forDigit(c >> shift & 0xf, 16));
    }
  }

  private static boolean isPrintable(int c) {
    if (c < 0x7f) {
      return c >= ' ';
    }
    int type = Character.getType(c);
    if (type == Character.UNASSIGNED) {
      throw new TemplateException(
          "the character " + visible(c) + " within a list is not supported");
    }
    return type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.SURROGATE
        && type != Character.PRIVATE_USE
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR
        && type != Character.SPACE_SEPARATOR;
  }

  /** Order by code points. */
  static int compare(String left, String right) {
    int common = Math.min(left.length(), right.length());
    for (int i = 0; i < common; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean isHigh = Character.isSurrogate(a);
        return isHigh == Character.isSurrogate(b) ? Character.compare(a, b) : isHigh ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  /** A character in a message. */
  static String visible(int c) {
    return c > ' ' && c <= '~' ? String.valueOf((char) c) : String.format(Locale.ROOT, "U+%04X", c);
  }

  /** What the template says, in a message: on one line and not too long. */
  static String shortened(String text) {
    return shortened(text, MOST_IN_MESSAGE);
  }

  /** As {@link #shortened(String)} with another length. */
  static String shortened(String text, int most) {
    StringBuilder visible = new StringBuilder();
    text.codePoints()
        .limit(most)
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                visible.append(' ');
              } else {
                visible.appendCodePoint(c);
              }
            });
    return visible + (text.length() > most ? "..." : "");
  }
}
