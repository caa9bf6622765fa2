// Sampling and scoring against a forward pass that shares no weights list with them, for every way
// in which the weights of a policy can be laid out.
package dev.rondo.policy.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.policy.ByteTokenizer;
import dev.rondo.policy.Completion;
import dev.rondo.policy.DjlPolicy;
import dev.rondo.policy.SampleKey;
import dev.rondo.policy.SampleRequest;
import dev.rondo.policy.SamplingSession;
import dev.rondo.policy.TokenSequence;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.RopeScaling;
import dev.rondo.schema.SamplingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SamplingShapesTest {

  static Stream<Arguments> shapes() {
    List<Arguments> shapes = new ArrayList<>();
    for (int layers : new int[] {1, 2, 3}) {
      for (boolean isTied : new boolean[] {true, false}) {
        for (int keyHeads : new int[] {1, 3}) {
          shapes.add(Arguments.of(layers, isTied, keyHeads));
        }
      }
    }
    return shapes.stream();
  }

  @ParameterizedTest(name = "{0} layers, tied {1}, {2} key heads")
  @MethodSource("shapes")
  void sampledAndScoredLogprobsAreThoseOfTheNaiveForwardPass(
      int layers, boolean isTied, int keyHeads) {
    ModelConfig config =
        new ModelConfig(
            TinyPolicies.CONFIG.architecture(),
            19,
            12,
            20,
            layers,
            3,
            keyHeads,
            6,
            40,
            1e-5,
            1_000_000,
            new RopeScaling.Default(),
            isTied);
    PolicyModel model = TinyPolicies.random(config, 4);
    NaivePolicy naive = new NaivePolicy(model);
    try (DjlPolicy policy = DjlPolicy.of(model, new ByteTokenizer(), Set.of(2), "c".repeat(64))) {
      List<SampleRequest> requests =
          List.of(
              new SampleRequest(new int[] {3, 8, 2}, new SampleKey(1, 1, "p", 0)),
              new SampleRequest(new int[] {18}, new SampleKey(1, 1, "q", 0)));
      SamplingSettings settings = new SamplingSettings(0.8, 1, 0, 20);
      List<Completion> completions;
      try (SamplingSession session = policy.startSampling(requests, settings)) {
        while (!session.advance(8)) {
          assertThat(session.sampledTokens()).isLessThan(40);
        }
        completions = session.completions();
      }
      for (int i = 0; i < requests.size(); i++) {
        int[] prompt = requests.get(i).promptTokens();
        int[] response = completions.get(i).responseTokens();
        float[] expected = expected(naive, prompt, response, 0.8);
        assertThat(completions.get(i).behaviorLogprobs()).containsExactly(expected, within(1e-4f));
        assertThat(policy.score(List.of(new TokenSequence(prompt, response)), 0.8).get(0))
            .containsExactly(expected, within(1e-4f));
      }
    }
  }

  private static float[] expected(
      NaivePolicy naive, int[] prompt, int[] response, double temperature) {
    long[] ids = new long[prompt.length + response.length];
    Arrays.setAll(ids, t -> t < prompt.length ? prompt[t] : response[t - prompt.length]);
    double[][] logprobs = naive.logprobs(ids, temperature);
    float[] expected = new float[response.length];
    for (int t = 0; t < response.length; t++) {
      expected[t] = (float) logprobs[prompt.length + t - 1][response[t]];
    }
    return expected;
  }
}
