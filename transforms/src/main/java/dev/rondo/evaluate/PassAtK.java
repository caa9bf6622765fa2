package dev.rondo.evaluate;

import dev.rondo.schema.InvalidInputException;

/**
 * The chance that at least one of k samples is correct, estimated without bias from n samples of
 * which c are correct (Chen et al. 2021, "Evaluating Large Language Models Trained on Code",
 * equation 1):
 *
 * <pre>{@code
 * pass@k = 1 - C(n-c, k) / C(n, k)
 * }</pre>
 *
 * <p>Computed as a product of at most min(c, k) factors, whose relative error is some 1e-12 at n =
 * 10^4; no binomial coefficient is ever formed.
 */
public final class PassAtK {
  private PassAtK() {}

  /**
   * The estimate for one problem.
   *
   * @param samples n, at least 1
   * @param correct c, 0 .. n
   * @param k 1 .. n
   * @throws InvalidInputException if one is out of range
   */
  public static double estimate(int samples, int correct, int k) {
    requireRanges(samples, correct, k);
    return k == 1 ? (double) correct / samples : 1 - chanceOfNone(samples, correct, k);
  }

  /**
   * The chance that all of k samples are correct, estimated without bias: pass^k = C(c, k) / C(n,
   * k) (Yao et al. 2024, "tau-bench"). Falls with k where pass@k rises.
   *
   * @param samples n, at least 1
   * @param correct c, 0 .. n
   * @param k 1 .. n
   * @throws InvalidInputException if one is out of range
   */
  public static double estimateOfAll(int samples, int correct, int k) {
    requireRanges(samples, correct, k);
    return chanceOfNone(samples, samples - correct, k);
  }

  /** C(n-c, k) / C(n, k): the chance that none of k samples is one of the c. */
  private static double chanceOfNone(int samples, int marked, int k) {
    int others = samples - marked;
    if (others < k) {
      return 0;
    }
    if (k == 1) {
      return (double) others / samples;
    }
    // C(n-c, k) / C(n, k) is symmetric in c and k; take the shorter product.
    int few = Math.min(marked, k);
    int many = Math.max(marked, k);
    double chance = 1;
    for (int i = 0; i < few && chance > 0; i++) {
      chance *= (double) (samples - many - i) / (samples - i);
    }
    return chance;
  }

  private static void requireRanges(int samples, int correct, int k) {
    if (samples < 1) {
      throw new InvalidInputException(
          "Cannot estimate pass@" + k + " from samples: " + samples + " (allowed: 1 and above)");
    }
    if (correct < 0 || correct > samples) {
      throw new InvalidInputException(
          "Cannot estimate pass@"
              + k
              + " with correct: "
              + correct
              + " (allowed: 0 to samples, "
              + samples
              + ")");
    }
    if (k < 1 || k > samples) {
      throw new InvalidInputException(
          "Cannot estimate pass@k with k: "
              + k
              + " (allowed: 1 to the number of samples, "
              + samples
              + ")");
    }
  }
}
