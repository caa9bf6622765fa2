package dev.rondo.policy;

/**
 * Names one response: with the token's position it is all that its randomness depends on, whatever
 * worker, batch, runner or attempt samples it.
 *
 * @param runSeed the run's seed
 * @param round round index
 * @param problemId the problem
 * @param sampleIndex position in the group, 0-based
 */
public record SampleKey(long runSeed, int round, String problemId, int sampleIndex) {}
