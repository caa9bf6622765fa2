package dev.rondo.task;

import dev.rondo.dataset.SplitMix64;
import dev.rondo.schema.InvalidInputException;

/**
 * What the student who writes worked solutions knows: a share of a table of facts, which ones the
 * seed decides. Where another fact comes up the student guesses, evenly over what is possible.
 *
 * @param count facts in the table
 * @param share of them that are known, 0 to 1
 */
record KnownFacts(int count, double share) {

  /** Checks the share. */
  KnownFacts {
    if (!(share >= 0 && share <= 1)) {
      throw new InvalidInputException(
          "Cannot make problems with known-facts: " + share + " (allowed: 0 to 1)");
    }
  }

  /**
   * Whether the student knows a fact.
   *
   * @param fact 0 .. count-1
   */
  boolean isKnown(long seed, int fact) {
    return new SeededPermutation(count, seed).at(fact) < Math.round(share * count);
  }

  /**
   * A guess, evenly spread.
   *
   * @param index the problem
   * @param step tells the guesses of one problem apart
   * @param possibilities how many there are, at least 1
   * @return 0 .. possibilities-1
   */
  static int guess(long seed, long index, int step, int possibilities) {
    long bits = SplitMix64.mix(SplitMix64.mix(seed + index) + step);
    return (int) Long.remainderUnsigned(bits, possibilities);
  }
}
