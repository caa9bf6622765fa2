// What training makes of truncated responses and of groups of one reward, by hand.
package dev.rondo.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.trainer.RolloutUse.Truncated;
import dev.rondo.trainer.RolloutUse.UniformGroups;
import dev.rondo.trainer.batch.RolloutShard;
import dev.rondo.trainer.batch.Sequences;
import dev.rondo.trainer.batch.ShuffledVerdicts;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RolloutUseTest {

  private static final int LIMIT = 4;

  /** Three groups of two with responses of 4, 1, 2, 3, 4 and 4 tokens; the limit is 4. */
  private static final RolloutShard SHARD =
      new RolloutShard(
          2,
          new Sequences(
              new int[] {0, 1, 2, 4, 6, 7, 8},
              new int[] {10, 10, 20, 21, 20, 21, 30, 30},
              new int[] {0, 4, 5, 7, 10, 14, 18},
              new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18}),
          new float[18],
          new double[] {1, 0, 1, 1, 1, 1},
          0,
          new boolean[] {true, false, false, false, true, false});

  @Test
  void truncatedResponsesAreWrongOnlyWhereTheSettingSaysSo() {
    assertThat(rewards(new RolloutUse(Truncated.WRONG, 0, UniformGroups.TRAIN)))
        .containsExactly(0, 0, 1, 1, 0, 1);
    for (Truncated others : new Truncated[] {Truncated.AS_JUDGED, Truncated.LEAVE_OUT}) {
      assertThat(rewards(new RolloutUse(others, 0, UniformGroups.TRAIN)))
          .isEqualTo(SHARD.outcomeRewards());
    }
  }

  /** DAPO, eq. 13, with L_max = 4 and L_cache = 2: -0.5 at 3 tokens, -1 at 4, 0 up to 2. */
  @Test
  void theSoftPunishmentFallsOverTheLastTokensBeforeTheLimit() {
    assertThat(rewards(new RolloutUse(Truncated.AS_JUDGED, 2, UniformGroups.TRAIN)))
        .containsExactly(0, 0, 1, 0.5, 0, 0);
  }

  @Test
  void groupsOfOneRewardAreLeftAwayWhole() {
    RolloutUse skipping = new RolloutUse(Truncated.WRONG, 0, UniformGroups.SKIP);
    // The first group is uniform only once its truncated response is wrong, the third no longer.
    RolloutShard computed = skipping.computed(skipping.rewarded(SHARD, LIMIT));
    assertThat(computed.groupCount()).isEqualTo(1);
    assertThat(computed.sequences().responseTokens())
        .containsExactly(11, 12, 13, 14, 15, 16, 17, 18);
    assertThat(computed.sequences().promptTokens()).containsExactly(30, 30);
    assertThat(computed.truncated()).containsExactly(true, false);
    assertThat(skipping.computed(SHARD).outcomeRewards()).containsExactly(1, 0);
    assertThat(RolloutUse.ALL.computed(SHARD)).isSameAs(SHARD);
  }

  /** Right responses are nearly all uncut: a reward dealt to one that was cut must not be lost. */
  @Test
  void shuffledVerdictsAreTrainedOnWithTheRewardsOfTheRounds() {
    for (Truncated truncated : Truncated.values()) {
      for (int overlong : new int[] {0, 2}) {
        RolloutUse use = new RolloutUse(truncated, overlong, UniformGroups.TRAIN);
        List<RolloutShard> shards = List.of(SHARD, SHARD.groups(1, 3), SHARD, SHARD.groups(0, 2));
        ShuffledVerdicts shuffled = new ShuffledVerdicts();
        shards.forEach(shard -> shuffled.add(shard, use.rewarded(shard, LIMIT)));
        shuffled.deal(7, 1);
        List<ShuffledVerdicts.Dealt> dealt = shards.stream().map(shuffled::next).toList();

        assertThat(dealt.stream().flatMap(shard -> outcomes(shard.trained())))
            .containsExactlyInAnyOrderElementsOf(
                shards.stream().flatMap(shard -> outcomes(use.rewarded(shard, LIMIT))).toList());
        assertThat(dealt.stream().flatMap(shard -> outcomes(shard.trained())))
            .isNotEqualTo(
                shards.stream().flatMap(shard -> outcomes(use.rewarded(shard, LIMIT))).toList());
        assertThat(dealt.stream().flatMap(shard -> rewards(shard.judged())))
            .containsExactlyInAnyOrderElementsOf(
                shards.stream().flatMap(RolloutUseTest::rewards).toList());
        if (truncated == Truncated.AS_JUDGED && overlong == 0) {
          assertThat(dealt)
              .allMatch(
                  shard ->
                      Arrays.equals(
                          shard.trained().outcomeRewards(), shard.judged().outcomeRewards()));
        }
      }
    }
  }

  /** Reward and whether it counts as cut, of each rollout. */
  private static Stream<String> outcomes(RolloutShard shard) {
    return IntStream.range(0, shard.sequenceCount())
        .mapToObj(i -> shard.outcomeRewards()[i] + (shard.truncated()[i] ? " cut" : ""));
  }

  private static Stream<Double> rewards(RolloutShard shard) {
    return Arrays.stream(shard.outcomeRewards()).boxed();
  }

  private static double[] rewards(RolloutUse use) {
    return use.rewarded(SHARD, LIMIT).outcomeRewards();
  }
}
