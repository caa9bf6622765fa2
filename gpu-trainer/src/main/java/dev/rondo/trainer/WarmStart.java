// Supervised training on worked solutions: makes the base policy, and the control that says what
// more of the same would give. No rollouts, no rewards.
package dev.rondo.trainer;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LineageDifference;
import dev.rondo.dataset.NewerFormatException;
import dev.rondo.policy.checkpoint.AdoptedCheckpoint;
import dev.rondo.policy.checkpoint.CheckpointFiles;
import dev.rondo.policy.checkpoint.WeightFiles;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.policy.text.Tokenizer;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.batch.Budget;
import dev.rondo.trainer.batch.MicroBatchPlan;
import dev.rondo.trainer.batch.PackedBatch;
import dev.rondo.trainer.batch.WorkedSolutions;
import dev.rondo.trainer.metrics.MetricsPosition;
import dev.rondo.trainer.network.Learner;
import dev.rondo.trainer.network.Workers;
import dev.rondo.trainer.objective.Metrics;
import dev.rondo.trainer.state.TrainerState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Supervised training: cross-entropy of the solution's tokens and the stop token, mean over the
 * response tokens of a batch, descended with AdamW. The same act serves the base policy ({@link
 * WarmStartInputs.Origin.NewPolicy}) and more supervised training of a committed policy as a
 * control ({@link WarmStartInputs.Origin.CommittedPolicy}).
 *
 * <p>Guarantees: (1) what an update trains on is a function of (seed, epoch) alone; (2) a
 * checkpoint is committed every so many updates, and older ones are deleted only then; (3) killed
 * anywhere and started again, it goes on from the newest checkpoint and publishes the same bytes as
 * if it had never been killed; started after publishing, it only removes leftover checkpoints.
 */
public final class WarmStart implements AutoCloseable {

  private static final String ROLE_PROBLEMS = "problems";
  private static final String ROLE_POLICY = "policy";

  private final WarmStartInputs inputs;
  private final WarmStartSettings settings;
  private final CheckpointFiles files;
  private final WorkedSolutions solutions;
  private final Learner learner;
  private final Workers workers;
  private final Lineage lineage;
  private int done;

  /**
   * Trains and publishes.
   *
   * @return the published policy, whether it was published now or before
   * @throws UnusableCheckpointException if the newest checkpoint is damaged or of another training
   * @throws InvalidInputException if problems or policy are broken, or a number is not finite
   */
  public static PublishedPolicy run(WarmStartInputs inputs) throws IOException {
    PolicyDirectory target = new PolicyDirectory(inputs.storage(), inputs.targetDirectory());
    if (!target.isCommitted()) {
      try (WarmStart warmStart = new WarmStart(inputs)) {
        warmStart.train();
        warmStart.publish(target);
      }
    }
    deleteCheckpoints(inputs, "");
    return new PublishedPolicy(
        inputs.targetDirectory(), target.digest(), inputs.settings().updates());
  }

  private WarmStart(WarmStartInputs inputs) throws IOException {
    this.inputs = inputs;
    this.settings = inputs.settings();
    this.workers = new Workers(settings.memory().workers());
    SortedMap<String, String> parents = new TreeMap<>();
    DatasetStore problems = new DatasetStore(inputs.storage(), inputs.problemsDirectory());
    parents.put(ROLE_PROBLEMS, problems.manifestDigest());

    PolicyDirectory checkpoint = newestCheckpoint();
    if (inputs.origin() instanceof WarmStartInputs.Origin.NewPolicy origin) {
      this.files = origin.files();
      this.solutions = solutions(origin.tokenizer());
      this.lineage = lineage(parents, origin.tokenizer().digest());
      this.learner =
          checkpoint != null
              ? resume(checkpoint)
              : learner(
                  PolicyModel.initialize(
                      files.config(),
                      origin.initializer(),
                      inputs.surroundings().identity().seed(),
                      Learner.program(),
                      inputs.surroundings().device()));
    } else if (inputs.origin() instanceof WarmStartInputs.Origin.Checkpoint origin) {
      parents.put(AdoptedCheckpoint.ROLE, WeightFiles.digest(origin.directory()));
      this.files = origin.files();
      try (FileTokenizer tokenizer = FileTokenizer.open(origin.directory(), origin.format())) {
        // Without updates the solutions are not needed, and need not fit the tokenizer.
        this.solutions = settings.updates() == 0 ? null : solutions(tokenizer);
        this.lineage = lineage(parents, tokenizer.digest());
      }
      this.learner =
          checkpoint != null
              ? resume(checkpoint)
              : learner(PolicyDirectory.load(origin.directory(), inputs.surroundings().device()));
    } else {
      WarmStartInputs.Origin.CommittedPolicy origin =
          (WarmStartInputs.Origin.CommittedPolicy) inputs.origin();
      PolicyDirectory parent = new PolicyDirectory(inputs.storage(), origin.directory());
      Path directory = parent.verified();
      parents.put(ROLE_POLICY, parent.digest());
      this.files = CheckpointFiles.read(directory);
      try (FileTokenizer tokenizer = FileTokenizer.open(directory)) {
        this.solutions = solutions(tokenizer);
        this.lineage = lineage(parents, tokenizer.digest());
      }
      this.learner =
          checkpoint != null
              ? resume(checkpoint)
              : learner(parent.load(inputs.surroundings().device()));
    }
  }

