package dev.rondo.trainer;

/**
 * The policies of a round, by their directories in the storage.
 *
 * @param behavior the one that training starts from, such as {@code policies/round-000000}; it
 *     sampled the round, unless {@link RoundRollouts#allowsOffPolicy}
 * @param reference the one that the objective compares with; {@code behavior} where the reference
 *     is that of the round
 * @param isReferenceReset whether the reference became another policy in this round
 * @param target the one to publish, such as {@code policies/round-000001}
 */
public record RoundPolicies(
    String behavior, String reference, boolean isReferenceReset, String target) {}
