package dev.rondo.verify.math;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Says where a mark over a letter makes it another: an estimate is not what is estimated, the unit
 * vector j is no imaginary unit.
 */
final class Hats {
  private static final String[] HATS = {"\\hat", "\\widehat"};

  private static final String[] VECTORS = {
    "\\hat", "\\vec", "\\mathbf", "\\boldsymbol", "\\bm", "\\overrightarrow"
  };

  private static final String UNITS = "ijk";

  private Hats() {}

  /** That the letters are others; null if that does not decide. */
  static Sameness compare(String reference, String given) {
    if (reference.indexOf('\\') < 0 && given.indexOf('\\') < 0) {
      return null;
    }
    String wanted = reference.substring(reference.lastIndexOf('=') + 1);
    String answer = given.substring(given.lastIndexOf('=') + 1);
    SortedSet<String> hats = letters(wanted, HATS);
    SortedSet<String> others = letters(answer, HATS);
    hats.removeIf(UNITS::contains);
    others.removeIf(UNITS::contains);
    if (!hats.equals(others) && (isBare(hats, others, answer) || isBare(others, hats, wanted))) {
      return Sameness.DIFFERENT;
    }
    boolean isOtherUnit =
        isOnlyJ(wanted) && has(answer, "i") && !has(answer, "j")
            || isOnlyJ(answer) && has(wanted, "i") && !has(wanted, "j");
    return isOtherUnit ? Sameness.DIFFERENT : null;
  }

  /** Whether a letter with a hat stands without one on the other side. */
  private static boolean isBare(SortedSet<String> hats, SortedSet<String> others, String text) {
    for (String letter : hats) {
      if (!others.contains(letter) && has(text, letter)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOnlyJ(String text) {
    return letters(text, VECTORS).contains("j") && !has(text, "i");
  }

  /** The single letters that stand behind one of the commands. */
  private static SortedSet<String> letters(String text, String[] commands) {
    SortedSet<String> letters = new TreeSet<>();
    for (String command : commands) {
      for (int at = text.indexOf(command); at >= 0; at = text.indexOf(command, at + 1)) {
        int from = at + command.length();
        if (from < text.length() && Characters.isLatin(text.charAt(from))) {
          continue; // another command
        }
        while (from < text.length() && (text.charAt(from) == ' ' || text.charAt(from) == '{')) {
          from++;
        }
        String name = nameAt(text, from);
        int to = from + name.length();
        boolean isAll = to >= text.length() || !Characters.isLatin(text.charAt(to));
        if (!name.isEmpty() && (isAll || text.charAt(from - 1) == ' ')) {
          letters.add(name);
        }
      }
    }
    return letters;
  }

  /** The letter or the command that stands there. */
  private static String nameAt(String text, int from) {
    if (from >= text.length()) {
      return "";
    }
    if (text.charAt(from) == '\\') {
      return text.substring(from, Characters.afterLetters(text, from + 1));
    }
    return Characters.isLatin(text.charAt(from)) ? text.substring(from, from + 1) : "";
  }

  /** Whether a letter stands somewhere that is no part of a command. */
  private static boolean has(String text, String name) {
    int i = 0;
    while (i < text.length()) {
      int to = text.charAt(i) == '\\' ? Characters.afterLetters(text, i + 1) : i + 1;
      if (text.substring(i, Math.max(to, i + 1)).equals(name)) {
        return true;
      }
      i = Math.max(to, i + 1);
    }
    return false;
  }
}
