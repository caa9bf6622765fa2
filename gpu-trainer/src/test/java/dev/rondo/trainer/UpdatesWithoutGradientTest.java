// An update in which nothing has a gradient is none, whatever took the gradient away, and a round
// of
// such updates says so; nothing that has one is skipped.
package dev.rondo.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.schema.SamplingSettings;
import dev.rondo.trainer.RolloutUse.Truncated;
import dev.rondo.trainer.RolloutUse.UniformGroups;
import dev.rondo.trainer.metrics.MetricsLog;
import dev.rondo.trainer.network.AdamWSettings;
import dev.rondo.trainer.network.Critic;
import dev.rondo.trainer.objective.Aggregation;
import dev.rondo.trainer.objective.ClassBalance;
import dev.rondo.trainer.objective.ClippedSurrogate;
import dev.rondo.trainer.objective.Objective;
import dev.rondo.trainer.objective.PacsObjective;
import dev.rondo.trainer.objective.PpoObjective;
import dev.rondo.trainer.objective.RlooObjective;
import dev.rondo.trainer.state.TrainerState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class UpdatesWithoutGradientTest {

  private static final PpoObjective PPO =
      new PpoObjective(new ClippedSurrogate(0.2, 0.2, Aggregation.TOKEN, 0), 1, 0.95, 0.2);

  private static final PacsObjective PACS = PacsObjective.released(1, ClassBalance.QUESTION);

  private static final RolloutUse LEAVE_OUT =
      new RolloutUse(Truncated.LEAVE_OUT, 0, UniformGroups.TRAIN);
  private static final RolloutUse SKIP = new RolloutUse(Truncated.AS_JUDGED, 0, UniformGroups.SKIP);

  @TempDir Path directory;

  static List<Objective> objectives() {
    return List.of(new RlooObjective(), PPO);
  }

  /** After a round with a gradient, so that there are moments that would move the weights. */
  @ParameterizedTest
  @MethodSource("objectives")
  void aRoundOfResponsesThatAreAllLeftOutChangesNothingAndSaysSo(Objective objective)
      throws Exception {
    TinyRun run = started("cut");
    List<String> warnings = new ArrayList<>();
    run.sample(1);
    TrainRound.run(run.round(1, settings(run, objective, LEAVE_OUT), listening(warnings)));
    assertThat(warnings).isEmpty();
    assertThat(round(run, 1)).doesNotContainKey("train/empty_updates");

    run.sampling = cut();
    run.sample(2);
    TrainRound.run(run.round(2, settings(run, objective, LEAVE_OUT), listening(warnings)));
    SortedMap<String, String> files = run.digests("policies");
    for (String path : List.of(Safetensors.FILE_NAME, TrainerState.MOMENTS_PATH, Critic.PATH)) {
      assertThat(files.get("round-000002/" + path)).isEqualTo(files.get("round-000001/" + path));
    }
    assertThat(state(run, 2).optimizerSteps()).isEqualTo(state(run, 1).optimizerSteps());
    assertThat(state(run, 2).criticSteps()).isEqualTo(state(run, 1).criticSteps());
    assertThat(round(run, 2))
        .containsEntry("train/empty_updates", 2.0)
        .containsEntry("train/skipped_updates", 0.0)
        .doesNotContainKey("train/gradient_norm");
    assertThat(warnings)
        .containsExactly(
            "Warning: round 2 changed no weight: of its updates 2 had no gradient (groups of equal"
                + " rewards, responses left out) and 0 had numbers that are not finite");
  }

  /** Every response is as long as it can be, and that is what is rewarded. */
  @Test
  void uniformGroupsMakeTheSamePolicyWhetherTheyAreSkippedOrTrainedOn() throws Exception {
    List<SortedMap<String, String>> policies = new ArrayList<>();
    for (RolloutUse use : List.of(RolloutUse.ALL, SKIP)) {
      TinyRun run = started("uniform-" + use.uniformGroups());
      TrainSettings settings = settings(run, new RlooObjective(), use);
      run.sample(1);
      TrainRound.run(run.round(1, settings(run, new RlooObjective()), TrainProgress.SILENT));
      run.rewardsLength = true;
      run.sampling = cut();
      assertThat(run.sample(2)).isEqualTo(1);
      List<String> warnings = new ArrayList<>();
      TrainRound.run(run.round(2, settings, listening(warnings)));
      assertThat(warnings).hasSize(1);
      assertThat(round(run, 2)).containsEntry("train/empty_updates", 2.0);
      policies.add(run.digests("policies"));
    }
    assertThat(policies.get(1)).isEqualTo(policies.get(0));
  }

  /** The second update of a round is no reset, and its first is one with every objective. */
  @Test
  void pacsSkipsUniformGroupsUntilTheFirstStepOfARoundAndNotAfterIt() throws Exception {
    List<List<Double>> skipped = new ArrayList<>();
    for (Objective objective : List.of(new RlooObjective(), PACS)) {
      TinyRun run = started("steps-" + objective.name());
      run.endsShardsWithRightGroups = true;
      run.sample(1);
      TrainRound.run(run.round(1, settings(run, objective, SKIP), TrainProgress.SILENT));
      skipped.add(
          run.metrics().rows().stream()
              .filter(row -> row.phase().equals(MetricsLog.UPDATE_PHASE))
              .map(row -> row.values().get("train/skipped_groups"))
              .toList());
    }
    assertThat(skipped.get(0)).hasSize(2).allMatch(groups -> groups > 0);
    assertThat(skipped.get(1)).containsExactly(skipped.get(0).get(0), 0.0);
  }

  /** The reference is the base policy, and all groups of the second round are of one reward. */
  @Test
  void pacsLearnsFromUniformGroupsAwayFromItsReferenceWhetherSkippedOrNot() throws Exception {
    List<SortedMap<String, String>> policies = new ArrayList<>();
    for (RolloutUse use : List.of(RolloutUse.ALL, SKIP)) {
      TinyRun run = started("away-" + use.uniformGroups());
      run.referenceRound = 0;
      run.sample(1);
      TrainRound.run(run.round(1, settings(run, PACS), TrainProgress.SILENT));
      run.rewardsLength = true;
      run.sampling = cut();
      assertThat(run.sample(2)).isEqualTo(1);
      TrainRound.run(run.round(2, settings(run, PACS, use), TrainProgress.SILENT));
      assertThat(round(run, 2))
          .containsEntry("train/skipped_groups", 0.0)
          .containsKey("train/gradient_norm")
          .doesNotContainKey("train/empty_updates");
      policies.add(run.digests("policies"));
    }
    assertThat(policies.get(1)).isEqualTo(policies.get(0));
  }

  /** No response may end before its last token, so none does. */
  private static SamplingSettings cut() {
    return new SamplingSettings(1, 1, 0, 4, List.of(), 4);
  }

  private TinyRun started(String name) throws IOException {
    TinyRun run = new TinyRun(directory.resolve(name), 5);
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

  private static TrainSettings settings(TinyRun run, Objective objective) {
    return settings(run, objective, RolloutUse.ALL);
  }

  /** With weight decay, which needs no gradient to move weights. */
  private static TrainSettings settings(TinyRun run, Objective objective, RolloutUse use) {
    TrainSettings settings = run.settings();
    return new TrainSettings(
        objective,
        new AdamWSettings(0.9, 0.999, 1e-8, 0.1),
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
  }

  private static SortedMap<String, Double> round(TinyRun run, int round) throws IOException {
    return run.metrics().rows().stream()
        .filter(row -> row.phase().equals(MetricsLog.ROUND_PHASE))
        .filter(row -> row.position().round() == round)
        .findFirst()
        .orElseThrow()
        .values();
  }

  private static TrainerState state(TinyRun run, int round) throws IOException {
    return TrainerState.read(run.directory.resolve(TinyRun.policyDirectory(round)));
  }
}
