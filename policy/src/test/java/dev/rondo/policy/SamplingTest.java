package dev.rondo.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.RopeScaling;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.policy.program.TinyPolicies;
import dev.rondo.policy.text.CharacterVocabulary;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.SamplingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole batches of a random policy of a few thousand weights. */
class SamplingTest {
  /** Two ways to one log-prob, in float32: the largest seen is 1.2e-5, on an AMD EPYC. */
  private static final float ROUNDING = 3e-5f;

  private static final int END = CharacterVocabulary.END_ID;
  private static final int VOCABULARY = TinyPolicies.CONFIG.vocabularySize();

  private DjlPolicy policy;

  @BeforeEach
  void open() {
    policy = policy(TinyPolicies.random(TinyPolicies.CONFIG, 21), Set.of(END));
  }

  @AfterEach
  void close() {
    policy.close();
  }

  @ParameterizedTest(name = "temperature {0}, top-p {1}, top-k {2}, prompts aligned: {3}")
  @CsvSource({
    "1, 1, 0, false", "0.7, 1, 0, false", "1, 0.95, 0, false", "1, 1, 5, false",
    "1.3, 0.8, 7, false", "1, 1, 0, true", "0, 1, 0, false", "0, 0.5, 3, true"
  })
  void logprobsOfSamplingEqualTeacherForcedOnes(
      double temperature, double topP, int topK, boolean isAligned) {
    SamplingSettings settings = new SamplingSettings(temperature, topP, topK, 30);
    List<SampleRequest> requests = requests(12, 3, isAligned);
    List<Completion> completions = sample(policy, requests, settings, 5);
    assertThat(completions.stream().map(c -> c.responseTokens().length).distinct().count())
        .as("different response lengths")
        .isGreaterThan(temperature == 0 ? 0 : 3);
    List<float[]> scores =
        policy.score(sequences(requests, completions), temperature == 0 ? 1 : temperature);
    for (int i = 0; i < requests.size(); i++) {
      Completion completion = completions.get(i);
      assertThat(completion.behaviorLogprobs()).containsExactly(scores.get(i), within(ROUNDING));
      for (int t = 0; settings.isTruncated() && t < scores.get(i).length; t++) {
        assertThat(completion.samplingLogprobs()[t])
            .isGreaterThanOrEqualTo(completion.behaviorLogprobs()[t] - 1e-6f)
            .isLessThanOrEqualTo(0);
      }
    }
  }

  @Test
  void aResponseIsTheSameAloneAndInAnyBatch() {
    SamplingSettings settings = new SamplingSettings(1, 1, 0, 30);
    List<SampleRequest> requests = requests(6, 4, false);
    List<Completion> together = sample(policy, requests, settings, 8);
    for (int i = 0; i < requests.size(); i += 5) {
      Completion alone = sample(policy, List.of(requests.get(i)), settings, 8).get(0);
      assertThat(alone.responseTokens()).isEqualTo(together.get(i).responseTokens());
      assertThat(alone.behaviorLogprobs())
          .containsExactly(together.get(i).behaviorLogprobs(), within(ROUNDING));
    }
  }

