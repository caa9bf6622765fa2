package dev.rondo.benchmark;

import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.Numerics;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.network.LoraSettings;
import dev.rondo.trainer.network.MemorySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tokens per second of whole updates: forward, objective, backward, AdamW. */
@Command(
    name = "training",
    mixinStandardHelpOptions = true,
    description = "Trained tokens per second, prompt and response tokens both counted.")
final class MeasureTraining implements Callable<Integer> {
  private static final int LENGTH_STEP = 37;

  @Option(names = "--checkpoint", required = true, description = "Folder of the policy.")
  private Path checkpoint;

  @Option(names = "--device", description = "cpu or cuda (default: ${DEFAULT-VALUE}).")
  private String device = "cpu";

  @Option(
      names = "--tflops",
      description = "What the device computes at most, to tell the share of it that was used.")
  private double tflops;

  @Option(names = "--groups", description = "Groups of an update (default: ${DEFAULT-VALUE}).")
  private int groups = 1;

  @Option(names = "--group-size", description = "Rollouts a group (default: ${DEFAULT-VALUE}).")
  private int groupSize = 8;

  @Option(names = "--prompt-tokens", description = "Prompt length (default: ${DEFAULT-VALUE}).")
  private int promptTokens = 128;

  @Option(names = "--response-tokens", description = "Response length (default: ${DEFAULT-VALUE}).")
  private int responseTokens = 384;

  @Option(names = "--micro-batch-tokens", description = "Token budget (default: ${DEFAULT-VALUE}).")
  private int microBatchTokens = 4096;

  @Option(names = "--recompute", description = "Compute activations again on the way back.")
  private boolean recompute;

  @Option(names = "--compute-type", description = "Default: ${DEFAULT-VALUE}.")
  private MakeCheckpoint.Dtype computeType = MakeCheckpoint.Dtype.bfloat16;

  @Option(names = "--moment-type", description = "Default: ${DEFAULT-VALUE}.")
  private MakeCheckpoint.Dtype momentType = MakeCheckpoint.Dtype.float32;

  @Option(names = "--lora-rank", description = "Rank of adapters; 0 trains the weights (default).")
  private int loraRank;

  @Option(
      names = "--workers",
      description = "Micro-batches computed at a time (default: ${DEFAULT-VALUE}).")
  private int workers = 1;

  @Option(
      names = "--shortest-response-tokens",
      description = "Lengths go from here to --response-tokens evenly (default: all are equal).")
  private int shortestResponseTokens;

  @Option(names = "--threads", description = "Threads of each worker (default: ${DEFAULT-VALUE}).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--repetitions",
      description = "Measured updates (default: ${DEFAULT-VALUE}); 0 does one for its memory.")
  private int repetitions = 2;

  @Override
  public Integer call() throws IOException {
    Numerics.useThreads(threads);
    int[] lengths = new int[groups * groupSize];
    Arrays.fill(lengths, responseTokens);
    if (shortestResponseTokens > responseTokens) {
      throw new InvalidInputException(
          "Cannot use --shortest-response-tokens: "
              + shortestResponseTokens
              + " (allowed: at most --response-tokens, "
              + responseTokens
              + ")");
    }
    if (shortestResponseTokens > 0) {
      // A step of 37 mixes short and long in every group; trl_grpo.py has the same lengths.
      int spread = responseTokens - shortestResponseTokens + 1;
      for (int i = 0; i < lengths.length; i++) {
        lengths[i] = shortestResponseTokens + (int) ((long) i * LENGTH_STEP % spread);
      }
    }
    MemorySettings memory =
        new MemorySettings(
            microBatchTokens,
            recompute,
            ComputeType.named(computeType.name()),
            ComputeType.named(momentType.name()),
            loraRank == 0 ? null : new LoraSettings(loraRank, 32, LoraSettings.TARGETS, 0),
            workers);
    DeviceSettings where = new DeviceSettings(device);
    try (TrainingWork work =
        new TrainingWork(checkpoint, where, groupSize, promptTokens, lengths, memory)) {
      System.out.printf(
          Locale.ROOT,
          "%s: loaded, resident memory %,d MiB%n%s%n",
          checkpoint,
          ProcessMemory.residentBytes() >> 20,
          Numerics.numericClass(where));
      String what =
          String.format(
              Locale.ROOT,
              "training %d sequences of %d + %s tokens",
              lengths.length,
              promptTokens,
              shortestResponseTokens > 0
                  ? shortestResponseTokens + " to " + responseTokens
                  : responseTokens);
      if (repetitions > 0) {
        double rate = Repetitions.measure(what, repetitions, work::update);
        if (tflops > 0) {
          double flops = Bounds.trainingFlops(work.config(), groupSize, promptTokens, lengths);
          System.out.printf(
              Locale.ROOT,
              "%.3g GFLOP a token, %.3g TFLOP/s, MFU %.1f %% of %.3g%n",
              flops / 1e9,
              rate * flops / 1e12,
              100 * rate * flops / (tflops * 1e12),
              tflops);
        }
      } else {
        work.update();
      }
      System.out.printf(
          Locale.ROOT,
          "memory: planned for the update %,d MiB; peak resident memory %,d MiB%n",
          work.plan().totalBytes() >> 20,
          ProcessMemory.peakBytes() >> 20);
    }
    return 0;
  }
}
