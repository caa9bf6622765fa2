package dev.rondo.evaluate;

import dev.rondo.dataset.SamplingText;
import dev.rondo.schema.InvalidInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * Two policies on the same problems: the mean difference of pass@k, problem by problem, with its 95
 * % interval over problems. Pairing takes the difficulty of the problems out of the interval, which
 * is narrower than that of two separate evaluations.
 *
 * <p>The p-value is that of a test by permutation: were the two policies equally good, each
 * problem's difference could as well have the other sign. It is the share of 9,999 random choices
 * of signs (the actual one added) whose mean is at least as far from 0.
 *
 * @param k number of tries
 * @param problems number of problems that both sampled
 * @param before pass@k of the first policy
 * @param after pass@k of the second
 * @param difference after - before with its 95 % interval; without ends where k > 1 is the samples
 *     of one of the two, which tried each problem once
 * @param pValue of no difference at all, two-sided, above 0 and at most 1
 */
public record PairedComparison(
    int k, int problems, double before, double after, Interval difference, double pValue) {
  private static final int PERMUTATIONS = 9_999;

  /**
   * Compares.
   *
   * @param seed of the permutations
   * @throws InvalidInputException if the problems or the settings of sampling and judging differ,
   *     or k is above the samples of either
   */
  public static PairedComparison of(
      EvaluationSummary before, EvaluationSummary after, int k, long seed) {
    requireComparable(before, after);
    List<ProblemTally> first = new ArrayList<>();
    List<ProblemTally> second = new ArrayList<>();
    pair(before, after, first, second);
    double[] valuesBefore = EvaluationSummary.perProblem(first, k);
    double[] valuesAfter = EvaluationSummary.perProblem(second, k);
    double[] differences = new double[first.size()];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = valuesAfter[i] - valuesBefore[i];
    }
    boolean isOneTry = k > 1 && k == Math.min(before.samples(), after.samples());
    Interval interval = MeanIntervals.ofDifference(differences);
    return new PairedComparison(
        k,
        differences.length,
        mean(valuesBefore),
        mean(valuesAfter),
        isOneTry ? Interval.withoutEnds(interval.value()) : interval,
        signTest(differences, seed));
  }

  private static void requireComparable(EvaluationSummary before, EvaluationSummary after) {
    requireEqual("problems", before.problemsDigest(), after.problemsDigest());
    EvaluationSubject one = before.subject();
    EvaluationSubject other = after.subject();
    if (one.sampling() != null && other.sampling() != null) {
      String sampling = SamplingText.of(one.sampling());
      requireEqual("sampling", sampling, SamplingText.of(other.sampling()));
      requireEqual("verifiers", one.verifiers(), other.verifiers());
    }
  }

  /** The problems that both sampled; what one lacks must be what it rejected. */
  private static void pair(
      EvaluationSummary before,
      EvaluationSummary after,
      List<ProblemTally> first,
      List<ProblemTally> second) {
    Map<String, ProblemTally> others = new HashMap<>();
    after.tallies().forEach(tally -> others.put(tally.problemId(), tally));
    for (ProblemTally tally : before.tallies()) {
      ProblemTally other = others.remove(tally.problemId());
      if (other != null) {
        first.add(tally);
        second.add(other);
      } else {
        requireRejected(tally.problemId(), after);
      }
    }
    others.keySet().forEach(id -> requireRejected(id, before));
    if (first.isEmpty()) {
      throw new InvalidInputException(
          "Cannot compare evaluations: no problem was sampled in both (allowed: at least one)");
    }
  }

  private static void requireRejected(String id, EvaluationSummary summary) {
    if (!summary.rejected().containsKey(id)) {
      throw new InvalidInputException(
          "Cannot compare problem "
              + id
              + ": it is in one evaluation only, and the other did not reject it (allowed: the"
              + " same problems in both)");
    }
  }

  private static void requireEqual(String what, String first, String second) {
    if (!Objects.equals(first, second)) {
      throw new InvalidInputException(
          "Cannot compare evaluations with "
              + what
              + ": "
              + first
              + ", and "
              + second
              + " (allowed: the same "
              + what
              + ")");
    }
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double signTest(double[] differences, long seed) {
    double actual = 0;
    double scale = 0;
    for (double difference : differences) {
      actual += difference;
      scale += Math.abs(difference);
    }
    double least = Math.abs(actual) - 1e-9 * scale; // equal sums in another order count as equal
    Random random = new Random(seed); // its algorithm is part of its contract
    int asFar = 1;
    for (int permutation = 0; permutation < PERMUTATIONS; permutation++) {
      double sum = 0;
      long signs = 0;
      for (int i = 0; i < differences.length; i++) {
        if (i % Long.SIZE == 0) {
          signs = random.nextLong();
        }
        sum += (signs & 1) == 0 ? differences[i] : -differences[i];
        signs >>>= 1;
      }
      asFar += Math.abs(sum) >= least ? 1 : 0;
    }
    return (double) asFar / (PERMUTATIONS + 1);
  }
}
