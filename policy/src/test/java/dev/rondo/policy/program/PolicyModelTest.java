package dev.rondo.policy.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import org.junit.jupiter.api.Test;

class PolicyModelTest {
  private static final long[][] IDS = {{3, 1, 4, 1, 5, 9, 2, 6}, {2, 7, 1, 8, 0, 0, 0, 0}};

  @Test
  void responseLogprobsEqualTheNaiveForwardPass() {
    try (PolicyModel model = TinyPolicies.random(TinyPolicies.CONFIG, 1);
        NDManager manager = model.manager().newSubManager()) {
      NDArray ids = manager.create(IDS);
      long[] selected = {2, 3, 4, 5, 6, 7 + 1, 7 + 2};
      NDList result =
          model
              .module()
              .call("response_logprobs")
              .list("w", model.weights())
              .tensor(ids)
              .longs(selected)
              .tensor(model.configuration())
              .doubles(0.7)
              .run(manager);
      float[] logprobs = result.get(0).toFloatArray();
      float[] entropies = result.get(1).toFloatArray();
      NaivePolicy naive = new NaivePolicy(model);
      double[][][] expected = {
        naive.logprobs(IDS[0], 0.7), naive.logprobs(new long[] {2, 7, 1, 8}, 0.7)
      };
      for (int i = 0; i < selected.length; i++) {
        int row = (int) (selected[i] / 7);
        int column = (int) (selected[i] % 7);
        double[] all = expected[row][column];
        assertThat((double) logprobs[i]).isCloseTo(all[(int) IDS[row][column + 1]], within(1e-5));
        double entropy = 0;
        for (double logprob : all) {
          entropy -= Math.exp(logprob) * logprob;
        }
        assertThat((double) entropies[i]).isCloseTo(entropy, within(1e-5));
      }
    }
  }

  @Test
  void gradientsReachEveryWeight() {
    try (PolicyModel model = TinyPolicies.random(TinyPolicies.CONFIG, 2);
        NDManager manager = model.manager().newSubManager()) {
      model.weights().forEach(weight -> weight.setRequiresGradient(true));
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDList result =
            model
                .module()
                .call("response_logprobs")
                .list("w", model.weights())
                .tensor(manager.create(IDS))
                .longs(2, 3, 4, 5, 6, 8, 9)
                .tensor(model.configuration())
                .doubles(1)
                .runWithGradient(manager);
        collector.backward(result.get(0).sum());
      }
      for (int i = 0; i < model.weights().size(); i++) {
        NDArray gradient = model.weights().get(i).getGradient();
        assertThat(gradient.abs().sum().getFloat()).as(model.weightNames().get(i)).isPositive();
      }
    }
  }

  @Test
  void aFailingCallNamesResourceFileAndLine() {
    try (PolicyModel model = TinyPolicies.random(TinyPolicies.CONFIG, 3);
        NDManager manager = model.manager().newSubManager()) {
      NDArray ids = manager.create(new long[][] {{1, 99, 2}});
      assertThatThrownBy(
              () ->
                  model
                      .module()
                      .call("response_logprobs")
                      .list("w", model.weights())
                      .tensor(ids)
                      .longs(0)
                      .tensor(model.configuration())
                      .doubles(1)
                      .run(manager))
          .isInstanceOf(ProgramException.class)
          .hasMessageContaining("trunk.py:7");
    }
  }
}
