package dev.rondo.benchmark;

import dev.rondo.policy.DjlPolicy;
import dev.rondo.policy.SampleKey;
import dev.rondo.policy.SampleRequest;
import dev.rondo.policy.SamplingSession;
import dev.rondo.schema.SamplingSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** New tokens per second of sampling a batch, prompts included in the time. */
@Command(
    name = "sampling",
    mixinStandardHelpOptions = true,
    description = "Sampled tokens per second; the time includes reading the prompts.")
final class MeasureSampling implements Callable<Integer> {
  @Mixin private Model model;

  @Option(
      names = "--problems",
      split = ",",
      description = "Different prompts; several numbers are measured in turn (default: 4).")
  private int[] problems = {4};

  @Option(names = "--group-size", description = "Samples a prompt (default: ${DEFAULT-VALUE}).")
  private int groupSize = 8;

  @Option(names = "--prompt-tokens", description = "Prompt length (default: ${DEFAULT-VALUE}).")
  private int promptTokens = 128;

  @Option(names = "--new-tokens", description = "Response length (default: ${DEFAULT-VALUE}).")
  private int newTokens = 128;

  @Option(names = "--temperature", description = "0 is greedy (default: ${DEFAULT-VALUE}).")
  private double temperature = 1;

  @Option(names = "--top-p", description = "Nucleus mass (default: ${DEFAULT-VALUE}).")
  private double topP = 1;

  @Option(names = "--top-k", description = "Tokens kept; 0 is off (default: ${DEFAULT-VALUE}).")
  private int topK;

  @Option(names = "--positions", description = "Positions a call (default: ${DEFAULT-VALUE}).")
  private int positions = 64;

  @Option(
      names = "--bandwidth",
      description = "GB/s of the device's memory, to tell what share of the bound was reached.")
  private double bandwidth;

  @Option(names = "--repetitions", description = "Measured runs (default: ${DEFAULT-VALUE}).")
  private int repetitions = 3;

  @Override
  public Integer call() throws IOException {
    try (DjlPolicy policy = model.open()) {
      for (int count : problems) {
        measure(policy, count);
      }
    }
    return 0;
  }

  private void measure(DjlPolicy policy, int problems) throws IOException {
    List<SampleRequest> requests = requests(policy.config().vocabularySize(), problems);
    SamplingSettings settings = new SamplingSettings(temperature, topP, topK, newTokens);
    String what =
        String.format(
            Locale.ROOT,
            "sampling %d x %d, %d + %d tokens",
            problems,
            groupSize,
            promptTokens,
            newTokens);
    ProcessMemory.resetPeak();
    double rate = Repetitions.measure(what, repetitions, () -> sample(policy, requests, settings));
    if (bandwidth > 0) {
      double bound =
          Bounds.sampledTokens(
              policy.config(),
              model.bytesOfAWeight(),
              bandwidth * 1e9,
              requests.size(),
              promptTokens,
              newTokens);
      System.out.printf(
          Locale.ROOT,
          "bandwidth bound at %,.0f GB/s: %,.0f tokens/s, reached %.1f %%%n",
          bandwidth,
          bound,
          100 * rate / bound);
    }
    long planned = policy.plannedBytes(requests.size(), problems, promptTokens, newTokens);
    if (model.isOnGpu()) {
      // What the GPU's allocator holds is no memory of this process; nvidia-smi tells it.
      System.out.printf(Locale.ROOT, "memory of the GPU: planned %,d MiB%n", planned >> 20);
      return;
    }
    long measured = ProcessMemory.peakBytes() - model.bytesBefore();
    System.out.printf(
        Locale.ROOT,
        "memory: planned %,d MiB, measured %,d MiB (%+.1f %%)%n",
        planned >> 20,
        measured >> 20,
        100.0 * (measured - planned) / planned);
  }

  private long sample(DjlPolicy policy, List<SampleRequest> requests, SamplingSettings settings) {
    try (SamplingSession session = policy.startSampling(requests, settings)) {
      boolean isFinished = false;
      while (!isFinished) {
        isFinished = session.advance(positions);
      }
      return session.sampledTokens();
    }
  }

  private List<SampleRequest> requests(int vocabularySize, int problems) {
    Random random = new Random(1);
    List<SampleRequest> requests = new ArrayList<>();
    for (int problem = 0; problem < problems; problem++) {
      int[] prompt = random.ints(promptTokens, 0, vocabularySize).toArray();
      for (int sample = 0; sample < groupSize; sample++) {
        requests.add(new SampleRequest(prompt, new SampleKey(1, 1, "p" + problem, sample)));
      }
    }
    return requests;
  }
}
