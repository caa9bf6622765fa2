package dev.rondo.run;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.NumericClass;
import dev.rondo.dataset.Storage;
import dev.rondo.policy.program.Numerics;
import dev.rondo.policy.program.PolicyProgram;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.rollout.CachedPolicy;
import dev.rondo.rollout.DatasetCommitter;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PolicySource;
import dev.rondo.rollout.SamplingProgress;
import dev.rondo.rollout.ShardPlan;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import dev.rondo.task.TaskGenerator;
import dev.rondo.task.TaskSplit;
import dev.rondo.trainer.TrainProgress;
import dev.rondo.trainer.TrainRound;
import dev.rondo.trainer.WarmStart;
import dev.rondo.trainer.batch.CommittedShards;
import dev.rondo.trainer.metrics.MetricsLog;
import dev.rondo.trainer.metrics.MetricsPosition;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Does what the plan of a run says, until it is done: sample, train, publish, round after round, in
 * this process. It holds no state of its own; kill it at any time and start it again.
 *
 * <pre>{@code
 * try (RoundLoop loop = RoundLoop.open(RunDirectory.open(path), jobs, report, progress, false)) {
 *   loop.run();
 * }
 * }</pre>
 */
public final class RoundLoop implements AutoCloseable {
  private static final String SAMPLE_PHASE = "sample";

  private final RunDirectory run;
  private final JobRunner jobs;
  private final ReportWriter report;
  private final Progress progress;
  private final RunLock lock;
  private final RunPlans plans;
  private final Trainings trainings;
  private final MetricsLog metrics;
  private final NumericClass numericClass;

  private RoundLoop(
      RunDirectory run, JobRunner jobs, ReportWriter report, Progress progress, RunLock lock) {
    this.run = run;
    this.jobs = jobs;
    this.report = report;
    this.progress = progress;
    this.lock = lock;
    Numerics.useThreads(run.config().compute().threads());
    this.numericClass = Numerics.numericClass(run.config().compute().deviceSettings());
    this.plans = new RunPlans(run, numericClass, PolicyProgram.standard().digest());
    this.metrics = new MetricsLog(run.root().resolve(MetricsLog.PATH));
    this.trainings = new Trainings(run, numericClass, metrics);
  }

