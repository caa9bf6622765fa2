package dev.rondo.policy.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.dataset.JsonFile;
import java.util.Iterator;
import java.util.Set;

/**
 * How the rotary position embedding is stretched beyond the context a model was first trained on:
 * {@code rope_scaling} of config.json. Frequencies are computed by the policy program, as
 * Transformers does.
 */
public sealed interface RopeScaling {
  /** Field of the context of the first training. */
  String ORIGINAL_POSITIONS = "original_max_position_embeddings";

  /** Field of YaRN: whether its ramp begins and ends at whole pairs, as it does if absent. */
  String TRUNCATE = "truncate";

  /** Frequencies as they are. */
  record Default() implements RopeScaling {
    @Override
    public double[] programVector(int headDimension, double theta) {
      return new double[] {0, 1, 0, 0, 0, 1};
    }
  }

  /**
   * Every frequency divided by one factor.
   *
   * @param factor 1 and above
   */
  record Linear(double factor) implements RopeScaling {
    @Override
    public double[] programVector(int headDimension, double theta) {
      return new double[] {1, factor, 0, 0, 0, 1};
    }
  }

  /**
   * Long waves divided by a factor, short waves kept, those between blended.
   *
   * @param factor 1 and above
   * @param lowFrequencyFactor waves longer than originalPositions / lowFrequencyFactor are divided
   * @param highFrequencyFactor waves shorter than originalPositions / highFrequencyFactor are kept;
   *     above lowFrequencyFactor
   * @param originalPositions context of the first training, in tokens
   */
  record Llama3(
      double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalPositions)
      implements RopeScaling {
    @Override
    public double[] programVector(int headDimension, double theta) {
      return new double[] {
        2, factor, lowFrequencyFactor, highFrequencyFactor, originalPositions, 1
      };
    }
  }

  /**
   * YaRN: pairs that turn often over the original context are kept, those that turn seldom are
   * divided by the factor, with a ramp between; attention is sharpened by a factor on the tables.
   *
   * @param factor 1 and above
   * @param originalPositions context of the first training, in tokens
   * @param betaFast turns over the original context at which the ramp begins
   * @param betaSlow turns at which it ends; below betaFast
   * @param attentionFactor factor on cosine and sine
   */
  record Yarn(
      double factor,
      int originalPositions,
      double betaFast,
      double betaSlow,
      double attentionFactor)
      implements RopeScaling {

    /** 0.1 ln(factor) + 1, the paper's recommendation. */
    static double attentionFactor(double factor, double scale) {
      return factor <= 1 ? 1 : 0.1 * scale * StrictMath.log(factor) + 1;
    }

    @Override
    public double[] programVector(int headDimension, double theta) {
      double first = Math.max(0, Math.floor(pair(betaFast, headDimension, theta)));
      double last = Math.min(headDimension - 1, Math.ceil(pair(betaSlow, headDimension, theta)));
      return new double[] {
        3, factor, first, first == last ? last + 0.001 : last, 0, attentionFactor
      };
    }

    /** The pair, as a fraction, that makes so many turns over the original context. */
    private double pair(double turns, int headDimension, double theta) {
      return headDimension
          * StrictMath.log(originalPositions / (turns * 2 * Math.PI))
          / (2 * StrictMath.log(theta));
    }
  }

  /** Type and parameters as the policy program takes them, 6 numbers. */
  double[] programVector(int headDimension, double theta);

  /**
   * The scaling that config.json asks for.
   *
   * @param field name of {@code node} in the file, for messages
   * @throws dev.rondo.schema.InvalidInputException if type or a parameter cannot be used
   */
  static RopeScaling read(JsonFile json, String field, JsonNode node, int maxPositions) {
    if (node.isMissingNode() || node.isNull()) {
      return new Default();
    }
    String type = node.path("rope_type").asText(node.path("type").asText(""));
    if (type.isEmpty() && node.isObject() && saysNothing(node)) {
      return new Default();
    }
    return switch (type) {
      case "default" -> {
        checkKeys(json, field, node, Set.of(ORIGINAL_POSITIONS)); // of no use to it
        yield new Default();
      }
      case "linear" -> {
        checkKeys(json, field, node, Set.of("factor", ORIGINAL_POSITIONS));
        yield new Linear(factor(json, field, node));
      }
      case "llama3" -> {
        checkKeys(
            json,
            field,
            node,
            Set.of("factor", "low_freq_factor", "high_freq_factor", ORIGINAL_POSITIONS));
        double low = positive(json, field, node, "low_freq_factor");
        double high = positive(json, field, node, "high_freq_factor");
        if (high <= low) {
          throw json.invalid(field + ".high_freq_factor", high, "above low_freq_factor = " + low);
        }
        yield new Llama3(factor(json, field, node), low, high, positions(json, field, node));
      }
      case "yarn" -> yarn(json, field, node, maxPositions);
      default -> throw json.invalid(field, node, "a rope_type of default, linear, llama3, yarn");
    };
  }

