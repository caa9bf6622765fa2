package dev.rondo.policy.program;

import ai.djl.ndarray.NDArray;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.ModelInitializer;

/** Policies of a few thousand random weights, with every weight (biases and norms too) random. */
public final class TinyPolicies {
  private TinyPolicies() {}

  /** Two layers, four heads over two, grouped. */
  public static final ModelConfig CONFIG = ModelConfig.qwen2(23, 16, 24, 2, 4, 2, 8, 64);

  /** A policy whose weights depend on the seed alone. */
  public static PolicyModel random(ModelConfig config, long seed) {
    return random(config, seed, PolicyProgram.standard());
  }

  static PolicyModel random(ModelConfig config, long seed, PolicyProgram program) {
    PolicyModel model =
        PolicyModel.initialize(
            config, ModelInitializer.uniformDeviation(0.4), seed, program, DeviceSettings.CPU);
    for (int i = 0; i < model.weights().size(); i++) {
      NDArray weight = model.weights().get(i);
      if (weight.getShape().dimension() == 1) {
        float[] values = weight.toFloatArray();
        for (int j = 0; j < values.length; j++) {
          values[j] += (float) (0.3 * Math.sin(1 + 7 * i + 3 * j));
        }
        model.setWeight(i, values);
      }
    }
    return model;
  }
}
