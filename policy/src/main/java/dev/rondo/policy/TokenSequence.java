package dev.rondo.policy;

/**
 * A prompt with a response to be scored.
 *
 * @param promptTokens token ids, length at least 1
 * @param responseTokens token ids, length at least 1
 */
public record TokenSequence(int[] promptTokens, int[] responseTokens) {}
