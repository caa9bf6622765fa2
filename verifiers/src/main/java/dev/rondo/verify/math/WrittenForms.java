package dev.rondo.verify.math;

/**
 * Compares answers whose writing decides, whatever it would be as mathematics: residue classes,
 * runs of circled digits, formulas of chemistry, products with inverses.
 */
final class WrittenForms {
  private WrittenForms() {}

  /** What the writing says; null if it does not decide. */
  static Sameness compare(Answers.Answer reference, Answers.Answer given, Budget budget) {
    Sameness circled = Circled.compare(reference.text(), given.text());
    if (circled != null) {
      return circled;
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
    Sameness similar = Similarity.compare(reference.text(), given.text());
    if (similar != null) {
      return similar;
    }
    Sameness chemical = Chemistry.compare(reference.text(), given.text());
    return chemical == null ? Congruences.compare(reference, given) : chemical;
  }
}
