package dev.rondo.verify.math;

import java.util.Arrays;

/**
 * Reads runs of digits and letters in circles, such as ①③④: a rising run is a list of statements,
 * any other run, ②④①③, an order.
 */
final class Circled {
  private Circled() {}

  /** Whether a character is a digit or a letter in a circle or in brackets of its own. */
  static boolean is(char c) {
    return !plain(c).isEmpty();
  }

  /** What stands in the circle; empty if there is none. */
  private static String plain(char c) {
    if (c >= '①' && c <= '⑳') {
      return Integer.toString(c - '①' + 1);
    }
    if (c >= '⑴' && c <= '⒇') {
      return Integer.toString(c - '⑴' + 1);
    }
    if (c >= '❶' && c <= '❿') {
      return Integer.toString(c - '❶' + 1);
    }
    if (c >= 'Ⓐ' && c <= 'Ⓩ') {
      return String.valueOf((char) ('A' + c - 'Ⓐ'));
    }
    return c >= 'ⓐ' && c <= 'ⓩ' ? String.valueOf((char) ('a' + c - 'ⓐ')) : "";
  }

  /** Where a run that begins there ends. */
  static int end(String text, int from) {
    int to = from;
    while (to < text.length() && is(text.charAt(to))) {
      to++;
    }
    return to;
  }

  /** Writes a run in plain brackets: {@code (1), (3)} as a list, {@code ((3), (1))} as an order. */
  static void write(String run, StringBuilder plain) {
    boolean isRising = isRising(run);
    plain.append(isRising ? "" : "(");
    for (int i = 0; i < run.length(); i++) {
      plain.append(i > 0 ? ", (" : "(").append(plain(run.charAt(i))).append(')');
    }
    plain.append(isRising ? "" : ")");
  }

  /**
   * Compares two runs: a rising one that leaves some out is a set of statements, all others are
   * orders; null if a text is more than a run.
   */
  static Sameness compare(String reference, String given) {
    if (offersOne(reference) != offersOne(given) && count(reference) > 1 && count(given) > 1) {
      return Sameness.DIFFERENT; // one of them, and all of them
    }
    String wanted = run(reference);
    String answer = wanted == null ? null : run(given);
    if (answer == null) {
      return null;
    }
    boolean isWhole =
        wanted.length() > 2
            && plain(wanted.charAt(0))
                .equalsIgnoreCase(Character.isLetter(plain(wanted.charAt(0)).charAt(0)) ? "A" : "1")
            && wanted.charAt(wanted.length() - 1) - wanted.charAt(0) == wanted.length() - 1;
    boolean isSet = isRising(wanted) && !isWhole;
    return Sameness.of(isSet ? sorted(wanted).equals(sorted(answer)) : wanted.equals(answer));
  }

  private static boolean offersOne(String text) {
    return text.contains("或") || text.contains(" or ") || text.contains("\\lor");
  }

  private static int count(String text) {
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      count += text.charAt(i) >= '①' && is(text.charAt(i)) ? 1 : 0;
    }
    return count;
  }

  private static String run(String text) {
    String plain = Answers.withoutEdges(text);
    if (plain.startsWith("\\text{") && plain.endsWith("}")) {
      plain = plain.substring(6, plain.length() - 1).strip();
    }
    return !plain.isEmpty() && end(plain, 0) == plain.length() ? plain : null;
  }

  private static boolean isRising(String run) {
    for (int i = 1; i < run.length(); i++) {
      if (run.charAt(i) <= run.charAt(i - 1)) {
        return false;
      }
    }
    return true;
  }

  private static String sorted(String run) {
    char[] sorted = run.toCharArray();
    Arrays.sort(sorted);
    return new String(sorted);
  }
}
