package dev.rondo.policy.program;

import dev.rondo.policy.checkpoint.ModelConfig;
import java.util.HashMap;
import java.util.Map;

/** The qwen2 forward pass once more, as double loops over one sequence: slow, obvious, no cache. */
final class NaivePolicy {
  private final ModelConfig config;
  private final Map<String, double[]> weights = new HashMap<>();

  NaivePolicy(PolicyModel model) {
    this.config = model.config();
    for (int i = 0; i < model.weights().size(); i++) {
      float[] values = model.weights().get(i).toFloatArray();
      double[] doubles = new double[values.length];
      for (int j = 0; j < values.length; j++) {
        doubles[j] = values[j];
      }
      weights.put(model.weightNames().get(i), doubles);
    }
  }

  /** Hidden states after the last norm, [position][hidden]. */
  double[][] trunk(long[] ids) {
    double[] embedding = weights.get("model.embed_tokens.weight");
    int hidden = config.hiddenSize();
    double[][] x = new double[ids.length][hidden];
    for (int t = 0; t < ids.length; t++) {
      System.arraycopy(embedding, (int) ids[t] * hidden, x[t], 0, hidden);
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "model.layers." + layer + ".";
      double[][] normed = new double[ids.length][];
      for (int t = 0; t < ids.length; t++) {
        normed[t] = rmsNorm(x[t], weights.get(prefix + "input_layernorm.weight"));
      }
      double[][] attended = attention(normed, prefix + "self_attn.");
      for (int t = 0; t < ids.length; t++) {
        add(x[t], attended[t]);
        double[] inner = rmsNorm(x[t], weights.get(prefix + "post_attention_layernorm.weight"));
        add(x[t], feedForward(inner, prefix + "mlp."));
      }
    }
    for (int t = 0; t < ids.length; t++) {
      x[t] = rmsNorm(x[t], weights.get("model.norm.weight"));
    }
    return x;
  }

  /** Log-softmax of the logits over temperature, [position][token]. */
  double[][] logprobs(long[] ids, double temperature) {
    double[][] hidden = trunk(ids);
    double[][] result = new double[ids.length][];
    String head = config.isTied() ? "model.embed_tokens" : "lm_head";
    for (int t = 0; t < ids.length; t++) {
      result[t] = logSoftmax(linear(hidden[t], head), temperature);
    }
    return result;
  }

  static double[] logSoftmax(double[] logits, double temperature) {
    double max = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      max = Math.max(max, logit / temperature);
    }
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit / temperature - max);
    }
    double[] result = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      result[i] = logits[i] / temperature - max - Math.log(sum);
    }
    return result;
  }

  double[][] attention(double[][] x, String prefix) {
    int length = x.length;
    int dimension = config.headDimension();
    int group = config.heads() / config.keyValueHeads();
    double[][] q = new double[length][];
    double[][] k = new double[length][];
    double[][] v = new double[length][];
    for (int t = 0; t < length; t++) {
      q[t] = rotate(linear(x[t], prefix + "q_proj"), t);
      k[t] = rotate(linear(x[t], prefix + "k_proj"), t);
      v[t] = linear(x[t], prefix + "v_proj");
    }
    double[][] result = new double[length][];
    for (int t = 0; t < length; t++) {
      double[] mixed = new double[config.heads() * dimension];
      for (int head = 0; head < config.heads(); head++) {
        int source = head / group * dimension;
        double[] scores = new double[t + 1];
        for (int s = 0; s <= t; s++) {
          for (int i = 0; i < dimension; i++) {
            scores[s] += q[t][head * dimension + i] * k[s][source + i] / Math.sqrt(dimension);
          }
        }
        double[] shares = logSoftmax(scores, 1);
        for (int s = 0; s <= t; s++) {
          for (int i = 0; i < dimension; i++) {
            mixed[head * dimension + i] += Math.exp(shares[s]) * v[s][source + i];
          }
        }
      }
      result[t] = linear(mixed, prefix + "o_proj");
    }
    return result;
  }

  double[] feedForward(double[] x, String prefix) {
    double[] gate = linear(x, prefix + "gate_proj");
    double[] up = linear(x, prefix + "up_proj");
    for (int i = 0; i < gate.length; i++) {
      gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
    }
    return linear(gate, prefix + "down_proj");
  }

  double[] rotate(double[] heads, int position) {
    int dimension = config.headDimension();
    int half = dimension / 2;
    double[] result = new double[heads.length];
    for (int start = 0; start < heads.length; start += dimension) {
      for (int i = 0; i < half; i++) {
        double angle = position / Math.pow(config.ropeTheta(), 2.0 * i / dimension);
        double a = heads[start + i];
        double b = heads[start + half + i];
        result[start + i] = a * Math.cos(angle) - b * Math.sin(angle);
        result[start + half + i] = b * Math.cos(angle) + a * Math.sin(angle);
      }
    }
    return result;
  }

  double[] rmsNorm(double[] x, double[] weight) {
    double sum = 0;
    for (double value : x) {
      sum += value * value;
    }
    double scale = 1 / Math.sqrt(sum / x.length + config.normEpsilon());
    double[] result = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      result[i] = x[i] * scale * weight[i];
    }
    return result;
  }

  double[] linear(double[] x, String name) {
    double[] matrix = weights.get(name + ".weight");
    double[] bias = weights.get(name + ".bias");
    int rows = matrix.length / x.length;
    double[] result = new double[rows];
    for (int r = 0; r < rows; r++) {
      double sum = bias == null ? 0 : bias[r];
      for (int i = 0; i < x.length; i++) {
        sum += matrix[r * x.length + i] * x[i];
      }
      result[r] = sum;
    }
    return result;
  }

  private static void add(double[] to, double[] what) {
    for (int i = 0; i < to.length; i++) {
      to[i] += what[i];
    }
  }
}
