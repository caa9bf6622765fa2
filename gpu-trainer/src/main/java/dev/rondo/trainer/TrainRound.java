// Trains one round: rollouts in, the next policy out. The method of the paper is in the objective;
// this file is its bookkeeping: what is read, in what order, and when it is committed.
package dev.rondo.trainer;

import ai.djl.ndarray.NDList;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.policy.checkpoint.CheckpointFiles;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.metrics.MetricsPosition;
import dev.rondo.trainer.objective.GroupBatch;
import dev.rondo.trainer.objective.Metrics;
import dev.rondo.trainer.objective.ObjectiveValue;
import dev.rondo.trainer.objective.UpdateTotals;
import dev.rondo.trainer.state.TrainerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
  private final List<FileEntry> consumed = new ArrayList<>();
  private final Metrics roundMetrics = new Metrics();
  private NDList referenceWeights;
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
            inputs.groupSize(), files.config().vocabularySize(), settings.unknownReward());
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
    if (Files.exists(directory.resolve(TrainerState.PATH))) {
      TrainerState state = TrainerState.read(directory);
      if (state.phase().equals(UPDATE_PHASE)) {
        cursor = state.metricsCursor();
        boolean isOther = settings.memory().lora() != null && !Adapters.isIn(directory);
        if (!settings.resetOptimizer() && !isOther) {
          PolicyDirectory.loadMoments(directory, state, learner);
        }
      }
    }
    inputs.metrics().cutBack(UPDATE_PHASE, cursor);
    inputs.metrics().cutBack(ROUND_PHASE, new MetricsPosition(cursor.round(), 0));
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
    for (int from = 0; from < shardCount; from += settings.shardsPerStep()) {
      update++;
      long waitStart = System.nanoTime();
      List<RolloutShard> shards = take(from, Math.min(shardCount, from + settings.shardsPerStep()));
      double waitSeconds = seconds(waitStart);
      long updateStart = System.nanoTime();
      boolean isLast = from + settings.shardsPerStep() >= shardCount;
      Metrics metrics = update(shards, update, isLast);
      metrics.addSum("train/seconds", seconds(updateStart));
      metrics.addSum("train/wait_seconds", waitSeconds);
      log(metrics, update, planned);
    }
    ShardSource.CommittedRollouts rollouts = inputs.shards().awaitManifest();
    logRound(start, update);
    publish(target, rollouts, update);
  }

  /** Waits for shards and reads them. */
  private List<RolloutShard> take(int from, int to) throws IOException, InterruptedException {
    List<RolloutShard> shards = new ArrayList<>();
    for (int index = from; index < to; index++) {
      ShardSource.ReadyShard ready = inputs.shards().await(index);
      RolloutShard shard = reader.read(ready.file(), ready.entry());
      settings.memory().check(shard.sequences(), "shard " + ready.file());
      shards.add(shard);
      consumed.add(ready.entry());
    }
    return shards;
  }

  private Metrics update(List<RolloutShard> shards, int update, boolean isLast) {
    Metrics metrics = new Metrics();
    addRolloutMetrics(shards);
    long groups = shards.stream().mapToLong(RolloutShard::groupCount).sum();
    if (groups == 0) {
      return metrics;
    }
    UpdateTotals totals =
        new UpdateTotals(
            groups,
            shards.stream().mapToLong(RolloutShard::sequenceCount).sum(),
            shards.stream().mapToLong(RolloutShard::responseTokenCount).sum(),
            shards.stream()
                .flatMapToDouble(shard -> Arrays.stream(shard.outcomeRewards()))
                .average()
                .orElse(0));
    for (RolloutShard shard : shards) {
      for (MicroBatchPlan.Block block :
          MicroBatchPlan.of(
              shard.sequences(), shard.groupSize(), settings.memory().microBatchTokens())) {
        if (block.isOnePass()) {
          onePass(shard, block, totals, metrics, update);
        } else {
          twoPasses(shard, block, totals, metrics, update);
        }
      }
    }
    checkBehaviorGap(metrics, update);
    if (referenceWeights == null && !isLast) {
      referenceWeights = learner.copyWeights();
    }
    step(metrics, update);
    metrics.addSum("train/tokens", totals.tokens());
    return metrics;
  }

  /** Whole groups in one micro-batch: one forward pass gives log-probabilities and gradient. */
  private void onePass(
      RolloutShard shard,
      MicroBatchPlan.Block block,
      UpdateTotals totals,
      Metrics metrics,
      int update) {
    MicroBatchPlan.Range range = block.ranges().get(0);
    PackedBatch batch = PackedBatch.of(shard.sequences(), range.from(), range.to());
    try (Learner.Forward forward = learner.forward(batch, temperature)) {
      double[] trainer = checked(forward.logprobs(), update);
      double[] reference =
          referenceWeights == null
              ? trainer
              : checked(learner.score(referenceWeights, batch, temperature), update);
      ObjectiveValue value = evaluate(shard, block, trainer, reference, totals, metrics);
      addEntropy(forward, metrics);
      forward.accumulate(value.coefficients());
    }
  }

  /** A group larger than a micro-batch: first all its log-probabilities, then gradients. */
  private void twoPasses(
      RolloutShard shard,
      MicroBatchPlan.Block block,
      UpdateTotals totals,
      Metrics metrics,
      int update) {
    int firstToken = shard.responseOffsets()[block.ranges().get(0).from()];
    int tokens = shard.responseOffsets()[block.toGroup() * shard.groupSize()] - firstToken;
    double[] trainer = new double[tokens];
    double[] reference = new double[tokens];
    for (MicroBatchPlan.Range range : block.ranges()) {
      PackedBatch batch = PackedBatch.of(shard.sequences(), range.from(), range.to());
      int at = shard.responseOffsets()[range.from()] - firstToken;
      double[] scored = checked(learner.score(learner.weights(), batch, temperature), update);
      System.arraycopy(scored, 0, trainer, at, scored.length);
      double[] scoredByReference =
          referenceWeights == null
              ? scored
              : checked(learner.score(referenceWeights, batch, temperature), update);
      System.arraycopy(scoredByReference, 0, reference, at, scored.length);
    }
    ObjectiveValue value = evaluate(shard, block, trainer, reference, totals, metrics);
    for (MicroBatchPlan.Range range : block.ranges()) {
      PackedBatch batch = PackedBatch.of(shard.sequences(), range.from(), range.to());
      int at = shard.responseOffsets()[range.from()] - firstToken;
      try (Learner.Forward forward = learner.forward(batch, temperature)) {
        addEntropy(forward, metrics);
        forward.accumulate(Arrays.copyOfRange(value.coefficients(), at, at + batch.tokenCount()));
      }
    }
  }

  private ObjectiveValue evaluate(
      RolloutShard shard,
      MicroBatchPlan.Block block,
      double[] trainer,
      double[] reference,
      UpdateTotals totals,
      Metrics metrics) {
    int from = block.fromGroup() * shard.groupSize();
    int to = block.toGroup() * shard.groupSize();
    int[] groupOffsets = new int[block.toGroup() - block.fromGroup() + 1];
    for (int g = 0; g < groupOffsets.length; g++) {
      groupOffsets[g] = g * shard.groupSize();
    }
    int firstToken = shard.responseOffsets()[from];
    int[] tokenOffsets = new int[to - from + 1];
    for (int i = 0; i < tokenOffsets.length; i++) {
      tokenOffsets[i] = shard.responseOffsets()[from + i] - firstToken;
    }
    addBehaviorGap(shard, from, to, reference, metrics);
    ObjectiveValue value =
        settings
            .objective()
            .evaluate(
                new GroupBatch(
                    groupOffsets,
                    tokenOffsets,
                    trainer,
                    reference,
                    Arrays.copyOfRange(shard.outcomeRewards(), from, to),
                    totals));
    metrics.merge(value.metrics());
    return value;
  }

  /** How far the behavior log-probabilities are from the trainer's own for the same weights. */
  private static void addBehaviorGap(
      RolloutShard shard, int from, int to, double[] reference, Metrics metrics) {
    int firstToken = shard.responseOffsets()[from];
    for (int i = from; i < to; i++) {
      double sum = 0;
      for (int t = shard.responseOffsets()[i]; t < shard.responseOffsets()[i + 1]; t++) {
        double gap = reference[t - firstToken] - shard.behaviorLogprobs()[t];
        metrics.addMean("train/behavior_gap_mean", Math.abs(gap), 1);
        metrics.addMaximum("train/behavior_gap_max", Math.abs(gap));
        sum += gap;
      }
      metrics.addMean("train/behavior_gap_sequence_mean", Math.abs(sum), 1);
      metrics.addMaximum("train/behavior_gap_sequence_max", Math.abs(sum));
    }
  }

  private void checkBehaviorGap(Metrics metrics, int update) {
    double gap = metrics.values().get("train/behavior_gap_mean");
    if (!(gap <= settings.behaviorGapLimit())) {
      throw new InvalidInputException(
          String.format(
              Locale.ROOT,
              "Cannot train round %d, update %d: behavior gap: %.6f nats per token (allowed: at most"
                  + " train.behavior-gap-limit, %s; are these the rollouts of %s?)",
              inputs.round(),
              update,
              gap,
              settings.behaviorGapLimit(),
              inputs.behaviorDirectory()));
    }
  }

  private static void addEntropy(Learner.Forward forward, Metrics metrics) {
    for (double entropy : forward.entropies()) {
      metrics.addMean("train/entropy", entropy, 1);
    }
  }

  private void step(Metrics metrics, int update) {
    double learningRate = settings.schedule().at(inputs.round() - 1);
    double norm = learner.step(settings.optimizer(), learningRate, settings.clipNorm());
    if (!Double.isFinite(norm)) {
      throw notFinite("gradient norm", norm, update);
    }
    metrics.addSum("train/gradient_norm", norm);
    metrics.addMean(
        "train/clipped", settings.clipNorm() > 0 && norm > settings.clipNorm() ? 1 : 0, 1);
    metrics.addSum("train/learning_rate", learningRate);
  }

  private double[] checked(double[] logprobs, int update) {
    for (double logprob : logprobs) {
      if (!Double.isFinite(logprob)) {
        throw notFinite("log-probability", logprob, update);
      }
    }
    return logprobs;
  }

  private InvalidInputException notFinite(String what, double value, int update) {
    return new InvalidInputException(
        "Cannot train round "
            + inputs.round()
            + ", update "
            + update
            + ": "
            + what
            + ": "
            + value
            + " (allowed: finite; a lower train.learning-rate or a train.clip-norm helps)");
  }

  private void publish(PolicyDirectory target, ShardSource.CommittedRollouts rollouts, int updates)
      throws IOException {
    String behaviorDigest = behavior.digest();
    checkConsumed(rollouts.manifest(), behaviorDigest);
    SortedMap<String, String> parents = new TreeMap<>();
    parents.put("policy", behaviorDigest);
    parents.put("rollouts", rollouts.digest());
    if (baseDigest != null) {
      parents.put(BASE_ROLE, baseDigest);
    }
    RunIdentity identity = inputs.identity();
    TrainerState state =
        new TrainerState(
            UPDATE_PHASE,
            inputs.round(),
            updates,
            learner.optimizerSteps(),
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
    target.commit("policy", files, learner, state, lineage);
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

  private void addRolloutMetrics(List<RolloutShard> shards) {
    for (RolloutShard shard : shards) {
      int sequences = shard.sequenceCount();
      roundMetrics.addMean(
          "rollout/reward", Arrays.stream(shard.outcomeRewards()).sum(), sequences);
      roundMetrics.addMean("rollout/mixed_groups", shard.mixedGroupCount(), shard.groupCount());
      roundMetrics.addMean("rollout/response_tokens", shard.responseTokenCount(), sequences);
      roundMetrics.addMean("rollout/truncated", shard.truncatedCount(), sequences);
      roundMetrics.addMean("rollout/unknown", shard.unknownCount(), sequences);
      roundMetrics.addSum("rollout/groups", shard.groupCount());
    }
  }

  private void log(Metrics metrics, int update, int planned) throws IOException {
    roundMetrics.merge(metrics);
    SortedMap<String, Double> values = withSpeed(metrics.values());
    inputs.metrics().append(UPDATE_PHASE, new MetricsPosition(inputs.round(), update), values);
    inputs.progress().updated(update, planned, values);
  }

  private void logRound(long start, int updates) throws IOException {
    SortedMap<String, Double> values = new TreeMap<>(roundMetrics.values());
    for (String perUpdate : List.of("train/loss", "train/gradient_norm", "train/learning_rate")) {
      values.computeIfPresent(perUpdate, (key, sum) -> sum / updates);
    }
    values.put("train/round_seconds", seconds(start));
    values.put("train/updates", (double) updates);
    inputs.metrics().append(ROUND_PHASE, new MetricsPosition(inputs.round(), 0), withSpeed(values));
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
    learner.close();
  }
}
