package dev.rondo.trainer.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Verdicts dealt out anew: as many right ones as before, to whom only seed and round say. */
class ShuffledVerdictsTest {

  @Test
  void everyOutcomeIsDealtOnce() {
    int[] all = new int[128];
    Arrays.setAll(all, i -> i);

    assertThat(ShuffledVerdicts.sources(128, 5, 3)).containsExactlyInAnyOrder(all);
  }

  @Test
  void whoGetsWhoseIsAFunctionOfSeedRoundAndNumberAlone() {
    int[] dealt = ShuffledVerdicts.sources(64, 5, 3);

    assertThat(ShuffledVerdicts.sources(64, 5, 3)).isEqualTo(dealt);
    assertThat(ShuffledVerdicts.sources(64, 6, 3)).isNotEqualTo(dealt);
    assertThat(ShuffledVerdicts.sources(64, 5, 4)).isNotEqualTo(dealt);
    // Committed policies depend on it: seed 5, round 3, eight rollouts.
    assertThat(ShuffledVerdicts.sources(8, 5, 3)).containsExactly(7, 0, 5, 1, 6, 4, 3, 2);
  }

  @Test
  void aRolloutKeepsItsOwnOnlyByChance() {
    int kept = 0;
    for (int round = 1; round <= 400; round++) {
      int[] dealt = ShuffledVerdicts.sources(100, 1, round);
      for (int i = 0; i < dealt.length; i++) {
        kept += dealt[i] == i ? 1 : 0;
      }
    }
    // One a round is expected; 400 with a standard deviation of 20.
    assertThat(kept).isBetween(300, 500);
  }
}
