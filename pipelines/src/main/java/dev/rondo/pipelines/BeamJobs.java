package dev.rondo.pipelines;

import dev.rondo.config.RunnerSettings;
import dev.rondo.dataset.Digests;
import dev.rondo.evaluate.EvaluationPlan;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PlanFile;
import dev.rondo.rollout.PlanReference;
import dev.rondo.rollout.PolicySource;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.run.JobRunner;
import dev.rondo.run.LeftWork;
import dev.rondo.schema.InvalidInputException;
import java.beans.Introspector;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * Runs jobs as Beam pipelines: on the Direct runner, on a Flink cluster inside this JVM ({@code
 * flinkMaster=[local]}, started once and used for every job), or on a Flink cluster somewhere else,
 * chosen by options alone.
 */
public final class BeamJobs implements JobRunner {
  private static final String EMBEDDED_MASTER = "[local]";
  private static final Set<String> MASTERS_HERE = Set.of(EMBEDDED_MASTER, "[auto]", "[collection]");
  private static final int MOST_SLOTS = 10_000;

  private final String[] arguments;
  private final Consumer<String> say;
  private final boolean samplesHere;
  private EmbeddedFlink embedded;
  private Path embeddedDirectory;
  private boolean hasTakenOver;
  private ClusterJob last;

  private BeamJobs(String[] arguments, Consumer<String> say) {
    this.arguments = arguments;
    this.say = say;
    PipelineOptions options = options();
    requireParallelism(options);
    this.samplesHere =
        options.getRunner() != FlinkRunner.class
            || options.as(FlinkPipelineOptions.class).getFlinkMaster().equals(EMBEDDED_MASTER);
  }

  /** Whether jobs run in this process, not on a cluster. */
  public boolean samplesHere() {
    return samplesHere;
  }

  /**
   * Jobs with these options; nothing is started before the first job.
   *
   * @param settings the runner section of run.yaml
   * @param beamArguments Beam pipeline options as on a command line, such as {@code
   *     --runner=FlinkRunner}; they go before the settings
   * @throws InvalidInputException if an option is unknown or has a value that is not allowed
   */
  public static BeamJobs of(RunnerSettings settings, List<String> beamArguments) {
    return of(settings, beamArguments, line -> {});
  }

  /**
   * As above.
   *
   * @param say where lines go about a job on a cluster, and about what an earlier job left and
   *     cannot be gone on from
   */
  public static BeamJobs of(
      RunnerSettings settings, List<String> beamArguments, Consumer<String> say) {
    List<String> arguments = new ArrayList<>(beamArguments);
    boolean isFlink =
        (settings.runner() == RunnerSettings.Runner.FLINK && !isGiven(beamArguments, "runner"))
            || beamArguments.stream().anyMatch(argument -> argument.contains("FlinkRunner"));
    if (!isGiven(beamArguments, "runner")) {
      arguments.add("--runner=" + (isFlink ? "FlinkRunner" : "DirectRunner"));
    }
    if (isFlink) {
      addDefault(arguments, "flinkMaster", settings.flinkMaster());
      addDefault(arguments, "parallelism", Integer.toString(settings.parallelism()));
      addDefault(arguments, "fasterCopy", "true");
      if (MASTERS_HERE.stream().noneMatch(here -> arguments.contains("--flinkMaster=" + here))) {
        // Each shard's work by itself: a machine that is lost takes only its own shards along, and
        // a job goes on with the slots that are left.
        addDefault(arguments, "executionModeForBatch", "BATCH_FORCED");
      }
    } else {
      requireNoneOfFlink(beamArguments);
      addDefault(
          arguments, "targetParallelism", Integer.toString(Math.max(1, settings.parallelism())));
    }
    return new BeamJobs(arguments.toArray(String[]::new), say);
  }

  /** Beam takes them with any runner, and only Flink's looks at them. */
  private static void requireNoneOfFlink(List<String> beamArguments) {
    for (Method method : FlinkPipelineOptions.class.getDeclaredMethods()) {
      String option = Introspector.decapitalize(method.getName().replaceFirst("^set", ""));
      if (isGiven(beamArguments, option)) {
        throw new InvalidInputException(
            "Cannot use --"
                + option
                + " with a runner that is not Flink's (allowed: with --runner=FlinkRunner)");
      }
    }
  }

  private static void requireParallelism(PipelineOptions options) {
    if (options.getRunner() == FlinkRunner.class) {
      FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
      require("parallelism", flink.getParallelism());
      if (isRemote(options)) {
        access(flink);
      }
    } else if (options.getRunner() == DirectRunner.class) {
      require("targetParallelism", options.as(DirectOptions.class).getTargetParallelism());
    }
  }