  /** The same tokens as without stop texts, up to the one that completes a text. */
  @Test
  void aResponseEndsWithTheFirstStopText() {
    List<SampleRequest> requests = requests(12, 3, false);
    SamplingSettings open = new SamplingSettings(1, 1, 0, 40);
    List<Completion> whole = sample(policy, requests, open, 64);
    List<String> stop = List.of("\u0005", "\u0007\u0003", "\u0009\u0009");
    SamplingSettings stopping = new SamplingSettings(1, 1, 0, 40, stop);
    List<Completion> cut = sample(policy, requests, stopping, 64);
    int shortened = 0;
    for (int i = 0; i < requests.size(); i++) {
      int[] all = whole.get(i).responseTokens();
      int end = all.length;
      for (int t = all.length; t > 0; t--) {
        String text = new ByteTokenizer().decode(Arrays.copyOf(all, t));
        end = stop.stream().anyMatch(text::contains) ? t : end;
      }
      assertThat(cut.get(i).responseTokens()).isEqualTo(Arrays.copyOf(all, end));
      assertThat(cut.get(i).behaviorLogprobs())
          .containsExactly(Arrays.copyOf(whole.get(i).behaviorLogprobs(), end), within(ROUNDING));
      assertThat(cut.get(i).isStopped())
          .isEqualTo(
              end < all.length
                  || whole.get(i).isStopped()
                  || stop.stream().anyMatch(new ByteTokenizer().decode(all)::contains));
      shortened += end < all.length ? 1 : 0;
    }
    assertThat(shortened).isGreaterThan(10);
    for (int positions : new int[] {1, 7, 16}) {
      List<Completion> again = sample(policy, requests, stopping, positions);
      for (int i = 0; i < requests.size(); i++) {
        assertThat(again.get(i).responseTokens()).isEqualTo(cut.get(i).responseTokens());
        assertThat(again.get(i).behaviorLogprobs()).isEqualTo(cut.get(i).behaviorLogprobs());
      }
    }
  }

  /** Where stop tokens end all of them between two looks, too. */
  @Test
  void stopTextsAreFoundHoweverSamplingIsCutIntoCalls() {
    Set<Integer> many = IntStream.range(10, VOCABULARY).boxed().collect(Collectors.toSet());
    SamplingSettings settings = new SamplingSettings(1, 1, 0, 40, List.of("\u0005", "\u0007"));
    try (DjlPolicy ending = policy(TinyPolicies.random(TinyPolicies.CONFIG, 21), many)) {
      List<SampleRequest> requests = requests(12, 3, false);
      List<Completion> whole = sample(ending, requests, settings, 64);
      for (int positions : new int[] {1, 3}) {
        List<Completion> again = sample(ending, requests, settings, positions);
        for (int i = 0; i < requests.size(); i++) {
          assertThat(again.get(i).responseTokens()).isEqualTo(whole.get(i).responseTokens());
        }
      }
    }
  }

  @Test
  void theTextOfAResponseIsWithoutTheStopTokenThatEndedIt() {
    try (DjlPolicy spelled = policy(TinyPolicies.random(TinyPolicies.CONFIG, 21), Set.of(0x78))) {
      float[] logprobs = new float[3];
      int[] tokens = {0x34, 0x32, 0x78};
      assertThat(spelled.responseText(new Completion(tokens, logprobs, null, true)))
          .isEqualTo("42");
      assertThat(spelled.responseText(new Completion(tokens, logprobs, null, false)))
          .isEqualTo("42x");
      int[] byText = {0x34, 0x32, 0x33};
      assertThat(spelled.responseText(new Completion(byText, logprobs, null, true)))
          .isEqualTo("423");
    }
  }

