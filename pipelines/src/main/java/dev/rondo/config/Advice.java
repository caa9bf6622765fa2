package dev.rondo.config;

import dev.rondo.policy.program.ComputeType;
import dev.rondo.trainer.RolloutUse;
import java.util.ArrayList;
import java.util.List;

/**
 * What a configuration may say and hardly means. These rules stand beside {@link Combinations} and
 * refuse nothing: runs that were begun so go on.
 */
final class Advice {
  /** Above it, all weights of a checkpoint lose in some updates what they were trained to. */
  private static final double HIGHEST_RATE_OF_A_CHECKPOINT = 1e-4;

  /** The shortest limit in which an imported problem is thought through and answered. */
  private static final int SHORTEST_LIMIT_OF_IMPORTED = 64;

  private Advice() {}

  /** One line for each rule that a configuration falls under. */
  static List<String> of(RunConfig config) {
    List<String> advice = new ArrayList<>();
    config.compute().advice().ifPresent(advice::add);
    types(config, advice);
    if (!config.model().from().isEmpty()) {
      rates(config, advice);
    }
    if (config.rollout().reserves() > 0) {
      reserves(config, advice);
    }
    int limit = config.rollout().maxResponseTokens();
    if (config.rollout().minResponseTokens() == limit) {
      advice.add(
          "rollout.min-response-tokens "
              + limit
              + " leaves nothing of rollout.max-response-tokens: no stop token can end a response,"
              + " so all are cut");
    }
    if (config.task().isImported() && limit < SHORTEST_LIMIT_OF_IMPORTED) {
      advice.add(
          "rollout.max-response-tokens "
              + limit
              + " is for the generated tasks: a response that is cut has no answer");
    }
    return advice;
  }

  /** Reserves go by verdicts alone, whoever is trained on them and with which rewards. */
  private static void reserves(RunConfig config, List<String> advice) {
    String reserves = "rollout.reserves " + config.rollout().reserves();
    if (config.control().hasRounds()) {
      advice.add(
          reserves
              + " also go by the true verdicts in the rounds of control.kind shuffled-verdicts,"
              + " before those are shuffled: a control without a verifier has rollout.reserves 0");
    }
    TrainSettings train = config.train();
    if (train.truncated() == RolloutUse.Truncated.WRONG) {
      advice.add(
          reserves
              + " go by verdicts, not by the rewards of train.truncated wrong: a group whose right"
              + " responses were all cut is kept, and trained on as all wrong");
    }
    if (train.overlongTokens() > 0) {
      advice.add(
          reserves
              + " go by verdicts, not by the rewards of train.overlong-tokens "
              + train.overlongTokens()
              + ": a group of right responses is replaced, although their lengths would teach");
    }
    if (train.unknownReward() == 1) {
      advice.add(
          reserves
              + " go by verdicts, not by the rewards of train.unknown-reward 1: a group of right"
              + " and unknown verdicts is kept, and trained on as all right");
    }
  }

  private static void types(RunConfig config, List<String> advice) {
    if (config.model().publishedDtype() == ComputeType.BFLOAT16
        && config.memory().computeType() == ComputeType.FLOAT32) {
      advice.add(
          "model.published-dtype bfloat16 with memory.compute-type float32 samples with weights"
              + " that are rounded and trains with those that are not: the behavior gap is large"
              + " from the second round on, and past alarms.behavior-gap-limit the run stops; give"
              + " model.published-dtype float32");
    }
    if (config.compute().dtype() != config.memory().computeType()) {
      advice.add(
          "compute.dtype "
              + Word.of(config.compute().dtype())
              + " with memory.compute-type "
              + Word.of(config.memory().computeType())
              + " samples in one type and trains in the other: the behavior gap grows with the"
              + " rounds, and past alarms.behavior-gap-limit the run stops; give both the same");
    }
  }

  /** The rates that are defaults are those of a new policy of 0.3 million weights. */
  private static void rates(RunConfig config, List<String> advice) {
    WarmStartSettings warmStart = config.warmStart();
    if (warmStart.updates() > 0) {
      rate("warm-start.learning-rate", warmStart.learningRate(), "warm-start.updates 0", advice);
    }
    ControlSettings control = config.control();
    if (control.kind() == ControlSettings.Kind.SUPERVISED && control.updates() > 0) {
      rate("control.learning-rate", control.learningRate(), "control.updates 0", advice);
    }
    if (config.adapters().rank() == 0 && config.run().rounds() > 0) {
      rate(
          "optimizer.learning-rate",
          config.optimizer().learningRate(),
          "an adapters.rank above 0",
          advice);
    }
  }

  private static void rate(String key, double rate, String otherwise, List<String> advice) {
    if (rate > HIGHEST_RATE_OF_A_CHECKPOINT) {
      advice.add(
          key
              + " "
              + rate
              + " is for a new policy: all weights of a checkpoint take 1.0E-6 to 1.0E-5; or "
              + otherwise);
    }
  }
}
