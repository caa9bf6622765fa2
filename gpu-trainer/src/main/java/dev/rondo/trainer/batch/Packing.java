// How the prompt of a group lies in a batch: once for each response, or once for all of them.
package dev.rondo.trainer.batch;

import dev.rondo.policy.checkpoint.ModelConfig;

/**
 * Whether sequences that follow one another and have the same prompt share it in a batch. Log
 * probabilities and gradients are the same but for rounding; a shared prompt is computed once.
 */
public enum Packing {
  /** Each sequence with its own prompt. */
  OWN_PROMPTS,
  /** A prompt once for all sequences in a row that have it. */
  SHARED_PROMPTS;

  /** Policies from this number of weights on share prompts. */
  public static final long SMALLEST_SHARING_POLICY = 16_000_000;

  /**
   * The packing for a policy of a shape. That of small policies, where matrix products are not what
   * takes the time, keeps the bytes that they have always trained to.
   */
  public static Packing of(ModelConfig config) {
    return config.parameterCount() < SMALLEST_SHARING_POLICY ? OWN_PROMPTS : SHARED_PROMPTS;
  }

  /** A batch of the sequences {@code from .. to-1}. */
  public PackedBatch batch(Sequences sequences, int from, int to) {
    return this == OWN_PROMPTS
        ? PackedBatch.of(sequences, from, to)
        : PackedBatch.shared(sequences, from, to);
  }

  /**
   * What a sequence adds to a batch.
   *
   * @param isFirst whether it is the batch's first
   */
  Budget.Load load(Sequences sequences, int sequence, boolean isFirst) {
    int length = PackedBatch.length(sequences, sequence);
    int promptLength = sequences.promptLength(sequence);
    if (this == OWN_PROMPTS) {
      return new Budget.Load(length, length);
    }
    return !isFirst && sequences.hasPromptOf(sequence, sequence - 1)
        ? new Budget.Load(length - promptLength, length)
        : new Budget.Load(length, length + promptLength);
  }

  /** What a batch of the sequences {@code from .. to-1} holds. */
  Budget.Load load(Sequences sequences, int from, int to) {
    Budget.Load load = Budget.Load.NONE;
    for (int i = from; i < to; i++) {
      load = load.plus(load(sequences, i, i == from));
    }
    return load;
  }

  /** Tokens of a batch of the sequences {@code from .. to-1}. */
  public long tokens(Sequences sequences, int from, int to) {
    return load(sequences, from, to).tokens();
  }
}
