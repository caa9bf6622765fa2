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
      char lower = (char) (text.charAt(i) | 0x20);
      if (lower < 'a' || lower > 'z') {
        return false;
      }
    }
    return true;
  }

  static boolean hasDigit(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= '0' && text.charAt(i) <= '9') {
        return true;
      }
    }
    return false;
  }
}
