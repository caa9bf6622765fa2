package dev.rondo.benchmark;

import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.trainer.batch.Packing;

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
   * counted: six for each weight that is multiplied with, and causal attention. The token is one of
   * those that the sequences have; of a prompt that a group shares the operations are counted once.
   *
   * @param lengths response tokens of each sequence; whole groups
   */
  static double trainingFlops(ModelConfig config, int groupSize, int promptTokens, int[] lengths) {
    int withPrompt = Packing.of(config) == Packing.SHARED_PROMPTS ? groupSize : 1;
    double prompts = (double) promptTokens * lengths.length;
    double pairs = prompts * promptTokens / 2 / withPrompt;
    double selected = 0;
    for (int length : lengths) {
      pairs += length * (promptTokens + length / 2.0);
      selected += length;
    }
    double computed = prompts / withPrompt + selected;
    double head = (double) config.vocabularySize() * config.hiddenSize();
    double attention = 12.0 * config.layers() * config.heads() * config.headDimension() * pairs;
    double layers = 6 * (multipliedWeights(config) - head) * computed;
    return (layers + 6 * head * selected + attention) / (prompts + selected);
  }

  /** All but an embedding that is only looked up. */
  private static long multipliedWeights(ModelConfig config) {
    long embedding = (long) config.vocabularySize() * config.hiddenSize();
    return config.parameterCount() - (config.isTied() ? 0 : embedding);
  }
}
