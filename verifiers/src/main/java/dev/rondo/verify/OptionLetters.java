package dev.rondo.verify;

import java.util.Locale;
import java.util.Set;

/** Says which option letters of a sentence are denied: "(A) is wrong", "not option B". */
public final class OptionLetters {
  private static final Set<String> DENIALS_BEHIND =
      Set.of(
          "wrong",
          "incorrect",
          "false",
          "not",
          "isn't",
          "isnt",
          "cannot",
          "can't",
          "impossible",
          "excluded",
          "eliminated",
          "ruled",
          "out",
          "invalid");

  private static final Set<String> DENIALS_BEFORE =
      Set.of(
          "not",
          "isn't",
          "isnt",
          "neither",
          "nor",
          "never",
          "exclude",
          "excluding",
          "eliminate",
          "eliminating",
          "reject",
          "rejecting",
          "except");

  /** What may stand between a denial and the letter. */
  private static final Set<String> BETWEEN =
      Set.of("option", "options", "choice", "answer", "the", "is", "be", "it", "a", "an", "out");

  private static final int MOST_WORDS = 4;

  private OptionLetters() {}

  /** Whether the letter at a place is denied by the words around it in its clause. */
  public static boolean isDenied(String text, int at) {
    return isDeniedBehind(text, at + 1) || isDeniedBefore(text, at);
  }

  private static boolean isDeniedBehind(String text, int from) {
    StringBuilder word = new StringBuilder();
    int words = 0;
    for (int i = from; i <= text.length() && words < MOST_WORDS; i++) {
      char c = i < text.length() ? text.charAt(i) : '.';
      if (Character.isLetter(c) || c == '\'' || c == '’') {
        word.append(c == '’' ? '\'' : c);
        continue;
      }
      if (!word.isEmpty()) {
        if (DENIALS_BEHIND.contains(word.toString().toLowerCase(Locale.ROOT))) {
          return true;
        }
        words++;
        word.setLength(0);
      }
      if (",.;:!?\n".indexOf(c) >= 0) {
        return false;
      }
    }
    return false;
  }

  private static boolean isDeniedBefore(String text, int at) {
    StringBuilder word = new StringBuilder();
    for (int i = at - 1; i >= -1; i--) {
      char c = i >= 0 ? text.charAt(i) : '.';
      if (Character.isLetter(c) || c == '\'' || c == '’') {
        word.insert(0, c == '’' ? '\'' : c);
        if (word.length() > 20) {
          return false;
        }
        continue;
      }
      if (!word.isEmpty()) {
        String name = word.toString().toLowerCase(Locale.ROOT);
        if (DENIALS_BEFORE.contains(name)) {
          return true;
        }
        if (!BETWEEN.contains(name)) {
          return false;
        }
        word.setLength(0);
      }
      if (",.;!?\n".indexOf(c) >= 0) {
        return false;
      }
    }
    return false;
  }
}
