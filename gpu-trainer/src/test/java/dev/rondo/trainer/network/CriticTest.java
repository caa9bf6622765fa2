// The critic beside the policy: weights of its own, values and gradients as torch's own backward.
package dev.rondo.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.trainer.TestPolicies;
import dev.rondo.trainer.batch.PackedBatch;
import dev.rondo.trainer.batch.RolloutShard;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CriticTest {

  private static final AdamWSettings ADAM = new AdamWSettings(0.9, 0.999, 1e-8, 0);

  @TempDir Path directory;

  private Learner learner;
  private RolloutShard shard;
  private PackedBatch batch;

  @BeforeEach
  void open() {
    learner = TestPolicies.learner(11);
    shard = TestPolicies.shard(4, 6, 17);
    batch = PackedBatch.of(shard.sequences(), 0, shard.sequenceCount());
  }

  @AfterEach
  void close() {
    learner.close();
  }

  @Test
  void trainingTheCriticLeavesThePolicyAsItIs() {
    double[] before = learner.score(learner.weights(), batch, 1);
    List<float[]> weights = learner.weights().stream().map(w -> w.toFloatArray()).toList();
    Critic critic = new Critic(learner);
    assertThat(critic.values(critic.weights(), batch)).containsOnly(0.0);
    train(critic, 3);
    assertThat(critic.values(critic.weights(), batch)).doesNotContain(0.0);
    assertThat(learner.score(learner.weights(), batch, 1)).isEqualTo(before);
    for (int k = 0; k < weights.size(); k++) {
      assertThat(learner.weights().get(k).toFloatArray()).isEqualTo(weights.get(k));
    }
  }

  /** What is written while it is written needs no copy of the whole critic on the Java heap. */
  @ParameterizedTest
  @EnumSource(
      value = ComputeType.class,
      names = {"FLOAT32", "BFLOAT16"})
  void aCriticGoesOnFromItsFileAsIfItHadNeverBeenWritten(ComputeType momentType)
      throws IOException {
    MemorySettings memory =
        new MemorySettings(4096, false, ComputeType.FLOAT32, momentType, null, 1);
    try (Learner policy = TestPolicies.learner(3, TestPolicies.CONFIG, memory)) {
      Critic straight = new Critic(policy);
      train(straight, 2);
      Path file = directory.resolve("critic.safetensors");
      try (OutputStream out = Files.newOutputStream(file)) {
        Safetensors.write(out, new TreeMap<>(), straight.tensors());
      }
      Critic resumed;
      try (Safetensors saved = Safetensors.open(file)) {
        assertThat(saved.entries().get("first.value_head.weight").type())
            .isEqualTo(momentType.elementType());
        resumed = Critic.restore(policy, saved, straight.optimizerSteps());
      }
      train(straight, 2);
      train(resumed, 2);
      assertThat(resumed.optimizerSteps()).isEqualTo(4);
      for (int k = 0; k < straight.weights().size(); k++) {
        assertThat(resumed.weights().get(k).toFloatArray())
            .isEqualTo(straight.weights().get(k).toFloatArray());
      }
    }
  }

  private void train(Critic critic, int steps) {
    for (int step = 0; step < steps; step++) {
      try (Critic.Forward forward = critic.forward(batch)) {
        double[] coefficients = new double[batch.tokenCount()];
        Arrays.fill(coefficients, 0.1);
        forward.accumulate(coefficients);
      }
      assertThat(critic.step(ADAM, new CriticSettings(0.1, 1))).isPositive();
    }
  }
}
