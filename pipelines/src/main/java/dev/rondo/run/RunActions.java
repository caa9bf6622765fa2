package dev.rondo.run;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.NumericClass;
import dev.rondo.dataset.Storage;
import dev.rondo.imports.QuestionDigests;
import dev.rondo.policy.PolicyCache;
import dev.rondo.policy.program.Numerics;
import dev.rondo.policy.program.PolicyProgram;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.rollout.CachedPolicy;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PolicySource;
import dev.rondo.rollout.SamplingProgress;
import dev.rondo.schema.Problem;
import dev.rondo.task.TaskSplit;
import dev.rondo.trainer.TrainProgress;
import dev.rondo.trainer.TrainRound;
import dev.rondo.trainer.TrainRoundInputs;
import dev.rondo.trainer.UnusableCheckpointException;
import dev.rondo.trainer.WarmStart;
import dev.rondo.trainer.WarmStartInputs;
import dev.rondo.trainer.metrics.MetricsLog;
import dev.rondo.trainer.metrics.MetricsPosition;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How each action of a plan is done, in this process: one method an action. Every method leaves
 * what its action is named by, or goes on where a killed process stopped.
 */
public final class RunActions {
  private static final String SAMPLE_PHASE = "sample";

  private final RunDirectory run;
  private final Storage storage;
  private final JobRunner jobs;
  private final ReportWriter report;
  private final Progress progress;
  private final RunPlans plans;
  private final Trainings trainings;
  private final MetricsLog metrics;
  private final MetricsLog controlMetrics;
  private final NumericClass numericClass;
  private final String problemsVersion;
  private Held held = () -> {};

  RunActions(RunDirectory run, JobRunner jobs, ReportWriter report, Progress progress) {
    this(run, jobs, report, progress, CodeVersion.version(), CodeVersion.current());
  }

  /**
   * As above.
   *
   * @param ofProblems code version that problems state to be made by
   * @param ofOthers that which all others do
   */
  RunActions(
      RunDirectory run,
      JobRunner jobs,
      ReportWriter report,
      Progress progress,
      String ofProblems,
      String ofOthers) {
    this.problemsVersion = ofProblems;
    this.run = run;
    this.storage = new LeftFiles(run.storage(), () -> held.require(), progress::say);
    this.jobs = jobs;
    this.report = report;
    this.progress = progress;
    Numerics.useThreads(run.config().compute().threads());
    this.numericClass = Numerics.numericClass(run.config().compute().deviceSettings());
    this.plans = new RunPlans(run, numericClass, PolicyProgram.standard().digest(), ofOthers);
    this.metrics = new MetricsLog(run.root().resolve(Chain.ROUNDS.metricsLog()));
    this.controlMetrics = new MetricsLog(run.root().resolve(Chain.CONTROL.metricsLog()));
    this.trainings = new Trainings(run.config(), storage, numericClass, metrics, ofOthers);
  }

  /** Asks so before it moves what another attempt left, deletes or commits. */
  RunActions whileHeld(Held check) {
    held = check;
    return this;
  }

  void makeProblems() throws IOException {
    if (run.publishedRounds() >= 0) {
      // A policy was made from problems that are lost now: others would not be its own.
      RunContinuity.requireWhole(run, 0);
    }
    if (run.config().task().isImported()) {
      ImportedProblems imported = ImportedProblems.read(run.config());
      copyBenchmarks(imported.questions());
      writeProblems(RunDirectory.HELD_OUT_PROBLEMS, imported.heldOut(), imported.heldOutDigest());
      writeProblems(
          RunDirectory.DEMONSTRATIONS, imported.demonstrations(), imported.trainingDigest());
      writeProblems(RunDirectory.TRAINING_PROBLEMS, imported.training(), imported.trainingDigest());
      return;
    }
    TaskSplit split = RunInputs.generated(run.config());
    copyBenchmarks(TrainingQuestions.of(split.training(), QuestionDigests.ofPrompts()));
    writeProblems(RunDirectory.HELD_OUT_PROBLEMS, split.heldOut(), null);
    writeProblems(RunDirectory.DEMONSTRATIONS, split.demonstrations(), null);
    writeProblems(RunDirectory.TRAINING_PROBLEMS, split.training(), null);
  }

  /** All are checked before the first is copied. */
  private void copyBenchmarks(TrainingQuestions training) throws IOException {
    List<Benchmark> benchmarks = Benchmark.of(run.config());
    for (Benchmark benchmark : benchmarks) {
      if (!run.isCommitted(benchmark.directory())) {
        benchmark.check(training);
      }
    }
    for (Benchmark benchmark : benchmarks) {
      if (!run.isCommitted(benchmark.directory())) {
        benchmark.copyTo(storage);
      }
    }
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
            .writtenBy(problemsVersion);
    LeftWork.setAsideProblems(storage, directory, lineage).ifPresent(progress::say);
    DatasetStore store = new DatasetStore(storage, directory);
    FileEntry file =
        store.writeRows(
            "shard-00000.parquet",
            Problem.getClassSchema(),
            problems,
            DatasetStore.lineageMetadata(lineage));
    store.commit(
        "problems", List.of(file), new TreeMap<>(Map.of("rows", (long) problems.size())), lineage);
  }

