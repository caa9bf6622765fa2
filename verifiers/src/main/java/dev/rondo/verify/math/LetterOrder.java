package dev.rondo.verify.math;

/**
 * Compares orders and codes of capital letters, glued or separated: {@code BADC} is {@code B, A, D,
 * C} and B → A → D → C, but no set, no product and no other order of them.
 */
final class LetterOrder {
  private static final int MOST_CHARACTERS = 120;

  private static final int LEAST_LETTERS = 3;

  private static final String[] SEPARATING = {
    "\\longrightarrow", "\\rightarrow", "\\to", "\\quad", "\\,", "\\;", "\\ "
  };

  private static final String[] WRAPPING = {"\\text", "\\mathrm", "\\textbf", "\\mathbf", "\\mbox"};

  private LetterOrder() {}

  /** Whether two answers are the same letters in the same order. */
  static boolean areSame(String reference, String given) {
    String wanted = letters(bare(reference));
    return wanted != null && wanted.equals(letters(bare(given)));
  }

  /** Without brackets around all of it. */
  private static String bare(String text) {
    String plain = text.strip();
    boolean isBracketed = plain.startsWith("(") && plain.indexOf(')') == plain.length() - 1;
    return isBracketed ? plain.substring(1, plain.length() - 1) : plain;
  }

  /** The letters that stand there one by one, or as one word; null if anything else does. */
  private static String letters(String text) {
    if (text.length() > MOST_CHARACTERS) {
      return null;
    }
    StringBuilder letters = new StringBuilder();
    int pieces = 0;
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (Characters.isCapital(c)) {
        int to = i;
        while (to < text.length() && Characters.isCapital(text.charAt(to))) {
          to++;
        }
        boolean isWord = to > i + 1;
        if (isWord && pieces > 0 || pieces < letters.length()) {
          return null; // AB, C
        }
        letters.append(text, i, to);
        pieces++;
        i = to;
      } else if (c == '\\') {
        int command = command(text, i);
        if (command == 0) {
          return null;
        }
        i += command;
      } else if (" ,;{}$-–→、，~.".indexOf(c) >= 0) {
        i++;
      } else {
        return null;
      }
    }
    boolean isRoman = Characters.areAllOf(letters.toString(), "IVX");
    return letters.length() >= LEAST_LETTERS && !isRoman ? letters.toString() : null;
  }

  /** How long the command is that separates letters or wraps them; 0 if it does neither. */
  private static int command(String text, int at) {
    for (String[] commands : new String[][] {SEPARATING, WRAPPING}) {
      for (String command : commands) {
        int to = at + command.length();
        boolean isWhole =
            to >= text.length()
                || !Character.isLetter(command.charAt(command.length() - 1))
                || !Character.isLetter(text.charAt(to));
        if (text.startsWith(command, at) && isWhole) {
          return command.length();
        }
      }
    }
    return 0;
  }
}
