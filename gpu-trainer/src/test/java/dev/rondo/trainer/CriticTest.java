// The critic beside the policy: weights of its own, values and gradients as torch's own backward.
package dev.rondo.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CriticTest {

  private static final AdamWSettings ADAM = new AdamWSettings(0.9, 0.999, 1e-8, 0);

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
    for (int step = 0; step < 3; step++) {
      try (Critic.Forward forward = critic.forward(batch)) {
        double[] coefficients = new double[batch.tokenCount()];
        Arrays.fill(coefficients, 0.1);
        forward.accumulate(coefficients);
      }
      assertThat(critic.step(ADAM, new CriticSettings(0.1, 0))).isPositive();
    }
    assertThat(critic.values(critic.weights(), batch)).doesNotContain(0.0);
    assertThat(learner.score(learner.weights(), batch, 1)).isEqualTo(before);
    for (int k = 0; k < weights.size(); k++) {
      assertThat(learner.weights().get(k).toFloatArray()).isEqualTo(weights.get(k));
    }
  }
}
