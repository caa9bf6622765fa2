// The teacher of the warm start: a student who knows a share of the facts.
package dev.rondo.task;

/**
 * Writes the worked solutions of generated tasks: knows a share of the facts, chosen by the seed,
 * and guesses where another one comes up.
 *
 * @param seed chooses the facts
 * @param knownFacts share of the facts of each kind, 0 to 1
 */
record Student(long seed, double knownFacts) {

  /**
   * Whether a fact is known: exactly the share of each kind is.
   *
   * @param kind key of the kind, a seed of its own
   * @param fact 0 .. facts-1
   */
  static boolean knows(double knownFacts, long kind, int fact, int facts) {
    return new SeededPermutation(facts, kind).at(fact) < Math.round(knownFacts * facts);
  }

  /** Whether a fact of the only kind is known. */
  boolean knows(int fact, int facts) {
    return knows(knownFacts, seed, fact, facts);
  }

  /** A guess among 0 .. choices-1, evenly, at one step of one problem. */
  int guess(long index, int step, int choices) {
    long bits = SeededPermutation.mix(SeededPermutation.mix(seed + index) + step);
    return (int) Long.remainderUnsigned(bits, choices);
  }
}
