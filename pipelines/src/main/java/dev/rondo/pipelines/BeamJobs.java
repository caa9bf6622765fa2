package dev.rondo.pipelines;

import dev.rondo.config.RunnerSettings;
import dev.rondo.evaluate.EvaluationPlan;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PolicySource;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.run.JobRunner;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
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

  private final String[] arguments;
  private final boolean samplesHere;
  private EmbeddedFlink embedded;
  private Path embeddedDirectory;

  private BeamJobs(String[] arguments) {
    this.arguments = arguments;
    PipelineOptions options = options();
    this.samplesHere =
        options.getRunner() != FlinkRunner.class
            || options.as(FlinkPipelineOptions.class).getFlinkMaster().equals(EMBEDDED_MASTER);
  }

  /**
   * Jobs with these options; nothing is started before the first job.
   *
   * @param settings the runner group of run.yaml
   * @param beamArguments Beam pipeline options as on a command line, such as {@code
   *     --runner=FlinkRunner}; they go before the settings
   * @throws InvalidInputException if an option is unknown or has a value that is not allowed
   */
  public static BeamJobs of(RunnerSettings settings, List<String> beamArguments) {
    List<String> arguments = new ArrayList<>(beamArguments);
    boolean isFlink =
        (settings.runner().equals("flink") && !isGiven(beamArguments, "runner"))
            || beamArguments.stream().anyMatch(argument -> argument.contains("FlinkRunner"));
    if (!isGiven(beamArguments, "runner")) {
      arguments.add("--runner=" + (isFlink ? "FlinkRunner" : "DirectRunner"));
    }
    if (isFlink) {
      addDefault(arguments, "flinkMaster", settings.flinkMaster());
      addDefault(arguments, "parallelism", Integer.toString(settings.parallelism()));
      addDefault(arguments, "fasterCopy", "true");
    } else {
      addDefault(
          arguments, "targetParallelism", Integer.toString(Math.max(1, settings.parallelism())));
    }
    return new BeamJobs(arguments.toArray(String[]::new));
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
      openAhead(policies);
    }
    run(
        jobName,
        pipeline -> {
          if (evaluations.isEmpty()) {
            RolloutPipeline.assemble(pipeline, datasets, policies, storage);
          } else {
            EvaluationPipeline.assemble(pipeline, datasets, evaluations, policies, storage);
          }
        });
  }

  /** Loads the policy while the job starts; workers of this process find it in their cache. */
  private static void openAhead(PolicySource policies) {
    Thread thread =
        new Thread(
            () -> {
              try {
                policies.open().close();
              } catch (RuntimeException e) {
                // A worker will find the same and say so.
              }
            },
            "policy-ahead");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Runs a job whose steps the caller puts together.
   *
   * @throws InvalidInputException if a worker found something given at fault
   * @throws IOException if the job failed otherwise
   */
  public void run(String jobName, Consumer<Pipeline> assembly)
      throws IOException, InterruptedException {
    PipelineOptions options = options();
    options.setJobName(jobName);
    if (options.getRunner() == FlinkRunner.class) {
      chooseCluster(options.as(FlinkPipelineOptions.class));
    }
    Pipeline pipeline = Pipeline.create(options);
    assembly.accept(pipeline);
    runToEnd(pipeline);
  }

  private void chooseCluster(FlinkPipelineOptions options)
      throws IOException, InterruptedException {
    if (options.getFlinkMaster().equals(EMBEDDED_MASTER)) {
      startEmbedded(options.getParallelism());
      options.setFlinkMaster("[auto]");
    } else if (!options.getFlinkMaster().startsWith("[")) {
      prepareStaging(options);
      new FlinkRest(options.getFlinkMaster()).awaitEnd(options.getJobName());
    }
  }

  /**
   * Stages this module's jar only, unless told otherwise: a cluster has the rest in its lib folder.
   */
  static void prepareStaging(PipelineOptions options) {
    if (options.getRunner() == FlinkRunner.class) {
      FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
      if (!flink.getFlinkMaster().startsWith("[") && flink.getFilesToStage() == null) {
        flink.setFilesToStage(ownJar());
      }
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
