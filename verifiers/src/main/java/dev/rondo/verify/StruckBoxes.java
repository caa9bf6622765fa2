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

  private StruckBoxes() {}

  /** Whether a box is no part of what the text states. */
  static boolean isStruck(String scope, Boxes.Box box) {
    String before = scope.substring(Math.max(0, box.start() - MOST_CHARACTERS), box.start());
    for (String[] marks : AROUND) {
      int open = before.lastIndexOf(marks[0]);
      if (open >= 0 && before.indexOf(marks[1], open + marks[0].length()) < 0) {
        return true;
      }
    }
    return isComment(before) || isBetweenTildes(before, scope, box) || isInCommand(before);
  }

  /** A sign of percent that begins a line or stands behind a space, and no number before it. */
  private static boolean isComment(String before) {
    String line = before.substring(before.lastIndexOf('\n') + 1);
    return line.stripLeading().startsWith("%");
  }

  private static boolean isBetweenTildes(String before, String scope, Boxes.Box box) {
    int from = before.lastIndexOf("\n\n") + 1;
    int marks = 0;
    for (int at = before.indexOf("~~", from); at >= 0; at = before.indexOf("~~", at + 2)) {
      marks++;
    }
    return marks % 2 == 1 && scope.indexOf("~~", box.to()) >= 0;
  }

  private static boolean isInCommand(String before) {
    for (String command : COMMANDS) {
      int at = before.lastIndexOf(command);
      if (at < 0) {
        continue;
      }
      int from = at + command.length();
      if (!command.startsWith("\\verb") && !before.startsWith("{", from)) {
        continue;
      }
      int end =
          command.startsWith("\\verb")
              ? before.indexOf(command.charAt(5), from)
              : Boxes.closingBrace(before, from);
      if (end < 0) {
        return true;
      }
    }
    return false;
  }
}
