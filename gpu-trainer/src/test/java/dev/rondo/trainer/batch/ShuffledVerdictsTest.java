package dev.rondo.trainer.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Verdicts dealt out anew: as many right ones as before, to whom only seed and round say. */
class ShuffledVerdictsTest {

  @Test
  void everyRewardIsDealtOnceAndTheInputStaysAsItIs() {
    double[] rewards = new double[128];
    Arrays.setAll(rewards, i -> i);

    double[] dealt = ShuffledVerdicts.of(rewards, 5, 3);

    assertThat(dealt).containsExactlyInAnyOrder(rewards);
    for (int i = 0; i < rewards.length; i++) {
      assertThat(rewards[i]).isEqualTo(i);
    }
  }

  @Test
  void theyAreAFunctionOfSeedRoundAndNumberAlone() {
    double[] rewards = new double[64];
    Arrays.setAll(rewards, i -> i);
    double[] dealt = ShuffledVerdicts.of(rewards, 5, 3);

    assertThat(ShuffledVerdicts.of(rewards, 5, 3)).isEqualTo(dealt);
    assertThat(ShuffledVerdicts.of(rewards, 6, 3)).isNotEqualTo(dealt);
    assertThat(ShuffledVerdicts.of(rewards, 5, 4)).isNotEqualTo(dealt);
    assertThat(ShuffledVerdicts.of(rewards, 0, 1)).isNotEqualTo(rewards);
  }

  @Test
  void aRolloutKeepsItsOwnOnlyByChance() {
    double[] rewards = new double[100];
    Arrays.setAll(rewards, i -> i);
    int kept = 0;
    for (int round = 1; round <= 400; round++) {
      double[] dealt = ShuffledVerdicts.of(rewards, 1, round);
      for (int i = 0; i < dealt.length; i++) {
        kept += dealt[i] == i ? 1 : 0;
      }
    }
    // One a round is expected; 400 with a standard deviation of 20.
    assertThat(kept).isBetween(300, 500);
  }
}
