package dev.rondo.run;

import dev.rondo.config.RunConfig;
import dev.rondo.policy.checkpoint.CheckpointFiles;
import dev.rondo.policy.checkpoint.WeightFiles;
import dev.rondo.policy.gguf.GgufCheckpoint;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a configuration names outside the run's directory: a checkpoint, imported problems,
 * benchmarks.
 */
public final class RunInputs {
  private RunInputs() {}

  /** What a new run takes of the machine's memory. */
  public static MemoryPlan memoryPlan(RunConfig config) {
    String checkpoint = config.model().from();
    return MemoryPlan.of(
        config,
        checkpoint.isEmpty()
            ? Trainings.shape(config)
            : CheckpointFiles.read(Path.of(checkpoint)).config());
  }

  /**
   * What a run takes of it, by the shape of its base policy where that is there: the checkpoint
   * that it began with may be gone.
   */
  public static MemoryPlan memoryPlan(RunDirectory run) throws IOException {
    String base = RunDirectory.policyDirectory(0);
    return run.isCommitted(base)
        ? MemoryPlan.of(run.config(), CheckpointFiles.read(run.root().resolve(base)).config())
        : memoryPlan(run.config());
  }

  /**
   * Opens everything that a new run will read, so that what is wrong is said before the run begins.
   *
   * @throws InvalidInputException naming file and field, tensor or problem
   */
  public static void check(RunConfig config) throws IOException {
    TrainingQuestions training =
        config.task().isImported()
            ? ImportedProblems.read(config).questions()
            : TrainingQuestions.NONE;
    for (Benchmark benchmark : Benchmark.of(config)) {
      benchmark.check(training);
    }
    if (!config.model().from().isEmpty()) {
      Path checkpoint = Path.of(config.model().from());
      if (GgufCheckpoint.isGguf(checkpoint)) {
        throw new InvalidInputException(
            "Cannot use model.from: "
                + checkpoint
                + ", a GGUF file (allowed: the folder of a checkpoint; rondo adopt --from "
                + checkpoint
                + " --to DIR makes one)");
      }
      CheckpointFiles files = CheckpointFiles.read(checkpoint);
      FileTokenizer.open(checkpoint, config.model().promptFormat()).close();
      try (WeightFiles weights = WeightFiles.open(checkpoint, files.config())) {
        weights.requireFinite();
      }
    }
  }
}
