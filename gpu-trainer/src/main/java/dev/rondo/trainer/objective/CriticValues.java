// What a critic says about the tokens of a batch, for objectives that train one.
package dev.rondo.trainer.objective;

/**
 * Values of a critic, one a response token: the reward that it expects given the prompt and the
 * response before that token. Both arrays are empty where there is no critic.
 *
 * @param trainer under the critic being trained; length = tokens
 * @param roundStart under the critic that the round began with; length = tokens
 */
public record CriticValues(double[] trainer, double[] roundStart) {

  /** No critic. */
  public static final CriticValues NONE = new CriticValues(new double[0], new double[0]);
}
