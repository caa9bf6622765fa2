package dev.rondo.evaluate;

import dev.rondo.dataset.Lineage;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.verify.Verifier;
import dev.rondo.verify.Verifiers;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One summary of an evaluation: the blocks of samples that it counts, and where it is written.
 *
 * @param path of the summary in its storage, such as {@code
 *     evals/held-out/round-000001/__rondo/pass-at-k.json}
 * @param benchmark name of the problems
 * @param policyDigest manifest digest of the policy
 * @param problemsDigest manifest digest of the problems
 * @param ks the k of pass@k, each at most the samples of all blocks together
 * @param seed of the subsets that maj@k is estimated from
 * @param blocks of samples, committed or to be made
 * @param wellFormed what counts as a well-formed attempt; null where nobody says
 */
public record EvaluationPlan(
    String path,
    String benchmark,
    String policyDigest,
    String problemsDigest,
    List<Integer> ks,
    long seed,
    List<EvaluationBlock> blocks,
    WellFormed wellFormed)
    implements Serializable {

  private static final int MOST_SAMPLES = 999_999; // names of blocks have six digits

  /** Says of a response's text whether it is a well-formed attempt; travels to the workers. */
  public interface WellFormed extends Predicate<String>, Serializable {}

  /** Checks that k and samples fit together. */
  public EvaluationPlan {
    ks = List.copyOf(ks);
    blocks = List.copyOf(blocks);
    requireKs(samples(blocks), ks);
  }

  private static int samples(List<EvaluationBlock> blocks) {
    return blocks.stream().mapToInt(block -> block.lineage().groupSize()).sum();
  }

  /** Samples of each problem in all blocks together. */
  public int samples() {
    return samples(blocks);
  }

  /** Directory of the evaluation in its storage; empty for the root. */
  String directory() {
    String block = blocks.get(0).directory();
    return block.substring(0, Math.max(0, block.lastIndexOf('/')));
  }

  /** Whether a summary is this one: of the same subject, of all these samples, for these k. */
  public boolean isOf(EvaluationSummary summary) {
    Set<Integer> counted =
        summary.passAtK().stream().map(EvaluationSummary.Estimate::k).collect(Collectors.toSet());
    return summary.subject().equals(subject())
        && summary.samples() == samples()
        && counted.equals(Set.copyOf(ks));
  }

  /**
   * Refuses a number of samples below 1 or above 999,999, and a k that is below 1 or above it.
   *
   * @throws InvalidInputException naming what it is
   */
  public static void requireKs(int samples, List<Integer> ks) {
    if (samples < 1 || samples > MOST_SAMPLES) {
      throw new InvalidInputException(
          "Cannot evaluate with samples: " + samples + " (allowed: 1 to " + MOST_SAMPLES + ")");
    }
    for (int k : ks) {
      if (k < 1 || k > samples) {
        throw new InvalidInputException(
            "Cannot evaluate pass@k with k: "
                + k
                + " (allowed: 1 to the number of samples, "
                + samples
                + ")");
      }
    }
  }

  /** What is measured: sampling and verifiers are those of the blocks. */
  EvaluationSubject subject() {
    Lineage lineage = blocks.get(0).lineage();
    return new EvaluationSubject(
        benchmark, policyDigest, problemsDigest, lineage.sampling(), lineage.verifier());
  }

  /** The verifier of all problems; null if they have several. */
  Verifier onlyVerifier() {
    String identity = blocks.get(0).lineage().verifier();
    return identity == null || identity.contains(",")
        ? null
        : Verifiers.named(identity.substring(0, identity.indexOf('@')));
  }

  boolean counts(String dataset) {
    return blocks.stream().anyMatch(block -> block.directory().equals(dataset));
  }
}
