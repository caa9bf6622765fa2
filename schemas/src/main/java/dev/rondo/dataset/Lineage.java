package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.SamplingSettings;
import java.io.Serializable;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a dataset comes from: everything that decides its content, and nothing else (no clock,
 * host, path, runner or parallelism). A field that does not apply is null.
 *
 * @param parents role to manifest digest of each dataset that went in, such as {@code problems} and
 *     {@code policy}
 * @param seed run seed
 * @param round round index, 0 for the base policy
 * @param policyDigest manifest digest of the behavior policy
 * @param tokenizerDigest digest of tokenizer and prompt template
 * @param sampling sampling parameters
 * @param groupSize rollouts per problem (G)
 * @param verifier verifier name and version, such as {@code arithmetic@1}
 * @param configDigest digest of the configuration's content, without paths, runner and parallelism
 * @param codeVersion version of this program
 * @param programDigest digest of the policy program's text
 * @param numericClass numeric class
 */
public record Lineage(
    SortedMap<String, String> parents,
    Long seed,
    Integer round,
    String policyDigest,
    String tokenizerDigest,
    SamplingSettings sampling,
    Integer groupSize,
    String verifier,
    String configDigest,
    String codeVersion,
    String programDigest,
    NumericClass numericClass)
    implements Serializable {

  /** Checks every field; the map is copied. */
  public Lineage {
    parents = Collections.unmodifiableSortedMap(new TreeMap<>(parents));
    parents.forEach((role, digest) -> requireDigest("parents." + role, digest));
    requireDigest("policy-digest", policyDigest);
    requireDigest("tokenizer-digest", tokenizerDigest);
    requireDigest("config-digest", configDigest);
    requireDigest("program-digest", programDigest);
    if (round != null && round < 0) {
      throw new InvalidInputException(
          "Cannot use lineage with round: " + round + " (allowed: 0 and above)");
    }
    if (groupSize != null && groupSize < 1) {
      throw new InvalidInputException(
          "Cannot use lineage with group-size: " + groupSize + " (allowed: 1 and above)");
    }
  }

  private static void requireDigest(String field, String digest) {
    if (digest != null && !Digests.isSha256(digest)) {
      throw new InvalidInputException(
          "Cannot use lineage with " + field + ": " + digest + " (allowed: 64 hex digits)");
    }
  }
}
