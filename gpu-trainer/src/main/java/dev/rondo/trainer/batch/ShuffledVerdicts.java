package dev.rondo.trainer.batch;

import java.util.Random;

/**
 * The outcome rewards of a round, dealt out anew among its rollouts: the control that shows what
 * rounds bring without a verifier. As many rollouts count as right as before, but not those that
 * are. Which one gets which is a function of seed, round and number of rollouts alone.
 */
public final class ShuffledVerdicts {
  private ShuffledVerdicts() {}

  /**
   * @param rewards of all rollouts of the round, in the order of its shards; left as they are
   * @param seed of the run
   * @param round 1 and above
   */
  public static double[] of(double[] rewards, long seed, int round) {
    double[] dealt = rewards.clone();
    Random random = new Random(seed * 0x9E3779B97F4A7C15L ^ 0xD1B54A32D192ED03L * round);
    for (int last = dealt.length - 1; last > 0; last--) {
      int other = random.nextInt(last + 1);
      double kept = dealt[last];
      dealt[last] = dealt[other];
      dealt[other] = kept;
    }
    return dealt;
  }
}
