package dev.rondo.evaluate;

import dev.rondo.dataset.Digests;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.SamplingSettings;
import java.io.Serializable;

/**
 * What an evaluation measured, without which its numbers say nothing.
 *
 * @param benchmark name of the problems, such as {@code held-out}
 * @param policyDigest manifest digest of the policy that was evaluated
 * @param problemsDigest manifest digest of the problems
 * @param sampling how responses were sampled; null in files of version 1, which did not say
 * @param verifiers names and versions of the verifiers, with where they looked for the answer, such
 *     as {@code math@3}; null in files of version 1
 */
public record EvaluationSubject(
    String benchmark,
    String policyDigest,
    String problemsDigest,
    SamplingSettings sampling,
    String verifiers)
    implements Serializable {

  /** Checks every field. */
  public EvaluationSubject {
    if (benchmark == null || benchmark.isBlank()) {
      throw new InvalidInputException(
          "Cannot summarize benchmark: " + benchmark + " (allowed: a name)");
    }
    requireDigest("policy-digest", policyDigest);
    requireDigest("problems-digest", problemsDigest);
  }

  private static void requireDigest(String field, String digest) {
    if (!Digests.isSha256(digest)) {
      throw new InvalidInputException(
          "Cannot summarize " + field + ": " + digest + " (allowed: 64 hex digits)");
    }
  }
}
