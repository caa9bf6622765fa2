package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.SamplingSettings;
import java.io.Serializable;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a dataset comes from: everything that decides its content, and nothing else (no clock,
 * host, path, runner or parallelism). A value; written as a sentence that names what applies, in
 * any order:
 *
 * <pre>{@code
 * Lineage.of(parents)
 *     .withSeed(7)
 *     .withRound(3)
 *     .byPolicy(policyDigest)
 *     .sampledWith(sampling)
 *     .inGroupsOf(8)
 *     .judgedBy("math@9");
 * }</pre>
 *
 * <p>What is not said does not apply: its accessor is null. Saying null takes a statement back.
 */
public final class Lineage implements Serializable {
  private static final long serialVersionUID = 1;

  /** What can be said, in the order of the manifest. */
  private enum Statement {
    SEED,
    ROUND,
    POLICY_DIGEST,
    TOKENIZER_DIGEST,
    SAMPLING,
    GROUP_SIZE,
    VERIFIER,
    CONFIG_DIGEST,
    CODE_VERSION,
    PROGRAM_DIGEST,
    NUMERIC_CLASS;

    String field() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final TreeMap<String, String> parents;
  private final EnumMap<Statement, Serializable> statements;

  private Lineage(TreeMap<String, String> parents, EnumMap<Statement, Serializable> statements) {
    this.parents = parents;
    this.statements = statements;
  }

  /**
   * Lineage of what was made of these datasets, and of nothing else that is said yet.
   *
   * @param parents role to manifest digest of each dataset that went in, such as {@code problems}
   *     and {@code policy}
   */
  public static Lineage of(Map<String, String> parents) {
    parents.forEach((role, digest) -> requireDigest("parents." + role, digest));
    return new Lineage(new TreeMap<>(parents), new EnumMap<>(Statement.class));
  }

  /** Lineage of what was made of no dataset. */
  public static Lineage ofNoParents() {
    return of(Map.of());
  }

  /** The same statements about other parents. */
  public Lineage withParents(Map<String, String> others) {
    return new Lineage(of(others).parents, statements);
  }

  /** With the run's seed. */
  public Lineage withSeed(Long seed) {
    return with(Statement.SEED, seed);
  }

  /** In a round, 0 for the base policy. */
  public Lineage withRound(Integer round) {
    return with(Statement.ROUND, atLeast(0, Statement.ROUND, round));
  }

  /** By the behavior policy of this manifest digest. */
  public Lineage byPolicy(String digest) {
    return withDigest(Statement.POLICY_DIGEST, digest);
  }

  /** With the tokenizer and prompt template of this digest. */
  public Lineage withTokenizer(String digest) {
    return withDigest(Statement.TOKENIZER_DIGEST, digest);
  }

  /** Sampled with these parameters. */
  public Lineage sampledWith(SamplingSettings sampling) {
    return with(Statement.SAMPLING, sampling);
  }

  /** In groups of this many rollouts per problem (G). */
  public Lineage inGroupsOf(Integer groupSize) {
    return with(Statement.GROUP_SIZE, atLeast(1, Statement.GROUP_SIZE, groupSize));
  }

  /** Judged by verifiers, name and version, such as {@code arithmetic@1}. */
  public Lineage judgedBy(String verifier) {
    return with(Statement.VERIFIER, verifier);
  }

  /** Under the configuration of which the settings that decide content have a digest. */
  public Lineage configuredBy(String digest) {
    return withDigest(Statement.CONFIG_DIGEST, digest);
  }

  /** Written by this version of the program. */
  public Lineage writtenBy(String codeVersion) {
    return with(Statement.CODE_VERSION, codeVersion);
  }

  /** Computed by the policy program whose text has this digest. */
  public Lineage computedBy(String programDigest) {
    return withDigest(Statement.PROGRAM_DIGEST, programDigest);
  }

  /** Computed on what has this numeric class. */
  public Lineage computedOn(NumericClass numericClass) {
    return with(Statement.NUMERIC_CLASS, numericClass);
  }

  /** Role to manifest digest of each dataset that went in. */
  public SortedMap<String, String> parents() {
    return Collections.unmodifiableSortedMap(parents);
  }

  /** The run's seed, or null. */
  public Long seed() {
    return (Long) statements.get(Statement.SEED);
  }

  /** Round index, 0 for the base policy, or null. */
  public Integer round() {
    return (Integer) statements.get(Statement.ROUND);
  }

  /** Manifest digest of the behavior policy, or null. */
  public String policyDigest() {
    return (String) statements.get(Statement.POLICY_DIGEST);
  }

  /** Digest of tokenizer and prompt template, or null. */
  public String tokenizerDigest() {
    return (String) statements.get(Statement.TOKENIZER_DIGEST);
  }

  /** Sampling parameters, or null. */
  public SamplingSettings sampling() {
    return (SamplingSettings) statements.get(Statement.SAMPLING);
  }

  /** Rollouts per problem (G), or null. */
  public Integer groupSize() {
    return (Integer) statements.get(Statement.GROUP_SIZE);
  }

  /** Names and versions of verifiers, or null. */
  public String verifier() {
    return (String) statements.get(Statement.VERIFIER);
  }

  /** Digest of the configuration's content, or null. */
  public String configDigest() {
    return (String) statements.get(Statement.CONFIG_DIGEST);
  }

  /** Version of the program, or null. */
  public String codeVersion() {
    return (String) statements.get(Statement.CODE_VERSION);
  }

  /** Digest of the policy program's text, or null. */
  public String programDigest() {
    return (String) statements.get(Statement.PROGRAM_DIGEST);
  }

  /** Numeric class, or null. */
  public NumericClass numericClass() {
    return (NumericClass) statements.get(Statement.NUMERIC_CLASS);
  }

  private Lineage withDigest(Statement statement, String digest) {
    requireDigest(statement.field(), digest);
    return with(statement, digest);
  }

  private Lineage with(Statement statement, Serializable value) {
    EnumMap<Statement, Serializable> next = new EnumMap<>(statements);
    if (value == null) {
      next.remove(statement);
    } else {
      next.put(statement, value);
    }
    return new Lineage(parents, next);
  }

  private static Integer atLeast(int least, Statement statement, Integer value) {
    if (value != null && value < least) {
      throw new InvalidInputException(
          "Cannot use lineage with "
              + statement.field()
              + ": "
              + value
              + " (allowed: "
              + least
              + " and above)");
    }
    return value;
  }

  private static void requireDigest(String field, String digest) {
    if (digest != null && !Digests.isSha256(digest)) {
      throw new InvalidInputException(
          "Cannot use lineage with " + field + ": " + digest + " (allowed: 64 hex digits)");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Lineage lineage
        && parents.equals(lineage.parents)
        && statements.equals(lineage.statements);
  }

  @Override
  public int hashCode() {
    return 31 * parents.hashCode() + statements.hashCode();
  }

  @Override
  public String toString() {
    return ManifestJson.lineageLine(this);
  }
}
