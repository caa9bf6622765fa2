// One idea, rounds on a toy task: it learns, it resumes to the same bytes, and it refuses what is
// wrong.
package dev.rondo.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Storage;
import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SamplingSettings;
import dev.rondo.trainer.metrics.Alarm;
import dev.rondo.trainer.metrics.MetricsLog;
import dev.rondo.trainer.network.AdamWSettings;
import dev.rondo.trainer.network.Adapters;
import dev.rondo.trainer.network.Learner;
import dev.rondo.trainer.network.LoraSettings;
import dev.rondo.trainer.network.MemorySettings;
import dev.rondo.trainer.objective.Aggregation;
import dev.rondo.trainer.objective.ClassBalance;
import dev.rondo.trainer.objective.ClippedSurrogate;
import dev.rondo.trainer.objective.GroupBatch;
import dev.rondo.trainer.objective.Metrics;
import dev.rondo.trainer.objective.Objective;
import dev.rondo.trainer.objective.ObjectiveValue;
import dev.rondo.trainer.objective.PacsObjective;
import dev.rondo.trainer.objective.PpoObjective;
import dev.rondo.trainer.objective.RlooObjective;
import dev.rondo.trainer.state.TrainerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TrainRoundTest {

  @TempDir Path directory;

  @Test
  void rewardRisesAndTheBehaviorGapStaysSmall() throws Exception {
    TinyRun run = started("learn", 3);
    List<Double> rewards = new ArrayList<>();
    for (int round = 1; round <= 12; round++) {
      rewards.add(run.sample(round));
      TrainRound.run(run.round(round, run.settings(), TrainProgress.SILENT));
    }
    assertThat(rewards.get(0)).isLessThan(0.65);
    assertThat(rewards.get(11)).isGreaterThan(0.9);
    List<MetricsLog.Row> rows = rows(run, MetricsLog.UPDATE_PHASE);
    assertThat(rows).hasSize(24);
    assertThat(rows)
        .filteredOn(row -> !row.values().containsKey("train/empty_updates"))
        .hasSizeGreaterThan(12);
    for (MetricsLog.Row row : rows) {
      assertThat(row.values().get("train/behavior_gap_max")).isLessThan(1e-4);
      if (!row.values().containsKey("train/empty_updates")) {
        assertThat(row.values().get("train/gradient_norm")).isPositive();
      }
      assertThat(row.values())
          .containsKeys(
              "train/loss",
              "train/score_logit_abs",
              "train/entropy",
              "train/behavior_gap_mean",
              "train/behavior_gap_sequence_max",
              "train/tokens_per_second",
              "train/seconds");
    }
    assertThat(rows(run, MetricsLog.ROUND_PHASE))
        .hasSize(12)
        .allSatisfy(
            row ->
                assertThat(row.values())
                    .containsKeys(
                        "rollout/reward",
                        "rollout/mixed_groups",
                        "rollout/response_tokens",
                        "rollout/truncated"));
    assertThat(rows(run, MetricsLog.ROUND_PHASE).get(0).values().get("rollout/reward"))
        .isCloseTo(rewards.get(0), within(1e-12));
  }

  @Test
  void atTheFirstUpdateOfEveryRoundScoreLogitsAreExactlyZeroAtAnyTemperature() throws Exception {
    for (double temperature : new double[] {1, 0.7}) {
      TinyRun run = started("reset" + temperature, 4);
      run.sampling = new SamplingSettings(temperature, 1, 0, 4);
      for (int round = 1; round <= 2; round++) {
        run.sample(round);
        TrainRound.run(run.round(round, run.settings(), TrainProgress.SILENT));
      }
      for (MetricsLog.Row row : rows(run, MetricsLog.UPDATE_PHASE)) {
        if (row.position().update() == 1) {
          assertThat(row.values().get("train/score_logit_max")).isEqualTo(0);
          assertThat(row.values().get("train/loss")).isCloseTo(Math.log(2), within(1e-9));
        } else {
          assertThat(row.values().get("train/score_logit_max")).isGreaterThan(0);
        }
      }
    }
  }

  @Test
  void resumingFromFilesGivesTheSameBytesAsGoingOn() throws Exception {
    TinyRun straight = started("straight", 5);
    TinyRun resumed = started("resumed", 5);
    for (int round = 1; round <= 2; round++) {
      straight.sample(round);
      resumed.sample(round);
      TrainRound.run(straight.round(round, straight.settings(), TrainProgress.SILENT));
      TrainRoundInputs inputs =
          resumed.round(
              round,
              resumed.settings(),
              (done, planned, metrics) -> {
                throw new IllegalStateException("killed after update " + done);
              });
      assertThatThrownBy(() -> TrainRound.run(inputs)).hasMessage("killed after update 1");
      // What a kill in the middle of publishing leaves: some files, no manifest.
      String policy = "policies/round-00000" + round;
      Path leftover = resumed.directory.resolve(policy).resolve("config.json");
      Files.createDirectories(leftover.getParent());
      Files.copy(straight.directory.resolve(policy).resolve("config.json"), leftover);
      // Another thread, since libtorch keeps its gradient mode by thread.
      runInNewThread(resumed.round(round, resumed.settings(), TrainProgress.SILENT));
    }
    assertThat(resumed.digests("policies")).isEqualTo(straight.digests("policies"));
    assertThat(resumed.digests("policies")).containsKey("round-000002/" + TrainerState.PATH);
    assertThat(positions(resumed)).isEqualTo(positions(straight)).hasSize(4 + 2);

    SortedMap<String, String> before = resumed.digests("policies");
    PublishedPolicy again =
        TrainRound.run(resumed.round(2, resumed.settings(), TrainProgress.SILENT));
    assertThat(again.updates()).isEqualTo(2);
    assertThat(resumed.digests("policies")).isEqualTo(before);
    new DatasetStore(resumed.storage, "policies/round-000002").verify();
  }

  @Test
  void shuffledVerdictsKeepTheMeanRewardAndGiveTheSameBytesEachTime() throws Exception {
    List<TinyRun> runs = List.of(started("own", 7), started("dealt", 7), started("again", 7));
    for (TinyRun run : runs) {
      double reward = run.sample(1);
      TrainRoundInputs inputs = run.round(1, run.settings(), TrainProgress.SILENT);
      TrainRound.run(run == runs.get(0) ? inputs : withShuffledVerdicts(inputs));
      SortedMap<String, Double> values = rows(run, MetricsLog.ROUND_PHASE).get(0).values();
      assertThat(values.get("rollout/reward")).isCloseTo(reward, within(1e-12));
      // The verdicts are counted as they were given, whoever is trained on them.
      SortedMap<String, Double> own = rows(runs.get(0), MetricsLog.ROUND_PHASE).get(0).values();
      assertThat(values.subMap("rollout/", "rollout0"))
          .isEqualTo(own.subMap("rollout/", "rollout0"));
    }
    SortedMap<String, String> dealt = runs.get(1).digests("policies");
    assertThat(dealt).isEqualTo(runs.get(2).digests("policies"));
    assertThat(dealt.get("round-000001/model.safetensors"))
        .isNotEqualTo(runs.get(0).digests("policies").get("round-000001/model.safetensors"));
  }

  private static TrainRoundInputs withShuffledVerdicts(TrainRoundInputs inputs) throws IOException {
    return new TrainRoundInputs(
        inputs.storage(),
        inputs.policies(),
        new RoundRollouts(
            inputs.rollouts().round(),
            inputs.rollouts().shards().withShuffledVerdicts(),
            inputs.rollouts().groupSize(),
            inputs.rollouts().sampling(),
            inputs.rollouts().allowsOffPolicy()),
        inputs.settings(),
        inputs.surroundings());
  }

  @Test
  void stateAndLineageSayWhereThePolicyComesFrom() throws Exception {
    TinyRun run = started("lineage", 6);
    run.sample(1);
    PublishedPolicy policy = TrainRound.run(run.round(1, run.settings(), TrainProgress.SILENT));
    DatasetStore store = new DatasetStore(run.storage, "policies/round-000001");
    DatasetManifest manifest = store.committedManifest();
    assertThat(policy.digest()).isEqualTo(store.manifestDigest());
    assertThat(manifest.kind()).isEqualTo("policy");
    assertThat(manifest.lineage().parents())
        .containsEntry(
            "policy", new DatasetStore(run.storage, "policies/round-000000").manifestDigest())
        .containsEntry(
            "rollouts", new DatasetStore(run.storage, "rollouts/round-000001").manifestDigest());
    assertThat(manifest.lineage().programDigest()).isEqualTo(Learner.program().digest());
    TrainerState state = TrainerState.read(run.directory.resolve("policies/round-000001"));
    assertThat(state.optimizerSteps()).isEqualTo(2);
    assertThat(state.schedulePosition()).isEqualTo(1);
    assertThat(state.parents()).isEqualTo(manifest.lineage().parents());
  }

  @Test
  void resettingTheOptimizerStartsItsStepsAgain() throws Exception {
    TinyRun run = started("optimizer", 7);
    TrainSettings carried = run.settings();
    TrainSettings reset = with(carried, 32, 0.001, true);
    run.sample(1);
    TrainRound.run(run.round(1, carried, TrainProgress.SILENT));
    run.sample(2);
    TrainRound.run(run.round(2, reset, TrainProgress.SILENT));
    assertThat(TrainerState.read(run.directory.resolve("policies/round-000002")).optimizerSteps())
        .isEqualTo(2);
  }

  /** A micro-batch of 32 takes whole groups in one pass, one of 5 cuts every group. */
  @Test
  void microBatchesChangeTheWeightsByRoundingOnly() throws Exception {
    List<Path> policies = new ArrayList<>();
    for (int microBatch : new int[] {1024, 200, 100}) {
      TinyRun run = started("micro" + microBatch, 8);
      run.sample(1);
      TrainRound.run(
          run.round(1, with(run.settings(), microBatch, 0.001, false), TrainProgress.SILENT));
      policies.add(run.directory.resolve("policies/round-000001"));
    }
    try (Safetensors whole = Safetensors.open(policies.get(0).resolve(Safetensors.FILE_NAME));
        Safetensors groups = Safetensors.open(policies.get(1).resolve(Safetensors.FILE_NAME));
        Safetensors cut = Safetensors.open(policies.get(2).resolve(Safetensors.FILE_NAME))) {
      for (String name : whole.entries().keySet()) {
        var expected = whole.bytes(name).asFloatBuffer();
        var one = groups.bytes(name).asFloatBuffer();
        var two = cut.bytes(name).asFloatBuffer();
        for (int k = 0; k < expected.limit(); k++) {
          // Adam divides by the gradient's size, so rounding shows most where it is near 0.
          assertThat(one.get(k)).isCloseTo(expected.get(k), within(5e-4f));
          assertThat(two.get(k)).isCloseTo(expected.get(k), within(5e-4f));
        }
      }
    }
  }

  /**
   * In rloo a group of one reward has no gradient, so that leaving it away changes rounding only.
   */
  @Test
  void skippedGroupsTakeNothingFromTheGradientAndLeaveItsDivisor() throws Exception {
    RolloutUse skip =
        new RolloutUse(RolloutUse.Truncated.AS_JUDGED, 0, RolloutUse.UniformGroups.SKIP);
    SortedMap<String, Double> all = firstUpdate(RolloutUse.ALL);
    SortedMap<String, Double> some = firstUpdate(skip);
    assertThat(some.get("train/skipped_groups")).isBetween(1.0, 7.0);
    assertThat(all).containsEntry("train/skipped_groups", 0.0);
    assertThat(some.get("train/tokens")).isLessThan(all.get("train/tokens"));
    assertThat(some.get("train/gradient_norm"))
        .isCloseTo(all.get("train/gradient_norm"), withinPercentage(0.01));
  }

  @Test
  void truncatedResponsesCanBeLeftWithoutAGradient() throws Exception {
    SortedMap<String, Double> all = firstUpdate(RolloutUse.ALL);
    SortedMap<String, Double> some =
        firstUpdate(
            new RolloutUse(RolloutUse.Truncated.LEAVE_OUT, 0, RolloutUse.UniformGroups.TRAIN));
    assertThat(all).containsEntry("train/left_out", 0.0);
    assertThat(some.get("train/left_out")).isBetween(1.0, 63.0);
    assertThat(some.get("train/tokens")).isEqualTo(all.get("train/tokens"));
    assertThat(some.get("train/loss")).isEqualTo(all.get("train/loss"));
    assertThat(some.get("train/gradient_norm")).isNotEqualTo(all.get("train/gradient_norm"));
  }

  /** Metrics of the first update of a round of rloo. */
  private SortedMap<String, Double> firstUpdate(RolloutUse use) throws Exception {
    TinyRun run = started("use-" + use.truncated() + use.uniformGroups(), 3);
    run.sample(1);
    TrainSettings settings = broken(run.settings(), new RlooObjective(), 0);
    TrainSettings used =
        new TrainSettings(
            settings.objective(),
            settings.optimizer(),
            settings.schedule(),
            settings.shardsPerUpdate(),
            settings.clipNorm(),
            settings.memory(),
            settings.resetOptimizer(),
            settings.unknownReward(),
            settings.nonFiniteLimit(),
            settings.heldOutGroups(),
            settings.labelBeta(),
            settings.critic(),
            settings.alarms(),
            settings.allowTruncatedSampling(),
            use);
    TrainRound.run(run.round(1, used, TrainProgress.SILENT));
    return rows(run, MetricsLog.UPDATE_PHASE).get(0).values();
  }

  @Test
  void aBehaviorGapAboveTheLimitStopsTheRound() throws Exception {
    TinyRun run = started("gap", 9);
    run.sample(1);
    TrainRoundInputs inputs =
        run.round(1, with(run.settings(), 1024, 1e-12, false), TrainProgress.SILENT);
    assertThatThrownBy(() -> TrainRound.run(inputs))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot train round 1, update 1: behavior gap in nats per token, ")
        .hasMessageContaining("alarms.behavior-gap-limit");
    assertThatThrownBy(() -> TrainRound.run(withShuffledVerdicts(inputs)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot train round 1 of the control, update 1: behavior gap in ");
    assertThat(run.directory.resolve("policies/round-000001")).doesNotExist();
  }

  @Test
  void aGradientThatIsNotFiniteStopsTheRound() throws Exception {
    TinyRun run = started("nan", 10);
    run.sample(1);
    TrainSettings broken = broken(run.settings(), new Exploding(), 1);
    assertThatThrownBy(() -> TrainRound.run(run.round(1, broken, TrainProgress.SILENT)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "Cannot train round 1, update 2: gradient norm: NaN (allowed: finite, in all but");
    assertThat(run.directory.resolve("policies/round-000001")).doesNotExist();
  }

  /** Whether the policy's derivative breaks or that of its critic. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSkippedUpdateChangesNothingAndIsCountedOverRounds(boolean isOfCritic) throws Exception {
    TinyRun run = started("skipped", 10);
    Objective objective = isOfCritic ? new ExplodingCritic() : new Exploding();
    TrainSettings settings = broken(run.settings(), objective, 3);
    run.sample(1);
    TrainRound.run(run.round(1, settings, TrainProgress.SILENT));
    String weights = "/" + Safetensors.FILE_NAME;
    assertThat(run.digests("policies").get("round-000001" + weights))
        .isEqualTo(run.digests("policies").get("round-000000" + weights));
    TrainerState state = TrainerState.read(run.directory.resolve("policies/round-000001"));
    assertThat(state.skippedUpdates()).isEqualTo(2);
    assertThat(state.optimizerSteps()).isZero();
    assertThat(state.criticSteps()).isZero();
    assertThat(rows(run, MetricsLog.ROUND_PHASE).get(0).values())
        .containsEntry("train/skipped_updates", 2.0);
    // Their losses were finite: they count, and updates that have none do not.
    assertThat(rows(run, MetricsLog.ROUND_PHASE).get(0).values().get("train/loss"))
        .isCloseTo(
            rows(run, MetricsLog.UPDATE_PHASE).stream()
                .mapToDouble(row -> row.values().get("train/loss"))
                .average()
                .orElseThrow(),
            within(1e-12));

    run.sample(2);
    TrainRoundInputs next = run.round(2, settings, TrainProgress.SILENT);
    assertThatThrownBy(() -> TrainRound.run(next))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot train round 2, update 2: gradient norm")
        .hasMessageContaining("train.non-finite-limit, 3, updates of a run");
  }

  @Test
  void anUpdateWithoutALossDoesNotCountInTheMeanOfTheRound() throws Exception {
    TinyRun run = started("half", 10);
    run.sample(1);
    AtomicInteger calls = new AtomicInteger();
    TrainSettings settings = broken(run.settings(), new NaNAtFirst(calls), 1);
    TrainRound.run(run.round(1, settings, TrainProgress.SILENT));
    List<MetricsLog.Row> updates = rows(run, MetricsLog.UPDATE_PHASE);
    assertThat(updates.get(0).values()).doesNotContainKey("train/loss");
    assertThat(rows(run, MetricsLog.ROUND_PHASE).get(0).values().get("train/loss"))
        .isEqualTo(updates.get(1).values().get("train/loss"))
        .isPositive();
  }

  /** Whether groups are held out and scored, or none are. */
  @ParameterizedTest
  @ValueSource(ints = {2, 0})
  void weightsThatGiveNoNumbersAfterTheLastUpdateAreNotPublished(int heldOut) throws Exception {
    TinyRun run = started("diverged", 10);
    run.sample(1);
    TrainSettings settings = run.settings();
    // A gradient whose square is 0 in float32 is divided by epsilon alone.
    TrainSettings diverging =
        new TrainSettings(
            new Vanishing(),
            new AdamWSettings(0.9, 0.999, 2e-38, 0),
            new LearningRateSchedule(LearningRateSchedule.Shape.CONSTANT, 1, 0, 1, 1),
            TinyRun.SHARDS,
            0,
            settings.memory(),
            false,
            0,
            0,
            heldOut,
            1,
            settings.critic(),
            List.of(),
            false,
            RolloutUse.ALL);
    assertThatThrownBy(() -> TrainRound.run(run.round(1, diverging, TrainProgress.SILENT)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageMatching(
            "Cannot publish round 1: log-probability: \\S+ after its last update \\(allowed: .*");
    assertThat(run.directory.resolve("policies/round-000001")).doesNotExist();
  }

  /** The row of a round is there before its policy, so a kill around the commit loses neither. */
  @Test
  void aRoundThatDiesAtItsCommitIsInTheMetricsLikeAnyOther() throws Exception {
    TinyRun straight = started("whole", 5);
    straight.sample(1);
    TrainRound.run(straight.round(1, straight.settings(), TrainProgress.SILENT));
    for (boolean isBefore : new boolean[] {true, false}) {
      TinyRun killed = started("killed" + isBefore, 5);
      killed.sample(1);
      TrainRoundInputs inputs = killed.round(1, killed.settings(), TrainProgress.SILENT);
      String manifest = TinyRun.policyDirectory(1) + "/" + DatasetManifest.FILE_NAME;
      assertThatThrownBy(
              () -> TrainRound.run(withStorage(inputs, new Dying(inputs, manifest, isBefore))))
          .hasMessage("killed");
      TrainRound.run(killed.round(1, killed.settings(), TrainProgress.SILENT));
      assertThat(positions(killed)).isEqualTo(positions(straight));
      assertThat(withoutTimes(rows(killed, MetricsLog.ROUND_PHASE)))
          .isEqualTo(withoutTimes(rows(straight, MetricsLog.ROUND_PHASE)))
          .hasSize(1);
    }
  }

  private static List<SortedMap<String, Double>> withoutTimes(List<MetricsLog.Row> rows) {
    return rows.stream()
        .map(
            row -> {
              SortedMap<String, Double> values = new TreeMap<>(row.values());
              values.keySet().removeIf(MetricsLog::isTime);
              return values;
            })
        .toList();
  }

  private static TrainRoundInputs withStorage(TrainRoundInputs inputs, Storage storage) {
    return new TrainRoundInputs(
        storage, inputs.policies(), inputs.rollouts(), inputs.settings(), inputs.surroundings());
  }

  /** Weights published in fewer bits are no reference for weights in full. */
  @Test
  void aReferenceIsComparedWithByTheWeightsThatTrainingLeft() throws Exception {
    TinyRun run = new TinyRun(directory.resolve("rounded"), 10);
    run.publishedType = "bfloat16";
    run.writeProblems();
    WarmStart.run(run.warmStart(20, TrainProgress.SILENT));
    run.sample(1);
    TrainSettings still = broken(run.settings(), new Exploding(), 3).with(List.of());
    TrainRound.run(run.round(1, still, TrainProgress.SILENT));
    run.sample(2);
    run.referenceRound = 0;
    TrainSettings settings = run.settings().with(List.of());
    TrainRound.run(run.round(2, settings, TrainProgress.SILENT));
    assertThat(TrainerState.read(run.directory.resolve("policies/round-000002")).parents())
        .containsKey("reference");
    // The policy of round 1 is that of round 0, so the log-ratio of the first update is 0.
    SortedMap<String, Double> first = rows(run, MetricsLog.UPDATE_PHASE).get(2).values();
    assertThat(first.get("train/behavior_gap_max")).isGreaterThan(0);
    assertThat(first.get("train/score_logit_max")).isEqualTo(0);
  }

  private static TrainSettings broken(TrainSettings settings, Objective objective, int limit) {
    return new TrainSettings(
        objective,
        settings.optimizer(),
        settings.schedule(),
        2,
        1,
        MemorySettings.small(1024),
        false,
        0,
        limit,
        0,
        1,
        settings.critic(),
        settings.alarms(),
        false,
        RolloutUse.ALL);
  }

  @Test
  void rolloutsOfAnotherPolicySamplingOrGroupSizeAreRefusedBeforeTheFirstStep() throws Exception {
    TinyRun run = started("other", 11);
    run.sample(1);
    run.sampling = new SamplingSettings(1, 1, 0, 5);
    assertRefusedAtOnce(
        run, run.round(1, run.settings(), TrainProgress.SILENT), "sampling settings");
    run.sampling = new SamplingSettings(1, 1, 0, 4);
    run.groupSize = 4;
    assertRefusedAtOnce(
        run, run.round(1, run.settings(), TrainProgress.SILENT), "group size 8 (allowed: 4)");
    run.groupSize = TinyRun.GROUP_SIZE;
    TrainRound.run(run.round(1, run.settings(), TrainProgress.SILENT));
    // The rollouts of round 1 were sampled by policy 0; policy 1 is to train on them.
    run.rolloutsOfRound = 1;
    assertRefusedAtOnce(run, run.round(2, run.settings(), TrainProgress.SILENT), "policy digest");
  }

  private static void assertRefusedAtOnce(TinyRun run, TrainRoundInputs inputs, String what)
      throws IOException {
    int before = run.metrics().rows().size();
    assertThatThrownBy(() -> TrainRound.run(inputs))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot train ")
        .hasMessageContaining(what)
        .hasMessageContaining("rollouts/round-000001/__rondo/manifest.json");
    assertThat(run.metrics().rows()).hasSize(before);
    assertThat(run.directory.resolve(inputs.policies().target())).doesNotExist();
  }

  @Test
  void truncatedSamplingNeedsTheExplicitSetting() throws Exception {
    TinyRun run = started("truncated", 12);
    run.sample(1);
    run.sampling = new SamplingSettings(1, 0.95, 0, 4);
    assertThatThrownBy(() -> run.round(1, run.settings(), TrainProgress.SILENT))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("train.allow-truncated-sampling");
    run.sampling = new SamplingSettings(0, 1, 0, 4);
    assertThatThrownBy(() -> run.round(1, run.settings(), TrainProgress.SILENT))
        .hasMessageContaining("rollout.temperature: 0 (allowed: above 0)");
  }

  @Test
  void aCorruptPolicyIsRefusedBeforeTraining() throws Exception {
    TinyRun run = started("corrupt", 13);
    run.sample(1);
    Path weights = run.directory.resolve("policies/round-000000/model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;
    Files.write(weights, bytes);
    assertThatThrownBy(() -> TrainRound.run(run.round(1, run.settings(), TrainProgress.SILENT)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("model.safetensors")
        .hasMessageContaining("sha256");
  }

  private static void runInNewThread(TrainRoundInputs inputs) throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      thread.submit(() -> TrainRound.run(inputs)).get();
    } finally {
      thread.shutdown();
    }
  }

  /** Behavior and trainer both leave the stop token out of the first three places. */
  @Test
  void ratiosStayExactWhereResponsesMayNotEndYet() throws Exception {
    TinyRun run = started("minimum", 5);
    run.sampling = new SamplingSettings(0.9, 1, 0, 6, List.of(), 3);
    run.sample(1);
    for (Rollout rollout :
        new DatasetStore(run.storage, TinyRun.rolloutsDirectory(1)).readAllRows(Rollout.class)) {
      assertThat(rollout.getResponseTokens()).hasSizeGreaterThan(3);
    }
    TrainRound.run(run.round(1, run.settings(), TrainProgress.SILENT));
    List<MetricsLog.Row> rows = rows(run, MetricsLog.UPDATE_PHASE);
    assertThat(rows.get(0).values().get("train/behavior_gap_max")).isLessThan(1e-4);
    assertThat(rows.get(0).values().get("train/score_logit_max")).isEqualTo(0);
    assertThat(rows.get(1).values().get("train/behavior_gap_max")).isLessThan(1e-4);
  }

  /** Adapters, half precision, recomputation and a budget that splits groups, all at once. */
  @Test
  void adaptersInHalfPrecisionResumeToTheSameBytesFromTheirBase() throws Exception {
    LoraSettings lora = new LoraSettings(4, 8, List.of("q_proj", "v_proj", "up_proj"), 7);
    MemorySettings lean =
        new MemorySettings(40, true, ComputeType.BFLOAT16, ComputeType.BFLOAT16, lora, 1);
    TinyRun straight = started("straight-lora", 5);
    TinyRun resumed = started("resumed-lora", 5);
    for (int round = 1; round <= 2; round++) {
      straight.sample(round);
      resumed.sample(round);
      TrainSettings settings = with(straight.settings(), lean, 1, false);
      TrainRound.run(straight.round(round, settings, TrainProgress.SILENT));
      TrainRoundInputs killed =
          resumed.round(
              round,
              settings,
              (done, planned, metrics) -> {
                throw new IllegalStateException("killed after update " + done);
              });
      assertThatThrownBy(() -> TrainRound.run(killed)).hasMessage("killed after update 1");
      runInNewThread(resumed.round(round, settings, TrainProgress.SILENT));
    }
    assertThat(resumed.digests("policies")).isEqualTo(straight.digests("policies"));
    assertThat(resumed.digests("policies"))
        .containsKeys(
            "round-000002/" + Adapters.CONFIG_PATH, "round-000002/" + Adapters.WEIGHTS_PATH);
    Path second = straight.directory.resolve("policies/round-000002");
    assertThat(Adapters.baseDirectory(second)).isEqualTo("policies/round-000000");
    assertThat(TrainerState.read(second).optimizerSteps()).isEqualTo(4);
    for (MetricsLog.Row row : rows(straight, MetricsLog.UPDATE_PHASE)) {
      if (row.position().update() == 1) {
        assertThat(row.values().get("train/score_logit_max")).isEqualTo(0);
      } else {
        assertThat(row.values().get("train/score_logit_max")).isGreaterThan(0);
      }
    }
    straight.sample(3);
    MemorySettings other =
        new MemorySettings(
            40,
            true,
            ComputeType.BFLOAT16,
            ComputeType.BFLOAT16,
            new LoraSettings(2, 8, lora.targets(), 7),
            1);
    assertThatThrownBy(
            () ->
                TrainRound.run(
                    straight.round(
                        3, with(straight.settings(), other, 1, false), TrainProgress.SILENT)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot resume from ")
        .hasMessageContaining("adapters.rank");

    // All weights after adapters: the merged ones, with moments of their own from zero.
    TrainRound.run(straight.round(3, straight.settings().with(List.of()), TrainProgress.SILENT));
    Path third = straight.directory.resolve("policies/round-000003");
    assertThat(TrainerState.read(third).optimizerSteps()).isEqualTo(2);
    assertThat(Adapters.isIn(third)).isFalse();
  }

  @Test
  void aTokenBudgetBelowOneSequenceIsRefusedBeforeTheFirstStep() throws Exception {
    TinyRun run = started("budget", 5);
    run.sample(1);
    TrainSettings settings = with(run.settings(), MemorySettings.small(3), 1, false);
    assertThatThrownBy(() -> TrainRound.run(run.round(1, settings, TrainProgress.SILENT)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageMatching(
            "Cannot train on shard .*: tokens of sequence \\d+: \\d+ \\(allowed: at most"
                + " memory.micro-batch-tokens, 3\\)");
    assertThat(run.directory.resolve("policies/round-000001")).doesNotExist();
  }

  private TinyRun started(String name, long seed) throws IOException {
    TinyRun run = new TinyRun(directory.resolve(name), seed);
    run.writeProblems();
    WarmStart.run(run.warmStart(20, TrainProgress.SILENT));
    return run;
  }

  private static TrainSettings with(
      TrainSettings settings, int microBatchTokens, double gapLimit, boolean resetOptimizer) {
    return with(settings, MemorySettings.small(microBatchTokens), gapLimit, resetOptimizer);
  }

  private static TrainSettings with(
      TrainSettings settings, MemorySettings memory, double gapLimit, boolean resetOptimizer) {
    return new TrainSettings(
        settings.objective(),
        settings.optimizer(),
        settings.schedule(),
        settings.shardsPerUpdate(),
        settings.clipNorm(),
        memory,
        resetOptimizer,
        settings.unknownReward(),
        settings.nonFiniteLimit(),
        settings.heldOutGroups(),
        settings.labelBeta(),
        settings.critic(),
        List.of(new Alarm(Alarm.Signature.BEHAVIOR_GAP, Alarm.Action.STOP, gapLimit)),
        settings.allowTruncatedSampling(),
        RolloutUse.ALL);
  }

  private static List<MetricsLog.Row> rows(TinyRun run, String phase) throws IOException {
    return run.metrics().rows().stream().filter(row -> row.phase().equals(phase)).toList();
  }

  private static List<String> positions(TinyRun run) throws IOException {
    return run.metrics().rows().stream()
        .filter(row -> !row.phase().equals("warm-start"))
        .map(row -> row.phase() + row.position())
        .toList();
  }

  /** PPO whose derivative by the values is broken. */
  private record ExplodingCritic() implements Objective {
    private static final PpoObjective PPO =
        new PpoObjective(new ClippedSurrogate(0.2, 0.2, Aggregation.TOKEN, 0), 1, 0.95, 0.2);

    @Override
    public String name() {
      return "exploding-critic";
    }

    @Override
    public boolean usesCritic() {
      return true;
    }

    @Override
    public ObjectiveValue evaluate(GroupBatch batch) {
      var value = PPO.evaluate(batch);
      value.valueCoefficients()[0] = Double.NaN;
      return value;
    }
  }

  /** The first group of all has no loss. */
  private record NaNAtFirst(AtomicInteger calls) implements Objective {
    @Override
    public String name() {
      return "nan-at-first";
    }

    @Override
    public ObjectiveValue evaluate(GroupBatch batch) {
      if (calls.getAndIncrement() == 0) {
        throw new UpdatePass.NotFiniteException("loss", Double.NaN);
      }
      return PacsObjective.released(1, ClassBalance.NONE).evaluate(batch);
    }
  }

  /** An objective without metrics of its own and with a derivative that is all but 0. */
  private record Vanishing() implements Objective {
    @Override
    public String name() {
      return "vanishing";
    }

    @Override
    public ObjectiveValue evaluate(GroupBatch batch) {
      double[] coefficients = new double[batch.tokenCount()];
      Arrays.fill(coefficients, 1e-24);
      return new ObjectiveValue(1, 0, coefficients, new double[0], new Metrics());
    }
  }

  /** An objective with a broken derivative. */
  private record Exploding() implements Objective {
    @Override
    public String name() {
      return "exploding";
    }

    @Override
    public ObjectiveValue evaluate(GroupBatch batch) {
      var value = PacsObjective.released(1, ClassBalance.NONE).evaluate(batch);
      value.coefficients()[0] = Double.NaN;
      return value;
    }
  }
}
