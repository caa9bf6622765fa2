package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Judges which answers that words state behind a box can be other answers than the reference: all
 * of a formula, an option, a reply, or that there is none. Remarks that are none of these say
 * nothing.
 */
final class Restatement {
  private static final int MOST_CHARACTERS = 200;

  private static final Set<String> JOINTS = Set.of("or", "and", "text", "textbf", "mathbf");

  private static final Set<String> NOTHING =
      Set.of(
          "impossible",
          "itisimpossible",
          "unknown",
          "undefined",
          "none",
          "noneoftheabove",
          "noneofthese",
          "nosolution",
          "nosolutions",
          "doesnotexist",
          "itdoesnotexist",
          "cannotbedetermined",
          "itcannotbedetermined",
          "undetermined");

  private static final Set<String> REPLIES =
      Set.of("yes", "no", "true", "false", "ja", "nein", "oui", "non", "sí", "да", "нет", "是", "否");

  private Restatement() {}

  /** Whether a number was wanted, and words say that there is no answer. */
  static boolean isNothing(String restated) {
    return NOTHING.contains(Words.normalText(restated));
  }

  /** Whether both are replies of one word. */
  static boolean areReplies(String wanted, String restated) {
    return REPLIES.contains(Words.normalText(wanted))
        && REPLIES.contains(Words.normalText(plain(restated)));
  }

  /** The option that is stated, with nothing else: B of "(B)"; null if none is. */
  static String option(String restated) {
    String letter = plain(restated).replace("(", "").replace(")", "").strip();
    String last = letter.startsWith("option ") ? letter.substring(7) : letter;
    return last.length() == 1 && last.charAt(0) >= 'A' && last.charAt(0) <= 'J' ? last : null;
  }

  /** What is stated, if all of it is a formula or numbers; null if words stand in it. */
  static String formula(String restated) {
    String text = plain(restated);
    if (text.isEmpty() || text.length() > MOST_CHARACTERS) {
      return null;
    }
    for (int i = 0; i < text.length(); ) {
      char c = text.charAt(i);
      if (!Character.isLetter(c)) {
        i++;
        continue;
      }
      int to = Characters.afterLetters(text, i);
      boolean isCommand = i > 0 && text.charAt(i - 1) == '\\';
      String word = text.substring(i, to).toLowerCase(Locale.ROOT);
      if (!isCommand && word.length() > 1 && !JOINTS.contains(word)) {
        return null;
      }
      i = Math.max(to, i + 1);
    }
    return text;
  }

  /** Whether a tree says one value, list or point, rather than what cannot be read. */
  static boolean isRead(Expression tree) {
    return !tree.is(Kind.OPAQUE) && !tree.is(Kind.TEXT) && !tree.is(Kind.RELATION);
  }

  private static String plain(String restated) {
    String text = restated.strip();
    for (String mark : List.of("$", "**", "\\(", "\\)", "\\[", "\\]")) {
      text = text.replace(mark, "");
    }
    return text.endsWith(".") ? text.substring(0, text.length() - 1).strip() : text.strip();
  }
}
