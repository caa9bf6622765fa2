package dev.rondo.schema;

/**
 * Text that somebody else wrote, made safe to show to a person: a character that a terminal or a
 * browser obeys instead of showing is written as an escape, {@code \}{@code u001b}. These are the
 * control characters, the marks that turn the direction of the text around, characters without
 * width, line separators, halves of surrogate pairs and non-characters. The escapes are those of
 * JSON, so a line of JSON stays one and means the same. What is stored is never changed.
 */
public final class VisibleText {
  /**
   * First and last of each range, ascending. Written down instead of asked from {@link Character},
   * whose tables grow with each Java: the same text looks the same on each.
   */
  private static final int[] RANGES = {
    0x0000, 0x001F, // C0
    0x007F, 0x009F, // DEL, C1
    0x00AD, 0x00AD, // soft hyphen
    0x034F, 0x034F, // combining grapheme joiner
    0x061C, 0x061C, // Arabic letter mark
    0x115F, 0x1160, // Hangul fillers
    0x17B4, 0x17B5, // Khmer inherent vowels
    0x180B, 0x180F, // Mongolian selectors and separator
    0x200B, 0x200F, // zero width, marks of direction
    0x2028, 0x202E, // line and paragraph separator, embeddings and overrides of direction
    0x2060, 0x206F, // joiners, invisible operators, isolates of direction
    0x3164, 0x3164, // Hangul filler
    0xD800, 0xDFFF, // half of a surrogate pair
    0xFE00, 0xFE0F, // variation selectors
    0xFEFF, 0xFEFF, // byte order mark
    0xFFA0, 0xFFA0, // Hangul filler
    0xFFF0, 0xFFFB, // interlinear annotation
    0xFFFE, 0xFFFF, // no characters
    0x1BCA0, 0x1BCA3, // shorthand format controls
    0x1D173, 0x1D17A, // musical format controls
    0xE0000, 0xE0FFF, // tags, variation selectors
  };

  private VisibleText() {}

  /** The text on one line: line feeds and tabs are escaped too. */
  public static String of(String text) {
    return escape(text, false);
  }

  /** The text with its line feeds and tabs. */
  public static String lines(String text) {
    return escape(text, true);
  }

  /** Whether a code point is shown as an escape. */
  public static boolean isInvisible(int codePoint) {
    if ((codePoint & 0xFFFE) == 0xFFFE) {
      return true; // the last two of each plane are no characters
    }
    for (int i = 0; i < RANGES.length && codePoint >= RANGES[i]; i += 2) {
      if (codePoint <= RANGES[i + 1]) {
        return true;
      }
    }
    return false;
  }

  private static String escape(String text, boolean keepsLines) {
    StringBuilder visible = null;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      int length = Character.charCount(codePoint);
      boolean isKept =
          !isInvisible(codePoint) || (keepsLines && (codePoint == '\n' || codePoint == '\t'));
      if (!isKept && visible == null) {
        visible = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (visible != null) {
        for (int part = i; part < i + length; part++) {
          append(visible, text.charAt(part), isKept);
        }
      }
      i += length;
    }
    return visible == null ? text : visible.toString();
  }

  private static void append(StringBuilder visible, char c, boolean isKept) {
    if (isKept) {
      visible.append(c);
      return;
    }
    switch (c) {
      case '\n' -> visible.append("\\n");
      case '\r' -> visible.append("\\r");
      case '\t' -> visible.append("\\t");
      default -> {
        visible.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          visible.append(Character.forDigit((c >> shift) & 0xF, 16));
        }
      }
    }
  }
}
