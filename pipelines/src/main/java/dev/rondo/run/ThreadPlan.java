package dev.rondo.run;

import dev.rondo.config.ComputeSettings;
import dev.rondo.config.RunConfig;
import dev.rondo.config.RunnerSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * Threads that a run computes with at the same time in this process: those of an operation, for
 * each shard that is sampled and for each micro-batch that is trained on. One thread each is not
 * looked at: slots are often more than processors, and do no harm.
 */
public final class ThreadPlan {
  private ThreadPlan() {}

  /**
   * One line for sampling and one for training, where threads are more than processors.
   *
   * @param runner where the run's jobs run, which options may have chosen
   * @param processors of this machine
   */
  public static List<String> warnings(RunConfig config, RunnerSettings runner, int processors) {
    List<String> warnings = new ArrayList<>();
    if (config.compute().device() == ComputeSettings.Device.CUDA) {
      return warnings;
    }
    if (EmbeddedSlots.isHere(runner)) {
      int slots = EmbeddedSlots.ofRunner(runner, Runtime.getRuntime().maxMemory());
      int shards = Math.min(slots, config.rollout().shards());
      add(warnings, config, "shards that are sampled (runner.parallelism)", shards, processors);
    }
    int workers = config.memory().workers();
    add(
        warnings,
        config,
        "micro-batches that are trained on (memory.workers)",
        workers,
        processors);
    return warnings;
  }

  private static void add(
      List<String> warnings, RunConfig config, String what, int atWork, int processors) {
    int threads = config.compute().threads();
    long all = (long) threads * atWork;
    if (threads > 1 && all > processors) {
      warnings.add(
          "compute.threads "
              + threads
              + " for each of "
              + atWork
              + " "
              + what
              + " is more than the machine's processors: "
              + all
              + " threads on "
              + processors);
    }
  }
}
