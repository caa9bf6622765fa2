package dev.rondo.pipelines;

import dev.rondo.config.FrozenConfig;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.policy.program.Numerics;
import dev.rondo.policy.program.PolicyProgram;
import dev.rondo.rollout.CachedPolicy;
import dev.rondo.rollout.CommitManifest;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.MakeShards;
import dev.rondo.rollout.PlanFile;
import dev.rondo.rollout.PlanReference;
import dev.rondo.rollout.PlanShards;
import dev.rondo.rollout.PolicySource;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.run.LeftWork;
import dev.rondo.run.RunDirectory;
import dev.rondo.run.RunPlans;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.Validation;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Makes one round's rollouts. The round loop runs it for every round; as a program of its own it
 * makes one, on any runner, by options only:
 *
 * <pre>{@code
 * RolloutPipeline --run=runs/first --round=1
 *     --runner=FlinkRunner --flinkMaster=localhost:8081 --parallelism=8
 * }</pre>
 */
public final class RolloutPipeline {
  private RolloutPipeline() {}

  /** What the program is told. */
  public interface Options extends PipelineOptions {
    @Description("Run directory; every worker must see it at the same path.")
    @Validation.Required
    String getRun();

    void setRun(String run);

    @Description("Round to sample, 1 and above; the round before is published.")
    @Validation.Required
    int getRound();

    void setRound(int round);
  }

  /** Samples one round and returns once its rollouts are committed. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    RunDirectory run = RunDirectory.open(Path.of(options.getRun()));
    FrozenConfig.requireUnchanged(run.config(), run.root());
    RoundJob job = RoundJob.of(run, options.getRound());

    options.setJobName(job.name());
    BeamJobs.prepareStaging(options);
    Pipeline pipeline = Pipeline.create(options);
    LeftWork.clear(job.storage().open(), job.rollouts()).forEach(System.err::println);
    PlanReference plan = new PlanFile(job.storage().open()).write(job.rollouts());
    assemble(pipeline, List.of(plan), job.policy(), job.storage());
    BeamJobs.runToEnd(pipeline);
  }

  /** The steps of the job; emits directory and manifest digest of each dataset. */
  static PCollection<KV<String, String>> assemble(
      Pipeline pipeline,
      List<PlanReference> plans,
      PolicySource policies,
      StorageLocation storage) {
    return pipeline
        .apply("PlanShards", PlanShards.of(plans))
        .apply("MakeShards", MakeShards.with(policies, storage))
        .apply("CommitManifest", CommitManifest.of(plans, storage));
  }

  /** Everything that one round's job is made of. */
  private record RoundJob(
      String name, DatasetPlan rollouts, PolicySource policy, StorageLocation storage) {
    static RoundJob of(RunDirectory run, int round) throws IOException {
      Numerics.useThreads(run.config().compute().threads());
      var numericClass = Numerics.numericClass(run.config().compute().deviceSettings());
      var plans = new RunPlans(run, numericClass, PolicyProgram.standard().digest());
      DatasetStore policy = run.dataset(RunDirectory.policyDirectory(round - 1));
      return new RoundJob(
          run.config().run().name() + "-" + RunDirectory.roundName(round),
          plans.rollouts(round),
          new CachedPolicy(
              run.root().resolve(policy.directory()),
              policy.manifestDigest(),
              numericClass,
              run.config().rollout().samplingBytes()),
          StorageLocation.directory(run.root()));
    }
  }
}
