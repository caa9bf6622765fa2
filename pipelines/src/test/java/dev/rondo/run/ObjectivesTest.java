package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.config.RunConfig;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.metrics.Alarm;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What run.yaml names is what is trained with and watched. */
class ObjectivesTest {

  @Test
  void withoutSettingsItIsTheReleasedPacsWithBalancedClasses() {
    assertThat(objective("objective: {}"))
        .isEqualTo(PacsObjective.released(1, ClassBalance.QUESTION));
  }

  @ParameterizedTest
  @CsvSource({
    "rloo, log-ratio, question, critic, RLOO, LOG_RATIO, QUESTION, CRITIC",
    "grpo, mean-logprob, only-positive, actor, GRPO, MEAN_LOGPROB, ONLY_POSITIVE, ACTOR",
    "dr-grpo, log-ratio, only-negative, both, DR_GRPO, LOG_RATIO, ONLY_NEGATIVE, BOTH",
    "naive, mean-logprob, none, critic, NAIVE, MEAN_LOGPROB, NONE, CRITIC",
  })
  void everyVariantOfPacsIsNamedByItsWords(
      String estimator,
      String reward,
      String weight,
      String gradient,
      ScoreEstimator scoreEstimator,
      ImplicitReward implicitReward,
      ClassBalance classBalance,
      PacsGradient pacsGradient) {
    String settings =
        String.format(
            "objective: {beta: 0.5, score-estimator: %s, implicit-reward: %s, class-weight: %s,"
                + " gradient: %s, soft-labels: true}",
            estimator, reward, weight, gradient);
    assertThat(objective(settings))
        .isEqualTo(
            new PacsObjective(
                0.5, scoreEstimator, implicitReward, classBalance, pacsGradient, true));
  }

  @Test
  void everyOtherObjectiveTakesItsSettings() {
    String clip = "policy-gradient: {clip-low: 0.1, clip-high: 0.3, kl-weight: 0.5, ";
    ClippedSurrogate bySequence = new ClippedSurrogate(0.1, 0.3, Aggregation.SEQUENCE, 0.5);
    assertThat(
            objective(
                "objective: {name: grpo}\n"
                    + clip
                    + "aggregation: sequence, divide-by-deviation: false}"))
        .isEqualTo(new GrpoObjective(bySequence, false));
    assertThat(objective("objective: {name: grpo}"))
        .isEqualTo(new GrpoObjective(new ClippedSurrogate(0.2, 0.2, Aggregation.TOKEN, 0), true));
    assertThat(
            objective(
                "objective: {name: ppo}\n"
                    + clip
                    + "aggregation: sequence}\ncritic: {discount: 0.9, gae-lambda: 0.8,"
                    + " value-clip: 0.7}"))
        .isEqualTo(new PpoObjective(bySequence, 0.9, 0.8, 0.7));
    assertThat(objective("objective: {name: rloo}")).isEqualTo(new RlooObjective());
    assertThat(objective("objective: {name: reinforce}")).isEqualTo(new ReinforceObjective());
  }

  /** A file is read all the same: runs of earlier versions may have been begun so. */
  @Test
  void uniformGroupsAreSkippedOnlyByObjectivesThatIgnoreThem() {
    List<String> settings = new ArrayList<>();
    for (String name : List.of("rloo", "reinforce", "ppo", "grpo")) {
      settings.add("objective: {name: " + name + "}\n");
      settings.add("objective: {name: " + name + "}\npolicy-gradient: {kl-weight: 0.01}\n");
    }
    for (ScoreEstimator estimator : ScoreEstimator.values()) {
      for (ImplicitReward reward : ImplicitReward.values()) {
        for (PacsGradient gradient : PacsGradient.values()) {
          settings.add(
              String.format(
                      "objective: {score-estimator: %s, implicit-reward: %s, gradient: %s}\n",
                      estimator, reward, gradient)
                  .toLowerCase(Locale.ROOT)
                  .replace('_', '-'));
        }
      }
    }
    for (String each : settings) {
      ThrowingCallable skipping =
          () ->
              RunInputs.requireSettings(
                  RunConfig.parse(each + "train: {uniform-groups: skip}\n", "test"));
      if (objective(each).ignoresUniformGroups(true)) {
        assertThatCode(skipping).as(each).doesNotThrowAnyException();
      } else {
        assertThatThrownBy(skipping)
            .as(each)
            .isInstanceOf(InvalidInputException.class)
            .hasMessageStartingWith(
                "Cannot use train.uniform-groups: skip (allowed: train, since objective ");
      }
    }
  }

  @Test
  void everyAlarmHasItsOwnActionAndLimit() {
    RunConfig config =
        RunConfig.parse(
            "alarms: {gradient: off, gradient-limit: 2, loss: stop, loss-limit: 3, entropy: warn,"
                + " entropy-limit: 0.4, labels: stop, labels-limit: 5, length: off, length-limit:"
                + " 6, behavior-gap: warn, behavior-gap-limit: 7, truncated: stop, truncated-limit:"
                + " 0.8}\n",
            "test");
    assertThat(Objectives.alarms(config.alarms()))
        .isEqualTo(
            List.of(
                new Alarm(Alarm.Signature.GRADIENT, Alarm.Action.OFF, 2),
                new Alarm(Alarm.Signature.LOSS, Alarm.Action.STOP, 3),
                new Alarm(Alarm.Signature.ENTROPY, Alarm.Action.WARN, 0.4),
                new Alarm(Alarm.Signature.LABELS, Alarm.Action.STOP, 5),
                new Alarm(Alarm.Signature.LENGTH, Alarm.Action.OFF, 6),
                new Alarm(Alarm.Signature.BEHAVIOR_GAP, Alarm.Action.WARN, 7),
                new Alarm(Alarm.Signature.TRUNCATED, Alarm.Action.STOP, 0.8)));
  }

  private static Objective objective(String text) {
    return Objectives.of(RunConfig.parse(text + "\n", "test"));
  }
}
