// Trains one round: rollouts in, the next policy out. The method of the paper is in the objective;
// this file is its bookkeeping: what is read, in what order, and when it is committed.
package dev.rondo.trainer;

import dev.rondo.dataset.FirstRollouts;
import dev.rondo.dataset.Lineage;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.batch.HeldStops;
import dev.rondo.trainer.batch.RolloutShard;
import dev.rondo.trainer.metrics.Alarm;
import dev.rondo.trainer.metrics.MetricsLog;
import dev.rondo.trainer.network.Critic;
import dev.rondo.trainer.network.Learner;
import dev.rondo.trainer.objective.LabelPrediction;
import dev.rondo.trainer.objective.Metrics;
import dev.rondo.trainer.objective.UpdateTotals;
import dev.rondo.trainer.state.TrainerState;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Trains one round. For each update: take the next shards, recompute the reference
 * log-probabilities with the weights that the round began with, let the objective turn
 * log-probabilities into coefficients, run them backward, and step. After the last shard: publish
 * weights and trainer state under one manifest.
 *
 * <p>Guarantees: (1) at the first update the log-ratios are exactly 0, at any temperature; (2) the
 * gradient is that of the objective on whole groups, however they are cut into micro-batches; (3)
 * every shard is checked against the round's manifest before the first update; (4) killed before
 * the manifest and started again, it publishes the same bytes; started after it, it does nothing;
 * (5) the round's row is in the metrics log before its policy is published; (6) an update without
 * any gradient, whatever took it away, changes neither weights nor moments nor steps.
 */
public final class TrainRound implements AutoCloseable {

  /** Metric: updates that took no step, since nothing in them had a gradient. */
  private static final String EMPTY_UPDATES = "train/empty_updates";

  private final TrainRoundInputs inputs;
  private final TrainSettings settings;
  private final RoundModels models;
  private final Learner learner;
  private final Critic critic;
  private final RoundShards shards;
  private final UpdatePass pass;
  private final RoundMetrics metrics;
  private int skippedUpdates;
  private int steps;
  private RolloutShard lastTrained;

  /**
   * Trains and publishes.
   *
   * @return the published policy, whether it was published now or before
   * @throws InvalidInputException if policy or rollouts are broken or do not belong together, if
   *     the trainer's log-probabilities are too far from the behavior policy's, or a number is not
   *     finite
   * @throws IOException if a file cannot be read or written
   */
  public static PublishedPolicy run(TrainRoundInputs inputs) throws IOException {
    PolicyDirectory target = new PolicyDirectory(inputs.storage(), inputs.policies().target());
    if (target.isCommitted()) {
      return published(target);
    }
    try (TrainRound round = new TrainRound(inputs)) {
      round.train(target);
    }
    return published(target);
  }

  private TrainRound(TrainRoundInputs inputs) throws IOException {
    this.inputs = inputs;
    this.settings = inputs.settings();
    this.models = new RoundModels(inputs);
    this.learner = models.learner();
    this.critic = models.critic();
    this.shards = new RoundShards(inputs, models);
    this.pass =
        new UpdatePass(
            learner,
            critic,
            settings.objective(),
            models.referenceWeights(),
            inputs.rollouts().sampling().temperature(),
            new HeldStops(
                inputs.rollouts().sampling().minResponseTokens(), models.files().stopTokens()),
            settings);
    this.metrics =
        new RoundMetrics(
            inputs.surroundings().metrics(), inputs.rollouts().round(), inputs.rollouts().named());
    this.skippedUpdates = models.skippedUpdates();
  }

  private static PublishedPolicy published(PolicyDirectory directory) throws IOException {
    return new PublishedPolicy(
        directory.directory(),
        directory.digest(),
        Math.toIntExact(directory.manifest().counts().getOrDefault("updates", 0L)));
  }

  private void train(PolicyDirectory target) throws IOException {
    shards.checkAll();
    metrics.forgetAfter(models.metricsCursor());
    FirstRollouts.among(inputs.rollouts().shards().manifest().counts())
        .ifPresent(first -> metrics.addFirst(first, settings.unknownReward()));
    long start = System.nanoTime();
    int planned = shards.updateCount();
    for (int update = 1; update <= planned; update++) {
      Metrics ofUpdate = new Metrics();
      List<RolloutShard> taken = shards.take(ofUpdate, metrics);
      long updateStart = System.nanoTime();
      update(taken, update, ofUpdate);
      learner.model().giveBackMemory();
      ofUpdate.addSum("train/seconds", seconds(updateStart));
      var values = metrics.addUpdate(update, ofUpdate);
      inputs.surroundings().progress().updated(update, planned, values);
    }
    long labelStart = System.nanoTime();
    predictLabels(shards.heldOut());
    checkWeights();
    metrics.whole().addSum("time/label_seconds", seconds(labelStart));
    SortedMap<String, Double> round = metrics.values(planned);
    metrics.watch(settings.alarms(), round, inputs.surroundings().progress()::warned);
    warnOfNoStep(planned, round);
    publish(target, planned, round, start);
  }

