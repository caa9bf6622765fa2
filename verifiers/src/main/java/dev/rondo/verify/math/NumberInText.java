package dev.rondo.verify.math;

/** Finds a number in a text: with its sign, groups, decimals, fraction and percent. */
final class NumberInText {
  private NumberInText() {}

  /** The first or last number: with its sign, groups, decimals, fraction and percent; or null. */
  static int[] find(String text, boolean isLast) {
    int[] found = null;
    for (int i = 0; i < text.length(); i++) {
      if (!Characters.isDigit(text, i)) {
        continue;
      }
      int from = i;
      if (from > 0
          && text.charAt(from - 1) == '.'
          && (from < 2 || !Character.isLetterOrDigit(text.charAt(from - 2)))) {
        from--;
      }
      if (from > 0 && text.charAt(from - 1) == '$') {
        from--;
      }
      if (from > 0
          && (text.charAt(from - 1) == '-' || text.charAt(from - 1) == '\u2212')
          && (from < 2
              || (!Character.isLetterOrDigit(text.charAt(from - 2))
                  && text.charAt(from - 2) != ')'))
          && !(from >= 2
              && text.charAt(from - 2) == ' '
              && from >= 3
              && Character.isLetterOrDigit(text.charAt(from - 3))
              && i < text.length()
              && text.charAt(from) == ' ')) {
        from--;
      }
      int to = digits(text, i);
      while (to + 3 < text.length() + 0
          && text.charAt(to) == ','
          && digits(text, to + 1) == to + 4) {
        to += 4;
      }
      if (to + 3 == text.length() - 1 && text.charAt(to) == ',' && digits(text, to + 1) == to + 4) {
        to += 4;
      }
      if (to < text.length() && text.charAt(to) == '.' && Characters.isDigit(text, to + 1)) {
        to = digits(text, to + 1);
      }
      int slash = to;
      while (slash < text.length() && text.charAt(slash) == ' ') {
        slash++;
      }
      if (slash < text.length() && text.charAt(slash) == '/') {
        int below = slash + 1;
        while (below < text.length() && text.charAt(below) == ' ') {
          below++;
        }
        if (Characters.isDigit(text, below)) {
          to = digits(text, below);
        }
      }
      int percent = to < text.length() && text.charAt(to) == '\\' ? to + 1 : to;
      if (percent < text.length() && text.charAt(percent) == '%') {
        to = percent + 1;
      }
      found = new int[] {from, to};
      if (!isLast) {
        return found;
      }
      i = to;
    }
    return found;
  }

  static int digits(String text, int at) {
    int to = at;
    while (Characters.isDigit(text, to)) {
      to++;
    }
    return to;
  }

  /** Whether a number is no part of an expression around it. */
  static boolean isFree(String text, int[] number) {
    int before = number[0] - 1;
    while (before >= 0 && text.charAt(before) == ' ') {
      before--;
    }
    int after = number[1];
    while (after < text.length() && text.charAt(after) == ' ') {
      after++;
    }
    boolean isGlued = number[0] > 0 && Character.isLetter(text.charAt(number[0] - 1));
    boolean isOperand =
        (before >= 0 && "+−*/×·÷^√_\\".indexOf(text.charAt(before)) >= 0)
            || (after < text.length() && "+−/×·÷^!_\\".indexOf(text.charAt(after)) >= 0);
    return !isGlued && !isOperand;
  }
}
