package dev.rondo.policy;

/**
 * One sampled response. Arrays are aligned to the response tokens (invariant 1: equal lengths, at
 * least 1).
 *
 * @param responseTokens token ids, including the stop token if one was sampled
 * @param behaviorLogprobs under the untruncated softmax(logits / temperature), natural log; of
 *     tokens that had to be before the first stop token, renormalised without stop tokens, which
 *     {@link Policy#score} does not do
 * @param samplingLogprobs under the truncated, renormalised distribution that was sampled from;
 *     null where nothing was truncated
 * @param isStopped true if a stop token or a stop text ended it, false if the length limit did
 */
public record Completion(
    int[] responseTokens, float[] behaviorLogprobs, float[] samplingLogprobs, boolean isStopped) {}
