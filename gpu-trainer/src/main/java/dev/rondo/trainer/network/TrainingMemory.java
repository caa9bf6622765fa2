// How much memory training takes, from shapes and settings alone. Allocates nothing.
package dev.rondo.trainer.network;

import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.WeightSpec;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.trainer.batch.Budget;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The memory of one update beside the process itself: the table of docs/memory.md. What lasts is
 * exact; what single operations need for a moment is an estimate.
 *
 * @param config shape of the policy
 * @param memory how it is trained
 * @param keepsRoundStart whether the weights that the round began with are kept beside, as they are
 *     from its first step on
 * @param keepsReference whether a reference of its own is kept beside
 * @param trainsCritic whether a critic is trained
 * @param sharedPositions positions of prompts that responses of one shard look at together, at
 *     most: responses times tokens of their prompt; 0 where each has its own
 */
public record TrainingMemory(
    ModelConfig config,
    MemorySettings memory,
    boolean keepsRoundStart,
    boolean keepsReference,
    boolean trainsCritic,
    long sharedPositions) {

  /**
   * Micro-batches are of different lengths, and what one of them freed is found by the next in part
   * only: of what is kept for the way back the allocator holds a quarter more, as measured.
   */
  private static final int ALLOCATOR_SHARE = 4;

  private static final long SLICE_BYTES = 4L * 4 * (4 << 20);

  /** Bytes by what they are for, in the order of docs/memory.md. */
  public Map<String, Long> parts() {
    long weights = config.parameterCount();
    long trained = trainedWeights();
    long element = bytes(memory.computeType());
    boolean isCopied = memory.lora() != null || memory.computeType() != ComputeType.FLOAT32;
    Map<String, Long> parts = new LinkedHashMap<>();
    parts.put("weights", 4 * (weights + (memory.lora() == null ? 0 : trained)));
    parts.put("gradients", 4 * trained * memory.workers());
    parts.put("moments", 2 * bytes(memory.momentType()) * trained);
    parts.put("weights as they compute", isCopied ? element * weights : 0);
    parts.put("weights of the round's start", keepsRoundStart ? element * weights : 0);
    parts.put("reference", keepsReference ? element * weights : 0);
    parts.put(
        "critic",
        trainsCritic
            ? weights * (4 + 4L * memory.workers() + 2 * bytes(memory.momentType()) + 4)
                + criticActivationBytes()
            : 0);
    parts.put("activations", activationBytes());
    parts.put("kept by the allocator", memory.workers() * allKeptBytes() / ALLOCATOR_SHARE);
    return parts;
  }

  /** All of them. */
  public long totalBytes() {
    return parts().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Numbers that the optimizer moves. */
  private long trainedWeights() {
    if (memory.lora() == null) {
      return config.parameterCount();
    }
    long count = 0;
    for (WeightSpec weight : config.weights()) {
      if (memory.lora().isTarget(weight)) {
        count += memory.lora().rank() * (weight.shape().get(0) + weight.shape().get(1));
      }
    }
    return count;
  }

  /** What the micro-batches that are computed at the same time hold. */
  private long activationBytes() {
    long element = bytes(memory.computeType());
    long inputs = 2 * tokens() * config.hiddenSize() * element;
    return memory.workers()
        * (allKeptBytes() + Math.max(backwardBytes(element), SLICE_BYTES + inputs));
  }

  /** What all layers keep for the way back of a micro-batch. */
  private long allKeptBytes() {
    long inputs = 2 * tokens() * config.hiddenSize() * bytes(memory.computeType());
    return config.layers() * (memory.recompute() ? inputs : keptBytes());
  }

  /**
   * What the way back through one layer needs and is kept, each tensor once. Attention computes in
   * float32 on a CPU (the plan does not ask where).
   */
  long keptBytes() {
    long element = bytes(memory.computeType());
    boolean isAdapted = memory.lora() != null;
    long heads = (long) config.heads() * config.headDimension();
    long keyHeads = (long) config.keyValueHeads() * config.headDimension();
    long width = config.hiddenSize();
    // Of a norm: the float32 copy of its input, and before its gain what is trained by it.
    long norm = (element < 4 ? 4 : 0) + (isAdapted ? 0 : element);
    long residual = 2 * width * (2 * element + norm);
    long inner = 4 * config.intermediateSize() * element;
    // Queries and what they mix in float32, the latter once more in the type that computes.
    long mixed = heads * (2 * 4 + element) + (isAdapted ? (heads + 2 * keyHeads) * element : 0);
    long headNorms =
        config.architecture().hasHeadNorms()
            ? (heads + keyHeads) * (4 + (isAdapted ? 0 : element))
            : 0;
    return tokens() * (residual + inner + mixed + headNorms) + positions() * 2 * 4 * heads;
  }

  /** About what one layer needs on its way back. */
  private long backwardBytes(long element) {
    long width = config.hiddenSize();
    // Heads together may be wider than the residual stream.
    long heads = Math.max(width, (long) config.heads() * config.headDimension());
    long byToken =
        (6L * config.intermediateSize() + 8 * width + 4 * heads) * element
            + 4 * heads * (4 - element);
    // Keys, values and their gradients of prompts that several responses look at.
    return tokens() * byToken + (positions() - tokens()) * 4 * 4 * heads;
  }

  /** The critic's: it computes in float32, beside the policy, and keeps the layers' inputs. */
  private long criticActivationBytes() {
    long inputs = 2 * tokens() * config.hiddenSize() * 4;
    return memory.workers() * (config.layers() * inputs + backwardBytes(4));
  }

  /** Tokens of a micro-batch with the padding of its tiles. */
  private long tokens() {
    return padded(memory.microBatchTokens());
  }

  /** Positions that its attention looks at, padded too. */
  private long positions() {
    long most = Budget.of(memory.microBatchTokens()).positions();
    return padded(Math.min(most, memory.microBatchTokens() + sharedPositions));
  }

  private static long padded(long tokens) {
    return tokens + tokens / 15;
  }

  private static long bytes(ComputeType type) {
    return type.elementType().bytes();
  }
}
