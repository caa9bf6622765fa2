package dev.rondo.verify.math;

import java.util.Set;

/**
 * Compares formulas of chemistry as they are written: {@code H2O}, {@code \mathrm{H_2O}} and {@code
 * \ce{H2O}} are one, {@code HO2} is another, though no product would be.
 */
final class Chemistry {
  private static final int MOST_CHARACTERS = 60;

  private static final Set<String> ELEMENTS =
      Set.copyOf(
          Pieces.of(
              "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga"
                  + " Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La"
                  + " Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi"
                  + " Po At Rn Fr Ra Ac Th Pa U Np Pu",
              " "));

  private static final String[] COMMANDS = {"\\ce", "\\mathrm", "\\text", "\\rm", "\\textrm"};

  private Chemistry() {}

  /**
   * Whether two formulas are the same; null if they are not both formulas, and one of them surely.
   */
  static Sameness compare(String reference, String given) {
    String formula = formula(reference);
    String other = formula == null ? null : formula(given);
    if (other == null) {
      return null;
    }
    if (isOtherCase(formula, other)) {
      return Sameness.DIFFERENT; // CO and Co
    }
    return isSurely(reference, formula) || isSurely(given, other)
        ? Sameness.of(formula.equals(other))
        : null;
  }

  /** Whether two formulas are of the same letters, small ones and capitals; No is a word, too. */
  private static boolean isOtherCase(String formula, String other) {
    return formula.equalsIgnoreCase(other)
        && !formula.equals(other)
        && !formula.equalsIgnoreCase("no");
  }

  /** The formula that a text is, plainly written; null if it is none. */
  private static String formula(String text) {
    if (text.length() > MOST_CHARACTERS) {
      return null;
    }
    String plain = Answers.withoutEdges(text);
    for (String command : COMMANDS) {
      plain = plain.replace(command + "{", "{");
    }
    StringBuilder kept = new StringBuilder();
    int atoms = 0;
    int i = 0;
    while (i < plain.length()) {
      char c = plain.charAt(i);
      String two = i + 2 <= plain.length() ? plain.substring(i, i + 2) : "";
      int length =
          ELEMENTS.contains(two) ? 2 : ELEMENTS.contains(plain.substring(i, i + 1)) ? 1 : 0;
      if (length > 0) {
        kept.append(plain, i, i + length);
        atoms++;
        i += length;
        continue;
      }
      if (c == '_' && atoms > 1 && text.startsWith("\\ce{") && isOne(plain, i)) {
        kept.insert(0, '(').append(')'); // a number behind all of it
      }
      if (c >= '₀' && c <= '₉') {
        kept.append((char) ('0' + c - '₀'));
      } else if (Characters.isDigit(c) ? atoms > 0 : "()[]^+-".indexOf(c) >= 0) {
        kept.append(c);
      } else if ("{}_$ ".indexOf(c) < 0) {
        return null;
      }
      i++;
    }
    return atoms > 0 ? kept.toString() : null;
  }

  /** Whether one pair of braces stands before a place, around all that does. */
  private static boolean isOne(String plain, int to) {
    return plain.startsWith("{") && plain.indexOf('}') == to - 1 && plain.lastIndexOf('{', to) == 0;
  }

  /**
   * Whether a text is no product of letters: a symbol of two letters, or a number right behind a
   * letter.
   */
  private static boolean isSurely(String text, String formula) {
    int capitals = 0;
    boolean hasPair = false;
    for (int i = 0; i < formula.length(); i++) {
      char c = formula.charAt(i);
      capitals += Characters.isCapital(c) ? 1 : 0;
      hasPair |= c >= 'a' && c <= 'z';
    }
    boolean isCounted = false;
    for (int i = 1; i < text.length(); i++) {
      isCounted |= Characters.isDigit(text.charAt(i)) && Characters.isLatin(text.charAt(i - 1));
    }
    boolean isIon = formula.endsWith("+") || formula.endsWith("-");
    return text.contains("\\ce{")
        || (isIon && formula.length() > 2)
        || (capitals > 1 && (hasPair || isCounted));
  }
}
