package dev.rondo.evaluate;

import dev.rondo.schema.InvalidInputException;

/**
 * Two policies on the same problems: the mean difference of pass@k, problem by problem, with its
 * bootstrap interval over problems. Pairing takes the difficulty of the problems out of the
 * interval, which is narrower than that of two separate evaluations.
 *
 * @param k number of tries
 * @param problems number of problems
 * @param before pass@k of the first policy
 * @param after pass@k of the second
 * @param difference after - before with its 95 % interval
 */
public record PairedComparison(
    int k, int problems, double before, double after, Interval difference) {

  /**
   * Compares.
   *
   * @param seed of the bootstrap
   * @throws InvalidInputException if the problems differ, or k is above the samples of either
   */
  public static PairedComparison of(
      EvaluationSummary before, EvaluationSummary after, int k, long seed) {
    if (!before.problemsDigest().equals(after.problemsDigest())) {
      throw new InvalidInputException(
          "Cannot compare evaluations on problems "
              + before.problemsDigest()
              + " and "
              + after.problemsDigest()
              + " (allowed: the same problems)");
    }
    int problems = before.tallies().size();
    if (after.tallies().size() != problems) {
      throw new InvalidInputException(
          "Cannot compare evaluations of "
              + problems
              + " and "
              + after.tallies().size()
              + " problems (allowed: the same problems)");
    }
    for (int i = 0; i < problems; i++) {
      String first = before.tallies().get(i).problemId();
      String second = after.tallies().get(i).problemId();
      if (!first.equals(second)) {
        throw new InvalidInputException(
            "Cannot compare problem "
                + first
                + " with "
                + second
                + " (allowed: the same problems in both evaluations)");
      }
    }
    double[] valuesBefore = before.perProblem(k);
    double[] valuesAfter = after.perProblem(k);
    double[] differences = new double[problems];
    for (int i = 0; i < problems; i++) {
      differences[i] = valuesAfter[i] - valuesBefore[i];
    }
    Interval[] intervals =
        Bootstrap.means(new double[][] {valuesBefore, valuesAfter, differences}, seed);
    return new PairedComparison(
        k, problems, intervals[0].value(), intervals[1].value(), intervals[2]);
  }
}
