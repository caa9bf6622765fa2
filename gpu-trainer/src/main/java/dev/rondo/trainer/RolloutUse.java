// Which rollouts are trained on, and with which rewards, where that is not what the verifier said.
package dev.rondo.trainer;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.batch.RolloutShard;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What training makes of responses that were cut at the length limit and of groups that teach
 * nothing. Metrics and held-out groups stay as the verifier judged them.
 *
 * @param truncated how responses cut at the limit are trained on
 * @param overlongTokens the last tokens before the limit over which the reward falls by up to 1, 0
 *     for none: the soft overlong punishment of DAPO (Yu et al., arXiv 2503.14476v2, eq. 13), whose
 *     L_cache this is
 * @param uniformGroups what happens to groups whose rewards are all equal
 */
public record RolloutUse(Truncated truncated, int overlongTokens, UniformGroups uniformGroups) {

  /** All rollouts, as judged. */
  public static final RolloutUse ALL = new RolloutUse(Truncated.AS_JUDGED, 0, UniformGroups.TRAIN);

  /** How responses cut at the limit are trained on. */
  public enum Truncated {
    /** With the reward of their verdict. */
    AS_JUDGED,
    /** With reward 0. */
    WRONG,
    /**
     * With no gradient (DAPO's overlong filtering): their rewards still count in their groups, and
     * in every mean.
     */
    LEAVE_OUT
  }

  /** What happens to groups whose rewards are all equal. */
  public enum UniformGroups {
    /** They are computed like all others. */
    TRAIN,
    /**
     * They are not computed where the objective learns nothing from them ({@link
     * dev.rondo.trainer.objective.Objective#ignoresUniformGroups}), and elsewhere like all others;
     * the update is divided by as many groups and tokens as before. What is learned is the same,
     * but for the rounding of other micro-batches.
     */
    SKIP
  }

  /** Checks the number. */
  public RolloutUse {
    if (overlongTokens < 0) {
      throw new InvalidInputException(
          "Cannot train with train.overlong-tokens: " + overlongTokens + " (allowed: 0 and above)");
    }
  }

  /** A shard with the rewards that it is trained with. */
  RolloutShard rewarded(RolloutShard shard, int maxResponseTokens) {
    double[] rewards = shard.outcomeRewards().clone();
    for (int i = 0; i < rewards.length; i++) {
      if (truncated == Truncated.WRONG && shard.truncated()[i]) {
        rewards[i] = 0;
      }
      int over = shard.sequences().responseLength(i) - (maxResponseTokens - overlongTokens);
      if (overlongTokens > 0 && over > 0) {
        rewards[i] -= Math.min(1, (double) over / overlongTokens);
      }
    }
    return shard.withRewards(rewards);
  }

  /** The groups of a shard that are computed while the objective ignores uniform ones. */
  RolloutShard computed(RolloutShard shard) {
    if (uniformGroups == UniformGroups.TRAIN) {
      return shard;
    }
    return shard.groups(
        IntStream.range(0, shard.groupCount()).filter(group -> !isUniform(shard, group)).toArray());
  }

  private static boolean isUniform(RolloutShard shard, int group) {
    int first = group * shard.groupSize();
    double[] rewards = Arrays.copyOfRange(shard.outcomeRewards(), first, first + shard.groupSize());
    return Arrays.stream(rewards).allMatch(reward -> reward == rewards[0]);
  }
}
