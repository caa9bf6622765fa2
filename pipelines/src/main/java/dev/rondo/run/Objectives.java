package dev.rondo.run;

import dev.rondo.config.AlarmsSettings;
import dev.rondo.config.RunConfig;
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
import java.util.List;
import java.util.Locale;

/** The objective and the alarms that a configuration names. */
public final class Objectives {
  private Objectives() {}

  /** The objective of a run's rounds. */
  public static Objective of(RunConfig config) {
    var objective = config.objective();
    var policyGradient = config.policyGradient();
    ClippedSurrogate surrogate =
        new ClippedSurrogate(
            policyGradient.clipLow(),
            policyGradient.clipHigh(),
            named(Aggregation.class, policyGradient.aggregation()),
            policyGradient.klWeight());
    return switch (objective.name()) {
      case "grpo" -> new GrpoObjective(surrogate, policyGradient.divideByDeviation());
      case "rloo" -> new RlooObjective();
      case "reinforce" -> new ReinforceObjective();
      case "ppo" ->
          new PpoObjective(
              surrogate,
              config.critic().discount(),
              config.critic().gaeLambda(),
              config.critic().valueClip());
      default ->
          new PacsObjective(
              objective.beta(),
              named(ScoreEstimator.class, objective.scoreEstimator()),
              named(ImplicitReward.class, objective.implicitReward()),
              named(ClassBalance.class, objective.classWeight()),
              named(PacsGradient.class, objective.gradient()),
              objective.softLabels());
    };
  }

  static List<Alarm> alarms(AlarmsSettings alarms) {
    return List.of(
        alarm(Alarm.Signature.GRADIENT, alarms.gradient(), alarms.gradientLimit()),
        alarm(Alarm.Signature.LOSS, alarms.loss(), alarms.lossLimit()),
        alarm(Alarm.Signature.ENTROPY, alarms.entropy(), alarms.entropyLimit()),
        alarm(Alarm.Signature.LABELS, alarms.labels(), alarms.labelsLimit()),
        alarm(Alarm.Signature.LENGTH, alarms.length(), alarms.lengthLimit()),
        alarm(Alarm.Signature.BEHAVIOR_GAP, alarms.behaviorGap(), alarms.behaviorGapLimit()),
        alarm(Alarm.Signature.TRUNCATED, alarms.truncated(), alarms.truncatedLimit()));
  }

  private static Alarm alarm(Alarm.Signature signature, String action, double limit) {
    return new Alarm(signature, named(Alarm.Action.class, action), limit);
  }

  /** The constant that a word of run.yaml names. */
  static <E extends Enum<E>> E named(Class<E> type, String word) {
    return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
