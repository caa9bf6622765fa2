// Trains one round: rollouts in, the next policy out. The method of the paper is in the objective;
// this file is its bookkeeping: what is read, in what order, and when it is committed.
package dev.rondo.trainer;

import ai.djl.ndarray.NDList;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.policy.checkpoint.CheckpointFiles;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.metrics.Alarm;
import dev.rondo.trainer.metrics.MetricsLog;
import dev.rondo.trainer.metrics.MetricsPosition;
import dev.rondo.trainer.metrics.ProcessMemory;
import dev.rondo.trainer.objective.LabelPrediction;
import dev.rondo.trainer.objective.Metrics;
import dev.rondo.trainer.objective.UpdateTotals;
import dev.rondo.trainer.state.TrainerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Trains one round. For each update: take the next shards, recompute the reference
 * log-probabilities with the weights that the round began with, let the objective turn
 * log-probabilities into coefficients, run them backward, and step. After the last shard: compare
 * what was consumed with the round's manifest, and publish weights and trainer state under one
 * manifest.
 *
 * <p>Guarantees: (1) at the first update the log-ratios are exactly 0, at any temperature; (2) the
 * gradient is that of the objective on whole groups, however they are cut into micro-batches; (3)
 * nothing is published unless the round's manifest lists every consumed shard as it was consumed;
 * (4) killed before the manifest and started again, it publishes the same bytes; started after it,
 * it does nothing.
 */
public final class TrainRound implements AutoCloseable {

  /** Phase of the rows in the metrics log that belong to one update each. */
  public static final String UPDATE_PHASE = "train";

  /** Phase of the rows in the metrics log that belong to one round each. */
  public static final String ROUND_PHASE = "round";

  private static final String BASE_ROLE = "base";

  private final TrainRoundInputs inputs;
  private final TrainSettings settings;
  private final double temperature;
  private final PolicyDirectory behavior;
  private final CheckpointFiles files;
  private final Learner learner;
  private final RolloutShards reader;
  private PolicyModel referenceModel;
  private final List<FileEntry> consumed = new ArrayList<>();
  private final Metrics roundMetrics = new Metrics();
  private final SortedMap<String, String> parents = new TreeMap<>();
  private Critic critic;
  private UpdatePass pass;
  private int skippedUpdates;
  private String baseDigest;

  /**
   * Trains and publishes.
   *
   * @return the published policy, whether it was published now or before
   * @throws InvalidInputException if policy or rollouts are broken or do not belong together, if
   *     the trainer's log-probabilities are too far from the behavior policy's, or a number is not
   *     finite
   * @throws IOException if a file cannot be read or written, or a shard will never come
   */
  public static PublishedPolicy run(TrainRoundInputs inputs)
      throws IOException, InterruptedException {
    PolicyDirectory target = new PolicyDirectory(inputs.storage(), inputs.targetDirectory());
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
    this.temperature = inputs.sampling().temperature();
    this.behavior = new PolicyDirectory(inputs.storage(), inputs.behaviorDirectory());
    Path directory = behavior.verified();
    this.files = CheckpointFiles.read(directory);
    this.reader =
        new RolloutShards(
            inputs.groupSize(),
            files.config().vocabularySize(),
            settings.unknownReward(),
            settings.objective().rewards());
    this.learner = learner(directory);
    try {
      resume(directory);
    } catch (RuntimeException | IOException e) {
      learner.close();
      throw e;
    }
  }