  /** A policy that is only published takes no memory for training. */
  private Learner learner(PolicyModel model) {
    return settings.updates() == 0
        ? Learner.untrained(model)
        : new Learner(model, settings.memory());
  }

  private WorkedSolutions solutions(Tokenizer tokenizer) throws IOException {
    return WorkedSolutions.read(
        inputs.storage(),
        inputs.problemsDirectory(),
        tokenizer,
        files.stopTokens(),
        files.config().maxPositions());
  }

  private Lineage lineage(SortedMap<String, String> parents, String tokenizerDigest) {
    RunIdentity identity = inputs.surroundings().identity();
    return Lineage.of(parents)
        .withSeed(identity.seed())
        .withRound(0)
        .byPolicy(parents.get(ROLE_POLICY))
        .withTokenizer(tokenizerDigest)
        .configuredBy(identity.configDigest())
        .writtenBy(identity.codeVersion())
        .computedBy(Learner.program().digest())
        .computedOn(identity.numericClass());
  }

  private void train() throws IOException {
    if (settings.updates() == 0) {
      return;
    }
    settings.memory().check(solutions.sequences(), inputs.problemsDirectory());
    inputs.surroundings().metrics().cutBack(inputs.phase(), new MetricsPosition(0, done));
    while (done < settings.updates()) {
      SortedMap<String, Double> metrics = update(done);
      done++;
      inputs.surroundings().metrics().append(inputs.phase(), new MetricsPosition(0, done), metrics);
      if (done % settings.checkpointEvery() == 0 && done < settings.updates()) {
        commitCheckpoint();
      }
      inputs.surroundings().progress().updated(done, settings.updates(), metrics);
    }
  }