  void warmStart() throws IOException {
    int updates = run.config().warmStart().updates();
    if (!run.config().model().from().isEmpty()) {
      try (Progress.Work work =
          progress.start("Base policy from checkpoint", Math.max(1, updates), "updates")) {
        train(trainings.checkpoint(follow(work)));
      }
      return;
    }
    try (FileTokenizer tokenizer = Trainings.tokenizer(run.config());
        Progress.Work work =
            progress.start("Warm start: supervised", Math.max(1, updates), "updates")) {
      train(trainings.warmStart(tokenizer, follow(work)));
    }
  }

  void trainControl() throws IOException {
    int updates = run.config().control().updates();
    try (Progress.Work work = progress.start("Control: supervised", updates, "updates")) {
      train(trainings.control(follow(work)));
    }
  }

  void sample(Chain chain, int round) throws IOException, InterruptedException {
    DatasetPlan rollouts = plans.rollouts(chain, round);
    SamplingSpan span = new SamplingSpan(rollouts.directory());
    SampledNow sampledNow = SampledNow.before(run.storage(), rollouts);
    String policy = chain.policyDirectory(round - 1);
    MetricsLog metrics = metrics(chain);
    try (Progress.Work work =
            progress.start(
                chain.roundOf(round, run) + ": sampling",
                ResponsesUnderWay.planned(List.of(rollouts)),
                "responses");
        ResponsesUnderWay responses = ResponsesUnderWay.follow(List.of(rollouts), work);
        SamplingProgress.Registration timed = SamplingProgress.listen(span)) {
      jobs.run(
          jobName(chain.name(round)), List.of(rollouts), List.of(), source(policy), run.location());
      responses.complete();
    }
    clearAway(rollouts.directory());
    SortedMap<String, Double> values = span.seconds();
    long tokens =
        run.dataset(rollouts.directory()).committedManifest().counts().get("response-tokens");
    values.putAll(sampledNow.metrics(tokens, values.get("rollout/seconds"), !jobs.hasTakenOver()));
    metrics.cutBack(SAMPLE_PHASE, new MetricsPosition(round - 1, 0));
    metrics.append(SAMPLE_PHASE, new MetricsPosition(round, 0), values);
  }

  void train(Chain chain, int round) throws IOException, InterruptedException {
    var config = run.config();
    int updates = config.rollout().shards() / config.train().shardsPerUpdate();
    var rollouts = run.dataset(chain.rolloutsDirectory(round));
    var shards = Trainings.shards(config, run.storage(), rollouts);
    try (Progress.Work work =
        progress.start(chain.roundOf(round, run) + ": training", updates, "updates")) {
      train(trainings.round(chain, round, shards, metrics(chain), watch(work, progress)));
    }
  }

  private void train(WarmStartInputs inputs) throws IOException {
    endSampling();
    while (true) {
      try {
        WarmStart.run(inputs);
        return;
      } catch (UnusableCheckpointException e) {
        progress.say(LeftWork.setAsideCheckpoint(storage, e));
      }
    }
  }

  private static void train(TrainRoundInputs inputs) throws IOException {
    endSampling();
    TrainRound.run(inputs);
  }

  /** What sampled before a training samples no more, and training needs the memory. */
  private static void endSampling() {
    PolicyCache.shared().closeIdle();
  }

  void evaluate(Action.Evaluate action) throws IOException, InterruptedException {
    RunPlans.Evaluation evaluation = plans.evaluation(action);
    try (Progress.Work work =
            progress.start(
                "Evaluating " + action.policy() + " on " + action.benchmark(),
                Math.max(1, ResponsesUnderWay.planned(evaluation.datasets())),
                "responses");
        ResponsesUnderWay responses = ResponsesUnderWay.follow(evaluation.datasets(), work)) {
      jobs.run(
          jobName("evaluate-" + action.benchmark() + "-" + action.policy()),
          evaluation.datasets(),
          evaluation.summaries(),
          source(RunDirectory.policyDirectory(action.policy())),
          run.location());
      responses.complete();
    }
    clearAway(RunDirectory.evaluationDirectory(action.benchmark(), action.policy()));
  }

  /** Removes what workers left that died in the middle of a write; the next start would, too. */
  private void clearAway(String directory) throws IOException {
    run.storage().sweep(directory);
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

  /** Each chain has a log of its own, for its rows are cut back by round. */
  private MetricsLog metrics(Chain chain) {
    return chain == Chain.CONTROL ? controlMetrics : metrics;
  }

  private static TrainProgress follow(Progress.Work work) {
    return (done, planned, values) -> work.advanceTo(done);
  }

  /** Shows the updates of a training, and what it warns of. */
  public static TrainProgress watch(Progress.Work work, Progress progress) {
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

  void remove(Action.Remove action) throws IOException {
    Retention.remove(run, storage, action);
  }

  void writeReport() throws IOException {
    report.write(run);
  }
}