  @Test
  void sampledTokensFollowTheSoftmaxOfTheModel() {
    int samples = 4000;
    int[] prompt = {5, 9, 3};
    List<SampleRequest> requests = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      requests.add(new SampleRequest(prompt, new SampleKey(77, 1, "p", i)));
    }
    double[] counts = new double[VOCABULARY];
    SamplingSettings settings = new SamplingSettings(1, 1, 0, 1);
    for (Completion completion : sample(policy, requests, settings, 1)) {
      counts[completion.responseTokens()[0]]++;
    }
    List<TokenSequence> all = new ArrayList<>();
    for (int token = 0; token < VOCABULARY; token++) {
      all.add(new TokenSequence(prompt, new int[] {token}));
    }
    List<float[]> logprobs = policy.score(all, 1);
    double chiSquare = 0;
    double mass = 0;
    for (int token = 0; token < VOCABULARY; token++) {
      double expected = samples * Math.exp(logprobs.get(token)[0]);
      mass += Math.exp(logprobs.get(token)[0]);
      chiSquare += (counts[token] - expected) * (counts[token] - expected) / expected;
    }
    assertThat(mass).isCloseTo(1, within(1e-5));
    // 22 degrees of freedom: exceeded once in 1,000 seeds; the seed is fixed.
    assertThat(chiSquare).isLessThan(48.3);
  }

  @Test
  void greedyTakesTheMostLikelyTokenWhateverTheKey() {
    SamplingSettings settings = new SamplingSettings(0, 1, 0, 12);
    int[] prompt = {4, 7};
    List<SampleRequest> requests = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      requests.add(new SampleRequest(prompt, new SampleKey(i, i, "p" + i, i)));
    }
    List<Completion> completions = sample(policy, requests, settings, 100);
    int[] tokens = completions.get(0).responseTokens();
    assertThat(completions.get(1).responseTokens()).isEqualTo(tokens);
    assertThat(completions.get(2).responseTokens()).isEqualTo(tokens);
    for (int t = 0; t < tokens.length; t++) {
      int[] context = Arrays.copyOf(prompt, prompt.length + t);
      System.arraycopy(tokens, 0, context, prompt.length, t);
      List<TokenSequence> all = new ArrayList<>();
      for (int token = 0; token < VOCABULARY; token++) {
        all.add(new TokenSequence(context, new int[] {token}));
      }
      List<float[]> logprobs = policy.score(all, 1);
      for (int token = 0; token < VOCABULARY; token++) {
        assertThat(logprobs.get(token)[0]).isLessThanOrEqualTo(logprobs.get(tokens[t])[0] + 1e-6f);
      }
    }
  }

  @Test
  void aResponseEndsAtItsFirstStopTokenAndOnlyThere() {
    Set<Integer> stops = Set.of(END, 4, 9);
    try (DjlPolicy stopping = policy(TinyPolicies.random(TinyPolicies.CONFIG, 21), stops)) {
      int stopped = 0;
      for (Completion completion :
          sample(stopping, requests(20, 2, false), new SamplingSettings(1, 1, 0, 10), 3)) {
        int[] tokens = completion.responseTokens();
        for (int t = 0; t < tokens.length - 1; t++) {
          assertThat(stops).doesNotContain(tokens[t]);
        }
        assertThat(stops.contains(tokens[tokens.length - 1])).isEqualTo(completion.isStopped());
        stopped += completion.isStopped() ? 1 : 0;
      }
      assertThat(stopped).isBetween(1, 39);
    }
  }

  @Test
  void manyLongPromptsAreReadInSeveralCalls() {
    ModelConfig config = TinyPolicies.CONFIG;
    int prompts = 2 * DjlPolicy.BATCH_TOKENS / 50;
    Random random = new Random(2);
    List<SampleRequest> requests = new ArrayList<>();
    for (int i = 0; i < prompts; i++) {
      int[] prompt = random.ints(51, 0, config.vocabularySize()).toArray();
      requests.add(new SampleRequest(prompt, new SampleKey(1, 1, "p" + i, 0)));
    }
    try (SamplingSession session =
        policy.startSampling(requests, new SamplingSettings(1, 1, 0, 3))) {
      assertThat(session.advance(1)).isFalse();
      assertThat(session.sampledTokens()).isZero();
      assertThat(session.advance(1)).isFalse();
      assertThat(session.sampledTokens()).isZero();
      assertThat(session.advance(3)).isTrue();
      List<Completion> completions = session.completions();
      List<float[]> scores = policy.score(sequences(requests, completions), 1);
      for (int i = 0; i < prompts; i++) {
        assertThat(completions.get(i).behaviorLogprobs())
            .containsExactly(scores.get(i), within(ROUNDING));
      }
    }
  }

  @Test
  void aPromptOfOneTokenNeedsNoReading() {
    List<SampleRequest> requests =
        List.of(new SampleRequest(new int[] {3}, new SampleKey(1, 1, "p", 0)));
    List<Completion> completions = sample(policy, requests, new SamplingSettings(1, 1, 0, 9), 2);
    assertThat(completions.get(0).behaviorLogprobs())
        .containsExactly(
            policy.score(sequences(requests, completions), 1).get(0), within(ROUNDING));
  }

  @Test
  void untiedWeightsAndUngroupedHeadsComputeTheSameWay() {
    ModelConfig tied = TinyPolicies.CONFIG;
    ModelConfig config =
        new ModelConfig(
            tied.architecture(),
            19,
            12,
            20,
            3,
            3,
            3,
            6,
            40,
            1e-5,
            1_000_000,
            new RopeScaling.Default(),
            false);
    try (DjlPolicy other = policy(TinyPolicies.random(config, 4), Set.of(END))) {
      List<SampleRequest> requests =
          List.of(
              new SampleRequest(new int[] {3, 8, 2}, new SampleKey(1, 1, "p", 0)),
              new SampleRequest(new int[] {18}, new SampleKey(1, 1, "q", 0)));
      List<Completion> completions = sample(other, requests, new SamplingSettings(1, 1, 0, 20), 6);
      List<float[]> scores = other.score(sequences(requests, completions), 1);
      for (int i = 0; i < 2; i++) {
        assertThat(completions.get(i).behaviorLogprobs())
            .containsExactly(scores.get(i), within(ROUNDING));
      }
    }
  }

  @Test
  void aPolicyWhoseLogitsAreNotNumbersIsRefused() {
    PolicyModel broken = TinyPolicies.random(TinyPolicies.CONFIG, 1);
    float[] values = broken.weights().get(1).toFloatArray();
    values[0] = Float.NaN;
    broken.setWeight(1, values);
    try (DjlPolicy refused = policy(broken, Set.of(END))) {
      assertThatThrownBy(
              () -> sample(refused, requests(1, 1, true), new SamplingSettings(1, 1, 0, 4), 4))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContainingAll("NaN", "allowed");
    }
  }

  @Test
  void sessionsOnSeveralThreadsDoNotDisturbEachOther() throws Exception {
    SamplingSettings settings = new SamplingSettings(1, 1, 0, 20);
    List<SampleRequest> requests = requests(6, 2, false);
    List<Completion> expected = sample(policy, requests, settings, 100);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<Completion>>> results = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        int positions = 1 + i % 5;
        results.add(threads.submit(() -> sample(policy, requests, settings, positions)));
      }
      for (Future<List<Completion>> result : results) {
        List<Completion> completions = result.get();
        for (int i = 0; i < requests.size(); i++) {
          assertThat(completions.get(i).responseTokens())
              .isEqualTo(expected.get(i).responseTokens());
          assertThat(completions.get(i).behaviorLogprobs())
              .isEqualTo(expected.get(i).behaviorLogprobs());
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  private static DjlPolicy policy(PolicyModel model, Set<Integer> stopTokens) {
    return DjlPolicy.of(model, new ByteTokenizer(), stopTokens, "d".repeat(64));
  }

  private static List<SampleRequest> requests(int prompts, int samples, boolean isAligned) {
    Random random = new Random(5);
    List<SampleRequest> requests = new ArrayList<>();
    for (int p = 0; p < prompts; p++) {
      int[] prompt = random.ints(isAligned ? 4 : 1 + random.nextInt(9), 2, VOCABULARY).toArray();
      for (int s = 0; s < samples; s++) {
        requests.add(new SampleRequest(prompt, new SampleKey(9, 2, "p" + p, s)));
      }
    }
    return requests;
  }

  private static List<TokenSequence> sequences(
      List<SampleRequest> requests, List<Completion> completions) {
    List<TokenSequence> sequences = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      sequences.add(
          new TokenSequence(requests.get(i).promptTokens(), completions.get(i).responseTokens()));
    }
    return sequences;
  }

  private static List<Completion> sample(
      Policy policy, List<SampleRequest> requests, SamplingSettings settings, int positions) {
    try (SamplingSession session = policy.startSampling(requests, settings)) {
      boolean isFinished = false;
      while (!isFinished) {
        isFinished = session.advance(positions);
      }
      return session.completions();
    }
  }
}
