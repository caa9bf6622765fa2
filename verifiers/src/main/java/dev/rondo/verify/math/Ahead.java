package dev.rondo.verify.math;

import dev.rondo.verify.Conjunctions;

/** Says what stands at a place of a text that is cut into tokens, without taking it. */
final class Ahead {
  private Ahead() {}

  /** Where two capital letters in braces begin, which name a vector from here to there; or -1. */
  static int points(String text, int at) {
    boolean isPair =
        at + 3 < text.length()
            && text.charAt(at) == '{'
            && Characters.isCapital(text.charAt(at + 1))
            && Characters.isCapital(text.charAt(at + 2))
            && text.charAt(at + 3) == '}';
    return isPair ? at + 1 : -1;
  }

  /** Whether an opening bracket stands there. */
  static boolean isBracket(String text, int at) {
    int i = text.startsWith("\\left", at) ? at + 5 : at;
    return i < text.length() && text.charAt(i) == '(';
  }

  /** Whether a sign alone in braces stands there: 3{:}45, {-}8. */
  static boolean isBracedSign(String text, int at) {
    return at + 2 < text.length()
        && text.charAt(at) == '{'
        && text.charAt(at + 2) == '}'
        && "-+=<>:*/".indexOf(text.charAt(at + 1)) >= 0;
  }

  /** Whether a letter stands there that is given a value: x = 2. */
  static boolean isAssignment(String text, int at) {
    int sign = at + 1;
    while (sign < text.length() && text.charAt(sign) == ' ') {
      sign++;
    }
    return Characters.isLatin(text.charAt(at)) && sign < text.length() && text.charAt(sign) == '=';
  }

  /** Whether two letters in a row stand in a text. */
  static boolean hasWord(String text) {
    int letters = 0;
    for (int i = 0; i < text.length(); i++) {
      letters = Character.isLetter(text.charAt(i)) ? letters + 1 : 0;
      if (letters >= 2) {
        return true;
      }
    }
    return false;
  }

  /** Whether a capital letter stands there. */
  static boolean isCapital(String text, int at) {
    return at < text.length() && Characters.isCapital(text.charAt(at));
  }

  /** "and" or "or" in any language; one Latin letter is one only between spaces. */
  static String joint(String content, String lower) {
    boolean isLetter =
        lower.length() == 1
            && Characters.isLatin(lower.charAt(0))
            && !(content.startsWith(" ") && content.endsWith(" "));
    return isLetter ? null : Conjunctions.of(lower);
  }
}
