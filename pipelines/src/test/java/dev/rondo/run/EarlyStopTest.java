package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.config.RunSettings;
import dev.rondo.dataset.Removal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds that end a run early, by what their manifests count. */
class EarlyStopTest {
  @TempDir private Path folder;

  @Test
  void planAndRetentionReadNoRow() throws Exception {
    BareRun bare = new BareRun(folder, "stop-without-gain-rounds: 2, stop-when-solved-rounds: 2");
    bare.round(1, 40, Optional.empty());
    bare.round(2, 30, Optional.empty());
    bare.round(3, 40, Optional.empty());

    assertThat(EarlyStop.of(bare.run(), 3))
        .contains(
            new EarlyStop(
                3, "the last 2 rounds had a mean reward of at most 0.4000, after 0.4000 before"));
    Action.Remove removal = new Action.Remove("rollouts/round-000001", Removal.ROLLOUTS);
    assertThat(Plan.plan(bare.run())).contains(removal).doesNotContain(new Action.Sample(4));
    Retention.remove(bare.run(), bare.run().storage(), removal);
    assertThat(
            bare.run()
                .dataset(removal.dataset())
                .removals()
                .of(Removal.ROLLOUTS)
                .orElseThrow()
                .counts())
        .isEqualTo(BareRun.tally(40).counts());
  }

  @Test
  void aRunWhoseRolloutsAreAllCorrectEnds() throws Exception {
    BareRun bare = new BareRun(folder, "stop-when-solved-rounds: 2");
    bare.round(1, BareRun.ROLLOUTS, Optional.empty());
    bare.round(2, BareRun.ROLLOUTS - 1, Optional.empty());
    bare.round(3, BareRun.ROLLOUTS, Optional.empty());
    assertThat(EarlyStop.of(bare.run(), 3)).isEmpty();

    bare.round(4, BareRun.ROLLOUTS, Optional.empty());
    assertThat(EarlyStop.of(bare.run(), 4).map(EarlyStop::round)).contains(4);
  }

  @Test
  void earlyStopsNameTheirRule() {
    RoundOutcome half = new RoundOutcome(0.5, OptionalDouble.empty(), false);
    RoundOutcome more = new RoundOutcome(0.6, OptionalDouble.empty(), false);
    RoundOutcome all = new RoundOutcome(1, OptionalDouble.empty(), true);
    RunSettings withoutGain = new RunSettings("run", 0, 60, 0, 2, 0.05, 0);
    assertThat(EarlyStop.reason(withoutGain, List.of(half, half))).isEmpty();
    assertThat(EarlyStop.reason(withoutGain, List.of(half, more, half))).isEmpty();
    assertThat(EarlyStop.reason(withoutGain, List.of(half, more, half, half)))
        .contains("the last 2 rounds had a mean reward of at most 0.5000, after 0.6000 before");
    RunSettings solved = new RunSettings("run", 0, 60, 0, 0, 0, 2);
    assertThat(EarlyStop.reason(solved, List.of(all, half, all))).isEmpty();
    assertThat(EarlyStop.reason(solved, List.of(half, all, all)))
        .contains("every rollout of the last 2 rounds was correct");
  }

  /** Reserves make of every round one of mixed groups, half right; the policy learns all along. */
  @Test
  void withReservesTheGainIsThatOfThePolicyAndNotOfTheGroupsThatAreKept() throws Exception {
    BareRun bare = new BareRun(folder, "stop-without-gain-rounds: 2");
    for (int round = 1; round <= 5; round++) {
      bare.round(round, 50, Optional.of(10 * round));
    }
    assertThat(EarlyStop.of(bare.run(), 5)).isEmpty();

    bare.round(6, 52, Optional.of(50));
    bare.round(7, 55, Optional.of(49));
    assertThat(EarlyStop.of(bare.run(), 7).map(EarlyStop::round)).contains(7);
  }

  /** An earlier version counted the kept groups alone: half right, whatever the policy does. */
  @Test
  void aRunThatAnEarlierVersionBeganComparesMeansOfOneKind() throws Exception {
    BareRun bare = new BareRun(folder, "stop-without-gain-rounds: 2");
    bare.round(1, 50, Optional.empty());
    bare.round(2, 51, Optional.empty());
    for (int round = 3; round <= 5; round++) {
      bare.round(round, 49 + round, Optional.of(10 * round));
    }
    assertThat(EarlyStop.of(bare.run(), 5)).isEmpty();

    bare.round(6, 54, Optional.of(70));
    bare.round(7, 53, Optional.of(80));
    assertThat(EarlyStop.of(bare.run(), 7))
        .contains(
            new EarlyStop(
                7, "the last 2 rounds had a mean reward of at most 0.5400, after 0.5400 before"));
  }

  @Test
  void theControlHasAsManyRoundsAsTheRunTurnedOutToHave() throws Exception {
    BareRun bare = new BareRun(folder, "stop-when-solved-rounds: 2");
    bare.round(1, BareRun.ROLLOUTS, Optional.empty());
    assertThat(Chain.CONTROL.roundOf(1, bare.run())).isEqualTo("Control, round 1 of 9");
    bare.round(2, BareRun.ROLLOUTS, Optional.empty());

    assertThat(Chain.ROUNDS.roundOf(2, bare.run())).isEqualTo("Round 2 of 9");
    assertThat(Chain.CONTROL.roundOf(1, bare.run())).isEqualTo("Control, round 1 of 2");
  }

  @Test
  void theLineOfARoundIsOfWhatThePolicyGave() throws Exception {
    BareRun bare = new BareRun(folder, "seed: 0");
    bare.round(1, 55, Optional.of(49));
    bare.log(1, Map.of("rollout/reward", 0.55, "rollout/first_reward", 0.49));

    assertThat(RoundNews.latest(bare.run()).orElseThrow().inWords())
        .startsWith("reward 0.490, ")
        .endsWith(", 3 replaced by reserves (8 sampled)");
  }
}