  private static FlinkAccess access(FlinkPipelineOptions options) {
    return FlinkAccess.of(options.getFlinkMaster(), options.getFlinkConfDir());
  }

  private static void require(String option, int value) {
    if (value < 1 || value > MOST_SLOTS) {
      throw new InvalidInputException(
          "Cannot use --" + option + ": " + value + " (allowed: 1 to " + MOST_SLOTS + ")");
    }
  }

  private static boolean isGiven(List<String> arguments, String option) {
    return arguments.stream().anyMatch(argument -> argument.startsWith("--" + option + "="));
  }

  private static void addDefault(List<String> arguments, String option, String value) {
    if (!isGiven(arguments, option)) {
      arguments.add("--" + option + "=" + value);
    }
  }

  private PipelineOptions options() {
    try {
      return PipelineOptionsFactory.fromArgs(arguments).withValidation().create();
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "Cannot use Beam options "
              + String.join(" ", arguments)
              + ": "
              + e.getMessage().lines().findFirst().orElse(""),
          e);
    }
  }

  @Override
  public void run(
      String jobName,
      List<DatasetPlan> datasets,
      List<EvaluationPlan> evaluations,
      PolicySource policies,
      StorageLocation storage)
      throws IOException, InterruptedException {
    if (samplesHere && !datasets.isEmpty()) {
      openAhead(policies, datasets.get(0).lineage().policyDigest());
    }
    Commits commits =
        new Commits(
            storage.open(), datasets.stream().map(DatasetPlan::directory).toList(), evaluations);
    run(
        jobName,
        commits,
        options ->
            new ClusterJob(
                rest(options),
                jobName(jobName, storage, digest(datasets, evaluations), options),
                say,
                new ReceiptWatch(datasets, storage.open(), commits)),
        pipeline -> {
          PlanFile planFile = new PlanFile(storage.open());
          List<PlanReference> plans = new ArrayList<>();
          for (DatasetPlan dataset : datasets) {
            LeftWork.clear(storage.open(), dataset).forEach(say);
            plans.add(planFile.write(dataset));
          }
          if (evaluations.isEmpty()) {
            RolloutPipeline.assemble(pipeline, plans, policies, storage);
          } else {
            EvaluationPipeline.assemble(pipeline, plans, evaluations, policies, storage);
          }
        });
  }

  @Override
  public boolean hasTakenOver() {
    return hasTakenOver;
  }

  private static String digest(List<DatasetPlan> datasets, List<EvaluationPlan> evaluations) {
    StringBuilder work = new StringBuilder();
    datasets.forEach(dataset -> work.append(PlanFile.digest(dataset)).append('\n'));
    evaluations.forEach(
        summary -> work.append(summary.path() + summary.ks() + summary.samples() + '\n'));
    return Digests.sha256(work.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static JobName jobName(
      String work, StorageLocation storage, String plan, FlinkPipelineOptions options) {
    return JobName.of(work, storage, plan, options.getParallelism());
  }

  private static FlinkRest rest(FlinkPipelineOptions options) {
    return new FlinkRest(access(options));
  }

  /** Loads the policy while the job starts; workers of this process find it in their cache. */
  private static void openAhead(PolicySource policies, String digest) {
    Thread thread =
        new Thread(
            () -> {
              try {
                policies.open(digest).close();
              } catch (RuntimeException | InterruptedException e) {
                // A worker will find the same and say so.
              }
            },
            "policy-ahead");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * A job whose steps the caller puts together.
   *
   * @param name what it does, for people
   * @param directory where it writes, and no other job does
   * @param planDigest tells what it makes there from anything else
   * @param datasets that it commits, as paths below the directory; empty text for itself
   */
  public record DirectoryJob(
      String name, StorageLocation directory, String planDigest, List<String> datasets) {}

  /** The steps of a job. No earlier job is at work on the same when they are put together. */
  @FunctionalInterface
  public interface Assembly {
    /** Puts them together. */
    void into(Pipeline pipeline) throws IOException;
  }

  /**
   * Runs such a job, as {@link JobRunner#run} does.
   *
   * @throws InvalidInputException if a worker found something given at fault
   * @throws IOException if the job failed otherwise
   */
  public void run(DirectoryJob job, Assembly assembly) throws IOException, InterruptedException {
    Commits commits = new Commits(job.directory().open(), job.datasets(), List.of());
    run(
        job.name(),
        commits,
        options ->
            new ClusterJob(
                rest(options),
                jobName(job.name(), job.directory(), job.planDigest(), options),
                say,
                new ReceiptWatch(List.of(), job.directory().open(), commits)),
        assembly);
  }

  /**
   * Refuses a cluster that cannot take a job, before anything is written.
   *
   * @throws InvalidInputException naming it
   * @throws IOException if nothing answers there now
   */
  public void requireCluster() throws IOException, InterruptedException {
    PipelineOptions options = options();
    if (isRemote(options)) {
      ClusterJob.requireSameFlink(rest(options.as(FlinkPipelineOptions.class)));
    }
  }

  /**
   * Whether the last job, or an earlier one that writes where it does, may still be at work on a
   * cluster: its files are not to be touched then. Waits some seconds for a job that was cancelled.
   */
  public boolean mayStillRun() {
    return last != null && last.mayRun();
  }

  private void run(
      String name,
      Commits commits,
      Function<FlinkPipelineOptions, ClusterJob> following,
      Assembly assembly)
      throws IOException, InterruptedException {
    PipelineOptions options = options();
    if (!isRemote(options)) {
      run(options, null, name, assembly);
      commits.require(name, Duration.ZERO, say);
      return;
    }
    FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
    ClusterJob.requireSameFlink(rest(flink));
    last = following.apply(flink);
    hasTakenOver = last.takeOver();
    if (!hasTakenOver) {
      // What the job before wrote may be cleared away now: none of it is progress of the next.
      last = following.apply(flink).after(last);
      run(options, last, name, assembly);
    }
    commits.require(name, Commits.OF_A_CLUSTER, say);
  }

  /**
   * @param cluster what follows the job; null if nothing does
   */
  private void run(PipelineOptions options, ClusterJob cluster, String jobName, Assembly assembly)
      throws IOException, InterruptedException {
    options.setJobName(cluster == null ? jobName : cluster.name().toString());
    if (options.getRunner() == FlinkRunner.class) {
      FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
      if (flink.getFlinkMaster().equals(EMBEDDED_MASTER)) {
        startEmbedded(flink.getParallelism());
        flink.setFlinkMaster("[auto]");
      } else if (isRemote(options)) {
        flink.setFlinkMaster(access(flink).hostAndPort()); // all that Beam understands
      }
      prepareStaging(options);
    }
    Pipeline pipeline = Pipeline.create(options);
    assembly.into(pipeline);
    if (cluster == null) {
      runToEnd(pipeline);
    } else {
      ClusterRun.toEnd(pipeline, cluster);
    }
  }

  private static boolean isRemote(PipelineOptions options) {
    return options.getRunner() == FlinkRunner.class
        && !MASTERS_HERE.contains(options.as(FlinkPipelineOptions.class).getFlinkMaster());
  }

  /**
   * Stages this module's jar only, unless told otherwise: a cluster has the rest in its lib folder.
   */
  static void prepareStaging(PipelineOptions options) {
    FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
    if (isRemote(options) && flink.getFilesToStage() == null) {
      flink.setFilesToStage(ownJar());
    }
  }

  /** The one jar that a cluster with everything else in its lib folder lacks. */
  private static List<String> ownJar() {
    try {
      Path code =
          Path.of(BeamJobs.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Files.isRegularFile(code) ? List.of(code.toString()) : List.of();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private void startEmbedded(int slots) throws IOException {
    if (embedded != null) {
      return;
    }
    // The place is asked for now: the library keeps the one that it found when it was first used.
    embeddedDirectory =
        Files.createTempDirectory(Path.of(System.getProperty("java.io.tmpdir")), "rondo-flink-");
    try {
      embedded = EmbeddedFlink.start(Math.max(1, slots), embeddedDirectory);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("Cannot start embedded Flink: " + e.getMessage(), e);
    }
  }

  /**
   * Runs a pipeline and waits for its end.
   *
   * @throws InvalidInputException if a worker found something given at fault
   * @throws IOException if the job failed otherwise
   */
  static void runToEnd(Pipeline pipeline) throws IOException, InterruptedException {
    PipelineResult.State state;
    try {
      state = pipeline.run().waitUntilFinish();
    } catch (RuntimeException e) {
      throw JobFailures.explain(pipeline.getOptions().getJobName(), e);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("Interrupted while a job ran");
    }
    if (state != PipelineResult.State.DONE) {
      throw new IOException(
          "Job " + pipeline.getOptions().getJobName() + " ended in state " + state);
    }
  }

  @Override
  public void close() {
    if (embedded == null) {
      return;
    }
    try {
      embedded.close();
      try (Stream<Path> files = Files.walk(embeddedDirectory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException("Cannot stop embedded Flink: " + e.getMessage(), e);
    } finally {
      embedded = null;
    }
  }
}