  private static RopeScaling yarn(JsonFile json, String field, JsonNode node, int maxPositions) {
    checkKeys(
        json,
        field,
        node,
        Set.of(
            "factor",
            ORIGINAL_POSITIONS,
            "beta_fast",
            "beta_slow",
            "attention_factor",
            "mscale",
            "mscale_all_dim",
            TRUNCATE));
    JsonNode truncate = node.path(TRUNCATE);
    if (node.hasNonNull(TRUNCATE) && !(truncate.isBoolean() && truncate.booleanValue())) {
      throw json.invalid(field + "." + TRUNCATE, truncate, "true");
    }
    double factor = factor(json, field, node);
    int original =
        node.hasNonNull(ORIGINAL_POSITIONS) ? positions(json, field, node) : maxPositions;
    double fast = node.hasNonNull("beta_fast") ? positive(json, field, node, "beta_fast") : 32;
    double slow = node.hasNonNull("beta_slow") ? positive(json, field, node, "beta_slow") : 1;
    if (fast <= slow) {
      throw json.invalid(field + ".beta_fast", fast, "above beta_slow = " + slow);
    }
    double attention = Yarn.attentionFactor(factor, 1);
    if (node.hasNonNull("attention_factor")) {
      attention = positive(json, field, node, "attention_factor");
    } else if (node.path("mscale").asDouble() != 0 && node.path("mscale_all_dim").asDouble() != 0) {
      attention =
          Yarn.attentionFactor(factor, positive(json, field, node, "mscale"))
              / Yarn.attentionFactor(factor, positive(json, field, node, "mscale_all_dim"));
    }
    return new Yarn(factor, original, fast, slow, attention);
  }

  /** {@code rope_scaling} as Hugging Face writes it, or null for the default. */
  default ObjectNode toJson() {
    ObjectNode json = JsonFile.emptyObject();
    if (this instanceof Linear linear) {
      json.put("rope_type", "linear").put("factor", linear.factor());
    } else if (this instanceof Llama3 llama) {
      json.put("rope_type", "llama3").put("factor", llama.factor());
      json.put("low_freq_factor", llama.lowFrequencyFactor());
      json.put("high_freq_factor", llama.highFrequencyFactor());
      json.put(ORIGINAL_POSITIONS, llama.originalPositions());
    } else if (this instanceof Yarn yarn) {
      json.put("rope_type", "yarn").put("factor", yarn.factor());
      json.put(ORIGINAL_POSITIONS, yarn.originalPositions());
      json.put("beta_fast", yarn.betaFast()).put("beta_slow", yarn.betaSlow());
      json.put("attention_factor", yarn.attentionFactor());
    } else {
      return null;
    }
    return json;
  }

  private static double factor(JsonFile json, String field, JsonNode node) {
    double factor = positive(json, field, node, "factor");
    if (factor < 1) {
      throw json.invalid(field + ".factor", factor, "1 and above");
    }
    return factor;
  }

  /** Whole tokens, 1 and above; some writers have them as 8192.0. */
  private static int positions(JsonFile json, String field, JsonNode node) {
    double positions = positive(json, field, node, ORIGINAL_POSITIONS);
    if (positions < 1 || positions != Math.rint(positions)) {
      throw json.invalid(
          field + "." + ORIGINAL_POSITIONS, positions, "a whole number of tokens, 1 and above");
    }
    return (int) positions;
  }

  private static double positive(JsonFile json, String field, JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isNumber() || !(value.doubleValue() > 0) || value.doubleValue() > 1e9) {
      throw json.invalid(field + "." + key, value, "a number above 0, at most 1e9");
    }
    return value.doubleValue();
  }

  /** Whether there is no scaling in it, the base aside. */
  private static boolean saysNothing(JsonNode node) {
    for (Iterator<String> keys = node.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!isNeutral(key, node.get(key)) && !key.equals("rope_theta")) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNeutral(String key, JsonNode value) {
    return value.isNull()
        || key.equals("partial_rotary_factor") && value.isNumber() && value.doubleValue() == 1;
  }

  /** Refuses parameters that would be ignored, unless they change nothing. */
  private static void checkKeys(JsonFile json, String field, JsonNode node, Set<String> known) {
    for (Iterator<String> keys = node.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      boolean isKnown =
          known.contains(key) || Set.of("rope_type", "type", "rope_theta").contains(key);
      if (!isKnown && !isNeutral(key, node.get(key))) {
        throw json.invalid(field + "." + key, node.get(key), "none of this name");
      }
    }
  }
}
