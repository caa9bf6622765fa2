package dev.rondo.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.program.TinyPolicies;
import dev.rondo.policy.text.Tokenizer;
import dev.rondo.schema.SamplingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Responses that may not end before some tokens: what is drawn from is what is stated. */
class MinimumLengthTest {
  private static final int MINIMUM = 4;

  /** One vocabulary that is drawn from in float64, one that is drawn from in blocks. */
  @ParameterizedTest(name = "vocabulary {0}, temperature {1}, top-p {2}, top-k {3}")
  @CsvSource({
    "40, 1, 1, 0",
    "40, 0.7, 1, 0",
    "40, 1, 0.5, 7",
    "40, 0, 1, 0",
    "9000, 1, 1, 0",
    "9000, 0.7, 0.9, 0",
    "9000, 0, 1, 0"
  })
  void noStopTokenIsAmongTheFirstAndTheOthersShareItsProbability(
      int vocabulary, double temperature, double topP, int topK) {
    ModelConfig config = ModelConfig.qwen2(vocabulary, 16, 24, 2, 4, 2, 8, 64);
    Set<Integer> stops = IntStream.range(2, 14).boxed().collect(Collectors.toSet());
    try (DjlPolicy policy =
        DjlPolicy.of(TinyPolicies.random(config, 8), new ByteTokenizer(), stops, "e".repeat(64))) {
      SamplingSettings settings =
          new SamplingSettings(temperature, topP, topK, 9, List.of(), MINIMUM);
      List<SampleRequest> requests = requests(12);
      List<Completion> completions = sample(policy, requests, settings, 3);
      int ended = 0;
      for (int i = 0; i < requests.size(); i++) {
        int[] tokens = completions.get(i).responseTokens();
        ended += completions.get(i).isStopped() ? 1 : 0;
        assertThat(tokens.length).isGreaterThan(MINIMUM);
        for (int t = 0; t < tokens.length; t++) {
          double expected =
              logprob(
                  policy,
                  requests.get(i).promptTokens(),
                  Arrays.copyOf(tokens, t + 1),
                  temperature == 0 ? 1 : temperature,
                  t < MINIMUM ? stops : Set.of());
          assertThat((double) completions.get(i).behaviorLogprobs()[t])
              .as("token %d of response %d", t, i)
              .isCloseTo(expected, within(2e-5));
          if (t < MINIMUM) {
            assertThat(stops).doesNotContain(tokens[t]);
          }
        }
      }
      if (vocabulary == 40 && temperature > 0) {
        assertThat(ended).isPositive();
      }
    }
  }

  /** Of the last token, under the policy without some tokens. */
  private static double logprob(
      DjlPolicy policy, int[] prompt, int[] response, double temperature, Set<Integer> without) {
    List<TokenSequence> sequences = new ArrayList<>();
    sequences.add(new TokenSequence(prompt, response));
    for (int token : without) {
      int[] other = response.clone();
      other[other.length - 1] = token;
      sequences.add(new TokenSequence(prompt, other));
    }
    List<float[]> scores = policy.score(sequences, temperature);
    double held = 0;
    for (float[] score : scores.subList(1, scores.size())) {
      held += Math.exp(score[score.length - 1]);
    }
    return scores.get(0)[response.length - 1] - Math.log1p(-held);
  }

  @Test
  void aStopTextThatIsCompleteEarlierEndsNothing() {
    List<String> stop = List.of("\u0005", "\u0007\u0003", "\u0009\u0009");
    int later = 0;
    for (Stopped stopped : stopped(new ByteTokenizer(), stop)) {
      String without = text(new ByteTokenizer(), stopped.whole(), 11);
      later += stop.stream().anyMatch(without::contains) ? 1 : 0;
    }
    assertThat(later).isGreaterThan(5);
  }

  @Test
  void aStopTextBehindALetterThatTheFirstTokensLeaveUnfinishedIsFound() {
    PiecesOfLetters tokenizer = new PiecesOfLetters();
    int shorter = 0;
    for (Stopped stopped : stopped(tokenizer, List.of("b", "d", "h", "fl"))) {
      // As long as what the first tokens read as, or shorter: three pieces are one letter.
      int length = text(tokenizer, stopped.whole(), stopped.cut().length).length();
      shorter += length <= text(tokenizer, stopped.whole(), 11).length() ? 1 : 0;
    }
    assertThat(shorter).isPositive();
  }

  /** The tokens of a response that nothing ends, and those of the same one with stop texts. */
  private record Stopped(int[] whole, int[] cut) {}

  /** Samples with 12 tokens at least, and checks each end by trying every length. */
  private static List<Stopped> stopped(Tokenizer tokenizer, List<String> stop) {
    try (DjlPolicy policy =
        DjlPolicy.of(
            TinyPolicies.random(TinyPolicies.CONFIG, 21), tokenizer, Set.of(), "d".repeat(64))) {
      SamplingSettings open = new SamplingSettings(1, 1, 0, 40);
      SamplingSettings stopping = new SamplingSettings(1, 1, 0, 40, stop, 12);
      List<SampleRequest> requests = requests(60);
      List<Completion> whole = sample(policy, requests, open, 64);
      List<Completion> cut = sample(policy, requests, stopping, 64);
      List<Stopped> stopped = new ArrayList<>();
      for (int i = 0; i < requests.size(); i++) {
        int[] all = whole.get(i).responseTokens();
        int end = all.length;
        for (int t = all.length; t >= 12; t--) {
          end = stop.stream().anyMatch(text(tokenizer, all, t)::endsWith) ? t : end;
        }
        assertThat(cut.get(i).responseTokens()).isEqualTo(Arrays.copyOf(all, end));
        stopped.add(new Stopped(all, cut.get(i).responseTokens()));
      }
      return stopped;
    }
  }

  private static String text(Tokenizer tokenizer, int[] tokens, int count) {
    return tokenizer.decode(Arrays.copyOf(tokens, count));
  }

  /**
   * Even tokens are pieces, three of which make one letter; each piece of an unfinished one is
   * written as a replacement character, as by tokenizers that fall back to bytes.
   */
  private static final class PiecesOfLetters implements Tokenizer {
    private final ByteTokenizer bytes = new ByteTokenizer();

    @Override
    public String decode(int[] tokens) {
      StringBuilder text = new StringBuilder();
      int pieces = 0;
      for (int token : tokens) {
        if (token % 2 != 0) {
          text.append("\uFFFD".repeat(pieces)).append((char) ('a' + token));
          pieces = 0;
        } else if (++pieces == 3) {
          text.append('\u4E2D');
          pieces = 0;
        }
      }
      return text.append("\uFFFD".repeat(pieces)).toString();
    }

    @Override
    public int[] encode(String text) {
      return bytes.encode(text);
    }

    @Override
    public int vocabularySize() {
      return bytes.vocabularySize();
    }

    @Override
    public String digest() {
      return bytes.digest();
    }
  }

  private static List<SampleRequest> requests(int count) {
    List<SampleRequest> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] prompt = i % 2 == 0 ? new int[] {4, 11, 16} : new int[] {7, 8};
      requests.add(new SampleRequest(prompt, new SampleKey(3, 1, "p" + i % 2, i)));
    }
    return requests;
  }

  private static List<Completion> sample(
      DjlPolicy policy, List<SampleRequest> requests, SamplingSettings settings, int positions) {
    try (SamplingSession session = policy.startSampling(requests, settings)) {
      boolean isFinished = false;
      while (!isFinished) {
        isFinished = session.advance(positions);
      }
      return session.completions();
    }
  }
}