  /** The behavior policy with zero moments, or its base with the adapters that make it up. */
  private Learner learner(Path directory) throws IOException {
    LoraSettings lora = settings.memory().lora();
    if (lora == null) {
      return PolicyDirectory.load(directory, inputs.device(), settings.memory());
    }
    boolean isNew = !Adapters.isIn(directory);
    String baseDirectory = isNew ? inputs.behaviorDirectory() : Adapters.baseDirectory(directory);
    PolicyDirectory base = new PolicyDirectory(inputs.storage(), baseDirectory);
    this.baseDigest = base.digest();
    if (!isNew) {
      String expected = TrainerState.read(directory).parents().get(BASE_ROLE);
      if (!baseDigest.equals(expected)) {
        throw new InvalidInputException(
            "Cannot train the adapters of "
                + inputs.behaviorDirectory()
                + ": base "
                + baseDirectory
                + " of digest "
                + baseDigest
                + " (allowed: "
                + expected
                + ")");
      }
    }
    PolicyModel model = PolicyModel.load(base.verified(), Learner.program(), inputs.device());
    try {
      Adapters adapters =
          isNew
              ? Adapters.create(model, lora, baseDirectory)
              : Adapters.load(model, lora, directory);
      return new Learner(model, settings.memory(), adapters);
    } catch (RuntimeException | IOException e) {
      model.close();
      throw e;
    }
  }

  /**
   * Takes over what the behavior policy's training left, and forgets an attempt that was killed.
   */
  private void resume(Path directory) throws IOException {
    MetricsPosition cursor = new MetricsPosition(0, 0);
    TrainerState state = null;
    if (Files.exists(directory.resolve(TrainerState.PATH))) {
      TrainerState last = TrainerState.read(directory);
      if (last.phase().equals(UPDATE_PHASE)) {
        state = last;
        cursor = state.metricsCursor();
        skippedUpdates = state.skippedUpdates();
        boolean isOther = settings.memory().lora() != null && !Adapters.isIn(directory);
        if (!isOther && !(settings.resetOptimizer() && inputs.isReferenceReset())) {
          PolicyDirectory.loadMoments(directory, state, learner);
        }
      }
    }
    if (settings.objective().usesCritic()) {
      critic = PolicyDirectory.loadCritic(directory, state, learner);
    }
    parents.put("policy", behavior.digest());
    pass =
        new UpdatePass(
            learner,
            critic,
            settings.objective(),
            reference(),
            temperature,
            settings.memory().microBatchTokens());
    inputs.metrics().cutBack(UPDATE_PHASE, cursor);
    inputs.metrics().cutBack(ROUND_PHASE, new MetricsPosition(cursor.round(), 0));
  }

  /** Weights of the reference policy; null where it is the policy that the round begins with. */
  private NDList reference() throws IOException {
    if (!settings.objective().usesReference()
        || inputs.referenceDirectory().equals(inputs.behaviorDirectory())) {
      return null;
    }
    PolicyDirectory reference = new PolicyDirectory(inputs.storage(), inputs.referenceDirectory());
    Path directory = reference.verified();
    ModelConfig shape = CheckpointFiles.read(directory).config();
    if (!shape.equals(files.config())) {
      throw new InvalidInputException(
          "Cannot train with reference policy "
              + inputs.referenceDirectory()
              + " of shape "
              + shape
              + " (allowed: that of the policy, "
              + files.config()
              + ")");
    }
    parents.put("reference", reference.digest());
    referenceModel =
        PolicyModel.load(
            directory, Learner.program(), inputs.device(), settings.memory().computeType());
    return referenceModel.weights();
  }

  private static PublishedPolicy published(PolicyDirectory directory) throws IOException {
    return new PublishedPolicy(
        directory.directory(),
        directory.digest(),
        Math.toIntExact(directory.manifest().counts().getOrDefault("updates", 0L)));
  }

