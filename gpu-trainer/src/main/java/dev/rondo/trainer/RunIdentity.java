// What of a run goes into the lineage of everything that it trains.
package dev.rondo.trainer;

import dev.rondo.dataset.NumericClass;

/**
 * Which run, program and arithmetic a policy comes from.
 *
 * @param seed run seed
 * @param configDigest digest of the configuration's content
 * @param codeVersion version of this program
 * @param numericClass what decides the last bit
 */
public record RunIdentity(
    long seed, String configDigest, String codeVersion, NumericClass numericClass) {}
