package dev.rondo.policy.gguf;

import dev.rondo.policy.checkpoint.Architecture;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.RopeScaling;
import dev.rondo.schema.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The shape of the policy that a file describes. Mistral is written as llama, and is computed as
 * llama. A key of the architecture that is not known here is refused: it could change the numbers.
 */
final class ShapeReader {
  static final String ARCHITECTURE = "general.architecture";

  private static final Map<String, Architecture> ARCHITECTURES =
      Map.of(
          "llama", Architecture.LLAMA,
          "qwen2", Architecture.QWEN2,
          "qwen3", Architecture.QWEN3);

  /** Tensors of every layer; each architecture has at least these. */
  private static final int LEAST_TENSORS_OF_LAYER = 9;

  private static final double DEFAULT_ROPE_BASE = 10_000;

  /** Keys of an architecture that are read, or that say nothing about the numbers. */
  private static final Set<String> KNOWN =
      Set.of(
          "block_count",
          "context_length",
          "embedding_length",
          "feed_forward_length",
          "vocab_size",
          "tensor_data_layout",
          "attention.head_count",
          "attention.head_count_kv",
          "attention.layer_norm_rms_epsilon",
          "attention.key_length",
          "attention.value_length",
          "attention.sliding_window",
          "attention.causal",
          "expert_count",
          "expert_used_count",
          "rope.dimension_count",
          "rope.freq_base",
          "rope.scale_linear",
          "rope.scaling.type",
          "rope.scaling.factor",
          "rope.scaling.original_context_length",
          "rope.scaling.finetuned",
          "rope.scaling.attn_factor",
          "rope.scaling.yarn_beta_fast",
          "rope.scaling.yarn_beta_slow");

  private final GgufFile file;
  private final GgufMetadata metadata;
  private final GgufErrors errors;
  private final String prefix;
  private final Architecture architecture;

  private ShapeReader(GgufFile file) {
    this.file = file;
    this.metadata = file.metadata();
    this.errors = file.errors();
    String name = metadata.text(ARCHITECTURE);
    this.architecture = ARCHITECTURES.get(name);
    if (architecture == null) {
      throw errors.invalid(ARCHITECTURE, name, "llama (Mistral too), qwen2, qwen3");
    }
    this.prefix = name + ".";
  }

  /**
   * Reads the shape.
   *
   * @throws InvalidInputException naming file and key
   */
  static ModelConfig read(GgufFile file) {
    return new ShapeReader(file).read();
  }

  private ModelConfig read() {
    checkKeys();
    int hidden = metadata.positive(prefix + "embedding_length");
    int heads = metadata.positive(prefix + "attention.head_count");
    int headDimension = headDimension(hidden, heads);
    int context = metadata.positive(prefix + "context_length");
    double base = metadata.number(prefix + "rope.freq_base", DEFAULT_ROPE_BASE);
    RopeScaling scaling = new RopeReader(file, prefix, headDimension, base, context).read();
    try {
      return new ModelConfig(
          architecture,
          vocabularySize(),
          hidden,
          metadata.positive(prefix + "feed_forward_length"),
          layers(),
          heads,
          metadata.positive(prefix + "attention.head_count_kv", heads),
          headDimension,
          context,
          metadata.number(prefix + "attention.layer_norm_rms_epsilon"),
          base,
          scaling,
          !file.tensors().containsKey(TensorNames.HEAD));
    } catch (InvalidInputException e) {
      if (e.getMessage().contains(errors.file().toString())) {
        throw e;
      }
      // The shape names the fields of config.json, which the keys of this file become.
      throw new InvalidInputException(
          "Cannot read " + errors.file() + ": as config.json: " + fault(e.getMessage()), e);
    }
  }

  private static String fault(String message) {
    String start = "Cannot use config.json: ";
    return message.startsWith(start) ? message.substring(start.length()) : message;
  }

  private int headDimension(int hidden, int heads) {
    String key = prefix + "attention.key_length";
    if (!metadata.has(key) && hidden % heads != 0) {
      throw errors.invalid(
          prefix + "attention.head_count", heads, "a divisor of embedding_length = " + hidden);
    }
    int dimension = metadata.positive(key, hidden / heads);
    for (String same : List.of("attention.value_length", "rope.dimension_count")) {
      int other = metadata.positive(prefix + same, dimension);
      if (other != dimension) {
        throw errors.invalid(prefix + same, other, "the size of a head, " + dimension);
      }
    }
    return dimension;
  }

  /** Checked before anything is counted in layers: a file has so many tensors for each. */
  private int layers() {
    String key = prefix + "block_count";
    int layers = metadata.positive(key);
    int most = file.tensors().size() / LEAST_TENSORS_OF_LAYER;
    if (layers > most) {
      throw errors.invalid(
          key, layers, "at most " + most + " with " + file.tensors().size() + " tensors");
    }
    return layers;
  }

  /** Rows of the embedding; the tokenizer may have fewer tokens. */
  private int vocabularySize() {
    List<Long> shape = file.tensor(TensorNames.EMBEDDING).shape();
    if (shape.size() != 2 || shape.get(0) > Integer.MAX_VALUE) {
      throw errors.invalid("tensor " + TensorNames.EMBEDDING, "shape " + shape, "two dimensions");
    }
    int rows = shape.get(0).intValue();
    int stated = metadata.positive(prefix + "vocab_size", rows);
    if (stated != rows) {
      throw errors.invalid(
          prefix + "vocab_size", stated, rows + ", the rows of " + TensorNames.EMBEDDING);
    }
    return rows;
  }

  private void checkKeys() {
    for (Map.Entry<String, Object> entry : metadata.values().entrySet()) {
      String key = entry.getKey();
      if (key.startsWith(prefix) && !KNOWN.contains(key.substring(prefix.length()))) {
        throw errors.invalid(
            key, GgufMetadata.describe(entry.getValue()), "none of this key: it is not computed");
      }
    }
    refuseUnless(
        "expert_count", metadata.index(prefix + "expert_count").orElse(0) == 0, "0, no experts");
    refuseUnless("attention.causal", metadata.flag(prefix + "attention.causal", true), "true");
    int window = metadata.index(prefix + "attention.sliding_window").orElse(0);
    int context = metadata.positive(prefix + "context_length");
    refuseUnless(
        "attention.sliding_window",
        window == 0 || window >= context,
        "none, or context_length = " + context + " and above");
  }

  private void refuseUnless(String key, boolean isComputed, String allowed) {
    if (!isComputed) {
      throw errors.invalid(prefix + key, metadata.values().get(prefix + key), allowed);
    }
  }
}
