// The update of a training round without its files: what the training benchmark measures.
package dev.rondo.benchmark;

import dev.rondo.dataset.Digests;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.trainer.batch.Budget;
import dev.rondo.trainer.batch.MicroBatchPlan;
import dev.rondo.trainer.batch.PackedBatch;
import dev.rondo.trainer.batch.Packing;
import dev.rondo.trainer.batch.Sequences;
import dev.rondo.trainer.network.AdamWSettings;
import dev.rondo.trainer.network.Adapters;
import dev.rondo.trainer.network.Learner;
import dev.rondo.trainer.network.MemorySettings;
import dev.rondo.trainer.network.TrainingMemory;
import dev.rondo.trainer.network.Workers;
import dev.rondo.trainer.objective.ClassBalance;
import dev.rondo.trainer.objective.GroupBatch;
import dev.rondo.trainer.objective.PacsObjective;
import dev.rondo.trainer.objective.UpdateTotals;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * Updates of a policy by PACS on random rollouts, half of each group correct, the reference being
 * the policy itself (as at the first update of a round).
 */
public final class TrainingWork implements AutoCloseable {
  private static final AdamWSettings ADAM = new AdamWSettings(0.9, 0.999, 1e-8, 0);

  private final Learner learner;
  private final Workers workers;
  private final MemorySettings memory;
  private final Sequences sequences;
  private final Packing packing;
  private final int groupSize;
  private final double[] rewards;

  /**
   * Loads a policy and makes rollouts.
   *
   * @param lengths response tokens of each rollout; whole groups
   * @param memory how to train
   */
  public TrainingWork(
      Path policyDirectory,
      DeviceSettings device,
      int groupSize,
      int promptTokens,
      int[] lengths,
      MemorySettings memory) {
    PolicyModel model = PolicyModel.load(policyDirectory, Learner.program(), device);
    this.memory = memory;
    this.workers = new Workers(memory.workers());
    this.groupSize = groupSize;
    this.learner =
        new Learner(
            model,
            memory,
            memory.lora() == null ? null : Adapters.create(model, memory.lora(), "base"));
    Random random = new Random(1);
    int vocabulary = model.config().vocabularySize();
    int[] promptOffsets = new int[lengths.length + 1];
    int[] responseOffsets = new int[lengths.length + 1];
    for (int i = 0; i < lengths.length; i++) {
      promptOffsets[i + 1] = promptOffsets[i] + promptTokens;
      responseOffsets[i + 1] = responseOffsets[i] + lengths[i];
    }
    int[] prompts = random.ints(promptOffsets[lengths.length], 0, vocabulary).toArray();
    for (int i = 0; i < lengths.length; i++) {
      int ofGroup = promptOffsets[i / groupSize * groupSize];
      System.arraycopy(prompts, ofGroup, prompts, promptOffsets[i], promptTokens);
    }
    this.packing = Packing.of(model.config());
    this.sequences =
        new Sequences(
            promptOffsets,
            prompts,
            responseOffsets,
            random.ints(responseOffsets[lengths.length], 0, vocabulary).toArray());
    this.rewards = new double[lengths.length];
    for (int i = 0; i < rewards.length; i++) {
      rewards[i] = i % 2;
    }
    memory.check(sequences, "the benchmark's rollouts");
  }

  /** One update; returns the tokens of its sequences, prompts included. */
  public long update() {
    accumulate();
    double norm = learner.step(ADAM, 1e-6, 1);
    if (!Double.isFinite(norm)) {
      throw new IllegalStateException("Cannot train: gradient norm: " + norm);
    }
    int count = sequences.count();
    return sequences.promptOffsets()[count] + sequences.responseOffsets()[count];
  }

  /** The gradient of an update, one array for each that is trained; then it is forgotten. */
  List<float[]> gradients() {
    accumulate();
    List<float[]> gradients = learner.gradients();
    learner.discardGradient();
    return gradients;
  }

  /** SHA-256 of the weights as they would be published. */
  String weightsDigest() throws IOException {
    MessageDigest digest = Digests.newSha256();
    try (DigestOutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      Safetensors.write(out, new TreeMap<>(), learner.weightTensors());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** What an update takes by plan. */
  TrainingMemory plan() {
    long shared = packing == Packing.OWN_PROMPTS ? 0 : sequences.promptOffsets()[sequences.count()];
    return new TrainingMemory(config(), memory, false, false, false, shared);
  }

  /** The policy's shape. */
  ModelConfig config() {
    return learner.model().config();
  }

  private void accumulate() {
    PacsObjective objective = PacsObjective.released(1, ClassBalance.QUESTION);
    int count = sequences.count();
    long responses = sequences.responseOffsets()[count];
    UpdateTotals totals = new UpdateTotals(count / groupSize, count, responses, 0.5);
    Budget budget =
        memory.budget(
            MicroBatchPlan.tokens(sequences, groupSize, packing),
            MicroBatchPlan.largestGroup(sequences, groupSize, packing));
    List<MicroBatchPlan.Block> blocks = MicroBatchPlan.of(sequences, groupSize, budget, packing);
    workers.run(
        blocks.size(),
        (index, worker) -> {
          MicroBatchPlan.Block block = blocks.get(index);
          if (block.isOnePass()) {
            PackedBatch batch = batch(block.ranges().get(0));
            try (Learner.Forward forward = learner.forward(batch, 1, worker)) {
              forward.accumulate(coefficients(objective, block, forward.logprobs(), totals));
            }
          } else {
            twoPasses(objective, block, totals, worker);
          }
          return index;
        });
  }

  private void twoPasses(
      PacsObjective objective, MicroBatchPlan.Block block, UpdateTotals totals, int worker) {
    int first = sequences.responseOffsets()[block.ranges().get(0).from()];
    int last = sequences.responseOffsets()[block.toGroup() * groupSize];
    double[] logprobs = new double[last - first];
    for (MicroBatchPlan.Range range : block.ranges()) {
      double[] scored = learner.score(learner.weights(), batch(range), 1);
      int at = sequences.responseOffsets()[range.from()] - first;
      System.arraycopy(scored, 0, logprobs, at, scored.length);
    }
    double[] coefficients = coefficients(objective, block, logprobs, totals);
    for (MicroBatchPlan.Range range : block.ranges()) {
      PackedBatch batch = batch(range);
      int at = sequences.responseOffsets()[range.from()] - first;
      try (Learner.Forward forward = learner.forward(batch, 1, worker)) {
        forward.accumulate(Arrays.copyOfRange(coefficients, at, at + batch.tokenCount()));
      }
    }
  }

  private PackedBatch batch(MicroBatchPlan.Range range) {
    return packing.batch(sequences, range.from(), range.to());
  }

  private double[] coefficients(
      PacsObjective objective, MicroBatchPlan.Block block, double[] logprobs, UpdateTotals totals) {
    int from = block.fromGroup() * groupSize;
    int to = block.toGroup() * groupSize;
    int[] groupOffsets = new int[block.toGroup() - block.fromGroup() + 1];
    for (int g = 0; g < groupOffsets.length; g++) {
      groupOffsets[g] = g * groupSize;
    }
    int[] tokenOffsets = new int[to - from + 1];
    for (int i = 0; i < tokenOffsets.length; i++) {
      tokenOffsets[i] = sequences.responseOffsets()[from + i] - sequences.responseOffsets()[from];
    }
    return objective
        .evaluate(
            new GroupBatch(
                groupOffsets,
                tokenOffsets,
                logprobs,
                logprobs,
                Arrays.copyOfRange(rewards, from, to),
                totals))
        .coefficients();
  }

  @Override
  public void close() {
    learner.close();
  }
}
