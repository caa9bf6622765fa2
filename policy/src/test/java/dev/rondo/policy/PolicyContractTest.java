package dev.rondo.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.SamplingSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Policy} keeps to; each implementation's test extends it. */
public abstract class PolicyContractTest {
  private static final List<String> PROMPTS = List.of("12+3=", "12+3=", "7=", "7=", "98*76-5=");
  private static final SamplingSettings SETTINGS = new SamplingSettings(1, 1, 0, 20);

  /** The policy under test. */
  protected Policy policy;

  /** A policy that can encode digits, {@code + - * =}, with a context of at least 40 tokens. */
  protected abstract Policy newPolicy();

  /** More tokens than the policy's context holds. */
  protected abstract int tooManyTokens();

  @BeforeEach
  void open() {
    policy = newPolicy();
  }

  @AfterEach
  void close() {
    policy.close();
  }

  @Test
  void completionsAreAlignedAndWithinTheLimit() {
    List<Completion> completions = sample(SETTINGS, 7);
    assertThat(completions).hasSize(PROMPTS.size());
    for (Completion completion : completions) {
      int length = completion.responseTokens().length;
      assertThat(length).isBetween(1, SETTINGS.maxResponseTokens());
      assertThat(completion.behaviorLogprobs()).hasSize(length);
      assertThat(completion.samplingLogprobs()).isNull();
      for (float logprob : completion.behaviorLogprobs()) {
        assertThat(logprob).isLessThanOrEqualTo(0);
      }
      if (!completion.isStopped()) {
        assertThat(length).isEqualTo(SETTINGS.maxResponseTokens());
      }
    }
  }

  @Test
  void samplingLogprobsAreGivenWhereTheDistributionIsTruncated() {
    for (Completion completion : sample(new SamplingSettings(1, 0.9, 0, 20), 7)) {
      assertThat(completion.samplingLogprobs()).hasSize(completion.responseTokens().length);
    }
  }

  @Test
  void scoresEqualTheLogprobsOfSampling() {
    for (double temperature : new double[] {1, 0.7}) {
      List<Completion> completions = sample(new SamplingSettings(temperature, 1, 0, 20), 7);
      List<TokenSequence> sequences = new ArrayList<>();
      for (int i = 0; i < PROMPTS.size(); i++) {
        sequences.add(
            new TokenSequence(
                requests().get(i).promptTokens(), completions.get(i).responseTokens()));
      }
      List<float[]> scores = policy.score(sequences, temperature);
      for (int i = 0; i < PROMPTS.size(); i++) {
        assertThat(scores.get(i))
            .containsExactly(completions.get(i).behaviorLogprobs(), within(1e-5f));
      }
    }
  }

  @Test
  void theSameBatchGivesTheSameBytesHoweverTheCallsAreCut() {
    List<Completion> whole = sample(SETTINGS, 1000);
    for (int positions : new int[] {1000, 1, 3}) {
      List<Completion> again = sample(SETTINGS, positions);
      for (int i = 0; i < whole.size(); i++) {
        assertThat(again.get(i).responseTokens()).isEqualTo(whole.get(i).responseTokens());
        assertThat(again.get(i).behaviorLogprobs()).isEqualTo(whole.get(i).behaviorLogprobs());
        assertThat(again.get(i).isStopped()).isEqualTo(whole.get(i).isStopped());
      }
    }
  }

  @Test
  void sampledTokensCountTheResponses() {
    try (SamplingSession session = policy.startSampling(requests(), SETTINGS)) {
      assertThat(session.sampledTokens()).isZero();
      finish(session, 2);
      assertThat(session.sampledTokens())
          .isEqualTo(
              session.completions().stream().mapToLong(c -> c.responseTokens().length).sum());
    }
  }

  @Test
  void responsesCannotBeReadBeforeTheEnd() {
    try (SamplingSession session = policy.startSampling(requests(), SETTINGS)) {
      assertThatThrownBy(session::completions).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void sessionsDoNotDisturbEachOther() {
    List<Completion> alone = sample(SETTINGS, 4);
    try (SamplingSession first = policy.startSampling(requests(), SETTINGS);
        SamplingSession second = policy.startSampling(requests(), SETTINGS)) {
      boolean isFirstDone = false;
      boolean isSecondDone = false;
      while (!isFirstDone || !isSecondDone) {
        isFirstDone = isFirstDone || first.advance(4);
        isSecondDone = isSecondDone || second.advance(3);
      }
      for (int i = 0; i < alone.size(); i++) {
        int[] expected = alone.get(i).responseTokens();
        assertThat(first.completions().get(i).responseTokens()).isEqualTo(expected);
        assertThat(second.completions().get(i).responseTokens()).isEqualTo(expected);
      }
    }
  }

  @Test
  void whatDoesNotFitTheContextIsRefused() {
    int[] prompt = policy.tokenizer().encode("1+1=");
    SampleRequest request = new SampleRequest(prompt, new SampleKey(1, 1, "p", 0));
    assertThatThrownBy(
            () ->
                policy.startSampling(
                    List.of(request), new SamplingSettings(1, 1, 0, tooManyTokens())))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("allowed");
  }

  @Test
  void aTokenOutsideTheVocabularyIsRefused() {
    int[] prompt = {policy.tokenizer().vocabularySize()};
    SampleRequest request = new SampleRequest(prompt, new SampleKey(1, 1, "p", 0));
    assertThatThrownBy(() -> policy.startSampling(List.of(request), SETTINGS))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(String.valueOf(prompt[0]), "allowed");
  }

  /** Samples the contract's prompts. */
  private List<Completion> sample(SamplingSettings settings, int positionsPerCall) {
    try (SamplingSession session = policy.startSampling(requests(), settings)) {
      finish(session, positionsPerCall);
      return session.completions();
    }
  }

  private List<SampleRequest> requests() {
    List<SampleRequest> requests = new ArrayList<>();
    for (int i = 0; i < PROMPTS.size(); i++) {
      requests.add(
          new SampleRequest(
              policy.tokenizer().encode(PROMPTS.get(i)),
              new SampleKey(5, 1, PROMPTS.get(i), i % 2)));
    }
    return requests;
  }

  private static void finish(SamplingSession session, int positionsPerCall) {
    boolean isFinished = false;
    while (!isFinished) {
      isFinished = session.advance(positionsPerCall);
    }
  }
}
