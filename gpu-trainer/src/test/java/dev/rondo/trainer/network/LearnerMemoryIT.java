// Memory of training: flat over ten thousand native calls and in the number of rollouts, linear in
// their length.
package dev.rondo.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.NativeHeap;
import dev.rondo.trainer.TestPolicies;
import dev.rondo.trainer.batch.Budget;
import dev.rondo.trainer.batch.MicroBatchPlan;
import dev.rondo.trainer.batch.PackedBatch;
import dev.rondo.trainer.batch.Packing;
import dev.rondo.trainer.batch.RolloutShard;
import dev.rondo.trainer.batch.Sequences;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class LearnerMemoryIT {

  private static final AdamWSettings ADAM = new AdamWSettings(0.9, 0.99, 1e-8, 0);
  private static final int WARM_UP = 500;
  private static final int UPDATES = 2500;

  @Test
  void memoryStaysFlatOverTenThousandCalls() throws IOException {
    RolloutShard shard = TestPolicies.shard(2, 4, 1);
    PackedBatch batch = PackedBatch.of(shard.sequences(), 0, shard.sequenceCount());
    double[] coefficients = new double[batch.tokenCount()];
    Arrays.fill(coefficients, 1e-3);
    try (Learner learner = TestPolicies.learner(1)) {
      int arrays = 0;
      long residentBefore = 0;
      for (int update = 0; update < WARM_UP + UPDATES; update++) {
        if (update == WARM_UP) {
          System.gc();
          arrays = learner.model().manager().getManagedArrays().size();
          residentBefore = residentBytes();
        }
        if (update % 250 == 0) {
          System.gc();
        }
        learner.score(learner.weights(), batch, 1);
        try (Learner.Forward forward = learner.forward(batch, 1)) {
          forward.accumulate(coefficients);
        }
        learner.step(ADAM, 1e-6, 1);
      }
      System.gc();
      assertThat(learner.model().manager().getManagedArrays()).hasSize(arrays);
      assertThat(residentBytes() - residentBefore).isLessThan(48L << 20);
    }
  }

  /** Eight times the rollouts cost no more than their arrays; length does not count squared. */
  @Test
  void theMemoryOfAnUpdateIsFlatInRolloutsAndLinearInLength() throws IOException {
    try (Learner learner =
        TestPolicies.learner(
            1,
            ModelConfig.qwen2(64, 128, 256, 2, 4, 2, 32, 8192),
            new MemorySettings(32768, true, ComputeType.FLOAT32, ComputeType.FLOAT32, null, 1))) {
      update(learner, 64, 256, 4096);
      Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the peak is what is resident
      System.gc();
      update(learner, 64, 256, 4096);
      long few = statusBytes("VmHWM");
      System.gc();
      update(learner, 512, 256, 4096);
      assertThat(statusBytes("VmHWM") - few).isLessThan(24L << 20);

      // Four times the length: 4 if linear, 16 if quadratic.
      double quarter = peakBytesOf(learner, 8, 1024, 32768);
      double whole = peakBytesOf(learner, 8, 4096, 32768);
      assertThat(whole / quarter).isBetween(2.0, 6.0);
    }
  }

  /** Keys and values of the prompt exist once for each response that is computed beside others. */
  @Test
  void aPromptThatManyResponsesShareStaysWithinThePlan() throws IOException {
    ModelConfig config = ModelConfig.qwen2(64, 128, 256, 8, 4, 2, 32, 8192);
    MemorySettings memory = MemorySettings.small(2048);
    try (Learner learner = TestPolicies.learner(1, config, memory)) {
      update(learner, sequences(8, 12, 4), 8, memory.microBatchTokens(), Packing.SHARED_PROMPTS);
      long loaded = residentBytes();
      Files.writeString(Path.of("/proc/self/clear_refs"), "5");
      update(learner, sequences(64, 1000, 16), 64, 2048, Packing.SHARED_PROMPTS);
      long planned =
          new TrainingMemory(config, memory, false, false, false, 64 * 1000)
              .parts()
              .get("activations");
      // All at once they would take 800 MB.
      assertThat(statusBytes("VmHWM") - loaded).isLessThan(planned).isGreaterThan(planned / 4);
    }
  }

  /** What an update takes at most, beyond what is there before: nothing that others freed. */
  private static long peakBytesOf(Learner learner, int sequences, int length, int budget)
      throws IOException {
    System.gc();
    NativeHeap.giveBack();
    long before = residentBytes();
    Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the peak is what is resident
    update(learner, sequences, length, budget);
    return statusBytes("VmHWM") - before;
  }

  private static void update(Learner learner, int count, int length, int budget) {
    Sequences sequences = sequences(count, length / 4, length - length / 4);
    update(learner, sequences, 8, budget, Packing.OWN_PROMPTS);
  }

  private static Sequences sequences(int count, int promptTokens, int responseTokens) {
    int[] prompts = new int[count + 1];
    int[] responses = new int[count + 1];
    for (int i = 0; i < count; i++) {
      prompts[i + 1] = prompts[i] + promptTokens;
      responses[i + 1] = responses[i] + responseTokens;
    }
    return new Sequences(prompts, new int[prompts[count]], responses, new int[responses[count]]);
  }

  private static void update(
      Learner learner, Sequences sequences, int groupSize, int budget, Packing packing) {
    for (MicroBatchPlan.Block block :
        MicroBatchPlan.of(sequences, groupSize, Budget.of(budget), packing)) {
      for (MicroBatchPlan.Range range : block.ranges()) {
        PackedBatch batch = packing.batch(sequences, range.from(), range.to());
        double[] coefficients = new double[batch.tokenCount()];
        Arrays.fill(coefficients, 1e-3);
        try (Learner.Forward forward = learner.forward(batch, 1)) {
          forward.accumulate(coefficients);
        }
      }
    }
    learner.step(ADAM, 1e-6, 1);
  }

  private static long residentBytes() throws IOException {
    return statusBytes("VmRSS");
  }

  private static long statusBytes(String field) throws IOException {
    String status = Files.readString(Path.of("/proc/self/status"));
    String line = status.lines().filter(text -> text.startsWith(field)).findFirst().orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
  }
}
