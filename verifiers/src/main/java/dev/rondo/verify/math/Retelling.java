package dev.rondo.verify.math;

import java.util.List;
import java.util.Locale;

/**
 * Cuts an answer that says its value twice: "fifteen (15)", "4 dozen, that is, 48". Whether both
 * are the same value is for its reader to find out.
 */
final class Retelling {
  private static final String[] AGAIN = {
    " that is to say",
    " that is",
    " i.e.",
    " ie ",
    " in other words",
    " namely",
    " which is the same as",
    " which equals",
    " which is",
    " or equivalently",
    " equivalently",
    " or simply",
    " das heißt",
    " d.h.",
    " d. h.",
    " also ",
    " c'est-à-dire",
    " soit ",
    " es decir",
    " o sea",
    " ou seja",
    " cioè",
    " ossia",
    " то есть",
    " т.е.",
    "即",
    "也就是",
    " or "
  };

  private Retelling() {}

  /** The two parts; null if a value is not said twice. */
  static List<String> parts(String words) {
    List<String> bracketed = bracketed(words);
    if (bracketed != null) {
      return bracketed;
    }
    String lower = words.toLowerCase(Locale.ROOT).replace('’', '\'');
    for (String again : AGAIN) {
      int at = lower.indexOf(again);
      if (at > 0 && at == lower.lastIndexOf(again) && lower.length() == words.length()) {
        String first = withoutCommas(words.substring(0, at));
        String second = withoutCommas(words.substring(at + again.length()));
        return first.isEmpty() || second.isEmpty() ? null : List.of(first, second);
      }
    }
    return null;
  }

  /** "twelve (12) apples": twelve, 12 apples. */
  private static List<String> bracketed(String words) {
    int open = words.indexOf('(');
    int close = words.indexOf(')');
    boolean isOnly =
        open > 0
            && close > open + 1
            && words.lastIndexOf('(') == open
            && words.lastIndexOf(')') == close
            && words.charAt(open - 1) == ' '
            && words.substring(0, open).indexOf('=') < 0;
    if (!isOnly) {
      return null;
    }
    String first = words.substring(0, open).strip();
    String inside = words.substring(open + 1, close).strip();
    String second = withoutAgain(inside);
    String behind = words.substring(close + 1);
    boolean isApart = behind.isEmpty() || " .".indexOf(behind.charAt(0)) >= 0;
    boolean isNoun =
        isApart && behind.chars().allMatch(c -> Character.isLetter(c) || " .".indexOf(c) >= 0);
    boolean isInWords = hasWord(first) || hasWord(inside) || !second.equals(inside);
    return isNoun && isInWords && !second.isEmpty() ? List.of(first, second + behind) : null;
  }

  private static String withoutAgain(String inside) {
    String lower = (" " + inside).toLowerCase(Locale.ROOT);
    for (String again : AGAIN) {
      if (lower.startsWith(again) && lower.length() == inside.length() + 1) {
        return withoutCommas(inside.substring(Math.min(inside.length(), again.length() - 1)));
      }
    }
    return inside;
  }

  private static boolean hasWord(String text) {
    for (int i = 0; i + 2 < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i = Math.max(i, Characters.afterLetters(text, i + 1) - 1);
      } else if (Characters.afterLetters(text, i) >= i + 2) {
        return true;
      }
    }
    return false;
  }

  private static String withoutCommas(String part) {
    int from = 0;
    int to = part.length();
    while (from < to && ",，:： ".indexOf(part.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && ",， ".indexOf(part.charAt(to - 1)) >= 0) {
      to--;
    }
    return part.substring(from, to);
  }
}
