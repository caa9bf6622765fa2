package dev.rondo.policy.checkpoint;

import java.util.List;

/**
 * One weight tensor that an architecture has.
 *
 * @param name tensor name, as in Hugging Face checkpoints
 * @param shape dimensions
 * @param role what it is, which decides how it is initialised
 */
public record WeightSpec(String name, List<Long> shape, Role role) {

  /** What a weight tensor is. */
  public enum Role {
    /** Token embedding or output head. */
    EMBEDDING,
    /** Matrix into an inner space: query, key, value, gate, up. */
    INNER,
    /** Matrix back onto the residual stream: attention output, down. */
    RESIDUAL,
    /** Additive bias. */
    BIAS,
    /** Norm gain. */
    NORM
  }

  /** Takes a copy. */
  public WeightSpec {
    shape = List.copyOf(shape);
  }

  /** Number of elements. */
  public long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** The dimensions as an array. */
  public long[] dimensions() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
