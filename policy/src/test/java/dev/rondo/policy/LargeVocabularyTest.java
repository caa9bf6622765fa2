package dev.rondo.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.program.TinyPolicies;
import dev.rondo.schema.SamplingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Drawing in two levels, a packed output head, and keys and values that outgrow their first room.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LargeVocabularyTest {
  /** No multiple of a block, and large enough for a packed head (262,144 elements). */
  private static final ModelConfig CONFIG = ModelConfig.qwen2(16_500, 16, 24, 2, 4, 2, 8, 400);

  private DjlPolicy policy;

  @BeforeAll
  void open() {
    policy =
        DjlPolicy.of(TinyPolicies.random(CONFIG, 8), new ByteTokenizer(), Set.of(), "e".repeat(64));
  }

  @AfterAll
  void close() {
    policy.close();
  }

  @ParameterizedTest(name = "temperature {0}, top-p {1}, top-k {2}")
  @CsvSource({
    "1, 1, 0",
    "0.7, 1, 0",
    "1, 0.05, 0",
    "1, 0.95, 0",
    "1, 1, 5",
    "0.8, 0.5, 700",
    "0, 1, 0"
  })
  void logprobsEqualTeacherForcedOnes(double temperature, double topP, int topK) {
    List<SampleRequest> requests = requests(6);
    SamplingSettings settings = new SamplingSettings(temperature, topP, topK, 5);
    check(requests, sample(requests, settings, 2), temperature == 0 ? 1 : temperature);
  }

  @Test
  void keysAndValuesGrowWithTheResponse() {
    List<SampleRequest> requests = requests(3);
    int tokens = DjlSamplingSession.GROWTH_POSITIONS + 40;
    List<Completion> completions = sample(requests, new SamplingSettings(1, 1, 0, tokens), 50);
    assertThat(completions.get(0).responseTokens()).hasSize(tokens);
    check(requests, completions, 1);
  }

  private void check(
      List<SampleRequest> requests, List<Completion> completions, double temperature) {
    List<TokenSequence> sequences = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      sequences.add(
          new TokenSequence(requests.get(i).promptTokens(), completions.get(i).responseTokens()));
    }
    List<float[]> scores = policy.score(sequences, temperature);
    for (int i = 0; i < requests.size(); i++) {
      assertThat(completions.get(i).behaviorLogprobs())
          .containsExactly(scores.get(i), within(2e-5f));
      if (completions.get(i).samplingLogprobs() != null) {
        for (int t = 0; t < scores.get(i).length; t++) {
          assertThat(completions.get(i).samplingLogprobs()[t])
              .isBetween(completions.get(i).behaviorLogprobs()[t] - 1e-6f, 0f);
        }
      }
    }
  }

  private List<Completion> sample(
      List<SampleRequest> requests, SamplingSettings settings, int positions) {
    try (SamplingSession session = policy.startSampling(requests, settings)) {
      boolean isFinished = false;
      while (!isFinished) {
        isFinished = session.advance(positions);
      }
      return session.completions();
    }
  }

  private static List<SampleRequest> requests(int count) {
    List<SampleRequest> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] prompt = i % 2 == 0 ? new int[] {4, 9_000, 16_499} : new int[] {7, 8};
      requests.add(new SampleRequest(prompt, new SampleKey(3, 1, "p" + i % 2, i)));
    }
    return requests;
  }
}
