package dev.rondo.policy.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.dataset.JsonFile;
import dev.rondo.schema.InvalidInputException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether config.json describes a model that the policy program computes: fields that say, on a
 * known model_type, that the numbers come about otherwise are refused by name unless their value
 * changes nothing. Sizes are {@link ModelConfig}'s.
 */
final class ComputableModel {
  /** Neutral at 1: factors on what the layers compute, and shares of a head that are rotated. */
  private static final List<String> FACTORS =
      List.of(
          "embedding_multiplier",
          "residual_multiplier",
          "logits_scaling",
          "logit_scale",
          "scale_emb",
          "partial_rotary_factor",
          "rotary_pct");

  /** Neutral at 0: bounds on what the layers compute, and numbers of experts. */
  private static final List<String> BOUNDS =
      List.of(
          "attn_logit_softcapping",
          "final_logit_softcapping",
          "logits_soft_cap",
          "clip_qkv",
          "num_experts",
          "num_local_experts",
          "n_routed_experts",
          "num_experts_per_tok",
          "no_rope_layer_interval");

  /** Neutral if false. */
  private static final List<String> FLAGS =
      List.of(
          "use_sliding_window",
          "mlp_bias",
          "use_bias",
          "parallel_residual",
          "use_parallel_residual",
          "rope_interleaved",
          "use_mrope",
          "alibi",
          "use_bidirectional_attention",
          "is_encoder_decoder",
          "add_cross_attention");

  /** Neutral only if there is nothing: code and parts of other models, other types of weights. */
  private static final List<String> NOTHING =
      List.of(
          "auto_map",
          "text_config",
          "vision_config",
          "quantization_config",
          "quantization",
          "compression_config",
          "attention_multiplier",
          "query_pre_attn_scalar",
          "scale_depth",
          "attention_chunk_size");

  private final JsonFile json;
  private final JsonNode root;
  private final Architecture architecture;

  private ComputableModel(JsonFile json, Architecture architecture) {
    this.json = json;
    this.root = json.root();
    this.architecture = architecture;
  }

  /**
   * Refuses what would change the numbers and is not computed.
   *
   * @throws InvalidInputException naming field and value
   */
  static void check(JsonFile json, Architecture architecture) {
    ComputableModel model = new ComputableModel(json, architecture);
    model.checkNeutral();
    model.checkClass();
    model.checkLayers();
    model.checkAttention();
  }

  private void checkNeutral() {
    FACTORS.forEach(field -> requireNumber(field, 1));
    BOUNDS.forEach(field -> requireNumber(field, 0));
    FLAGS.forEach(field -> requireFlag(field, false));
    for (String field : NOTHING) {
      JsonNode value = root.path(field);
      if (isGiven(field) && !(value.isContainerNode() && value.isEmpty())) {
        throw json.invalid(field, value, "none");
      }
    }
  }

  /** The class that a model_type has for text that is continued. */
  private void checkClass() {
    JsonNode names = root.path("architectures");
    boolean isKnown = !isGiven("architectures") || names.isArray();
    for (JsonNode name : names) {
      isKnown &= name.isTextual() && name.textValue().equalsIgnoreCase(architecture.className());
    }
    if (!isKnown) {
      throw json.invalid(
          "architectures",
          names,
          architecture.className() + " with model_type " + architecture.modelType());
    }
    requireFlag("is_causal", true);
  }

  private void checkLayers() {
    for (String field : List.of("hidden_act", "hidden_activation")) {
      JsonNode activation = root.path(field);
      // Null, hidden_act has no default.
      boolean isAbsent = field.equals("hidden_act") ? activation.isMissingNode() : !isGiven(field);
      if (!isAbsent && !"silu".equals(activation.textValue())) {
        throw json.invalid(field, activation, "silu");
      }
    }
    String norm = root.path("norm_type").asText("").toLowerCase(Locale.ROOT).replace("_", "");
    if (isGiven("norm_type") && !norm.equals("rmsnorm")) {
      throw json.invalid("norm_type", root.path("norm_type"), "rmsnorm");
    }
  }

  private void checkAttention() {
    if (!architecture.hasBiases()) {
      requireFlag("attention_bias", false);
    }
    requireFlag("qkv_bias", architecture.hasBiases());
    for (String field : List.of("use_qk_norm", "qk_norm", "qk_layernorm")) {
      requireFlag(field, architecture.hasHeadNorms());
    }
    JsonNode window = root.path("sliding_window");
    // Absent, Transformers takes a window of 4096.
    boolean isWhole =
        window.isNull()
            || window.isNumber()
                && window.asLong() >= root.path("max_position_embeddings").asLong(Long.MAX_VALUE);
    if (architecture == Architecture.MISTRAL && !isWhole) {
      throw json.invalid("sliding_window", window.isMissingNode() ? "absent" : window, "null");
    }
    requireAll("layer_types", Set.of("full_attention"));
    requireAll("no_rope_layers", Set.of("1"));
  }

  /** One of these for each layer, or none at all. */
  private void requireAll(String field, Set<String> allowed) {
    JsonNode values = root.path(field);
    if (!isGiven(field)) {
      return;
    }
    boolean isAllowed =
        values.isArray() && values.size() == root.path("num_hidden_layers").asInt(-1);
    for (JsonNode value : values) {
      isAllowed &= value.isValueNode() && allowed.contains(value.asText());
    }
    if (!isAllowed) {
      throw json.invalid(field, values, String.join(", ", allowed) + " for each layer");
    }
  }

  private void requireNumber(String field, double neutral) {
    JsonNode value = root.path(field);
    if (isGiven(field) && !(value.isNumber() && value.doubleValue() == neutral)) {
      throw json.invalid(field, value, neutral == 1 ? "1" : "0");
    }
  }

  private void requireFlag(String field, boolean neutral) {
    JsonNode value = root.path(field);
    if (isGiven(field) && !value.isBoolean()) {
      throw json.invalid(field, value, "true or false");
    }
    if (isGiven(field) && value.booleanValue() != neutral) {
      throw json.invalid(field, value, String.valueOf(neutral));
    }
  }

  private boolean isGiven(String field) {
    return root.hasNonNull(field);
  }
}
