// How much memory training takes, from shapes and settings alone. Allocates nothing.
package dev.rondo.trainer.network;

import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.WeightSpec;
import dev.rondo.policy.program.ComputeType;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The memory of one update beside the process itself: the table of docs/memory.md. What lasts is
 * exact; what single operations need for a moment is an estimate.
 *
 * @param config shape of the policy
 * @param memory how it is trained
 * @param keepsRoundStart whether the weights that the round began with are kept beside
 * @param keepsReference whether a reference of its own is kept beside
 * @param trainsCritic whether a critic is trained
 */
public record TrainingMemory(
    ModelConfig config,
    MemorySettings memory,
    boolean keepsRoundStart,
    boolean keepsReference,
    boolean trainsCritic) {

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
            : 0);
    parts.put("activations", activationBytes());
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
      String module = weight.name().replaceFirst("\\.weight$", "");
      String target = module.substring(module.lastIndexOf('.') + 1);
      if (weight.shape().size() == 2 && memory.lora().targets().contains(target)) {
        count += memory.lora().rank() * (weight.shape().get(0) + weight.shape().get(1));
      }
    }
    return count;
  }

  /** What the micro-batches that are computed at the same time hold. */
  private long activationBytes() {
    long tokens = memory.microBatchTokens();
    long element = bytes(memory.computeType());
    long width = config.hiddenSize();
    long inner = config.intermediateSize();
    // Heads together may be wider than the residual stream.
    long heads = Math.max(width, (long) config.heads() * config.headDimension());
    long inputsOfAdapters = memory.lora() == null ? 0 : width + heads;
    // Attention computes in float32 on a CPU (the plan does not ask where): queries, keys, values
    // and what they mix.
    long attended = 4 * heads * (4 - element);
    long layer = tokens * ((6 * inner + 8 * width + 4 * heads) * element + attended);
    long kept =
        memory.recompute()
            ? 2 * config.layers() * tokens * width * element
            : config.layers()
                * tokens
                * ((3 * inner + 10 * width + 4 * heads + inputsOfAdapters) * element + attended);
    long head = SLICE_BYTES + 2 * tokens * width * element;
    return memory.workers() * (kept + Math.max(layer, head));
  }

  private static long bytes(ComputeType type) {
    return type.elementType().bytes();
  }
}
