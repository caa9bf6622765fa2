package dev.rondo.policy;

import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.SamplingSettings;

/**
 * How much memory sampling takes beside the process itself, on the device where it computes, from
 * shapes before anything is allocated. Weights and keys and values are exact; what single
 * operations need for a moment and what the allocator keeps are estimates.
 *
 * @param config shape of the policy
 * @param where its layers compute, and in which type
 */
public record SamplingMemory(ModelConfig config, DeviceSettings where) {
  /** Matrices from this size on are kept in the processor's own layout; see {@code fusion.py}. */
  private static final long PACKED_ELEMENTS = 1L << 18;

  /** Rows that are drawn from all of a large vocabulary at a time; see {@code sampler.py}. */
  private static final int ROWS_BEYOND_CANDIDATES = 8;

  /** Vocabularies from this size on are drawn from without float64; see {@code sampler.py}. */
  private static final int LARGE_VOCABULARY = 8192;

  /** Sampling on the processor. */
  public SamplingMemory(ModelConfig config, ComputeType type) {
    this(config, new DeviceSettings("cpu", type));
  }

  /**
   * The weights, and where matrices are packed a second copy of an embedding that is also the
   * output head.
   */
  long weightBytes() {
    long head = (long) config.vocabularySize() * config.hiddenSize();
    boolean isDoubled = config.isTied() && isPacked(head);
    return elementBytes() * (config.parameterCount() + (isDoubled ? head : 0));
  }

  /**
   * What the allocator keeps of the plain matrices that were freed after packing: a twelfth of the
   * weights, as measured on policies of 0.5 billion parameters.
   */
  long keptBytes() {
    return isPacked(2L * config.intermediateSize() * config.hiddenSize()) ? weightBytes() / 12 : 0;
  }

  /** A GPU multiplies with matrices as they are. */
  private boolean isPacked(long elements) {
    return where.device().equals("cpu") && elements >= PACKED_ELEMENTS;
  }

  /** Keys and values of one sequence. */
  long cacheBytes(long positions) {
    return 2
        * elementBytes()
        * config.layers()
        * config.keyValueHeads()
        * config.headDimension()
        * positions;
  }

  /** Logits of one sequence and what drawing from them needs. */
  long drawBytes() {
    long vocabulary = config.vocabularySize();
    return vocabulary >= LARGE_VOCABULARY
        ? vocabulary * (4 + elementBytes())
        : vocabulary * (3 * 4 + 2 * 8);
  }

  /**
   * What drawing needs beside, however many sequences there are: some rows of a large vocabulary
   * whose cut reaches beyond the likeliest tokens, with all of their tokens in order.
   */
  long sharedDrawBytes() {
    long vocabulary = config.vocabularySize();
    return vocabulary >= LARGE_VOCABULARY
        ? ROWS_BEYOND_CANDIDATES * vocabulary * (46 + elementBytes())
        : 0;
  }

  /** Activations while prompt tokens are read in one call, the largest of one layer. */
  long promptBytes(long tokens) {
    long queries = (long) config.heads() * config.headDimension();
    return elementBytes()
        * tokens
        * (4L * config.intermediateSize() + 3L * config.hiddenSize() + 4 * queries);
  }

  /**
   * What sampling takes that shares prompts: {@code prompts} of them, adjacent, read together as
   * far as one call goes.
   */
  public long totalBytes(long sequences, long prompts, long promptTokens, long responseTokens) {
    long together =
        Math.min(prompts * promptTokens, Math.max(promptTokens, DjlPolicy.BATCH_TOKENS));
    return weightBytes()
        + keptBytes()
        + promptBytes(together)
        + sharedDrawBytes()
        + sequences * (cacheBytes(promptTokens + responseTokens) + drawBytes());
  }

  /** What sampling takes at most, whatever prompts the sequences share. */
  long largestBytes(long sequences, long promptTokens, long responseTokens) {
    long manyPrompts = DjlPolicy.BATCH_TOKENS;
    return totalBytes(sequences, manyPrompts, promptTokens, responseTokens);
  }

  /** What sampling takes at least: one sequence. */
  public long leastBytes(long promptTokens, long responseTokens) {
    return largestBytes(1, promptTokens, responseTokens);
  }

  /** The most sequences that fit in one batch; 0 if not even one does. */
  public long sequencesWithin(long bytes, long promptTokens, long responseTokens) {
    long one = leastBytes(promptTokens, responseTokens);
    long each = cacheBytes(promptTokens + responseTokens) + drawBytes();
    return one > bytes ? 0 : 1 + (bytes - one) / each;
  }

  /**
   * The most sequences that fit.
   *
   * @throws InvalidInputException if not even one does
   */
  int sequencesWithin(long bytes, int promptTokens, SamplingSettings settings) {
    int responseTokens = settings.maxResponseTokens();
    long sequences = sequencesWithin(bytes, promptTokens, responseTokens);
    if (sequences == 0) {
      throw new InvalidInputException(
          "Cannot sample within memory: "
              + bytes
              + " bytes (allowed: at least "
              + leastBytes(promptTokens, responseTokens)
              + ", for weights of "
              + weightBytes()
              + " and one sequence of "
              + promptTokens
              + " + "
              + responseTokens
              + " tokens)");
    }
    return (int) Math.min(Integer.MAX_VALUE, sequences);
  }

  private long elementBytes() {
    return where.type().elementType().bytes();
  }
}
