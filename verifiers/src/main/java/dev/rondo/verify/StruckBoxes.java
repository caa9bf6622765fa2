package dev.rondo.verify;

/**
 * Says whether a box is struck out, hidden or a comment by what it stands in: {@code
 * ~~\boxed{7}~~}, {@code \cancel{\boxed{7}}}, {@code % \boxed{7}}.
 */
final class StruckBoxes {
  /** So far before a box what it stands in is looked for. */
  private static final int MOST_CHARACTERS = 1000;

  private static final String[][] AROUND = {
    {"<!--", "-->"},
    {"<del>", "</del>"},
    {"<s>", "</s>"},
    {"<strike>", "</strike>"},
    {"\\iffalse", "\\fi"},
    {"\\begin{comment}", "\\end{comment}"}
  };

  private static final String[] COMMANDS = {
    "\\cancel",
    "\\bcancel",
    "\\xcancel",
    "\\sout",
    "\\st",
    "\\phantom",
    "\\hphantom",
    "\\vphantom",
    "\\verb|",
    "\\verb+",
    "\\strikeout",
    "\\hiderowcolors"
  };

  /** Second characters of all of them. */
  private static final String FIRST_LETTERS = "!dsibcxphv";

  private StruckBoxes() {}

  /** Whether a box is no part of what the text states. */
  static boolean isStruck(String scope, Boxes.Box box) {
    String before = scope.substring(Math.max(0, box.start() - MOST_CHARACTERS), box.start());
    return isIn(before, '<')
        || isIn(before, '\\')
        || isComment(before)
        || isBetweenTildes(before, scope, box);
  }

  /** Whether something that begins with a sign has not ended. */
  private static boolean isIn(String before, char sign) {
    for (int at = before.indexOf(sign); at >= 0; at = before.indexOf(sign, at + 1)) {
      boolean mayBegin =
          at + 1 < before.length() && FIRST_LETTERS.indexOf(before.charAt(at + 1)) >= 0;
      if (mayBegin && (isOpenFrom(before, at) || isInCommand(before, at))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a mark begins at a place whose end does not follow. */
  private static boolean isOpenFrom(String before, int at) {
    for (String[] marks : AROUND) {
      boolean isFirstToken = marks[0].equals("<s>") && before.substring(0, at).isBlank();
      if (!isFirstToken
          && before.startsWith(marks[0], at)
          && before.indexOf(marks[1], at + marks[0].length()) < 0) {
        return true;
      }
    }
    return false;
  }

  /** A sign of percent that begins a line; "% increase = ..." is no comment. */
  private static boolean isComment(String before) {
    String line = before.substring(before.lastIndexOf('\n') + 1);
    return line.stripLeading().startsWith("%") && line.indexOf('=') < 0;
  }

  private static boolean isBetweenTildes(String before, String scope, Boxes.Box box) {
    int from = before.lastIndexOf("\n\n") + 1;
    int marks = 0;
    for (int at = before.indexOf("~~", from); at >= 0; at = before.indexOf("~~", at + 2)) {
      marks++;
    }
    return marks % 2 == 1 && scope.indexOf("~~", box.to()) >= 0;
  }

  /** Whether a command begins at a place whose argument does not end. */
  private static boolean isInCommand(String before, int at) {
    for (String command : COMMANDS) {
      if (!before.startsWith(command, at)) {
        continue;
      }
      int from = at + command.length();
      boolean isVerbatim = command.startsWith("\\verb");
      if (!isVerbatim && !before.startsWith("{", from)) {
        continue;
      }
      int end =
          isVerbatim ? before.indexOf(command.charAt(5), from) : Boxes.closingBrace(before, from);
      if (end < 0) {
        return true;
      }
    }
    return false;
  }
}