  private SortedMap<String, Double> update(int update) {
    long start = System.nanoTime();
    int[] batch =
        solutions.batch(inputs.surroundings().identity().seed(), update, settings.batchSequences());
    long tokens = 0;
    for (int sequence : batch) {
      tokens += solutions.sequences().responseLength(sequence);
    }
    Metrics metrics = new Metrics();
    double coefficient = -1.0 / tokens;
    List<PackedBatch> parts = parts(batch);
    workers
        .run(parts.size(), (index, worker) -> accumulate(parts.get(index), coefficient, worker))
        .forEach(metrics::merge);
    double learningRate = settings.schedule().at(update);
    double norm = learner.step(settings.optimizer(), learningRate, settings.clipNorm());
    learner.model().giveBackMemory();
    if (!Double.isFinite(norm)) {
      throw new InvalidInputException(
          "Cannot train "
              + inputs.phase()
              + ", update "
              + (update + 1)
              + ": gradient norm: "
              + norm
              + " (allowed: finite; a lower warm-start.learning-rate helps)");
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    metrics.addSum("train/gradient_norm", norm);
    metrics.addSum("train/learning_rate", learningRate);
    metrics.addSum("train/tokens", tokens);
    metrics.addSum("train/seconds", seconds);
    metrics.addSum("train/tokens_per_second", tokens / seconds);
    return metrics.values();
  }

  /** The micro-batches of an update. */
  private List<PackedBatch> parts(int[] batch) {
    long all = 0;
    long longest = 0;
    for (int sequence : batch) {
      long length = PackedBatch.length(solutions.sequences(), sequence);
      all += length;
      longest = Math.max(longest, length);
    }
    Budget budget = settings.memory().budget(all, longest);
    return MicroBatchPlan.ranges(solutions.sequences(), batch, budget).stream()
        .map(range -> Arrays.copyOfRange(batch, range.from(), range.to()))
        .map(part -> PackedBatch.of(solutions.sequences(), part))
        .toList();
  }

  /** Cross-entropy is the mean of -logprob over the update's response tokens. */
  private Metrics accumulate(PackedBatch part, double coefficient, int worker) {
    Metrics metrics = new Metrics();
    try (Learner.Forward forward = learner.forward(part, 1, worker)) {
      for (double logprob : forward.logprobs()) {
        metrics.addMean("train/cross_entropy", -logprob, 1);
      }
      for (double entropy : forward.entropies()) {
        metrics.addMean("train/entropy", entropy, 1);
      }
      double[] coefficients = new double[part.tokenCount()];
      Arrays.fill(coefficients, coefficient);
      forward.accumulate(coefficients);
    }
    return metrics;
  }

  private TrainerState state(boolean withMoments) {
    return new TrainerState(
        inputs.phase(),
        0,
        done,
        withMoments ? learner.optimizerSteps() : 0,
        0,
        0,
        done,
        lineage.parents());
  }

  private void commitCheckpoint() throws IOException {
    String name = String.format(Locale.ROOT, "update-%08d", done);
    PolicyDirectory checkpoint =
        new PolicyDirectory(inputs.storage(), inputs.checkpointDirectory() + "/" + name);
    checkpoint.write(files, learner, null, state(true)).commit("checkpoint", lineage);
    deleteCheckpoints(inputs, name);
  }

  /** The moments of supervised training are of no use to the rounds, so they are left out. */
  private void publish(PolicyDirectory target) throws IOException {
    Optional<String> broken = learner.firstNotFinite();
    if (broken.isPresent()) {
      throw new InvalidInputException(
          "Cannot publish the policy of "
              + inputs.phase()
              + ": weights of "
              + broken.get()
              + " that are not finite after the last update (allowed: finite; a lower"
              + " warm-start.learning-rate helps)");
    }
    target.write(files, learner, null, state(false)).commit("policy", lineage);
  }

  private PolicyDirectory newestCheckpoint() throws IOException {
    TreeSet<String> names = new TreeSet<>();
    for (String path : inputs.storage().list(inputs.checkpointDirectory())) {
      names.add(path.substring(inputs.checkpointDirectory().length() + 1).split("/", 2)[0]);
    }
    for (String name : names.descendingSet()) {
      PolicyDirectory checkpoint =
          new PolicyDirectory(inputs.storage(), inputs.checkpointDirectory() + "/" + name);
      if (checkpoint.isCommitted()) {
        return checkpoint;
      }
    }
    return null;
  }

  private Learner resume(PolicyDirectory checkpoint) throws IOException {
    Path directory = whole(checkpoint);
    TrainerState state = TrainerState.read(directory);
    if (!state.phase().equals(inputs.phase()) || state.updates() > settings.updates()) {
      throw new InvalidInputException(
          "Cannot resume from "
              + checkpoint.directory()
              + ": "
              + state.updates()
              + " updates of "
              + state.phase()
              + " (allowed: at most "
              + settings.updates()
              + " of "
              + inputs.phase()
              + ")");
    }
    Learner resumed = learner(PolicyDirectory.load(directory, inputs.surroundings().device()));
    try {
      PolicyDirectory.loadMoments(directory, state, resumed);
    } catch (RuntimeException e) {
      resumed.close();
      throw e;
    }
    done = state.updates();
    return resumed;
  }

  /**
   * The files of a checkpoint of this very training. One whose files are all there is not given up
   * for what somebody put beside them: that is refused by its name, as in any dataset.
   */
  private Path whole(PolicyDirectory checkpoint) throws IOException {
    String reason;
    try {
      Lineage found = checkpoint.manifest().lineage();
      if (found.equals(lineage)) {
        return checkpoint.verified();
      }
      reason = LineageDifference.between(found.toString(), lineage);
    } catch (NewerFormatException e) {
      throw e;
    } catch (InvalidInputException e) {
      if (checkpoint.hasItsFiles()) {
        throw e;
      }
      reason = e.getMessage();
    }
    throw new UnusableCheckpointException(checkpoint.directory(), reason);
  }

  /** Deletes all checkpoints but one, manifests first, so that none is ever half there. */
  private static void deleteCheckpoints(WarmStartInputs inputs, String kept) throws IOException {
    List<String> paths = new ArrayList<>();
    String keptPrefix = inputs.checkpointDirectory() + "/" + kept + "/";
    for (String path : inputs.storage().list(inputs.checkpointDirectory())) {
      if (kept.isEmpty() || !path.startsWith(keptPrefix)) {
        paths.add(path);
      }
    }
    paths.sort(
        (a, b) -> {
          int byManifest =
              Boolean.compare(!a.endsWith("/manifest.json"), !b.endsWith("/manifest.json"));
          return byManifest != 0 ? byManifest : a.compareTo(b);
        });
    for (String path : paths) {
      inputs.storage().delete(path);
    }
  }

  @Override
  public void close() {
    learner.close();
  }
}
