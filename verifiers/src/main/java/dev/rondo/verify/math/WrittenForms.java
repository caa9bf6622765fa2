package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;

/**
 * Compares answers whose writing decides, whatever it would be as mathematics: residue classes,
 * runs of circled digits, orders of labels, formulas of chemistry, products with inverses.
 */
final class WrittenForms {
  private WrittenForms() {}

  /** What the writing says; null if it does not decide. */
  static Sameness compare(Answers.Answer reference, Answers.Answer given, Budget budget) {
    if (isPlain(reference.text()) && isPlain(given.text())) {
      return null;
    }
    boolean areTexts = reference.isProse() && given.isProse();
    if (areTexts && ConditionComparison.areOtherwiseSigned(reference.text(), given.text())) {
      return Sameness.DIFFERENT; // diverges for |x| > 1, for |x| < 1
    }
    Sameness circled = Circled.compare(reference.text(), given.text());
    if (circled != null) {
      return circled;
    }
    Sameness ordered = LabelOrder.compare(reference.text(), given.text());
    if (ordered != null) {
      return ordered;
    }
    Sameness inverse = Inverses.compare(reference.text(), given.text());
    if (inverse != null) {
      return inverse;
    }
    Sameness matrices = MatrixProducts.compare(reference.text(), given.text());
    if (matrices != null) {
      return matrices;
    }
    Sameness lengths = Lengths.compare(reference.text(), given.text(), budget);
    if (lengths != null) {
      return lengths;
    }
    Sameness hats = Hats.compare(reference.text(), given.text());
    if (hats != null) {
      return hats;
    }
    if (isLetterInBraces(reference.tree(), given.tree())
        || isLetterInBraces(given.tree(), reference.tree())) {
      return Sameness.DIFFERENT;
    }
    Sameness words = ofWords(reference.text(), given.text());
    if (words != null) {
      return words;
    }
    Sameness similar = Similarity.compare(reference.text(), given.text());
    if (similar != null) {
      return similar;
    }
    Sameness chemical = Chemistry.compare(reference.text(), given.text());
    return chemical == null ? Congruences.compare(reference, given) : chemical;
  }

  /** Whether a text is a number in digits: most are, and nothing here is about them. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Characters.isDigit(c) && c != '.' && !(c == '-' && i == 0)) {
        return false;
      }
    }
    return true;
  }

  /** A letter in braces is its fractional part or a set, and not the letter. */
  private static boolean isLetterInBraces(Expression braces, Expression letter) {
    return letter.is(Kind.SYMBOL)
        && letter.name().length() == 1
        && letter.name().charAt(0) >= 'a'
        && braces.is(Joint.BRACES)
        && braces.children().size() == 1
        && braces.child(0).is(Kind.SYMBOL, letter.name());
  }

  /** What remainders, multiplicities and sizes say; null if there are none. */
  private static Sameness ofWords(String reference, String given) {
    Sameness remainders = Remainders.compare(reference, given);
    if (remainders != null) {
      return remainders;
    }
    Sameness multiplicities = Multiplicities.compare(reference, given);
    return multiplicities == null ? Sizes.compare(reference, given) : multiplicities;
  }
}
