package dev.rondo.pipelines;

import dev.rondo.config.RunnerSettings;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.Storage;
import dev.rondo.evaluate.EvaluationPlan;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PlanFile;
import dev.rondo.rollout.PlanReference;
import dev.rondo.rollout.PolicySource;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.run.EmbeddedSlots;
import dev.rondo.run.Held;
import dev.rondo.run.HeldStorage;
import dev.rondo.run.JobRunner;
import dev.rondo.run.LeftWork;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Runs jobs as Beam pipelines: on the Direct runner, on a Flink cluster inside this JVM ({@code
 * flinkMaster=[local]}, started once and used for every job), or on a Flink cluster somewhere else,
 * chosen by options alone.
 */
public final class BeamJobs implements JobRunner {
  /** Longer than it takes to load a policy. */
  private static final Duration MOST_AHEAD = Duration.ofMinutes(2);

  private final RunnerOptions options;
  private final Consumer<String> say;
  private EmbeddedFlink embedded;
  private Path embeddedDirectory;
  private boolean hasTakenOver;
  private ClusterJob last;
  private Held held = () -> {};
  private Thread ahead;

  private BeamJobs(RunnerOptions options, Consumer<String> say) {
    this.options = options;
    this.say = say;
  }

  /** Whether jobs run in this process, not on a cluster. */
  public boolean samplesHere() {
    return options.areHere();
  }

  /** The runner section of run.yaml that says what the options say. */
  public RunnerSettings runner() {
    return options.settings();
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
    return new BeamJobs(RunnerOptions.of(settings, beamArguments), say);
  }

  @Override
  public void run(
      String jobName,
      List<DatasetPlan> datasets,
      List<EvaluationPlan> evaluations,
      PolicySource policies,
      StorageLocation storage)
      throws IOException, InterruptedException {
    if (samplesHere() && !datasets.isEmpty()) {
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
          Storage guarded = new HeldStorage(storage.open(), held);
          PlanFile planFile = new PlanFile(guarded);
          List<PlanReference> plans = new ArrayList<>();
          for (DatasetPlan dataset : datasets) {
            LeftWork.clear(guarded, dataset).forEach(say);
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

  @Override
  public void whileHeld(Held check) {
    held = check;
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
    return new FlinkRest(RunnerOptions.access(options));
  }

  /** Loads the policy while the job starts; workers of this process find it in their cache. */
  private void openAhead(PolicySource policies, String digest) {
    awaitAhead(); // that of a job before, which may have failed
    ahead =
        new Thread(
            () -> {
              try {
                policies.open(digest).close();
              } catch (RuntimeException | InterruptedException | Error e) {
                // A worker will find the same and say so.
              }
            },
            "policy-ahead");
    ahead.setDaemon(true);
    ahead.start();
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
    if (!options.areHere()) {
      ClusterJob.requireSameFlink(rest(options.create().as(FlinkPipelineOptions.class)));
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
    PipelineOptions ofJob = options.create();
    if (options.areHere()) {
      run(ofJob, null, name, assembly);
      commits.require(name, Duration.ZERO, say);
      return;
    }
    FlinkPipelineOptions flink = ofJob.as(FlinkPipelineOptions.class);
    ClusterJob.requireSameFlink(rest(flink));
    last = following.apply(flink);
    held.require(); // What is on the cluster may be the job of who took over.
    hasTakenOver = last.takeOver();
    if (!hasTakenOver) {
      held.require();
      // What the job before wrote may be cleared away now: none of it is progress of the next.
      last = following.apply(flink).after(last);
      run(ofJob, last, name, assembly);
    }
    commits.require(name, Commits.OF_A_CLUSTER, say);
  }

  /**
   * @param cluster what follows the job; null if nothing does
   */
  private void run(PipelineOptions ofJob, ClusterJob cluster, String jobName, Assembly assembly)
      throws IOException, InterruptedException {
    ofJob.setJobName(cluster == null ? jobName : cluster.name().toString());
    if (options.areEmbedded()) {
      FlinkPipelineOptions flink = ofJob.as(FlinkPipelineOptions.class);
      flink.setParallelism(startEmbedded(flink.getParallelism()));
      flink.setFlinkMaster("[auto]");
    } else if (cluster != null) {
      FlinkPipelineOptions flink = ofJob.as(FlinkPipelineOptions.class);
      flink.setFlinkMaster(RunnerOptions.access(flink).hostAndPort()); // all that Beam understands
      prepareStaging(flink);
    }
    Pipeline pipeline = Pipeline.create(ofJob);
    assembly.into(pipeline);
    if (cluster == null) {
      runToEnd(pipeline);
    } else {
      ClusterRun.toEnd(pipeline, cluster);
    }
  }

  /**
   * Stages this module's jar only, unless told otherwise: a cluster has the rest in its lib folder.
   */
  private static void prepareStaging(FlinkPipelineOptions flink) {
    if (flink.getFilesToStage() == null) {
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

  /**
   * Starts it, unless it is there.
   *
   * @return its slots, which are no more than are wanted
   */
  private int startEmbedded(int wanted) throws IOException {
    int slots = EmbeddedSlots.of(wanted);
    if (embedded != null) {
      return slots;
    }
    if (slots < wanted) {
      say.accept(
          "The embedded Flink works on "
              + slots
              + " shards at a time, not on "
              + wanted
              + ": more are of no use with the processors and the Java heap that it has");
    }
    // The place is asked for now: the library keeps the one that it found when it was first used.
    if (embeddedDirectory == null) {
      embeddedDirectory =
          Files.createTempDirectory(Path.of(System.getProperty("java.io.tmpdir")), "rondo-flink-");
    }
    try {
      embedded = EmbeddedFlink.start(slots, embeddedDirectory);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("Cannot start embedded Flink: " + e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      throw noMemory(slots, e);
    }
    return slots;
  }

  /** The error is no cause: it is told as one of the heap, which may have room. */
  private static InvalidInputException noMemory(int slots, OutOfMemoryError error) {
    InvalidInputException refusal =
        new InvalidInputException(
            "Cannot start the embedded Flink with parallelism: "
                + slots
                + ", which takes "
                + (EmbeddedSlots.networkBytes(slots) >> 20)
                + " MiB of direct memory ("
                + (error.getMessage() == null ? "" : error.getMessage() + "; ")
                + "allowed: fewer slots, or a larger heap, such as RONDO_HEAP=4g, which bounds"
                + " both)");
    refusal.addSuppressed(error);
    return refusal;
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
      PipelineOptions options = pipeline.getOptions();
      throw JobFailures.explain(options.getJobName(), e, !RunnerOptions.isRemote(options));
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("Interrupted while a job ran");
    }
    if (state != PipelineResult.State.DONE) {
      throw new IOException(
          "Job " + pipeline.getOptions().getJobName() + " ended in state " + state);
    }
  }

  /** Whoever ends the process while a policy is being loaded may end it with a fault of the VM. */
  private void awaitAhead() {
    try {
      if (ahead != null) {
        ahead.join(MOST_AHEAD.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    awaitAhead();
    if (embeddedDirectory == null) {
      return;
    }
    try {
      if (embedded != null) {
        embedded.close();
      }
      try (Stream<Path> files = Files.walk(embeddedDirectory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException("Cannot stop embedded Flink: " + e.getMessage(), e);
    } finally {
      embedded = null;
      embeddedDirectory = null;
    }
  }
}