  private void update(List<RolloutShard> taken, int update, Metrics metrics) {
    if (taken.isEmpty()) {
      metrics.addSum(EMPTY_UPDATES, 1);
      return;
    }
    lastTrained = taken.get(0);
    UpdateTotals totals =
        new UpdateTotals(
            taken.stream().mapToLong(RolloutShard::groupCount).sum(),
            taken.stream().mapToLong(RolloutShard::sequenceCount).sum(),
            tokens(taken),
            taken.stream()
                .flatMapToDouble(shard -> Arrays.stream(shard.outcomeRewards()))
                .average()
                .orElseThrow());
    List<RolloutShard> computed = computed(taken, metrics);
    metrics.addSum("train/tokens", tokens(computed));
    if (computed.isEmpty()) {
      metrics.addSum("train/skipped_updates", 0);
      metrics.addSum(EMPTY_UPDATES, 1);
      return;
    }
    try {
      metrics.addMaximum("train/loss_max", Math.abs(pass.accumulate(computed, totals, metrics)));
      checkBehaviorGap(metrics, update);
      step(metrics);
      metrics.addSum("train/skipped_updates", 0);
    } catch (UpdatePass.NotFiniteException e) {
      learner.discardGradient();
      if (critic != null) {
        critic.discardGradient();
      }
      metrics.addSum("train/skipped_updates", 1);
      skippedUpdates++;
      if (skippedUpdates > settings.nonFiniteLimit()) {
        throw new InvalidInputException(
            "Cannot train "
                + inputs.rollouts().named()
                + ", update "
                + update
                + ": "
                + e.getMessage()
                + " (allowed: finite, in all but train.non-finite-limit, "
                + settings.nonFiniteLimit()
                + ", updates of a run; a lower optimizer.learning-rate or optimizer.clip-norm"
                + " helps)",
            e);
      }
    }
  }

  /** What is left of an update's shards when groups that teach nothing are not computed. */
  private List<RolloutShard> computed(List<RolloutShard> taken, Metrics metrics) {
    boolean ignoresUniform = settings.objective().ignoresUniformGroups(pass.isAtReference());
    List<RolloutShard> computed =
        taken.stream()
            .map(shard -> ignoresUniform ? settings.use().computed(shard) : shard)
            .filter(shard -> shard.groupCount() > 0)
            .toList();
    long groups = taken.stream().mapToLong(RolloutShard::groupCount).sum();
    long left = computed.stream().mapToLong(RolloutShard::groupCount).sum();
    metrics.addSum("train/skipped_groups", groups - left);
    metrics.addSum("train/left_out", 0);
    return computed;
  }

  private static long tokens(List<RolloutShard> shards) {
    return shards.stream().mapToLong(RolloutShard::responseTokenCount).sum();
  }

  /** A behavior gap that is a sign of other rollouts stops before the first step. */
  private void checkBehaviorGap(Metrics metrics, int update) {
    for (Alarm alarm : settings.alarms()) {
      if (alarm.signature() == Alarm.Signature.BEHAVIOR_GAP
          && alarm.action() == Alarm.Action.STOP) {
        Optional<String> raised = alarm.raised(List.of(), metrics.values());
        if (raised.isPresent()) {
          throw new InvalidInputException(
              "Cannot train "
                  + inputs.rollouts().named()
                  + ", update "
                  + update
                  + ": behavior gap in nats per token, "
                  + raised.get()
                  + ", alarms.behavior-gap-limit; are these the rollouts of "
                  + inputs.policies().behavior()
                  + "?)");
        }
      }
    }
  }

  private void step(Metrics metrics) {
    boolean isMoved = learner.hasGradient();
    boolean isCriticMoved = critic != null && critic.hasGradient();
    if (!isMoved && !isCriticMoved) {
      metrics.addSum(EMPTY_UPDATES, 1);
      return;
    }
    pass.startToMove();
    double learningRate = settings.schedule().at(inputs.rollouts().round() - 1);
    long start = System.nanoTime();
    // Before either of them steps: an update changes policy and critic, or nothing.
    double criticNorm = critic == null ? 0 : critic.gradientNorm();
    if (!Double.isFinite(criticNorm)) {
      throw new UpdatePass.NotFiniteException("gradient norm of the critic", criticNorm);
    }
    double norm =
        isMoved ? learner.step(settings.optimizer(), learningRate, settings.clipNorm()) : 0;
    if (!Double.isFinite(norm)) {
      throw new UpdatePass.NotFiniteException("gradient norm", norm);
    }
    metrics.addMean("train/gradient_norm", norm, 1);
    metrics.addMaximum("train/gradient_norm_max", norm);
    metrics.addMean(
        "train/clipped", settings.clipNorm() > 0 && norm > settings.clipNorm() ? 1 : 0, 1);
    metrics.addMean("train/learning_rate", learningRate, 1);
    if (isCriticMoved) {
      critic.step(settings.optimizer(), settings.critic());
    }
    if (critic != null) {
      metrics.addMean("train/critic_gradient_norm", criticNorm, 1);
    }
    metrics.addSum("time/optimizer_seconds", seconds(start));
    steps++;
  }

