package dev.rondo.verify.math;

/**
 * Compares answers whose writing decides, whatever it would be as mathematics: residue classes,
 * runs of circled digits, formulas of chemistry, products with inverses.
 */
final class WrittenForms {
  private WrittenForms() {}

  /** What the writing says; null if it does not decide. */
  static Sameness compare(Answers.Answer reference, Answers.Answer given) {
    Sameness circled = Circled.compare(reference.text(), given.text());
    if (circled != null) {
      return circled;
    }
    Sameness inverse = Inverses.compare(reference.text(), given.text());
    if (inverse != null) {
      return inverse;
    }
    Sameness similar = Similarity.compare(reference.text(), given.text());
    if (similar != null) {
      return similar;
    }
    Sameness chemical = Chemistry.compare(reference.text(), given.text());
    return chemical == null ? Congruences.compare(reference, given) : chemical;
  }
}
