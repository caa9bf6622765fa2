// PACS: the policy's log-ratios as the logits of a classifier of correct against incorrect
// rollouts. Only the arithmetic of the paper; no model, no sampling.
package dev.rondo.trainer.objective;

import dev.rondo.schema.InvalidInputException;

/**
 * The PACS objective (Li et al., "Implicit Actor Critic Coupling via a Supervised Learning
 * Framework for RLVR", arXiv 2509.02522v2; loss eq. 1, its gradient eqs. 2 to 5, score logit,
 * implicit reward and final form eqs. 6 to 8). For a group of G rollouts o_1..o_G of one problem
 * with labels R_i:
 *
 * <ul>
 *   <li>implicit reward: r_i = beta * sum_t [log pi(o_i,t) - log pi_ref(o_i,t)], a sum over tokens
 *       and not a mean;
 *   <li>score logit: psi_i = r_i - 1/(G-1) * sum_{j != i} r_j (leave-one-out);
 *   <li>loss: mean over the group of w_i * [-R_i log s(psi_i) - (1-R_i) log s(-psi_i)] with s the
 *       logistic function, then the mean over the groups of the update.
 * </ul>
 *
 * <p>The loss sees a sequence only through r_i. With e_i = w_i (s(psi_i) - R_i) / G the derivative
 * is dL/dr_i = e_i - 1/(G-1) * sum_{j != i} e_j, and each token of the sequence has the coefficient
 * beta * dL/dr_i. No KL term, no entropy bonus, no clipping.
 *
 * <p>Deviations, stated: the gradient is that of the loss through fixed samples, as in the authors'
 * released code; the score-function term of the paper's gradient ("actor"), which the released code
 * leaves out, is left out here too. The class weights w_i are the released code's ({@link
 * ClassBalance}); the paper names them without an equation. The reference is the policy at the
 * start of the round. Whether the optimizer's state is reset with it (the paper's text does, its
 * code does not) is the trainer's setting.
 *
 * <p>Names, since the released code uses other ones: its {@code reward} is the implicit reward, its
 * {@code score} the outcome reward, its {@code advantage} the score logit, its {@code weight} the
 * class weight.
 *
 * @param beta scale of the implicit reward, above 0
 * @param leaveOneOut true for the leave-one-out score logit; false for psi_i = r_i (the released
 *     code's {@code naive})
 * @param classBalance class weights
 */
public record PacsObjective(double beta, boolean leaveOneOut, ClassBalance classBalance)
    implements Objective {

  /** Score logits beyond this count as saturated: the logistic function is within 1 % of 0 or 1. */
  static final double SATURATED_SCORE_LOGIT = 4.6;

  /** Checks beta. */
  public PacsObjective {
    if (!(beta > 0 && beta <= 1000)) {
      throw new InvalidInputException(
          "Cannot train with train.beta: " + beta + " (allowed: above 0, at most 1000)");
    }
  }

  @Override
  public String name() {
    return "pacs";
  }

  @Override
  public ObjectiveValue evaluate(GroupBatch batch) {
    double[] coefficients = new double[batch.tokenCount()];
    Metrics metrics = new Metrics();
    double loss = 0;
    for (int group = 0; group < batch.groupCount(); group++) {
      loss += evaluateGroup(batch, group, coefficients, metrics);
    }
    metrics.addSum("train/pacs_loss", loss);
    return new ObjectiveValue(loss, coefficients, metrics);
  }

  private double evaluateGroup(
      GroupBatch batch, int group, double[] coefficients, Metrics metrics) {
    int first = batch.groupOffsets()[group];
    int groupSize = batch.groupOffsets()[group + 1] - first;
    double[] implicitReward = new double[groupSize];
    double[] outcomeReward = new double[groupSize];
    for (int i = 0; i < groupSize; i++) {
      implicitReward[i] = implicitReward(batch, first + i);
      outcomeReward[i] = batch.outcomeRewards()[first + i];
    }
    double[] scoreLogit = centre(implicitReward);
    double[] classWeight = classWeights(outcomeReward);

    // The loss and its derivative by the score logit; the divisor makes it a mean over groups.
    double divisor = (double) groupSize * batch.totals().groups();
    double[] error = new double[groupSize];
    double loss = 0;
    for (int i = 0; i < groupSize; i++) {
      double psi = scoreLogit[i];
      double crossEntropy =
          Math.max(psi, 0) - psi * outcomeReward[i] + Math.log1p(Math.exp(-Math.abs(psi)));
      loss += classWeight[i] * crossEntropy / divisor;
      error[i] = classWeight[i] * (logistic(psi) - outcomeReward[i]) / divisor;
    }
    // Centring is symmetric, so the chain rule through it is the same map once more.
    double[] byImplicitReward = centre(error);
    for (int i = 0; i < groupSize; i++) {
      int from = batch.tokenOffsets()[first + i];
      int to = batch.tokenOffsets()[first + i + 1];
      for (int t = from; t < to; t++) {
        coefficients[t] = beta * byImplicitReward[i];
      }
    }
    addMetrics(metrics, implicitReward, scoreLogit, outcomeReward);
    return loss;
  }

  /** Beta times the summed log-ratio, in token order. */
  private double implicitReward(GroupBatch batch, int sequence) {
    double logRatio = 0;
    for (int t = batch.tokenOffsets()[sequence]; t < batch.tokenOffsets()[sequence + 1]; t++) {
      logRatio += batch.trainerLogprobs()[t] - batch.referenceLogprobs()[t];
    }
    return beta * logRatio;
  }

  /** Leave-one-out: each value less the mean of the others. */
  private double[] centre(double[] values) {
    if (!leaveOneOut) {
      return values.clone();
    }
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double[] centred = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      centred[i] = values[i] - (sum - values[i]) / (values.length - 1);
    }
    return centred;
  }

  /** Class weights of one group: {@link ClassBalance}. */
  double[] classWeights(double[] outcomeReward) {
    int groupSize = outcomeReward.length;
    int correct = 0;
    for (double reward : outcomeReward) {
      correct += reward == 1 ? 1 : 0;
    }
    boolean isMixed = correct > 0 && correct < groupSize;
    double[] weights = new double[groupSize];
    for (int i = 0; i < groupSize; i++) {
      int sameClass = outcomeReward[i] == 1 ? correct : groupSize - correct;
      weights[i] =
          classBalance == ClassBalance.BALANCED && isMixed ? groupSize / (2.0 * sameClass) : 1;
    }
    return weights;
  }

  private static double logistic(double x) {
    return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
  }

  private static void addMetrics(
      Metrics metrics, double[] implicitReward, double[] scoreLogit, double[] outcomeReward) {
    for (int i = 0; i < scoreLogit.length; i++) {
      double absolute = Math.abs(scoreLogit[i]);
      metrics.addMean("train/implicit_reward", implicitReward[i], 1);
      metrics.addMean("train/score_logit_abs", absolute, 1);
      metrics.addMaximum("train/score_logit_max", absolute);
      metrics.addMean("train/score_saturated", absolute > SATURATED_SCORE_LOGIT ? 1 : 0, 1);
      boolean isRight = scoreLogit[i] != 0 && (scoreLogit[i] > 0) == (outcomeReward[i] == 1);
      metrics.addMean("train/score_accuracy", isRight ? 1 : 0, 1);
    }
  }
}