  /** A round that moves nothing looks like any other in its files. */
  private void warnOfNoStep(int updates, SortedMap<String, Double> round) {
    if (steps == 0) {
      long empty = Math.round(round.getOrDefault(EMPTY_UPDATES, 0.0));
      inputs
          .surroundings()
          .progress()
          .warned(
              "Warning: "
                  + inputs.rollouts().named()
                  + " changed no weight: of its updates "
                  + empty
                  + " had no gradient (groups of equal rewards, responses left out) and "
                  + (updates - empty)
                  + " had numbers that are not finite");
    }
  }

  /** Scores the groups that no update saw, with the weights after all of them. */
  private void predictLabels(List<RolloutShard> heldOut) {
    LabelPrediction prediction = new LabelPrediction(settings.labelBeta());
    List<UpdatePass.Scores> all = scored(heldOut);
    for (int k = 0; k < heldOut.size(); k++) {
      RolloutShard shard = heldOut.get(k);
      UpdatePass.Scores scores = all.get(k);
      for (int group = 0; group < shard.groupCount(); group++) {
        double[] logRatio = new double[shard.groupSize()];
        int first = group * shard.groupSize();
        for (int i = 0; i < logRatio.length; i++) {
          int end = shard.responseOffsets()[first + i + 1];
          for (int t = shard.responseOffsets()[first + i]; t < end; t++) {
            logRatio[i] += scores.trainer()[t] - scores.roundStart()[t];
          }
        }
        prediction.add(
            logRatio, Arrays.copyOfRange(shard.outcomeRewards(), first, first + logRatio.length));
      }
    }
    if (!heldOut.isEmpty()) {
      metrics.whole().merge(prediction.metrics());
    }
  }

  /** Weights that are not finite, or give numbers that are not, are never published. */
  private void checkWeights() {
    Optional<String> broken = learner.firstNotFinite();
    if (broken.isEmpty() && critic != null) {
      broken = critic.firstNotFinite().map(name -> "the critic's " + name);
    }
    if (broken.isPresent()) {
      throw refused("weights of " + broken.get() + " that are not finite", null);
    }
    if (shards.heldOut().isEmpty() && lastTrained != null) {
      scored(List.of(lastTrained.groups(0, 1)));
    }
  }

  private List<UpdatePass.Scores> scored(List<RolloutShard> some) {
    try {
      return pass.score(some);
    } catch (UpdatePass.NotFiniteException e) {
      throw refused(e.getMessage(), e);
    }
  }

  private InvalidInputException refused(String what, Throwable cause) {
    return new InvalidInputException(
        "Cannot publish "
            + inputs.rollouts().named()
            + ": "
            + what
            + " after its last update (allowed: finite; a lower optimizer.learning-rate or"
            + " optimizer.clip-norm helps)",
        cause);
  }

  /**
   * Writes the policy, logs the round and commits. The manifest comes after the row: whoever is
   * killed before it does both again.
   */
  private void publish(
      PolicyDirectory target, int updates, SortedMap<String, Double> round, long roundStart)
      throws IOException {
    long publishStart = System.nanoTime();
    SortedMap<String, String> parents = models.parents();
    parents.put("rollouts", inputs.rollouts().shards().digest());
    RunIdentity identity = inputs.surroundings().identity();
    TrainerState state =
        new TrainerState(
            MetricsLog.UPDATE_PHASE,
            inputs.rollouts().round(),
            updates,
            learner.optimizerSteps(),
            critic == null ? 0 : critic.optimizerSteps(),
            skippedUpdates,
            inputs.rollouts().round(),
            parents);
    Lineage lineage =
        Lineage.of(parents)
            .withSeed(identity.seed())
            .withRound(inputs.rollouts().round())
            .byPolicy(inputs.rollouts().shards().manifest().lineage().policyDigest())
            .withTokenizer(models.behavior().manifest().lineage().tokenizerDigest())
            .configuredBy(identity.configDigest())
            .writtenBy(identity.codeVersion())
            .computedBy(learner.model().module().program().digest())
            .computedOn(identity.numericClass());
    PolicyDirectory.Written written = target.write(models.files(), learner, critic, state);
    round.put("time/publish_seconds", seconds(publishStart));
    round.put("train/round_seconds", seconds(roundStart));
    metrics.append(round);
    written.commit("policy", lineage);
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  @Override
  public void close() {
    models.close();
  }
}
