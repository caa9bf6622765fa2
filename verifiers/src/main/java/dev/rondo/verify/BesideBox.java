package dev.rondo.verify;

import java.util.Set;

/**
 * Reads what is glued to a box: digits of the same number, {@code 2\boxed{5}}, or a relation to a
 * letter, {@code \boxed{5}<x}, which says something of the value rather than that it is one.
 */
final class BesideBox {
  private static final int MOST_DIGITS = 200;

  private static final Set<String> RELATIONS =
      Set.of(
          "<",
          ">",
          "\\lt",
          "\\gt",
          "\\le",
          "\\ge",
          "\\leq",
          "\\geq",
          "\\leqslant",
          "\\geqslant",
          "≤",
          "≥",
          "\\mid",
          "\\nmid",
          "\\to",
          "\\rightarrow",
          "→",
          "\\ne",
          "\\neq",
          "≠");

  private static final Set<String> LETTERS =
      Set.of(
          "\\infty",
          "\\alpha",
          "\\beta",
          "\\gamma",
          "\\delta",
          "\\epsilon",
          "\\varepsilon",
          "\\theta",
          "\\lambda",
          "\\mu",
          "\\sigma",
          "\\phi",
          "\\omega");

  private BesideBox() {}

  /**
   * Whether a box holds a part of the digits of a number only; they may say it again: {@code =
   * 5\boxed{5}}.
   *
   * @param close the place behind the box
   */
  static boolean isTorn(String scope, Boxes.Box box, int close) {
    int from = box.start();
    while (from > 0 && box.start() - from < MOST_DIGITS && isOfNumber(scope, from - 1)) {
      from--;
    }
    int to = close;
    while (to - close < MOST_DIGITS && isDigit(scope, to)) {
      to++;
    }
    String before = digits(scope.substring(from, box.start()));
    String content = digits(scope.substring(box.from(), box.to()));
    String behind = scope.substring(close, to);
    boolean isNumbering = scope.startsWith(". ", to) || scope.startsWith(") ", to);
    return isDigit(scope, box.start() - 1) && !before.equals(content)
        || !behind.isEmpty() && !behind.equals(content) && !isNumbering;
  }

  private static boolean isOfNumber(String text, int at) {
    return isDigit(text, at) || ".,/".indexOf(text.charAt(at)) >= 0;
  }

  private static String digits(String text) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (isDigit(text, i)) {
        digits.append(text.charAt(i));
      }
    }
    return digits.toString();
  }

  private static boolean isDigit(String text, int at) {
    return at >= 0 && at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  /**
   * Whether such a sign and a letter alone stand behind a box; {@code <p>} is a tag.
   *
   * @param sign the first token behind the box
   * @param behind what stands there, the sign included
   */
  static boolean isOfLetter(String sign, String behind, boolean isFormula) {
    if (!RELATIONS.contains(sign)) {
      return false;
    }
    String rest = BoxFormula.stripped(behind.substring(sign.length()), false);
    int to = rest.startsWith("\\") ? 1 : 0;
    while (to < rest.length() && Character.isLetter(rest.charAt(to))) {
      to++;
    }
    boolean isOption = sign.endsWith("rightarrow") || sign.equals("→") || sign.equals("\\to");
    boolean isAlone =
        to == 1
            && !(isOption && Character.isUpperCase(rest.charAt(0)))
            && !rest.startsWith("\\")
            && (isFormula || Character.isLowerCase(rest.charAt(0)))
            && !rest.startsWith(">", 1);
    return isAlone || LETTERS.contains(rest.substring(0, to));
  }
}
