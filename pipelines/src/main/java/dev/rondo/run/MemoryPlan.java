// What a run takes of the memory where it computes, said and checked before it begins.
package dev.rondo.run;

import dev.rondo.config.ObjectiveSettings;
import dev.rondo.config.RunConfig;
import dev.rondo.evaluate.EvaluationPlanner;
import dev.rondo.policy.SamplingMemory;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.GpuMemory;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.batch.Packing;
import dev.rondo.trainer.network.LoraSettings;
import dev.rondo.trainer.network.MemorySettings;
import dev.rondo.trainer.network.TrainingMemory;
import dev.rondo.trainer.objective.Objective;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * The memory of a run on one machine, of the processor or of the GPU that it computes on: sampling
 * and training take turns in one process, so the peak is that of the larger one. Computed from
 * shapes, settings and the longest prompts; where those were not measured they are taken to be as
 * long as responses, and at least {@value #PROMPT_TOKENS} tokens.
 *
 * @param device {@code cpu} or {@code cuda}: whose memory it is
 * @param processBytes Java's heap, code, what the allocator keeps and slots of the embedded Flink;
 *     on a GPU the context, the libraries' kernels and what they work in
 * @param samplingBytes what sampling takes
 * @param training what training takes, by parts
 * @param smaller what changes of settings, or of Java's heap, would make of the peak
 */
public record MemoryPlan(
    String device,
    long processBytes,
    long samplingBytes,
    Map<String, Long> training,
    Map<String, Long> smaller) {

  private static final int PROMPT_TOKENS = 256;

  /** Libraries, code, and what Java takes beside its heap. */
  private static final long LIBRARY_BYTES = 512L << 20;

  /** What a process with a smaller policy than {@link #LARGE_POLICY_WEIGHTS} was measured with. */
  private static final long SMALL_PROCESS_BYTES = 768L << 20;

  private static final long LARGE_POLICY_WEIGHTS = 16_000_000;

  /** Java's heap is named by what it is a multiple of, and no smaller one is, in MiB. */
  private static final long HEAP_STEP = 128;

  private static final long SMALLEST_HEAP = 512;

  /** The type in which trainer and sampler compute: they have to agree. */
  private static final String BOTH_TYPES = "compute.dtype and memory.compute-type: bfloat16";

  /** An estimate: no GPU has been seen. */
  private static final long GPU_CONTEXT_BYTES = 1L << 30;

  /**
   * The plan of a configuration for a policy of a shape, for a run that is to begin, with prompts
   * whose length is guessed.
   *
   * @throws InvalidInputException if not even one sequence can be sampled in {@code
   *     rollout.sampling-memory}
   */
  public static MemoryPlan ofNew(RunConfig config, ModelConfig shape) {
    requireSampling(config, shape, 1);
    return of(config, shape);
  }

  /**
   * The same with prompts that were measured.
   *
   * @throws InvalidInputException if the longest of them cannot be sampled in {@code
   *     rollout.sampling-memory}
   */
  public static MemoryPlan ofNew(RunConfig config, ModelConfig shape, LongestPrompts prompts) {
    requireSampling(config, shape, prompts.sampled());
    return plan(config, shape, prompts, Runtime.getRuntime().maxMemory());
  }

  /** The plan of a configuration for a policy of a shape, with prompts whose length is guessed. */
  static MemoryPlan of(RunConfig config, ModelConfig shape) {
    return of(config, shape, Runtime.getRuntime().maxMemory());
  }

  /**
   * The same with another heap.
   *
   * @param heapBytes the largest that Java may have
   */
  static MemoryPlan of(RunConfig config, ModelConfig shape, long heapBytes) {
    return plan(config, shape, guessed(config, shape), heapBytes);
  }

  private static MemoryPlan plan(
      RunConfig config, ModelConfig shape, LongestPrompts prompts, long heapBytes) {
    MemorySettings memory = Trainings.memory(config);
    DeviceSettings device = config.compute().deviceSettings();
    DeviceSettings inBfloat16 = new DeviceSettings(device.device(), ComputeType.BFLOAT16);
    Map<String, Long> smaller = new LinkedHashMap<>();
    MemoryPlan plan = plan(config, shape, prompts, memory, device, heapBytes, smaller);
    for (Map.Entry<String, MemorySettings> change : changes(config, prompts, memory).entrySet()) {
      DeviceSettings changed = change.getKey().equals(BOTH_TYPES) ? inBfloat16 : device;
      MemoryPlan other =
          plan(config, shape, prompts, change.getValue(), changed, heapBytes, Map.of());
      long peak = other.peakBytes();
      if (peak < plan.peakBytes() - (plan.peakBytes() >> 6)) {
        smaller.put(change.getKey(), peak);
      }
    }
    long half = ((heapBytes >> 21) + HEAP_STEP - 1) / HEAP_STEP * HEAP_STEP; // in MiB
    if (heapBytes > plan.peakBytes() / 4 && half >= SMALLEST_HEAP && half << 20 < heapBytes) {
      long peak = plan(config, shape, prompts, memory, device, half << 20, Map.of()).peakBytes();
      if (peak < plan.peakBytes()) {
        smaller.put("RONDO_HEAP=" + half + "m", peak);
      }
    }
    return plan;
  }

  private static void requireSampling(RunConfig config, ModelConfig shape, int promptTokens) {
    long allowed = config.rollout().samplingBytes();
    int responseTokens = config.rollout().maxResponseTokens();
    long least =
        new SamplingMemory(shape, config.compute().deviceSettings())
            .leastBytes(promptTokens, responseTokens);
    if (allowed < least) {
      throw new InvalidInputException(
          "Cannot use rollout.sampling-memory: "
              + allowed
              + " (allowed: at least "
              + least
              + " bytes, for the weights and one sequence of "
              + ((long) promptTokens + responseTokens)
              + " tokens; or 0, no limit)");
    }
  }

  private static MemoryPlan plan(
      RunConfig config,
      ModelConfig shape,
      LongestPrompts prompts,
      MemorySettings memory,
      DeviceSettings deviceSettings,
      long heapBytes,
      Map<String, Long> smaller) {
    boolean isSupervised = config.warmStart().updates() > 0 || config.control().updates() > 0;
    Objective objective = Objectives.of(config);
    TrainingMemory rounds =
        new TrainingMemory(
            shape,
            memory,
            true,
            objective.usesReference()
                && config.objective().reference() != ObjectiveSettings.Reference.ROUND,
            objective.usesCritic(),
            sharedPositions(config, shape, prompts));
    TrainingMemory supervised = new TrainingMemory(shape, without(memory), false, false, false, 0);
    Map<String, Long> training =
        isSupervised && supervised.totalBytes() > rounds.totalBytes()
            ? supervised.parts()
            : rounds.parts();
    String device = deviceSettings.device();
    int slots = EmbeddedSlots.ofRunner(config.runner(), heapBytes);
    return new MemoryPlan(
        device,
        device.equals("cpu")
            ? processBytes(shape, heapBytes) + EmbeddedSlots.bytesBeside(config.runner(), heapBytes)
            : GPU_CONTEXT_BYTES,
        sampling(config, new SamplingMemory(shape, deviceSettings), prompts, slots),
        training,
        smaller);
  }

  /**
   * What a process takes beside tensors: half of the largest heap that Java may have is in use at a
   * time, unless the policy is small.
   */
  static long processBytes(ModelConfig shape, long heapBytes) {
    return shape.parameterCount() < LARGE_POLICY_WEIGHTS
        ? SMALL_PROCESS_BYTES
        : LIBRARY_BYTES + heapBytes / 2;
  }

  /** Prompts of a shard that is trained on, each as often as responses share it. */
  private static long sharedPositions(RunConfig config, ModelConfig shape, LongestPrompts prompts) {
    var rollout = config.rollout();
    return Packing.of(shape) == Packing.OWN_PROMPTS
        ? 0
        : (long) rollout.problemsPerRound()
            / rollout.shards()
            * rollout.groupSize()
            * prompts.trained();
  }

  private static LongestPrompts guessed(RunConfig config, ModelConfig shape) {
    int responseTokens = config.rollout().maxResponseTokens();
    int tokens =
        Math.min(
            Math.max(PROMPT_TOKENS, responseTokens),
            Math.max(1, shape.maxPositions() - responseTokens));
    return new LongestPrompts(tokens, tokens);
  }

  /** Supervised training has no adapters. */
  private static MemorySettings without(MemorySettings memory) {
    return new MemorySettings(
        memory.microBatchTokens(),
        memory.recompute(),
        memory.computeType(),
        memory.momentType(),
        null,
        memory.workers());
  }

  /**
   * Rollouts or evaluations, whichever takes more. {@code rollout.sampling-memory} cuts the batch
   * of each shard, and as many are at work as there are slots.
   */
  private static long sampling(
      RunConfig config, SamplingMemory memory, LongestPrompts prompts, int slots) {
    var rollout = config.rollout();
    var evaluation = config.evaluation();
    long ofShard = (long) rollout.problemsPerRound() / rollout.shards() * rollout.groupSize();
    long ofBatch = mostInBatch(config, memory, prompts.trained());
    long rollouts =
        Math.min(Math.min(rollout.batchSequences(), ofBatch), ofShard)
            * Math.min(slots, rollout.shards());
    long ofEvaluated =
        Math.min(evaluation.batchSequences(), mostInBatch(config, memory, prompts.sampled()));
    long problems = (long) evaluation.problems() / evaluation.shards();
    long evaluations = evaluated(config, slots, problems, evaluation.samples(), ofEvaluated);
    if (!evaluation.benchmarks().isEmpty()) { // how many problems they have is not known here
      evaluations =
          Math.max(
              evaluations,
              evaluated(config, slots, ofEvaluated, evaluation.benchmarkSamples(), ofEvaluated));
    }
    long responseTokens = rollout.maxResponseTokens();
    return Math.max(
        memory.totalBytes(rollouts, rollouts, prompts.trained(), responseTokens),
        memory.totalBytes(evaluations, evaluations, prompts.sampled(), responseTokens));
  }

  private static long mostInBatch(RunConfig config, SamplingMemory memory, long promptTokens) {
    var rollout = config.rollout();
    return Math.max(
        1,
        memory.sequencesWithin(rollout.samplingBytes(), promptTokens, rollout.maxResponseTokens()));
  }

  /**
   * Sequences that an evaluation samples at the same time. One job makes all of its blocks and the
   * greedy answers, so that shards of several blocks are at work beside each other.
   *
   * @param atATime shards that are at work
   * @param problems of a shard
   * @param samples per problem
   * @param ofBatch the most sequences of a batch
   */
  private static long evaluated(
      RunConfig config, int atATime, long problems, int samples, long ofBatch) {
    var evaluation = config.evaluation();
    long sequences = 0;
    long slots = atATime;
    for (int first = 0; first < samples && slots > 0; first += EvaluationPlanner.BLOCK_SAMPLES) {
      int ofBlock = Math.min(EvaluationPlanner.BLOCK_SAMPLES, samples - first);
      long atWork = Math.min(slots, evaluation.shards());
      sequences += atWork * Math.min(ofBatch, problems * ofBlock);
      slots -= atWork;
    }
    return sequences + Math.min(slots, evaluation.shards()) * Math.min(ofBatch, problems);
  }

  /** Changes of settings that may take less, each by itself. */
  private static Map<String, MemorySettings> changes(
      RunConfig config, LongestPrompts prompts, MemorySettings m) {
    Map<String, MemorySettings> changes = new LinkedHashMap<>();
    changes.put(
        "memory.recompute: true",
        new MemorySettings(
            m.microBatchTokens(), true, m.computeType(), m.momentType(), m.lora(), m.workers()));
    int half = m.microBatchTokens() / 2;
    long longest = (long) prompts.trained() + config.rollout().maxResponseTokens();
    if (half >= longest) { // what is shorter is refused by rondo init
      changes.put(
          "memory.micro-batch-tokens: " + half,
          new MemorySettings(
              half, m.recompute(), m.computeType(), m.momentType(), m.lora(), m.workers()));
    }
    if (config.compute().multipliesBfloat16()) { // rondo init warns where it is slow
      changes.put(
          BOTH_TYPES,
          new MemorySettings(
              m.microBatchTokens(),
              m.recompute(),
              ComputeType.BFLOAT16,
              m.momentType(),
              m.lora(),
              m.workers()));
    }
    changes.put(
        "memory.moment-type: bfloat16",
        new MemorySettings(
            m.microBatchTokens(),
            m.recompute(),
            m.computeType(),
            ComputeType.BFLOAT16,
            m.lora(),
            m.workers()));
    if (m.lora() == null) {
      LoraSettings lora = new LoraSettings(16, 32, LoraSettings.TARGETS, config.run().seed());
      changes.put(
          "adapters.rank: 16",
          new MemorySettings(
              m.microBatchTokens(),
              m.recompute(),
              m.computeType(),
              m.momentType(),
              lora,
              m.workers()));
    }
    if (m.workers() > 1) {
      changes.put(
          "memory.workers: 1",
          new MemorySettings(
              m.microBatchTokens(), m.recompute(), m.computeType(), m.momentType(), m.lora(), 1));
    }
    return changes;
  }

  /** What training takes. */
  public long trainingBytes() {
    return training.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The most that the process takes at a time. */
  public long peakBytes() {
    return processBytes + Math.max(samplingBytes, trainingBytes());
  }

  /**
   * Memory of the device that the plan is for, as far as this machine knows; empty if it has no
   * such device, as the client of a cluster may have none.
   */
  public OptionalLong availableBytes() {
    return device.equals("cpu") ? OptionalLong.of(machineBytes()) : GpuMemory.totalBytes();
  }

  /** Memory of this machine, or of the container that this process is in. */
  public static long machineBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Long.MAX_VALUE;
  }

  /** Whether the peak is no more than what there is, as far as that is known. */
  public boolean fits() {
    return peakBytes() <= availableBytes().orElse(Long.MAX_VALUE);
  }

  /**
   * Refuses a plan that does not fit.
   *
   * @param availableBytes what there is
   * @throws InvalidInputException with the plan and what would make it smaller
   */
  public void check(long availableBytes) {
    if (peakBytes() > availableBytes) {
      throw new InvalidInputException(
          "Cannot run within the "
              + (device.equals("cpu") ? "machine" : "GPU")
              + "'s memory: "
              + gibibytes(peakBytes())
              + " (allowed: at most "
              + gibibytes(availableBytes)
              + "; "
              + String.join("; ", lines())
              + ")");
    }
  }

  /** The plan in words: its parts, then what would make it smaller. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        (device.equals("cpu") ? "memory " : "memory of the GPU ")
            + gibibytes(peakBytes())
            + (device.equals("cpu") ? ": the process " : ": its context ")
            + gibibytes(processBytes)
            + " and the larger of sampling "
            + gibibytes(samplingBytes)
            + " and training "
            + gibibytes(trainingBytes())
            + " ("
            + training.entrySet().stream()
                .filter(part -> part.getValue() > 0)
                .map(part -> part.getKey() + " " + gibibytes(part.getValue()))
                .collect(Collectors.joining(", "))
            + ")");
    if (!smaller.isEmpty()) {
      lines.add(
          "smaller with "
              + smaller.entrySet().stream()
                  .map(change -> change.getKey() + " (" + gibibytes(change.getValue()) + ")")
                  .collect(Collectors.joining(", ")));
    }
    return lines;
  }

  private static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.2f GiB", bytes / (double) (1L << 30));
  }
}