  private void train(PolicyDirectory target) throws IOException, InterruptedException {
    long start = System.nanoTime();
    int shardCount = inputs.shards().shardCount();
    int planned = (shardCount + settings.shardsPerStep() - 1) / settings.shardsPerStep();
    int update = 0;
    List<RolloutShard> heldOut = new ArrayList<>();
    for (int from = 0; from < shardCount; from += settings.shardsPerStep()) {
      update++;
      Metrics metrics = new Metrics();
      List<RolloutShard> shards =
          take(from, Math.min(shardCount, from + settings.shardsPerStep()), heldOut, metrics);
      long updateStart = System.nanoTime();
      update(shards, update, metrics);
      metrics.addSum("train/seconds", seconds(updateStart));
      log(metrics, update, planned);
    }
    long labelStart = System.nanoTime();
    predictLabels(heldOut);
    roundMetrics.addSum("time/label_seconds", seconds(labelStart));
    ShardSource.CommittedRollouts rollouts = inputs.shards().awaitManifest();
    SortedMap<String, Double> round = roundValues(start, update);
    soundAlarms(round);
    long publishStart = System.nanoTime();
    publish(target, rollouts, update);
    round.put("time/publish_seconds", seconds(publishStart));
    round.put("train/round_seconds", seconds(start));
    MetricsPosition position = new MetricsPosition(inputs.round(), 0);
    inputs.metrics().append(ROUND_PHASE, position, withSpeed(round));
  }

  /** Waits for shards, reads them and keeps their held-out groups back. */
  private List<RolloutShard> take(int from, int to, List<RolloutShard> heldOut, Metrics metrics)
      throws IOException, InterruptedException {
    List<RolloutShard> shards = new ArrayList<>();
    for (int index = from; index < to; index++) {
      long waitStart = System.nanoTime();
      ShardSource.ReadyShard ready = inputs.shards().await(index);
      metrics.addSum("train/wait_seconds", seconds(waitStart));
      long readStart = System.nanoTime();
      RolloutShard shard = reader.read(ready.file(), ready.entry());
      metrics.addSum("time/read_seconds", seconds(readStart));
      consumed.add(ready.entry());
      settings.memory().check(shard.sequences(), "shard " + ready.file());
      addRolloutMetrics(shard);
      int kept = shard.groupCount() - heldOutGroups(index, shard.groupCount());
      if (kept < shard.groupCount()) {
        heldOut.add(shard.groups(kept, shard.groupCount()));
      }
      shards.add(shard.groups(0, kept));
    }
    return shards;
  }

  /**
   * Held-out groups of a shard: its last ones, the round's number spread evenly over the shards. A
   * shard keeps at least one group to train on.
   */
  private int heldOutGroups(int shardIndex, int groupCount) {
    int shardCount = inputs.shards().shardCount();
    long wanted = settings.heldOutGroups();
    int share = (int) ((shardIndex + 1) * wanted / shardCount - shardIndex * wanted / shardCount);
    return Math.max(0, Math.min(share, groupCount - 1));
  }

