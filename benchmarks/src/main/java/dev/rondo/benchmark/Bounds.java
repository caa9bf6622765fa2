package dev.rondo.benchmark;

import dev.rondo.policy.checkpoint.ModelConfig;

/**
 * What a device could do at most, from shapes alone; benchmarks/gpu/README.md derives both numbers.
 * Assumes that the memory of a GPU is read once for each use, and that nothing else takes time.
 */
final class Bounds {
  private Bounds() {}

  /**
   * New tokens per second if each step reads every weight once and every row's keys and values
   * once, and does nothing else.
   *
   * @param elementBytes bytes of a weight, of a key and of a value
   * @param bandwidth bytes a second
   */
  static double sampledTokens(
      ModelConfig config,
      int elementBytes,
      double bandwidth,
      long rows,
      int promptTokens,
      int newTokens) {
    double weights = (double) elementBytes * multipliedWeights(config);
    double ofPosition =
        2.0 * elementBytes * config.layers() * config.keyValueHeads() * config.headDimension();
    double meanLength = promptTokens + (newTokens + 1) / 2.0;
    return rows * bandwidth / (weights + rows * meanLength * ofPosition);
  }

  /**
   * Floating-point operations of training on a token, forward and backward, recomputation not
   * counted: six for each weight that is multiplied with, and causal attention.
   *
   * @param lengths response tokens of each sequence
   */
  static double trainingFlops(ModelConfig config, int promptTokens, int[] lengths) {
    double tokens = 0;
    double pairs = 0;
    double selected = 0;
    for (int length : lengths) {
      double all = promptTokens + length;
      tokens += all;
      pairs += all * all / 2;
      selected += length;
    }
    double head = (double) config.vocabularySize() * config.hiddenSize();
    double attention = 12.0 * config.layers() * config.heads() * config.headDimension() * pairs;
    return 6 * (multipliedWeights(config) - head) + (6 * head * selected + attention) / tokens;
  }

  /** All but an embedding that is only looked up. */
  private static long multipliedWeights(ModelConfig config) {
    long embedding = (long) config.vocabularySize() * config.hiddenSize();
    return config.parameterCount() - (config.isTied() ? 0 : embedding);
  }
}
