// How the critic of PPO is trained.
package dev.rondo.trainer.network;

import dev.rondo.schema.InvalidInputException;

/**
 * How a critic is trained, beside the policy and with its own optimizer.
 *
 * @param learningRate constant, above 0
 * @param clipNorm upper limit of its gradient's global norm, above 0; 0 switches clipping off
 */
public record CriticSettings(double learningRate, double clipNorm) {

  /** Checks both. */
  public CriticSettings {
    if (!(learningRate > 0 && learningRate <= 1)) {
      throw new InvalidInputException(
          "Cannot train with critic.learning-rate: "
              + learningRate
              + " (allowed: above 0, at most 1)");
    }
    if (!(clipNorm >= 0 && clipNorm < 1e9)) {
      throw new InvalidInputException(
          "Cannot train with critic.clip-norm: " + clipNorm + " (allowed: 0 for off, or above)");
    }
  }
}
