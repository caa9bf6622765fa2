package dev.rondo.policy;

import dev.rondo.policy.text.Tokenizer;
import dev.rondo.schema.SamplingSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A language model as sampler and scorer. Thread-safe: several sessions may run at once. The same
 * requests in the same batch give the same bytes.
 */
public interface Policy extends AutoCloseable {

  /** Digest of the policy's manifest: which policy this is. */
  String digest();

  /** The tokenizer that belongs to it. */
  Tokenizer tokenizer();

  /** Token ids that end a response; empty if none of them has a text. */
  default Set<Integer> stopTokens() {
    return Set.of();
  }

  /**
   * The text of a response without the stop token that ended it, whether its tokenizer calls that
   * one special or not: what a model ends with is no part of what it says.
   */
  default String responseText(Completion completion) {
    int[] tokens = completion.responseTokens();
    int last = tokens.length - 1;
    boolean isEnded = completion.isStopped() && stopTokens().contains(tokens[last]);
    return tokenizer().decode(isEnded ? Arrays.copyOf(tokens, last) : tokens);
  }

  /**
   * Starts sampling a batch.
   *
   * @param requests not empty; their order is kept
   * @throws dev.rondo.schema.InvalidInputException if a prompt with maxResponseTokens does not fit
   *     the context, or holds a token id outside the vocabulary
   */
  SamplingSession startSampling(List<SampleRequest> requests, SamplingSettings settings);

  /**
   * How many sequences may be sampled together: a function of shapes, settings and configured
   * memory alone, so that batches composed by it are the same everywhere.
   *
   * @param promptTokens of the longest prompt
   * @throws dev.rondo.schema.InvalidInputException if not even one fits
   */
  default int largestBatch(int promptTokens, SamplingSettings settings) {
    return Integer.MAX_VALUE;
  }

  /**
   * Log-probabilities of given responses.
   *
   * @param temperature above 0
   * @return for each sequence, natural log-probability of each response token under the untruncated
   *     softmax(logits / temperature); length = responseTokens
   */
  List<float[]> score(List<TokenSequence> sequences, double temperature);

  @Override
  void close();
}
