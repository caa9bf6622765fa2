// Every objective learns the toy task, a resumed round has the same bytes, and failure signatures
// of really mis-set runs raise their alarms.
package dev.rondo.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.SamplingSettings;
import dev.rondo.trainer.metrics.Alarm;
import dev.rondo.trainer.metrics.MetricsLog;
import dev.rondo.trainer.network.Critic;
import dev.rondo.trainer.network.LoraSettings;
import dev.rondo.trainer.network.MemorySettings;
import dev.rondo.trainer.objective.Aggregation;
import dev.rondo.trainer.objective.ClassBalance;
import dev.rondo.trainer.objective.ClippedSurrogate;
import dev.rondo.trainer.objective.GrpoObjective;
import dev.rondo.trainer.objective.ImplicitReward;
import dev.rondo.trainer.objective.Objective;
import dev.rondo.trainer.objective.PacsGradient;
import dev.rondo.trainer.objective.PacsObjective;
import dev.rondo.trainer.objective.PpoObjective;
import dev.rondo.trainer.objective.ReinforceObjective;
import dev.rondo.trainer.objective.RlooObjective;
import dev.rondo.trainer.objective.ScoreEstimator;
import dev.rondo.trainer.state.TrainerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectivesTrainTest {

  private static final ClippedSurrogate CLIPPED =
      new ClippedSurrogate(0.2, 0.2, Aggregation.TOKEN, 0);
  private static final PpoObjective PPO = new PpoObjective(CLIPPED, 1, 0.95, 0.2);

  @TempDir Path directory;

  static List<Objective> objectives() {
    return List.of(
        new GrpoObjective(CLIPPED, true),
        new GrpoObjective(new ClippedSurrogate(0.2, 0.3, Aggregation.SEQUENCE, 0.01), false),
        new RlooObjective(),
        new ReinforceObjective(),
        PPO,
        new PacsObjective(
            1,
            ScoreEstimator.DR_GRPO,
            ImplicitReward.MEAN_LOGPROB,
            ClassBalance.NONE,
            PacsGradient.CRITIC,
            false),
        new PacsObjective(
            1,
            ScoreEstimator.RLOO,
            ImplicitReward.LOG_RATIO,
            ClassBalance.QUESTION,
            PacsGradient.BOTH,
            true));
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void everyObjectiveLiftsTheReward(Objective objective) throws Exception {
    TinyRun run = started("learn", 3);
    double first = run.sample(1);
    double last = first;
    for (int round = 1; round <= 8; round++) {
      TrainRound.run(run.round(round, with(run.settings(), objective), TrainProgress.SILENT));
      last = run.sample(round + 1);
    }
    assertThat(last).isGreaterThan(first + 0.15);
  }

  static List<MemorySettings> memories() {
    return List.of(
        MemorySettings.small(1024),
        new MemorySettings(1024, false, ComputeType.FLOAT32, ComputeType.FLOAT32, null, 3),
        new MemorySettings(
            60,
            true,
            ComputeType.BFLOAT16,
            ComputeType.BFLOAT16,
            new LoraSettings(4, 8, List.of("q_proj", "v_proj", "up_proj"), 7),
            2));
  }

  /**
   * All weights in full precision, by one worker and by three; then adapters in half precision over
   * groups that are split, by two.
   */
  @ParameterizedTest
  @MethodSource("memories")
  void aResumedRoundOfPpoHasTheSameBytesAndItsCriticIsCommittedWithThePolicy(MemorySettings memory)
      throws Exception {
    TinyRun straight = started("straight", 5);
    TinyRun resumed = started("resumed", 5);
    TrainSettings settings =
        with(
            straight.settings(),
            PPO,
            0.01,
            List.of(new Alarm(Alarm.Signature.BEHAVIOR_GAP, Alarm.Action.STOP, 1)),
            memory);
    for (int round = 1; round <= 2; round++) {
      straight.sample(round);
      resumed.sample(round);
      TrainRound.run(straight.round(round, settings, TrainProgress.SILENT));
      assertThatThrownBy(() -> TrainRound.run(killed(resumed, settings)))
          .hasMessage("killed after update 1");
      TrainRound.run(resumed.round(round, settings, TrainProgress.SILENT));
    }
    assertThat(resumed.digests("policies")).isEqualTo(straight.digests("policies"));
    assertThat(resumed.digests("policies")).containsKey("round-000002/" + Critic.PATH);
    TrainerState last = TrainerState.read(resumed.directory.resolve("policies/round-000002"));
    assertThat(last.criticSteps()).isEqualTo(4);
    assertThat(last.optimizerSteps()).isEqualTo(4);
  }

  /** The next round that is not published, killed after its first update. */
  private static TrainRoundInputs killed(TinyRun run, TrainSettings settings) throws IOException {
    int next = 1;
    while (Files.exists(run.directory.resolve(TinyRun.policyDirectory(next)))) {
      next++;
    }
    return run.round(
        next,
        settings,
        (done, planned, metrics) -> {
          throw new IllegalStateException("killed after update " + done);
        });
  }

  /** A reference of every two rounds, and a frozen one. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aReferenceThatStaysOverRoundsIsTheSameAfterAResume(boolean isFrozen) throws Exception {
    TinyRun straight = started("straight", 5);
    TinyRun resumed = started("resumed", 5);
    TrainSettings settings = straight.settings();
    int rounds = isFrozen ? 2 : 3;
    for (int round = 1; round <= rounds; round++) {
      for (TinyRun run : List.of(straight, resumed)) {
        run.referenceRound = isFrozen ? 0 : (round - 1) / 2 * 2;
        run.sample(round);
      }
      TrainRound.run(straight.round(round, settings, TrainProgress.SILENT));
      assertThatThrownBy(() -> TrainRound.run(killed(resumed, settings)))
          .hasMessage("killed after update 1");
      TrainRound.run(resumed.round(round, settings, TrainProgress.SILENT));
    }
    assertThat(resumed.digests("policies")).isEqualTo(straight.digests("policies"));
    for (MetricsLog.Row row : rows(straight, MetricsLog.UPDATE_PHASE)) {
      int round = row.position().round();
      boolean isReset = round == 1 || (!isFrozen && round == 3);
      if (row.position().update() == 1) {
        assertThat(row.values().get("train/score_logit_max") == 0)
            .as("round %d", round)
            .isEqualTo(isReset);
      }
    }
    for (int round = 1; round <= rounds; round++) {
      boolean isReset = round == 1 || (!isFrozen && round == 3);
      SortedMap<String, String> parents =
          TrainerState.read(straight.directory.resolve(TinyRun.policyDirectory(round))).parents();
      if (isReset) {
        assertThat(parents).doesNotContainKey("reference");
      } else {
        String reference = TinyRun.policyDirectory(isFrozen ? 0 : (round - 1) / 2 * 2);
        assertThat(parents)
            .containsEntry(
                "reference", new DatasetStore(straight.storage, reference).manifestDigest());
      }
    }
  }

  @Test
  void heldOutGroupsAreNotTrainedOnAndPredictedAfterTheUpdates() throws Exception {
    TinyRun run = started("held-out", 6);
    run.sample(1);
    TrainRound.run(run.round(1, run.settings(), TrainProgress.SILENT));
    SortedMap<String, Double> round = rows(run, MetricsLog.ROUND_PHASE).get(0).values();
    assertThat(round).containsKeys("label/auc", "label/accuracy", "label/calibration_error");
    assertThat(round.get("rollout/groups"))
        .isEqualTo((double) TinyRun.SHARDS * TinyRun.PROBLEMS_PER_SHARD);
    double trained = round.get("train/tokens");
    assertThat(trained)
        .isLessThan(round.get("rollout/response_tokens") * 8 * round.get("rollout/groups"));
    try (var files = Files.list(run.directory.resolve("metrics/tensorboard/round"))) {
      assertThat(files).hasSize(1);
    }
  }

  /** A learning rate far too high. */
  @Test
  void anUnstableRunRaisesTheAlarmsOfGradientAndLabels() throws Exception {
    TinyRun run = started("unstable", 7);
    TrainSettings calm = with(run.settings(), run.settings().objective());
    run.sample(1);
    TrainRound.run(run.round(1, calm, TrainProgress.SILENT));
    List<String> warnings = new ArrayList<>();
    TrainSettings wild =
        with(
            calm,
            calm.objective(),
            0.3,
            List.of(
                new Alarm(Alarm.Signature.GRADIENT, Alarm.Action.WARN, 1.5),
                new Alarm(Alarm.Signature.LABELS, Alarm.Action.WARN, 2)));
    for (int round = 2; round <= 4; round++) {
      run.sample(round);
      TrainRound.run(run.round(round, wild, listening(warnings)));
    }
    for (Alarm alarm : wild.alarms()) {
      assertThat(warnings)
          .anyMatch(line -> line.startsWith("Warning: alarm " + alarm.signature().key() + " in"));
    }
    assertThat(rows(run, MetricsLog.ROUND_PHASE))
        .anySatisfy(row -> assertThat(row.values()).containsEntry("alarm/labels", 1.0));
  }

  /** The same over many updates of one round; a calm round before it raises nothing. */
  @Test
  void aRunFarFromItsReferenceRaisesTheAlarmOfLossAndStops() throws Exception {
    TinyRun run = started("far", 7);
    List<Alarm> alarms = List.of(new Alarm(Alarm.Signature.LOSS, Alarm.Action.STOP, 2));
    TrainSettings calm = with(run.settings(), run.settings().objective(), 0.01, alarms);
    run.sample(1);
    TrainRound.run(run.round(1, calm, TrainProgress.SILENT));
    SortedMap<String, Double> values = rows(run, MetricsLog.ROUND_PHASE).get(0).values();
    assertThat(values.get("train/loss_max")).isBetween(0.5, 1.0);
    TrainSettings wild = with(calm, calm.objective(), 1, alarms);
    assertThatThrownBy(
            () -> {
              for (int round = 2; round <= 4; round++) {
                run.sample(round);
                TrainRound.run(run.round(round, wild, TrainProgress.SILENT));
              }
            })
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot go on: alarm loss in round")
        .hasMessageContaining("train/loss_max: ")
        .hasMessageContaining("(allowed: at most 2.000");
  }

  /** Large steps in one direction, until every response is right and nothing has a gradient. */
  @Test
  void aRunThatCollapsesRaisesTheAlarmOfEntropy() throws Exception {
    TinyRun run = started("collapse", 7);
    List<String> warnings = new ArrayList<>();
    TrainSettings greedy =
        with(
            run.settings(),
            new RlooObjective(),
            0.04,
            List.of(new Alarm(Alarm.Signature.ENTROPY, Alarm.Action.WARN, 0.6)));
    for (int round = 1; round <= 8; round++) {
      run.sample(round);
      TrainRound.run(run.round(round, greedy, listening(warnings)));
    }
    assertThat(warnings).anyMatch(line -> line.startsWith("Warning: alarm entropy in round"));
  }

  /** Rewards for length. */
  @Test
  void aRunThatIsRewardedForLengthRaisesItsAlarmAndStops() throws Exception {
    TinyRun run = started("length", 8);
    run.rewardsLength = true;
    TrainSettings settings =
        with(
            run.settings(),
            run.settings().objective(),
            0.01,
            List.of(new Alarm(Alarm.Signature.LENGTH, Alarm.Action.STOP, 1.3)));
    assertThatThrownBy(
            () -> {
              for (int round = 1; round <= 10; round++) {
                run.sample(round);
                TrainRound.run(run.round(round, settings, TrainProgress.SILENT));
              }
            })
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot go on: alarm length in round")
        .hasMessageContaining("rollout/response_tokens");
  }

  /** Rollouts whose temperature was recorded wrongly. */
  @Test
  void rolloutsOfAnotherTemperatureThanRecordedRaiseTheBehaviorGap() throws Exception {
    TinyRun run = started("gap", 9);
    run.recordedSampling = new SamplingSettings(0.8, 1, 0, 4);
    run.sample(1);
    TrainRoundInputs inputs = run.round(1, run.settings(), TrainProgress.SILENT);
    assertThatThrownBy(() -> TrainRound.run(inputs))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot train round 1, update 1: behavior gap");
  }

  /** Rollouts of another policy, taken on purpose: the gap shows and only warns. */
  @Test
  void rolloutsOfAnotherPolicyRaiseTheBehaviorGapAsAWarning() throws Exception {
    TinyRun run = started("off-policy", 9);
    TrainSettings settings = run.settings();
    run.sample(1);
    TrainRound.run(run.round(1, settings, TrainProgress.SILENT));
    run.rolloutsOfRound = 1;
    run.allowsOffPolicy = true;
    List<String> warnings = new ArrayList<>();
    TrainSettings watched =
        settings.with(List.of(new Alarm(Alarm.Signature.BEHAVIOR_GAP, Alarm.Action.WARN, 0.001)));
    TrainRound.run(run.round(2, watched, listening(warnings)));
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("Warning: alarm behavior-gap in round 2, train/behavior_gap_mean: ");
    assertThat(rows(run, MetricsLog.ROUND_PHASE).get(1).values())
        .containsEntry("alarm/behavior_gap", 1.0);
  }

  @Test
  void aGroupOfOneIsRefusedWhereRolloutsAreCompared() throws Exception {
    TinyRun run = started("one", 10);
    run.sample(1);
    TrainSettings settings = with(run.settings(), new RlooObjective());
    run.groupSize = 1;
    assertThatThrownBy(() -> run.round(1, settings, TrainProgress.SILENT))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("rollout.group-size: 1 (allowed: 2 and above for objective rloo)");
  }

  private TinyRun started(String name, long seed) throws IOException {
    TinyRun run = new TinyRun(directory.resolve(name), seed);
    run.writeProblems();
    WarmStart.run(run.warmStart(20, TrainProgress.SILENT));
    return run;
  }

  private static TrainProgress listening(List<String> warnings) {
    return new TrainProgress() {
      @Override
      public void updated(int done, int planned, SortedMap<String, Double> metrics) {}

      @Override
      public void warned(String line) {
        warnings.add(line);
      }
    };
  }

  private static TrainSettings with(TrainSettings settings, Objective objective) {
    return with(settings, objective, settings.schedule().peak(), settings.alarms());
  }

  private static TrainSettings with(
      TrainSettings settings, Objective objective, double learningRate, List<Alarm> alarms) {
    return with(settings, objective, learningRate, alarms, settings.memory());
  }

  private static TrainSettings with(
      TrainSettings settings,
      Objective objective,
      double learningRate,
      List<Alarm> alarms,
      MemorySettings memory) {
    return new TrainSettings(
        objective,
        settings.optimizer(),
        new LearningRateSchedule(LearningRateSchedule.Shape.LINEAR, learningRate, 1, 12, 0.3),
        settings.shardsPerUpdate(),
        settings.clipNorm(),
        memory,
        settings.resetOptimizer(),
        settings.unknownReward(),
        settings.nonFiniteLimit(),
        settings.heldOutGroups(),
        settings.labelBeta(),
        settings.critic(),
        alarms,
        settings.allowTruncatedSampling(),
        RolloutUse.ALL);
  }

  private static List<MetricsLog.Row> rows(TinyRun run, String phase) throws IOException {
    return run.metrics().rows().stream().filter(row -> row.phase().equals(phase)).toList();
  }
}
