package dev.rondo.verify.math;

import java.util.Set;

/**
 * Compares what is calculated with lengths that are named by two points each, as in AB·CD=AD·BC:
 * there AB is one name and no product.
 */
final class Lengths {
  private static final int MOST_CHARACTERS = 200;

  private static final Set<String> COMMANDS =
      Set.of("cdot", "times", "frac", "dfrac", "tfrac", "sqrt", "left", "right", "overline");

  private Lengths() {}

  /** What the lengths say; null if one side is not about several. */
  static Sameness compare(String reference, String given, Budget budget) {
    String wanted = named(reference);
    String answer = wanted == null ? null : named(given);
    if (answer == null || wanted.equals(answer)) {
      return null;
    }
    return new AnswerComparison(budget)
        .compare(Answers.read(wanted, budget).tree(), Answers.read(answer, budget).tree());
  }

  /** With a name for each length, the same from either end; null where something else is named. */
  private static String named(String text) {
    if (text.length() > MOST_CHARACTERS || text.length() < 5) {
      return null;
    }
    StringBuilder named = new StringBuilder();
    int lengths = 0;
    boolean isCalculated = false;
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int to = i + 1;
      if (c == '\\') {
        while (to < text.length() && Characters.isLatin(text.charAt(to))) {
          to++;
        }
        String command = text.substring(i + 1, to);
        if (!command.isEmpty() && !COMMANDS.contains(command)) {
          return null;
        }
        isCalculated |= command.equals("cdot") || command.equals("times") || command.equals("frac");
        named.append(command.equals("overline") ? "" : text.substring(i, to));
      } else if (Characters.isCapital(c)) {
        while (to < text.length() && Characters.isCapital(text.charAt(to))) {
          to++;
        }
        if (to - i != 2) {
          return null;
        }
        char other = text.charAt(i + 1);
        named.append("b_{").append((char) Math.min(c, other)).append((char) Math.max(c, other));
        named.append('}');
        lengths++;
      } else if (Character.isLetter(c)) {
        return null;
      } else {
        isCalculated |= "+-*/=^·".indexOf(c) >= 0;
        named.append(c);
      }
      i = to;
    }
    return lengths > 1 && isCalculated ? named.toString() : null;
  }
}
