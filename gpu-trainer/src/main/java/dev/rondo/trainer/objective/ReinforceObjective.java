// REINFORCE: the plain policy gradient with the update's mean reward as the baseline.
package dev.rondo.trainer.objective;

/**
 * REINFORCE with a baseline (Williams 1992): L = -mean over rollouts of (R_i - b) * sum_t log
 * pi(o_i,t), with b the mean outcome reward over all rollouts of the update. Groups may have one
 * rollout.
 *
 * <p>Deviations: the baseline holds the rollout's own reward, which scales the expected gradient by
 * (N-1)/N for N rollouts; no importance weights, as in {@link RlooObjective}.
 */
public record ReinforceObjective() implements Objective {

  @Override
  public String name() {
    return "reinforce";
  }

  @Override
  public int smallestGroup() {
    return 1;
  }

  @Override
  public ObjectiveValue evaluate(GroupBatch batch) {
    double[] advantages = batch.outcomeRewards().clone();
    for (int i = 0; i < advantages.length; i++) {
      advantages[i] -= batch.totals().meanReward();
    }
    return RlooObjective.policyGradient(batch, advantages);
  }
}
