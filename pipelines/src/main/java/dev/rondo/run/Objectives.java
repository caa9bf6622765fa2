package dev.rondo.run;

import dev.rondo.config.AlarmsSettings;
import dev.rondo.config.RunConfig;
import dev.rondo.config.Word;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.RolloutUse;
import dev.rondo.trainer.metrics.Alarm;
import dev.rondo.trainer.objective.ClippedSurrogate;
import dev.rondo.trainer.objective.GrpoObjective;
import dev.rondo.trainer.objective.Objective;
import dev.rondo.trainer.objective.PacsObjective;
import dev.rondo.trainer.objective.PpoObjective;
import dev.rondo.trainer.objective.ReinforceObjective;
import dev.rondo.trainer.objective.RlooObjective;
import java.util.List;
import java.util.Optional;

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
            policyGradient.aggregation(),
            policyGradient.klWeight());
    return switch (objective.name()) {
      case GRPO -> new GrpoObjective(surrogate, policyGradient.divideByDeviation());
      case RLOO -> new RlooObjective();
      case REINFORCE -> new ReinforceObjective();
      case PPO ->
          new PpoObjective(
              surrogate,
              config.critic().discount(),
              config.critic().gaeLambda(),
              config.critic().valueClip());
      case PACS ->
          new PacsObjective(
              objective.beta(),
              objective.scoreEstimator(),
              objective.implicitReward(),
              objective.classWeight(),
              objective.gradient(),
              objective.softLabels());
    };
  }

  /**
   * Refuses to ask for groups to be skipped that always teach.
   *
   * @throws InvalidInputException naming {@code train.uniform-groups} and the objective
   */
  public static void requireUniformGroups(RunConfig config) {
    faultOfUniformGroups(config)
        .ifPresent(
            fault -> {
              throw new InvalidInputException(fault);
            });
  }

  /**
   * What is wrong with {@code train.uniform-groups}, in one line: groups are to be skipped that the
   * objective learns from in every update, so that none is. Runs of earlier versions may have been
   * begun so.
   */
  public static Optional<String> faultOfUniformGroups(RunConfig config) {
    return config.train().uniformGroups() == RolloutUse.UniformGroups.TRAIN
            || of(config).ignoresUniformGroups(true)
        ? Optional.empty()
        : Optional.of(
            "Cannot use train.uniform-groups: skip (allowed: train, since objective "
                + Word.of(config.objective().name())
                + ", as it is set, learns from groups of equal rewards)");
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

  private static Alarm alarm(Alarm.Signature signature, Alarm.Action action, double limit) {
    return new Alarm(signature, action, limit);
  }
}
