package dev.rondo.verify.math;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Compares quotients with a remainder, which have an order: 5 R 3 is 5 remainder 3, not 3 R 5. */
final class Remainders {
  private static final int MOST_CHARACTERS = 60;

  private static final Set<String> SIGNS =
      Set.of("r", "rem", "remainder", "rest", "reste", "resto", "余");

  private static final Set<String> BESIDE = Set.of("with", "a", "of", "and", "商");

  private Remainders() {}

  /** What the numbers say; null if the reference is no such quotient. */
  static Sameness compare(String reference, String given) {
    String wanted = read(reference);
    return wanted == null ? null : Sameness.of(wanted.equals(read(given)));
  }

  /** The quotient and the remainder; null if these are not what is written. */
  private static String read(String text) {
    if (text.length() > MOST_CHARACTERS
        || text.isEmpty()
        || !(Characters.isDigit(text.charAt(0)) || text.startsWith("\\text{"))) {
      return null;
    }
    String plain = text.replace("\\text", " ").replace("\\mathrm", " ").replace("\\ ", " ");
    List<String> words = Pieces.of(plain.replace("\\,", " ").replace("余", " 余 "), " {}.,$~");
    StringBuilder read = new StringBuilder();
    int signs = 0;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      boolean isSign = i > 0 && SIGNS.contains(word.toLowerCase(Locale.ROOT));
      boolean isNumber = word.length() <= 12 && Characters.areAll(word, '0', '9');
      if (isSign || isNumber) {
        signs += isSign ? 1 : 0;
        read.append(isSign ? "r" : word);
      } else if (!BESIDE.contains(word.toLowerCase(Locale.ROOT))) {
        return null;
      }
    }
    int sign = read.indexOf("r");
    boolean isQuotient = signs == 1 && sign > 0 && sign < read.length() - 1;
    return isQuotient && words.size() < 8 ? read.toString() : null;
  }
}
