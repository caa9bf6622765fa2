package dev.rondo.policy;

/**
 * One response to sample.
 *
 * @param promptTokens token ids, length at least 1; adjacent requests with equal prompts share one
 *     prefill
 * @param key where its random numbers come from
 */
public record SampleRequest(int[] promptTokens, SampleKey key) {}
