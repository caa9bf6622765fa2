// What a run takes is said from shapes alone, and refused where the machine has less.
package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.config.RunConfig;
import dev.rondo.policy.SamplingMemory;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.schema.InvalidInputException;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {

  /** SmolLM2-135M: 134,515,008 weights in 30 layers. */
  private static final ModelConfig SMALL = ModelConfig.qwen2(49152, 576, 1536, 30, 9, 3, 64, 8192);

  private static final long WEIGHTS = SMALL.parameterCount();

  @Test
  void whatLastsIsExact() {
    MemoryPlan plan = plan("memory: {compute-type: bfloat16, workers: 2}");
    assertThat(plan.training())
        .containsEntry("weights", 4 * WEIGHTS)
        .containsEntry("gradients", 8 * WEIGHTS)
        .containsEntry("moments", 8 * WEIGHTS)
        .containsEntry("weights as they compute", 2 * WEIGHTS)
        .containsEntry("weights of the round's start", 2 * WEIGHTS)
        .containsEntry("reference", 0L)
        .containsEntry("critic", 0L);
    // Rank times rows and columns of q, k, v, o, gate, up and down in 30 layers.
    long adapters = 16L * 30 * (2 * 1152 + 2 * 768 + 3 * 2112);
    assertThat(
            plan("objective: {reference: frozen}\n"
                    + "memory: {compute-type: bfloat16}\n"
                    + "adapters: {rank: 16}")
                .training())
        .containsEntry("weights", 4 * WEIGHTS + 4 * adapters)
        .containsEntry("gradients", 4 * adapters)
        .containsEntry("moments", 8 * adapters)
        .containsEntry("reference", 2 * WEIGHTS);
    assertThat(plan("objective: {name: rloo, reference: frozen}").training())
        .as("an objective that reads none")
        .containsEntry("reference", 0L);
  }

  /** An update of these settings peaked at 1,709 MiB with 2,336 tokens a micro-batch. */
  @Test
  void thePlanOfAnUpdateIsNearWhatWasMeasured() {
    MemoryPlan plan =
        plan(
            "memory: {compute-type: bfloat16, recompute: true, micro-batch-tokens: 2336}\n"
                + "adapters: {rank: 16}");
    // The measured update kept no weights of the round's start, in a process that did nothing else.
    long planned =
        (768L << 20) + plan.trainingBytes() - plan.training().get("weights of the round's start");
    assertThat(planned / (double) (1709L << 20)).isBetween(0.9, 1.25);
  }

  @Test
  void theProcessIsPlannedByTheHeapThatJavaMayHave() {
    assertThat(MemoryPlan.processBytes(SMALL, 1L << 30)).isEqualTo(1L << 30);
    assertThat(MemoryPlan.processBytes(SMALL, 4L << 30)).isEqualTo(5L << 29);
    assertThat(plan("compute: {dtype: bfloat16}").processBytes())
        .isEqualTo(MemoryPlan.processBytes(SMALL, Runtime.getRuntime().maxMemory()));
  }

  /** A quickstart of size tiny goes in a container of 1 GiB, whatever heap the launcher gives. */
  @Test
  void aSmallPolicysProcessIsPlannedAsItWasMeasured() {
    RunConfig tiny = RunConfig.preset("tiny");
    for (long heap : new long[] {1L << 30, 4L << 30}) {
      MemoryPlan plan = MemoryPlan.of(tiny, Trainings.shape(tiny), heap);
      assertThat(plan.processBytes()).isEqualTo(768L << 20);
      assertThat(plan.smaller()).doesNotContainKey("RONDO_HEAP=512m");
      plan.check(1L << 30);
    }
  }

  @Test
  void aHeapThatIsMoreThanAQuarterOfThePlanIsNamed() {
    RunConfig config = RunConfig.parse("", "run.yaml");
    MemoryPlan large = MemoryPlan.of(config, SMALL, 16L << 30);
    assertThat(large.smaller()).containsEntry("RONDO_HEAP=8192m", large.peakBytes() - (4L << 30));
    assertThatThrownBy(() -> large.check(8L << 30)).hasMessageContaining("RONDO_HEAP=8192m (");
    assertThat(MemoryPlan.of(config, SMALL, 512L << 20).smaller().keySet())
        .noneMatch(change -> change.startsWith("RONDO_HEAP"));
  }

  /**
   * Keys and values of a prompt count once for each response, up to what a micro-batch may hold.
   */
  @Test
  void promptsThatResponsesShareAreCounted() {
    String groups = "rollout: {problems-per-round: 4, shards: 4, max-response-tokens: 16, ";
    long two = activations(plan(groups + "group-size: 2}"));
    long four = activations(plan(groups + "group-size: 4}"));
    long many = activations(plan(groups + "group-size: 64}"));
    long more = activations(plan(groups + "group-size: 128}"));
    // Two more responses look at 256 positions of 576 channels: keys and values in float32 in 30
    // layers, and once more with their gradients in the layer that goes backward.
    assertThat((four - two) / (double) (2 * 256 * 576 * 8 * (30 + 2))).isBetween(1.06, 1.07);
    assertThat(many).isEqualTo(more);
  }

  /** Examples in the prompt, 1,500 tokens of them, are more than is guessed. */
  @Test
  void measuredPromptsArePlannedLongerOrShorterThanTheGuess() {
    String rollout = "rollout: {max-response-tokens: 256, problems-per-round: 4, shards: 4}\n";
    MemoryPlan guessed = plan(rollout);
    MemoryPlan same = plan(rollout, new LongestPrompts(256, 256));
    MemoryPlan longer = plan(rollout, new LongestPrompts(1500, 1500));
    MemoryPlan shorter = plan(rollout, new LongestPrompts(20, 20));
    assertThat(same).isEqualTo(guessed);
    assertThat(activations(longer)).isGreaterThan(activations(guessed));
    assertThat(longer.samplingBytes()).isGreaterThan(guessed.samplingBytes());
    assertThat(activations(shorter)).isLessThan(activations(guessed));
    assertThat(shorter.samplingBytes()).isLessThan(guessed.samplingBytes());
    // A benchmark's prompts are sampled and not trained on.
    MemoryPlan ofBenchmark = plan(rollout, new LongestPrompts(256, 1500));
    assertThat(ofBenchmark.training()).isEqualTo(guessed.training());
    assertThat(ofBenchmark.samplingBytes()).isGreaterThan(guessed.samplingBytes());
  }

  @Test
  void aSmallerMicroBatchIsNamedWhereTheLongestPromptAndResponseFitIt() {
    String settings =
        "rollout: {max-response-tokens: 256, sampling-memory: 2000000000}\n"
            + "memory: {micro-batch-tokens: 3000}\n";
    String half = "memory.micro-batch-tokens: 1500";
    assertThat(plan(settings, new LongestPrompts(1244, 1500)).smaller()).containsKey(half);
    assertThat(plan(settings, new LongestPrompts(1245, 1500)).smaller()).doesNotContainKey(half);
  }

  @Test
  void memoryInWhichTheLongestPromptIsNotSampledIsRefused() {
    long least = new SamplingMemory(SMALL, ComputeType.FLOAT32).leastBytes(1500, 100);
    String rollout = "rollout: {max-response-tokens: 100, sampling-memory: %d}\n";
    plan(rollout.formatted(least), new LongestPrompts(20, 1500));
    plan(rollout.formatted(least - 1));
    assertThatThrownBy(() -> plan(rollout.formatted(least - 1), new LongestPrompts(20, 1500)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("allowed: at least " + least)
        .hasMessageContaining("one sequence of 1600 tokens");
  }

  /** Shards of all blocks of an evaluation, and of the greedy answers, fill the slots. */
  @Test
  void anEvaluationIsPlannedWithShardsOfAllItsBlocks() {
    String slots = "runner: {parallelism: 8}\n";
    String rounds =
        "rollout: {problems-per-round: 4, shards: 4, group-size: 2, max-response-tokens: 16}\n";
    String evaluation = "evaluation: {problems: %d, shards: %d, samples: %d, ks: [1]%s}";
    SamplingMemory memory = new SamplingMemory(SMALL, ComputeType.FLOAT32);
    // Problems, shards, samples; then sequences: 8 x 256; 2 x 256 and 2 x 64 greedy ones; 8 x 64.
    int[][] cases = {{128, 2, 256, 2048}, {128, 2, 64, 640}, {8, 8, 256, 512}};
    for (int[] sizes : cases) {
      MemoryPlan plan =
          plan(slots + rounds + evaluation.formatted(sizes[0], sizes[1], sizes[2], ""));
      assertThat(plan.samplingBytes()).isEqualTo(memory.totalBytes(sizes[3], sizes[3], 256, 16));
    }
    String benchmark = ", benchmarks: [math500], benchmark-samples: 128, benchmark-ks: [1]";
    assertThat(plan(slots + rounds + evaluation.formatted(8, 2, 16, benchmark)).samplingBytes())
        .isEqualTo(memory.totalBytes(6 * 256, 6 * 256, 256, 16));
  }

  @Test
  void aCriticIsPlannedWithWhatItKeeps() {
    long tokens = 2048 + 2048 / 15;
    long critic = plan("objective: {name: ppo}").training().get("critic");
    assertThat(critic - WEIGHTS * (4 + 4 + 8 + 4))
        .isEqualTo(
            30 * 2 * tokens * 576 * 4
                + tokens * (6 * 1536 + 12 * 576) * 4
                + (8192 + 8192 / 15 - tokens) * 16 * 576);
  }

  private static long activations(MemoryPlan plan) {
    return plan.training().get("activations");
  }

  @Test
  void memoryInWhichNotOneSequenceIsSampledIsRefused() {
    RunConfig little = RunConfig.parse("rollout: {sampling-memory: 1000}\n", "run.yaml");
    assertThatThrownBy(() -> MemoryPlan.ofNew(little, SMALL))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageMatching(
            "Cannot use rollout.sampling-memory: 1000 \\(allowed: at least [0-9]+ bytes, for the"
                + " weights and one sequence of [0-9]+ tokens; or 0, no limit\\)");
    assertThat(plan("runner: {parallelism: 1}\nrollout: {sampling-memory: 2000000000}\n"))
        .satisfies(
            one -> assertThat(one.samplingBytes()).isBetween(1_900_000_000L, 2_000_000_000L));
  }

  /** Shards do not share what a batch may take: its size must not depend on the slots. */
  @Test
  void eachSlotTakesABatchOfTheSamplingMemory() {
    long allowed = 1_000_000_000;
    String settings =
        "rollout: {problems-per-round: 64, shards: 4, group-size: 64, max-response-tokens: 16,"
            + " sampling-memory: %d}\n"
            + "evaluation: {problems: 64, shards: 4, samples: 64, ks: [1]}\n"
            + "runner: {parallelism: 4}\n";
    SamplingMemory memory = new SamplingMemory(SMALL, ComputeType.FLOAT32);
    long ofBatch = memory.sequencesWithin(allowed, 256, 16);
    assertThat(ofBatch).isBetween(2L, 255L);
    assertThat(plan(settings.formatted(allowed)).samplingBytes())
        .isEqualTo(memory.totalBytes(4 * ofBatch, 4 * ofBatch, 256, 16))
        .isGreaterThan(allowed);
    assertThat(plan(settings.formatted(0)).samplingBytes())
        .isEqualTo(memory.totalBytes(4 * 256, 4 * 256, 256, 16));
  }

  @Test
  void whatDoesNotFitIsRefusedWithWhatWouldMakeItSmaller() {
    MemoryPlan plan = plan("memory: {workers: 2}");
    plan.check(plan.peakBytes());
    assertThatThrownBy(() -> plan.check(plan.peakBytes() - 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot run within the machine's memory: ")
        .hasMessageContaining("smaller with")
        .hasMessageContaining("memory.recompute: true (")
        .hasMessageContaining("adapters.rank: 16 (")
        .hasMessageContaining("memory.workers: 1 (");
    assertThat(plan.smaller().values()).allMatch(bytes -> bytes < plan.peakBytes());
    assertThat(MemoryPlan.machineBytes()).isPositive();
  }

  /** {@code rondo init} warns of types that differ, and of bfloat16 that is many times slower. */
  @Test
  void theTypesThatComputeAreOfferedTogetherAndOnlyWhereTheyAreNoSlower() {
    String both = "compute.dtype and memory.compute-type: bfloat16";
    MemoryPlan onAmx = plan("compute: {instruction-set: amx}");
    MemoryPlan changed =
        plan("compute: {instruction-set: amx, dtype: bfloat16}\nmemory: {compute-type: bfloat16}");
    assertThat(onAmx.smaller())
        .containsEntry(both, changed.peakBytes())
        .doesNotContainKey("memory.compute-type: bfloat16");
    assertThat(changed.smaller()).doesNotContainKey(both);
    assertThat(plan("compute: {instruction-set: avx2}").smaller()).doesNotContainKey(both);
  }

  @Test
  void aRunOnAGpuIsPlannedForTheGpusMemory() {
    MemoryPlan onProcessor = plan("compute: {dtype: bfloat16}");
    MemoryPlan onGpu = plan("compute: {device: cuda, dtype: bfloat16}");
    assertThat(onGpu.training()).isEqualTo(onProcessor.training());
    assertThat(onGpu.samplingBytes()).isLessThan(onProcessor.samplingBytes());
    assertThat(onGpu.lines().get(0)).startsWith("memory of the GPU ").contains(": its context ");
    assertThatThrownBy(() -> onGpu.check(onGpu.peakBytes() - 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot run within the GPU's memory: ");
    assertThat(onProcessor.availableBytes()).hasValue(MemoryPlan.machineBytes());
  }

  private static MemoryPlan plan(String train) {
    return MemoryPlan.of(config(train), SMALL);
  }

  private static MemoryPlan plan(String train, LongestPrompts prompts) {
    return MemoryPlan.ofNew(config(train), SMALL, prompts);
  }

  private static RunConfig config(String train) {
    return RunConfig.parse(
        "warm-start: {updates: 0, warm-up-updates: 0}\n" + train + "\n", "run.yaml");
  }
}
