package dev.rondo.verify.math;

/** Says what the characters of a text are, by plain scans. True of an empty text where all are. */
final class Characters {
  private Characters() {}

  /** Whether all lie between two characters, both included. */
  static boolean areAll(String text, char first, char last) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < first || text.charAt(i) > last) {
        return false;
      }
    }
    return true;
  }

  /** Whether all stand in a list of characters. */
  static boolean areAllOf(String text, String allowed) {
    for (int i = 0; i < text.length(); i++) {
      if (allowed.indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether all are Latin letters without accents. */
  static boolean areLatin(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isLatin(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Whether a digit stands there; behind the end there is none. */
  static boolean isDigit(String text, int at) {
    return at < text.length() && isDigit(text.charAt(at));
  }

  static boolean isCapital(char c) {
    return c >= 'A' && c <= 'Z';
  }

  /** Whether it is a letter without an accent. */
  static boolean isLatin(char c) {
    return isCapital(c) || (c >= 'a' && c <= 'z');
  }

  /** Whether it is a letter, or a vowel sign of a script that writes vowels beside letters. */
  static boolean isOfWord(char c) {
    int type = c < 0x0400 ? 0 : Character.getType(c);
    return Character.isLetter(c)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }

  /** Where the letters end that begin there, as the name of a command does. */
  static int afterLetters(String text, int from) {
    int to = from;
    while (to < text.length() && Character.isLetter(text.charAt(to))) {
      to++;
    }
    return to;
  }

  static boolean hasDigit(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isDigit(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }
}
