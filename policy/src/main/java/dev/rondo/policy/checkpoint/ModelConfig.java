package dev.rondo.policy.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.dataset.JsonFile;
import dev.rondo.policy.checkpoint.WeightSpec.Role;
import dev.rondo.schema.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The shape of a policy: what config.json of a Hugging Face checkpoint says, as far as it decides
 * the numbers.
 *
 * @param architecture the family
 * @param vocabularySize number of token ids
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width of the feed-forward layer
 * @param layers number of transformer layers
 * @param heads number of query heads
 * @param keyValueHeads number of key and value heads; divides {@code heads}
 * @param headDimension width of one head, even
 * @param maxPositions longest context in tokens
 * @param normEpsilon epsilon of the norms
 * @param ropeTheta base of the rotary frequencies
 * @param ropeScaling how they are stretched
 * @param isTied whether the output head is the embedding
 */
public record ModelConfig(
    Architecture architecture,
    int vocabularySize,
    int hiddenSize,
    int intermediateSize,
    int layers,
    int heads,
    int keyValueHeads,
    int headDimension,
    int maxPositions,
    double normEpsilon,
    double ropeTheta,
    RopeScaling ropeScaling,
    boolean isTied) {

  /** File name in a checkpoint. */
  public static final String FILE_NAME = "config.json";

  private static final int MOST_LAYERS = 1024;
  private static final int QWEN3_HEAD_DIMENSION = 128;

  /** Checks every size. */
  public ModelConfig {
    requireWithin("vocab_size", vocabularySize, 1 << 24);
    requireWithin("hidden_size", hiddenSize, 1 << 20);
    requireWithin("intermediate_size", intermediateSize, 1 << 22);
    requireWithin("num_hidden_layers", layers, MOST_LAYERS);
    requireWithin("num_attention_heads", heads, 1 << 16);
    requireWithin("num_key_value_heads", keyValueHeads, 1 << 16);
    requireWithin("head_dim", headDimension, 1 << 16);
    requireWithin("max_position_embeddings", maxPositions, Integer.MAX_VALUE);
    if (heads % keyValueHeads != 0) {
      throw invalid(
          "num_key_value_heads", keyValueHeads, "a divisor of num_attention_heads = " + heads);
    }
    if (headDimension % 2 != 0) {
      throw invalid("head_dim", headDimension, "an even number");
    }
    if (!(normEpsilon > 0 && normEpsilon < 1)) {
      throw invalid("rms_norm_eps", normEpsilon, "above 0, below 1");
    }
    if (!(ropeTheta > 1 && ropeTheta <= 1e12)) {
      throw invalid("rope_theta", ropeTheta, "above 1, at most 1e12");
    }
  }

  /**
   * A small qwen2 shape with tied embeddings, epsilon 1e-6 and rope base 10,000.
   *
   * @param headDimension width of one head; {@code heads * headDimension} need not equal {@code
   *     hiddenSize}
   */
  public static ModelConfig qwen2(
      int vocabularySize,
      int hiddenSize,
      int intermediateSize,
      int layers,
      int heads,
      int keyValueHeads,
      int headDimension,
      int maxPositions) {
    return new ModelConfig(
        Architecture.QWEN2,
        vocabularySize,
        hiddenSize,
        intermediateSize,
        layers,
        heads,
        keyValueHeads,
        headDimension,
        maxPositions,
        1e-6,
        10_000,
        new RopeScaling.Default(),
        true);
  }

  /** The same shape for another number of token ids. */
  public ModelConfig withVocabularySize(int size) {
    return new ModelConfig(
        architecture,
        size,
        hiddenSize,
        intermediateSize,
        layers,
        heads,
        keyValueHeads,
        headDimension,
        maxPositions,
        normEpsilon,
        ropeTheta,
        ropeScaling,
        isTied);
  }

  /** Every weight tensor, in the order in which the policy program takes them. */
  public List<WeightSpec> weights() {
    long hidden = hiddenSize;
    long queries = (long) heads * headDimension;
    long keys = (long) keyValueHeads * headDimension;
    long inner = intermediateSize;
    List<WeightSpec> weights = new ArrayList<>();
    weights.add(weight("model.embed_tokens.weight", Role.EMBEDDING, vocabularySize, hidden));
    for (int layer = 0; layer < layers; layer++) {
      String prefix = "model.layers." + layer + ".";
      String attention = prefix + "self_attn.";
      weights.add(weight(prefix + "input_layernorm.weight", Role.NORM, hidden));
      weights.add(weight(attention + "q_proj.weight", Role.INNER, queries, hidden));
      weights.add(weight(attention + "k_proj.weight", Role.INNER, keys, hidden));
      weights.add(weight(attention + "v_proj.weight", Role.INNER, keys, hidden));
      weights.add(weight(attention + "o_proj.weight", Role.RESIDUAL, hidden, queries));
      weights.add(weight(prefix + "post_attention_layernorm.weight", Role.NORM, hidden));
      weights.add(weight(prefix + "mlp.gate_proj.weight", Role.INNER, inner, hidden));
      weights.add(weight(prefix + "mlp.up_proj.weight", Role.INNER, inner, hidden));
      weights.add(weight(prefix + "mlp.down_proj.weight", Role.RESIDUAL, hidden, inner));
      if (architecture.hasBiases()) {
        weights.add(weight(attention + "q_proj.bias", Role.BIAS, queries));
        weights.add(weight(attention + "k_proj.bias", Role.BIAS, keys));
        weights.add(weight(attention + "v_proj.bias", Role.BIAS, keys));
      }
      if (architecture.hasHeadNorms()) {
        weights.add(weight(attention + "q_norm.weight", Role.NORM, headDimension));
        weights.add(weight(attention + "k_norm.weight", Role.NORM, headDimension));
      }
    }
    weights.add(weight("model.norm.weight", Role.NORM, hidden));
    if (!isTied) {
      weights.add(weight("lm_head.weight", Role.EMBEDDING, vocabularySize, hidden));
    }
    return List.copyOf(weights);
  }

  /**
   * Weights that lie together in memory, one below the other, because the sampler multiplies with
   * them at once: per layer query, key and value; gate and up; and the biases where there are any.
   */
  public List<List<WeightSpec>> joinedWeights() {
    Map<String, WeightSpec> byName = new HashMap<>();
    weights().forEach(weight -> byName.put(weight.name(), weight));
    List<List<WeightSpec>> joined = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      String attention = "model.layers." + layer + ".self_attn.";
      String feedForward = "model.layers." + layer + ".mlp.";
      joined.add(
          List.of(
              byName.get(attention + "q_proj.weight"),
              byName.get(attention + "k_proj.weight"),
              byName.get(attention + "v_proj.weight")));
      joined.add(
          List.of(
              byName.get(feedForward + "gate_proj.weight"),
              byName.get(feedForward + "up_proj.weight")));
      if (architecture.hasBiases()) {
        joined.add(
            List.of(
                byName.get(attention + "q_proj.bias"),
                byName.get(attention + "k_proj.bias"),
                byName.get(attention + "v_proj.bias")));
      }
    }
    return joined;
  }

  /** Total number of weights. */
  public long parameterCount() {
    return weights().stream().mapToLong(WeightSpec::elements).sum();
  }

  /** The vector by which the policy program knows the shape; see its part {@code settings.py}. */
  public double[] programVector() {
    double[] shape = {
      layers,
      heads,
      keyValueHeads,
      headDimension,
      normEpsilon,
      ropeTheta,
      architecture.hasBiases() ? 1 : 0,
      isTied ? 1 : 0,
      architecture.hasHeadNorms() ? 1 : 0
    };
    double[] rope = ropeScaling.programVector(headDimension, ropeTheta);
    double[] vector = Arrays.copyOf(shape, shape.length + rope.length);
    System.arraycopy(rope, 0, vector, shape.length, rope.length);
    return vector;
  }

  /**
   * Reads config.json.
   *
   * @throws InvalidInputException if it is missing, not JSON, lacks a field, or asks for what the
   *     policy program does not compute
   */
  public static ModelConfig read(Path file) {
    JsonFile json = JsonFile.read(file);
    Architecture architecture = Architecture.named(json.text("model_type"), file.toString());
    ComputableModel.check(json, architecture);
    int heads = json.integer("num_attention_heads");
    int hidden = json.integer("hidden_size");
    int maxPositions = json.integer("max_position_embeddings");
    RopeSettings rope = RopeSettings.read(json, maxPositions);
    try {
      return new ModelConfig(
          architecture,
          json.integer("vocab_size"),
          hidden,
          json.integer("intermediate_size"),
          json.integer("num_hidden_layers"),
          heads,
          keyValueHeads(json, architecture, heads),
          headDimension(json, architecture, hidden, heads),
          maxPositions,
          json.number("rms_norm_eps"),
          rope.theta(),
          rope.scaling(),
          flag(json, "tie_word_embeddings"));
    } catch (InvalidInputException e) {
      throw e.getMessage().contains(file.toString())
          ? e
          : new InvalidInputException(
              e.getMessage().replaceFirst("Cannot use config.json", "Cannot load " + file), e);
    }
  }

  /** Absent, it is what Transformers takes for the family, where that depends on the shape. */
  private static int keyValueHeads(JsonFile json, Architecture architecture, int heads) {
    boolean isOptional = architecture == Architecture.LLAMA || architecture == Architecture.QWEN2;
    return isOptional && !json.root().hasNonNull("num_key_value_heads")
        ? heads
        : json.integer("num_key_value_heads");
  }

  private static int headDimension(
      JsonFile json, Architecture architecture, int hidden, int heads) {
    if (json.root().hasNonNull("head_dim")) {
      return json.integer("head_dim");
    }
    if (architecture == Architecture.QWEN3) {
      return QWEN3_HEAD_DIMENSION;
    }
    if (heads < 1 || hidden % heads != 0) {
      throw json.invalid("num_attention_heads", heads, "a divisor of hidden_size = " + hidden);
    }
    return hidden / heads;
  }

  /** Absent or null, it is false. */
  private static boolean flag(JsonFile json, String field) {
    JsonNode value = json.root().path(field);
    if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
      throw json.invalid(field, value, "true or false");
    }
    return value.asBoolean(false);
  }

  /** config.json as Hugging Face writes it for this shape, with weights in float32. */
  ObjectNode toJson(int endTokenId, int padTokenId) {
    ObjectNode json = JsonFile.emptyObject();
    ArrayNode architectures = json.putArray("architectures");
    architectures.add(architecture.className());
    json.put("attention_dropout", 0.0);
    json.put("eos_token_id", endTokenId);
    json.put("head_dim", headDimension);
    json.put("hidden_act", "silu");
    json.put("hidden_size", hiddenSize);
    json.put("initializer_range", 0.02);
    json.put("intermediate_size", intermediateSize);
    json.put("max_position_embeddings", maxPositions);
    json.put("model_type", architecture.modelType());
    json.put("num_attention_heads", heads);
    json.put("num_hidden_layers", layers);
    json.put("num_key_value_heads", keyValueHeads);
    json.put("pad_token_id", padTokenId);
    json.put("rms_norm_eps", normEpsilon);
    json.set("rope_scaling", ropeScaling.toJson());
    json.put("rope_theta", ropeTheta);
    if (architecture == Architecture.MISTRAL) {
      json.putNull("sliding_window");
    }
    json.put("tie_word_embeddings", isTied);
    json.put("torch_dtype", "float32");
    json.put("use_cache", true);
    json.put("use_sliding_window", false);
    json.put("vocab_size", vocabularySize);
    return json;
  }

  private static WeightSpec weight(String name, Role role, long... shape) {
    List<Long> dimensions = new ArrayList<>();
    for (long size : shape) {
      dimensions.add(size);
    }
    return new WeightSpec(name, dimensions, role);
  }

  /** Above what any model has, a size is a fault, and would be filled with names of weights. */
  private static void requireWithin(String field, int value, int most) {
    if (value < 1 || value > most) {
      throw invalid(field, value, most == Integer.MAX_VALUE ? "1 and above" : "1 to " + most);
    }
  }

  private static InvalidInputException invalid(String field, Object value, String allowed) {
    return new InvalidInputException(
        "Cannot use config.json: " + field + ": " + value + " (allowed: " + allowed + ")");
  }
}
