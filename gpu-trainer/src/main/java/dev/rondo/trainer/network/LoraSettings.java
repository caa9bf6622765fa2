// Which adapters are trained instead of the weights.
package dev.rondo.trainer.network;

import dev.rondo.policy.checkpoint.WeightSpec;
import dev.rondo.schema.InvalidInputException;
import java.util.List;

/**
 * Low-rank adapters (Hu et al. 2021): a target matrix computes as {@code base + alpha / rank * B A}
 * with B (out, rank) and A (rank, in). No dropout.
 *
 * @param rank columns of B, at least 1
 * @param alpha scale times rank, above 0
 * @param targets names of the matrices, out of {@link #TARGETS}; at least one
 * @param seed of the first A
 */
public record LoraSettings(int rank, double alpha, List<String> targets, long seed) {

  /** Matrices that can have an adapter, in every layer. */
  public static final List<String> TARGETS =
      List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

  /** Checks every field. */
  public LoraSettings {
    check("adapters.rank", rank, rank >= 1, "1 and above");
    check("adapters.alpha", alpha, alpha > 0 && alpha < 1e6, "above 0");
    check("adapters.targets", targets, !targets.isEmpty() && TARGETS.containsAll(targets), TARGETS);
    targets = TARGETS.stream().filter(targets::contains).toList();
  }

  /** Whether a weight has an adapter. */
  boolean isTarget(WeightSpec weight) {
    String module = weight.name().replaceFirst("\\.weight$", "");
    return weight.shape().size() == 2
        && targets.contains(module.substring(module.lastIndexOf('.') + 1));
  }

  public double scale() {
    return alpha / rank;
  }

  private static void check(String field, Object value, boolean holds, Object allowed) {
    if (!holds) {
      throw new InvalidInputException(
          "Cannot train with " + field + ": " + value + " (allowed: " + allowed + ")");
    }
  }
}
