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
    int incorrect = samples - correct;
    if (incorrect < k) {
      return 1;
    }
    if (k == 1) {
      return (double) correct / samples;
    }
    // C(n-c, k) / C(n, k) is symmetric in c and k; take the shorter product.
    int few = Math.min(correct, k);
    int many = Math.max(correct, k);
    double allIncorrect = 1;
    for (int i = 0; i < few; i++) {
      allIncorrect *= (double) (samples - many - i) / (samples - i);
    }
    return 1 - allIncorrect;
  }
}
