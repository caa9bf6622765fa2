package dev.rondo.verify.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads which options of a choice an answer names: "(C) 5", "Option D", "(A), (B)". */
final class Options {
  private Options() {}

  /** The letter in "Option D"; null if there is more or less. */
  static String named(String text) {
    if (text.length() > 30) {
      return null;
    }
    String words = Words.normalText(text);
    for (String name : new String[] {"option", "choice", "选项", "选"}) {
      String letter = words.startsWith(name) ? words.substring(name.length()) : "";
      boolean isLetter = letter.length() == 1 && letter.charAt(0) >= 'a' && letter.charAt(0) <= 'j';
      String capital = letter.toUpperCase(Locale.ROOT);
      if (isLetter && text.contains(capital)) {
        return capital;
      }
    }
    return null;
  }

  /**
   * The letter before an answer that is an option, followed by where the answer behind it begins;
   * null if there is none.
   */
  static String letter(String answer) {
    int i = 0;
    while (i < answer.length()) {
      char c = answer.charAt(i);
      if (c == '\\') {
        int to = Characters.afterLetters(answer, i + 1);
        String command = answer.substring(i + 1, to);
        boolean isFont =
            command.startsWith("text")
                || command.startsWith("math")
                || command.equals("left")
                || command.equals("mbox")
                || command.equals("bf");
        if (!isFont) {
          return null;
        }
        i = to;
      } else if (c == '{' || c == '$' || c == ' ' || c == '*') {
        i++;
      } else {
        break;
      }
    }
    boolean isBracketed = i < answer.length() && answer.charAt(i) == '(';
    int at = isBracketed ? i + 1 : i;
    if (at + 1 >= answer.length() || answer.charAt(at) < 'A' || answer.charAt(at) > 'J') {
      return null;
    }
    String letter = answer.substring(at, at + 1);
    int end = at + 1;
    while (end < answer.length() && "} ".indexOf(answer.charAt(end)) >= 0) {
      end++;
    }
    if (answer.startsWith("\\right", end)) {
      end += 6;
    }
    if (end >= answer.length()) {
      return null;
    }
    char mark = answer.charAt(end);
    boolean isMarked =
        isBracketed
            ? mark == ')'
            : mark == ')'
                || ((mark == '.' || mark == ':')
                    && end + 1 < answer.length()
                    && Character.isWhitespace(answer.charAt(end + 1)));
    if (!isMarked) {
      return null;
    }
    int from = end + 1;
    while (from < answer.length() && "} *~:".indexOf(answer.charAt(from)) >= 0) {
      from++;
    }
    // The dollar sign or brace that was opened before the letter.
    String before = answer.substring(0, i);
    int open = before.length() - before.replace("{", "").length();
    int close =
        answer.substring(end, from).length()
            - answer.substring(end, from).replace("}", "").length();
    if (close > open) {
      return null;
    }
    while (from + 1 < answer.length()
        && answer.charAt(from) == '\\'
        && " ,;:".indexOf(answer.charAt(from + 1)) >= 0) {
      from += 2;
    }
    return letter + from;
  }

  /** Whether another option is named behind the first: "(A), (B)", "A. 5 or B. 6". */
  static boolean namesOther(String rest, String letter) {
    for (int i = 0; i + 1 < rest.length(); i++) {
      char c = rest.charAt(i);
      char mark = rest.charAt(i + 1);
      boolean isLetter = c >= 'A' && c <= 'J' && c != letter.charAt(0);
      boolean isBegun = i == 0 || " (,{".indexOf(rest.charAt(i - 1)) >= 0;
      boolean isBracketed = i > 0 && rest.charAt(i - 1) == '(' && mark == ')';
      boolean isMarked =
          mark == ')'
              || ((mark == '.' || mark == ':')
                  && i + 2 < rest.length()
                  && Character.isWhitespace(rest.charAt(i + 2)));
      if (isLetter && (isBracketed || (isBegun && isMarked && isClosed(rest, i)))) {
        return true;
      }
    }
    return false;
  }

  /** Whether no bracket that was opened before closes right behind this letter: (x, B). */
  private static boolean isClosed(String text, int at) {
    int depth = 0;
    for (int i = 0; i < at; i++) {
      depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
    }
    return depth <= 0;
  }

  /** Several options: their letters as a list. */
  static Expression all(String answer) {
    List<Expression> letters = new ArrayList<>();
    for (int i = 0; i + 1 < answer.length(); i++) {
      char c = answer.charAt(i);
      boolean isBegun = i == 0 || !Character.isLetter(answer.charAt(i - 1));
      boolean isOption =
          c >= 'A' && c <= 'J' && isBegun && ").:".indexOf(answer.charAt(i + 1)) >= 0;
      if (isOption) {
        letters.add(Expression.symbol(String.valueOf(c)));
      }
    }
    boolean isChoice = answer.contains(" or ");
    return Expression.list(isChoice ? Joint.OR : Joint.COMMA, letters);
  }

  /** Whether what stands behind an option's letter denies or doubts it; "none of these" is one. */
  static boolean isDenied(String behind) {
    String words = behind.replace("\\text", " ").replace("{", " ").replace("}", " ").strip();
    return !words.regionMatches(true, 0, "none", 0, 4) && WordsBehind.areDenying(words);
  }
}
