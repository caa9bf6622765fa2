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
 *   <li>implicit reward ({@link ImplicitReward}): r_i = beta * sum_t [log pi(o_i,t) - log
 *       pi_ref(o_i,t)], a sum over tokens and not a mean;
 *   <li>score logit ({@link ScoreEstimator}): psi_i = r_i - 1/(G-1) * sum_{j != i} r_j
 *       (leave-one-out);
 *   <li>loss: mean over the group of w_i * [-R_i log s(psi_i) - (1-R_i) log s(-psi_i)] with s the
 *       logistic function, then the mean over the groups of the update.
 * </ul>
 *
 * <p>The loss sees a sequence only through r_i. With e_i = w_i (s(psi_i) - R_i) / (G * groups of
 * the update) the derivative is dL/dr_i = e_i - 1/(G-1) * sum_{j != i} e_j, and each token of the
 * sequence has the coefficient beta * dL/dr_i. No KL term, no entropy bonus, no clipping.
 *
 * <p>Deviations, stated: by default the gradient is that of the loss through fixed samples, as in
 * the authors' released code, which leaves the score-function term of the paper's gradient out;
 * {@link PacsGradient} adds it. That term is exact at the first update of a round; later ones take
 * the round's samples as if they were the current policy's. The class weights w_i are the released
 * code's ({@link ClassBalance}); the paper names them without an equation. Which policy is the
 * reference, and whether the optimizer's state is reset with it (the paper's text does, its code
 * does not), are the trainer's settings.
 *
 * <p>Names, since the released code uses other ones: its {@code reward} is the implicit reward, its
 * {@code score} the outcome reward, its {@code advantage} the score logit, its {@code weight} the
 * class weight.
 *
 * @param beta scale of the implicit reward, above 0
 * @param scoreEstimator from implicit rewards to score logits
 * @param implicitReward from log-probabilities to implicit rewards
 * @param classBalance class weights
 * @param gradient which terms of the paper's gradient the coefficients are
 * @param softLabels whether labels between 0 and 1 are taken too
 */
public record PacsObjective(
    double beta,
    ScoreEstimator scoreEstimator,
    ImplicitReward implicitReward,
    ClassBalance classBalance,
    PacsGradient gradient,
    boolean softLabels)
    implements Objective {

  /** Checks beta. */
  public PacsObjective {
    if (!(beta > 0 && beta <= 1000)) {
      throw new InvalidInputException(
          "Cannot train with objective.beta: " + beta + " (allowed: above 0, at most 1000)");
    }
  }

  /** The objective of the released code's recipe: leave-one-out, log-ratio, critic term. */
  public static PacsObjective released(double beta, ClassBalance classBalance) {
    return new PacsObjective(
        beta,
        ScoreEstimator.RLOO,
        ImplicitReward.LOG_RATIO,
        classBalance,
        PacsGradient.CRITIC,
        false);
  }

  @Override
  public String name() {
    return "pacs";
  }

  @Override
  public int smallestGroup() {
    return scoreEstimator.smallestGroup();
  }

  /**
   * With equal implicit rewards all score logits are 0 and all errors equal, which the
   * leave-one-out derivative takes to 0. Neither holds for mean log-probabilities or the naive
   * estimator, and the first term of the gradient has no derivative by a score logit. Away from the
   * reference implicit rewards differ within a group, so the objective learns from any group.
   */
  @Override
  public boolean ignoresUniformGroups(boolean isAtReference) {
    return isAtReference
        && implicitReward == ImplicitReward.LOG_RATIO
        && scoreEstimator != ScoreEstimator.NAIVE
        && gradient == PacsGradient.CRITIC;
  }

  @Override
  public RewardRange rewards() {
    return softLabels ? RewardRange.UNIT_INTERVAL : RewardRange.LABELS;
  }

  @Override
  public boolean usesReference() {
    return implicitReward == ImplicitReward.LOG_RATIO;
  }

  @Override
  public ObjectiveValue evaluate(GroupBatch batch) {
    double[] coefficients = new double[batch.tokenCount()];
    Metrics metrics = new Metrics();
    double loss = 0;
    for (int group = 0; group < batch.groupCount(); group++) {
      loss += evaluateGroup(batch, group, coefficients, metrics);
    }
    GroupMetrics.addDrift(metrics, batch);
    return new ObjectiveValue(loss, coefficients, metrics);
  }

  private double evaluateGroup(
      GroupBatch batch, int group, double[] coefficients, Metrics metrics) {
    int first = batch.groupOffsets()[group];
    double[] label = labels(batch, group);
    int groupSize = label.length;
    double[] r = new double[groupSize];
    for (int i = 0; i < groupSize; i++) {
      r[i] = implicitReward(batch, first + i);
    }
    double[] psi = scoreEstimator.scoreLogits(r);
    double[] weight = classBalance.weights(label);

    // The loss and its derivative by the score logit; the divisor makes it a mean over groups.
    double divisor = (double) groupSize * batch.totals().groups();
    double[] crossEntropy = new double[groupSize];
    double[] error = new double[groupSize];
    double loss = 0;
    for (int i = 0; i < groupSize; i++) {
      crossEntropy[i] =
          weight[i]
              * (Math.max(psi[i], 0) - psi[i] * label[i] + Math.log1p(Math.exp(-Math.abs(psi[i]))))
              / divisor;
      error[i] = weight[i] * (logistic(psi[i]) - label[i]) / divisor;
      loss += crossEntropy[i];
    }
    double[] byImplicitReward = scoreEstimator.byImplicitReward(r, error);
    for (int i = 0; i < groupSize; i++) {
      double critic = byImplicitReward[i] * byLogprob(batch.length(first + i));
      double coefficient =
          switch (gradient) {
            case CRITIC -> critic;
            case ACTOR -> crossEntropy[i];
            case BOTH -> critic + crossEntropy[i];
          };
      for (int t = batch.tokenOffsets()[first + i]; t < batch.tokenOffsets()[first + i + 1]; t++) {
        coefficients[t] = coefficient;
      }
    }
    GroupMetrics.addScores(metrics, r, psi, label);
    addClassWeights(metrics, label, weight);
    return loss;
  }

  private double[] labels(GroupBatch batch, int group) {
    double[] labels = batch.rewards(group);
    for (double label : labels) {
      if (!rewards().contains(label)) {
        throw new IllegalArgumentException(
            "Cannot evaluate an objective with outcome reward "
                + label
                + " (allowed: "
                + rewards().allowed()
                + ")");
      }
    }
    return labels;
  }

  /** Implicit reward of a sequence, summed in token order. */
  private double implicitReward(GroupBatch batch, int sequence) {
    double sum = 0;
    for (int t = batch.tokenOffsets()[sequence]; t < batch.tokenOffsets()[sequence + 1]; t++) {
      double base = implicitReward == ImplicitReward.LOG_RATIO ? batch.referenceLogprobs()[t] : 0;
      sum += batch.trainerLogprobs()[t] - base;
    }
    return byLogprob(batch.length(sequence)) * sum;
  }

  /** Derivative of a sequence's implicit reward by each of its log-probabilities. */
  private double byLogprob(int length) {
    return implicitReward == ImplicitReward.LOG_RATIO ? beta : beta / length;
  }

  static double logistic(double x) {
    return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
  }

  private static void addClassWeights(Metrics metrics, double[] label, double[] weight) {
    for (int i = 0; i < label.length; i++) {
      String side = label[i] >= 0.5 ? "correct" : "incorrect";
      metrics.addMean("train/class_weight_" + side, weight[i], 1);
    }
  }
}