  /**
   * Takes the lock of a run and clears away what a killed process left behind.
   *
   * @param jobs closed by the caller
   * @param acceptCodeVersion whether to go on with a run that another version of this program
   *     began; what is made from here on records this version
   * @throws InvalidInputException if another process works on the run, or another version began it
   */
  public static RoundLoop open(
      RunDirectory run,
      JobRunner jobs,
      ReportWriter report,
      Progress progress,
      boolean acceptCodeVersion)
      throws IOException {
    RunLock lock = RunLock.acquire(run.root());
    try {
      if (!acceptCodeVersion) {
        requireCodeVersion(run);
      }
      tidy(run);
      return new RoundLoop(run, jobs, report, progress, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Goes on until the run is done. */
  public void run() throws IOException, InterruptedException {
    while (step().isPresent()) {
      // Each step changes the directory, and with it the plan.
    }
  }

  /**
   * Goes on until one more round is published, or the run is done.
   *
   * @return whether a round was published
   */
  public boolean round() throws IOException, InterruptedException {
    while (true) {
      Optional<Action> action = step();
      if (action.isEmpty()) {
        return false;
      }
      if (action.get() instanceof Action.Train) {
        return true;
      }
    }
  }

  /**
   * Does the first action of the plan.
   *
   * @return what was done; empty if the run is done
   */
  public Optional<Action> step() throws IOException, InterruptedException {
    List<Action> actions = Plan.plan(run);
    if (actions.isEmpty()) {
      return Optional.empty();
    }
    Action action = actions.get(0);
    perform(action);
    return Optional.of(action);
  }

  private void perform(Action action) throws IOException, InterruptedException {
    if (action instanceof Action.MakeProblems) {
      makeProblems();
    } else if (action instanceof Action.WarmStart) {
      warmStart();
    } else if (action instanceof Action.Sample sample) {
      sample(sample.round());
    } else if (action instanceof Action.Train train) {
      train(train.round());
    } else if (action instanceof Action.TrainControl) {
      trainControl();
    } else if (action instanceof Action.Evaluate evaluate) {
      evaluate(evaluate);
    } else if (action instanceof Action.WriteReport) {
      report.write(run);
    }
  }

  private void makeProblems() throws IOException {
    var task = run.config().task();
    if (task.isImported()) {
      ImportedProblems imported = ImportedProblems.read(run.config());
      writeProblems(RunDirectory.HELD_OUT_PROBLEMS, imported.heldOut(), imported.heldOutDigest());
      writeProblems(
          RunDirectory.DEMONSTRATIONS, imported.demonstrations(), imported.trainingDigest());
      writeProblems(RunDirectory.TRAINING_PROBLEMS, imported.training(), imported.trainingDigest());
      return;
    }
    TaskSplit split =
        TaskSplit.of(
            generator(),
            run.config().run().seed(),
            task.heldOutProblems(),
            task.demonstrations(),
            task.problems());
    writeProblems(RunDirectory.HELD_OUT_PROBLEMS, split.heldOut(), null);
    writeProblems(RunDirectory.DEMONSTRATIONS, split.demonstrations(), null);
    writeProblems(RunDirectory.TRAINING_PROBLEMS, split.training(), null);
  }

  /** Commits problems; their source is an imported dataset's digest, null if they are generated. */
  private void writeProblems(String directory, List<Problem> problems, String sourceDigest)
      throws IOException {
    SortedMap<String, String> parents = new TreeMap<>();
    if (sourceDigest != null) {
      parents.put("problems", sourceDigest);
    }
    Lineage lineage =
        Lineage.of(parents)
            .withSeed(run.config().run().seed())
            .configuredBy(run.config().contentDigest())
            .writtenBy(CodeVersion.current());
    DatasetStore store = run.dataset(directory);
    FileEntry file =
        store.writeRows(
            "shard-00000.parquet",
            Problem.getClassSchema(),
            problems,
            DatasetStore.lineageMetadata(lineage));
    store.commit(
        "problems", List.of(file), new TreeMap<>(Map.of("rows", (long) problems.size())), lineage);
  }

  private void warmStart() throws IOException {
    TaskGenerator task = generator();
    int updates = run.config().warmStart().updates();
    if (!run.config().model().from().isEmpty()) {
      try (Progress.Work work =
          progress.start("Base policy from checkpoint", Math.max(1, updates), "updates")) {
        WarmStart.run(trainings.checkpoint(follow(work)));
      }
      return;
    }
    try (FileTokenizer tokenizer = trainings.tokenizer(task);
        Progress.Work work =
            progress.start("Warm start: supervised", Math.max(1, updates), "updates")) {
      WarmStart.run(trainings.warmStart(task, tokenizer, follow(work)));
    }
  }

  private void trainControl() throws IOException {
    int updates = run.config().control().updates();
    try (Progress.Work work = progress.start("Control: supervised", updates, "updates")) {
      WarmStart.run(trainings.control(follow(work)));
    }
  }

  private void sample(int round) throws IOException, InterruptedException {
    DatasetPlan rollouts = plans.rollouts(round);
    SamplingSpan span = new SamplingSpan(rollouts.directory());
    String policy = RunDirectory.policyDirectory(round - 1);
    try (Progress.Work work =
            progress.start(
                roundOf(round) + ": sampling", plannedResponses(List.of(rollouts)), "responses");
        SamplingProgress.Registration registration = follow(List.of(rollouts), work);
        SamplingProgress.Registration timed = SamplingProgress.listen(span)) {
      jobs.run(
          jobName(RunDirectory.roundName(round)),
          List.of(rollouts),
          List.of(),
          source(policy),
          StorageLocation.directory(run.root()));
      work.advanceTo(plannedResponses(List.of(rollouts)));
    }
    SortedMap<String, Double> values = span.seconds();
    long tokens =
        run.dataset(rollouts.directory()).committedManifest().counts().get("response-tokens");
    values.put("rollout/tokens_per_second", tokens / values.get("rollout/seconds"));
    metrics.cutBack(SAMPLE_PHASE, new MetricsPosition(round - 1, 0));
    metrics.append(SAMPLE_PHASE, new MetricsPosition(round, 0), values);
  }

  private void train(int round) throws IOException, InterruptedException {
    var config = run.config();
    int updates = config.rollout().shards() / config.train().shardsPerUpdate();
    var shards =
        new CommittedShards(run.storage(), run.dataset(RunDirectory.rolloutsDirectory(round)));
    try (Progress.Work work = progress.start(roundOf(round) + ": training", updates, "updates")) {
      TrainRound.run(trainings.round(round, shards, watch(work)));
    }
    sayRound(round);
    EarlyStop.of(run, round)
        .ifPresent(stop -> progress.say(roundOf(stop.round()) + " is the last: " + stop.reason()));
  }

  /** One line about a round, from what the trainer logged. */
  private void sayRound(int round) throws IOException {
    for (MetricsLog.Row row : metrics.rows()) {
      SortedMap<String, Double> values = row.values();
      if (row.phase().equals(MetricsLog.ROUND_PHASE)
          && row.position().round() == round
          && values.containsKey("rollout/reward")) {
        progress.say(
            String.format(
                Locale.ROOT,
                "%s: reward %.3f, %.1f tokens a response",
                roundOf(round),
                values.get("rollout/reward"),
                values.getOrDefault("rollout/response_tokens", 0.0)));
      }
    }
  }

  private void evaluate(Action.Evaluate action) throws IOException, InterruptedException {
    RunPlans.Evaluation evaluation = plans.evaluation(action);
    long responses = Math.max(1, plannedResponses(evaluation.datasets()));
    try (Progress.Work work =
            progress.start(
                "Evaluating " + action.policy() + " on " + action.benchmark(),
                responses,
                "responses");
        SamplingProgress.Registration registration = follow(evaluation.datasets(), work)) {
      jobs.run(
          jobName("evaluate-" + action.benchmark() + "-" + action.policy()),
          evaluation.datasets(),
          evaluation.summaries(),
          source(RunDirectory.policyDirectory(action.policy())),
          StorageLocation.directory(run.root()));
      work.advanceTo(responses);
    }
  }

  private TaskGenerator generator() {
    return run.config().task().generator();
  }

  private PolicySource source(String policyDirectory) throws IOException {
    return new CachedPolicy(
        run.root().resolve(policyDirectory),
        run.dataset(policyDirectory).manifestDigest(),
        numericClass,
        run.config().rollout().samplingBytes());
  }

  private String jobName(String what) {
    return run.config().run().name() + "-" + what;
  }

  private String roundOf(int round) {
    return "Round " + round + " of " + run.config().run().rounds();
  }

  private static long plannedResponses(List<DatasetPlan> datasets) {
    return datasets.stream()
        .flatMap(dataset -> dataset.shards().stream())
        .mapToLong(ShardPlan::plannedResponses)
        .sum();
  }

  private static TrainProgress follow(Progress.Work work) {
    return (done, planned, values) -> work.advanceTo(done);
  }

  private TrainProgress watch(Progress.Work work) {
    return new TrainProgress() {
      @Override
      public void updated(int done, int planned, SortedMap<String, Double> values) {
        work.advanceTo(done);
      }

      @Override
      public void warned(String line) {
        progress.say(line);
      }
    };
  }

  /** Adds up the shards of a job that this process samples. */
  private static SamplingProgress.Registration follow(
      List<DatasetPlan> datasets, Progress.Work work) {
    Map<String, Integer> finished = new ConcurrentHashMap<>();
    List<String> directories = datasets.stream().map(DatasetPlan::directory).toList();
    return SamplingProgress.listen(
        (shard, responses, tokens) -> {
          if (directories.contains(shard.dataset())) {
            synchronized (finished) {
              finished.put(shard.dataset() + "/" + shard.shardIndex(), responses);
              work.advanceTo(finished.values().stream().mapToLong(Integer::longValue).sum());
            }
          }
        });
  }

  /** Refuses a run whose newest part another version of this program made. */
  private static void requireCodeVersion(RunDirectory run) throws IOException {
    int published = run.publishedRounds();
    String newest =
        published >= 0 ? RunDirectory.policyDirectory(published) : RunDirectory.TRAINING_PROBLEMS;
    if (!run.isCommitted(newest)) {
      return;
    }
    String version = run.dataset(newest).committedManifest().lineage().codeVersion();
    if (!CodeVersion.current().equals(version)) {
      throw new InvalidInputException(
          "Cannot go on with run "
              + run.root()
              + ": "
              + newest
              + " is of code version "
              + version
              + " (allowed: "
              + CodeVersion.current()
              + ", which is this one, unless told to accept another)");
    }
  }

  /** Removes what killed processes left behind; none of it is part of a dataset. */
  private static void tidy(RunDirectory run) throws IOException {
    Storage storage = run.storage();
    storage.sweep("");
    for (String path : storage.list("rollouts")) {
      removeSpoolBeside(storage, path);
    }
    for (String path : storage.list("evals")) {
      removeSpoolBeside(storage, path);
    }
    removeCheckpoints(run, RunDirectory.policyDirectory(0), Trainings.WARM_START_CHECKPOINTS);
    removeCheckpoints(
        run, RunDirectory.policyDirectory(RunDirectory.CONTROL), Trainings.CONTROL_CHECKPOINTS);
  }

  private static void removeSpoolBeside(Storage storage, String path) throws IOException {
    int spool = path.indexOf("/spool/");
    int receipt = path.indexOf("/receipts/" + ShardPlan.SAMPLED + "-");
    if (spool >= 0 || receipt >= 0) {
      DatasetCommitter.removeSpool(storage, path.substring(0, Math.max(spool, receipt)));
    }
  }

  private static void removeCheckpoints(RunDirectory run, String policy, String directory)
      throws IOException {
    if (run.isCommitted(policy)) {
      for (String path : run.storage().list(directory)) {
        run.storage().delete(path);
      }
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
