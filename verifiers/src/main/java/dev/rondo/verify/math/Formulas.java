package dev.rondo.verify.math;

import java.util.ArrayList;
import java.util.List;

/** Finds the formulas between delimiters in a text, and what stands between them. */
final class Formulas {
  private Formulas() {}

  static boolean isJoint(String text, int from, int to) {
    if (from > to) {
      return false;
    }
    String between = text.substring(from, to).strip();
    return between.length() < 10
        && (between.equals("and")
            || between.equals("or")
            || between.equals(",")
            || between.equals(", and")
            || between.equals(", or"));
  }

  /** Formulas between delimiters: where the content begins and ends, and where the whole does. */
  static List<int[]> in(String text) {
    List<int[]> formulas = new ArrayList<>();
    int dollar = -1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        char next = text.charAt(i + 1);
        if (next == '(' || next == '[') {
          dollar = -1; // a lone dollar sign before it was money
          int close = text.indexOf(next == '(' ? "\\)" : "\\]", i + 2);
          if (close < 0) {
            break;
          }
          formulas.add(new int[] {i + 2, close, i, close + 2});
          i = close + 1;
        } else {
          i++;
        }
      } else if (c == '$') {
        int width = i + 1 < text.length() && text.charAt(i + 1) == '$' ? 2 : 1;
        if (dollar < 0) {
          dollar = i;
          i += width - 1;
        } else {
          int open = text.startsWith("$$", dollar) ? 2 : 1;
          String content = text.substring(dollar + open, Math.min(i, dollar + open + 2000));
          if (open == 1 && (content.contains("\n\n") || isMoney(content))) {
            // Two sums of money, not a formula.
            dollar = i;
          } else {
            if (i > dollar + open) {
              formulas.add(new int[] {dollar + open, i, dollar, i + width});
            }
            dollar = -1;
          }
          i += width - 1;
        }
      }
    }
    return formulas;
  }

  /** Whether this stands between two sums of money: "5 and pays ". */
  static boolean isMoney(String between) {
    return plainWords(between) >= 2
        && (Characters.isDigit(between, 0)
            || Character.isWhitespace(between.charAt(between.length() - 1)));
  }

  /** Words outside commands and formulas. */
  static int plainWords(String text) {
    int words = 0;
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        while (i + 1 < text.length() && Character.isLetter(text.charAt(i + 1))) {
          i++;
        }
      } else if (c == '{' || c == '}') {
        depth += c == '{' ? 1 : -1;
      } else if (Character.isLetter(c)) {
        int from = i;
        while (i + 1 < text.length() && Character.isLetter(text.charAt(i + 1))) {
          i++;
        }
        words += depth <= 0 && i > from ? 1 : 0;
      }
    }
    return words;
  }

  static boolean hasFormula(String text) {
    return text.indexOf('$') >= 0 || text.contains("\\(") || text.contains("\\[");
  }
}