  private void update(List<RolloutShard> shards, int update, Metrics metrics) {
    List<RolloutShard> filled = shards.stream().filter(shard -> shard.groupCount() > 0).toList();
    if (filled.isEmpty()) {
      return;
    }
    UpdateTotals totals =
        new UpdateTotals(
            filled.stream().mapToLong(RolloutShard::groupCount).sum(),
            filled.stream().mapToLong(RolloutShard::sequenceCount).sum(),
            filled.stream().mapToLong(RolloutShard::responseTokenCount).sum(),
            filled.stream()
                .flatMapToDouble(shard -> Arrays.stream(shard.outcomeRewards()))
                .average()
                .orElseThrow());
    metrics.addSum("train/tokens", totals.tokens());
    try {
      for (RolloutShard shard : filled) {
        pass.accumulate(shard, totals, metrics);
      }
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
            "Cannot train round "
                + inputs.round()
                + ", update "
                + update
                + ": "
                + e.getMessage()
                + " (allowed: finite, in all but train.non-finite-limit, "
                + settings.nonFiniteLimit()
                + ", updates of a run; a lower train.learning-rate or a train.clip-norm helps)",
            e);
      }
    }
  }

  /** A behavior gap that is a sign of other rollouts stops before the first step. */
  private void checkBehaviorGap(Metrics metrics, int update) {
    for (Alarm alarm : settings.alarms()) {
      if (alarm.signature() == Alarm.Signature.BEHAVIOR_GAP
          && alarm.action() == Alarm.Action.STOP) {
        Optional<String> raised = alarm.raised(List.of(), metrics.values());
        if (raised.isPresent()) {
          throw new InvalidInputException(
              "Cannot train round "
                  + inputs.round()
                  + ", update "
                  + update
                  + ": behavior gap in nats per token, "
                  + raised.get()
                  + ", alarms.behavior-gap-limit; are these the rollouts of "
                  + inputs.behaviorDirectory()
                  + "?)");
        }
      }
    }
  }

  private void step(Metrics metrics) {
    pass.startToMove();
    double learningRate = settings.schedule().at(inputs.round() - 1);
    long start = System.nanoTime();
    double norm = learner.step(settings.optimizer(), learningRate, settings.clipNorm());
    if (!Double.isFinite(norm)) {
      throw new UpdatePass.NotFiniteException("gradient norm", norm);
    }
    metrics.addMean("train/gradient_norm", norm, 1);
    metrics.addMaximum("train/gradient_norm_max", norm);
    metrics.addMean(
        "train/clipped", settings.clipNorm() > 0 && norm > settings.clipNorm() ? 1 : 0, 1);
    metrics.addMean("train/learning_rate", learningRate, 1);
    if (critic != null) {
      double criticNorm = critic.step(settings.optimizer(), settings.critic());
      if (!Double.isFinite(criticNorm)) {
        throw new UpdatePass.NotFiniteException("gradient norm of the critic", criticNorm);
      }
      metrics.addMean("train/critic_gradient_norm", criticNorm, 1);
    }
    metrics.addSum("time/optimizer_seconds", seconds(start));
  }

  /** Scores the groups that no update saw, with the weights after all of them. */
  private void predictLabels(List<RolloutShard> heldOut) {
    LabelPrediction prediction = new LabelPrediction(settings.labelBeta());
    for (RolloutShard shard : heldOut) {
      UpdatePass.Scores scores;
      try {
        scores = pass.score(shard);
      } catch (UpdatePass.NotFiniteException e) {
        return;
      }
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
      roundMetrics.merge(prediction.metrics());
    }
  }

  private void soundAlarms(SortedMap<String, Double> round) throws IOException {
    List<SortedMap<String, Double>> earlier = new ArrayList<>();
    for (MetricsLog.Row row : inputs.metrics().rows()) {
      if (row.phase().equals(ROUND_PHASE) && row.position().round() < inputs.round()) {
        earlier.add(row.values());
      }
    }
    for (Alarm alarm : settings.alarms()) {
      Optional<String> raised = alarm.raised(earlier, round);
      if (raised.isPresent()) {
        String what =
            "alarm "
                + alarm.signature().key()
                + " in round "
                + inputs.round()
                + ", "
                + raised.get();
        if (alarm.action() == Alarm.Action.STOP) {
          throw new InvalidInputException(
              "Cannot go on: " + what + "; alarms." + alarm.signature().key() + " says stop)");
        }
        round.put("alarm/" + alarm.signature().key().replace('-', '_'), 1.0);
        inputs.progress().warned("Warning: " + what + ")");
      }
    }
  }

  private void publish(PolicyDirectory target, ShardSource.CommittedRollouts rollouts, int updates)
      throws IOException {
    String behaviorDigest = behavior.digest();
    checkConsumed(rollouts.manifest(), behaviorDigest);
    if (baseDigest != null) {
      parents.put(BASE_ROLE, baseDigest);
    }
    parents.put("rollouts", rollouts.digest());
    RunIdentity identity = inputs.identity();
    TrainerState state =
        new TrainerState(
            UPDATE_PHASE,
            inputs.round(),
            updates,
            learner.optimizerSteps(),
            critic == null ? 0 : critic.optimizerSteps(),
            skippedUpdates,
            inputs.round(),
            new MetricsPosition(inputs.round(), updates),
            parents);
    Lineage lineage =
        new Lineage(
            parents,
            identity.seed(),
            inputs.round(),
            behaviorDigest,
            behavior.manifest().lineage().tokenizerDigest(),
            null,
            null,
            null,
            identity.configDigest(),
            identity.codeVersion(),
            learner.model().module().program().digest(),
            identity.numericClass());
    target.commit("policy", files, learner, critic, state, lineage);
  }

  private void checkConsumed(DatasetManifest manifest, String behaviorDigest) {
    for (FileEntry entry : consumed) {
      if (!manifest.files().contains(entry)) {
        throw new InvalidInputException(
            "Cannot publish round "
                + inputs.round()
                + ": consumed shard "
                + entry.path()
                + " of SHA-256 "
                + entry.sha256()
                + " (allowed: the shards of the round's manifest)");
      }
    }
    Lineage lineage = manifest.lineage();
    check("policy digest", lineage.policyDigest(), behaviorDigest);
    check("group size", lineage.groupSize(), inputs.groupSize());
    check("sampling settings", lineage.sampling(), inputs.sampling());
  }

  private void check(String what, Object found, Object expected) {
    if (!expected.equals(found)) {
      throw new InvalidInputException(
          "Cannot publish round "
              + inputs.round()
              + ": rollouts with "
              + what
              + " "
              + found
              + " (allowed: "
              + expected
              + ")");
    }
  }

  private void addRolloutMetrics(RolloutShard shard) {
    int sequences = shard.sequenceCount();
    roundMetrics.addMean("rollout/reward", Arrays.stream(shard.outcomeRewards()).sum(), sequences);
    for (int group = 0; group < shard.groupCount(); group++) {
      double share = shard.correctShare(group);
      roundMetrics.addMean("rollout/mixed_groups", share > 0 && share < 1 ? 1 : 0, 1);
      roundMetrics.addMean("rollout/all_correct_groups", share == 1 ? 1 : 0, 1);
      roundMetrics.addMean("rollout/all_incorrect_groups", share == 0 ? 1 : 0, 1);
    }
    roundMetrics.addMean("rollout/response_tokens", shard.responseTokenCount(), sequences);
    roundMetrics.addMean("rollout/truncated", shard.truncatedCount(), sequences);
    roundMetrics.addMean("rollout/unknown", shard.unknownCount(), sequences);
    roundMetrics.addSum("rollout/groups", shard.groupCount());
  }

  private void log(Metrics metrics, int update, int planned) throws IOException {
    roundMetrics.merge(metrics);
    SortedMap<String, Double> values = withSpeed(metrics.values());
    inputs.metrics().append(UPDATE_PHASE, new MetricsPosition(inputs.round(), update), values);
    inputs.progress().updated(update, planned, values);
  }

  private SortedMap<String, Double> roundValues(long start, int updates) {
    SortedMap<String, Double> values = new TreeMap<>(roundMetrics.values());
    for (String perUpdate : List.of("train/loss", "train/value_loss")) {
      values.computeIfPresent(perUpdate, (key, sum) -> sum / updates);
    }
    values.put("train/updates", (double) updates);
    values.putAll(ProcessMemory.mebibytes());
    return values;
  }

  private static SortedMap<String, Double> withSpeed(SortedMap<String, Double> values) {
    SortedMap<String, Double> all = new TreeMap<>(values);
    double seconds = all.getOrDefault("train/seconds", 0.0);
    if (seconds > 0 && all.containsKey("train/tokens")) {
      all.put("train/tokens_per_second", all.get("train/tokens") / seconds);
    }
    return all;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  @Override
  public void close() {
    if (referenceModel != null) {
      referenceModel.close();
    }
    learner.close();
  }
}
