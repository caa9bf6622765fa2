package dev.rondo.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is left out of a response before an answer is looked for. */
class AnswerExtractorTest {
  private static final String REASONING = "\\boxed{1}</think>";

  @Test
  void aBoxInReasoningIsNoAnswerWhereverTheWindowBegins() {
    for (int more = -30; more <= 30; more++) {
      String response = REASONING + "x".repeat(AnswerExtractor.WINDOW + more);
      assertThat(AnswerExtractor.extract(response, Extraction.BOXED).text()).isNull();
    }
  }

  @Test
  void whatFollowsTheLastReasoningIsSearchedHoweverLongItWas() {
    for (int length : new int[] {0, 1000, AnswerExtractor.WINDOW - 10, 300_000}) {
      String response = "y".repeat(length) + REASONING + "So \\boxed{7}";
      assertThat(AnswerExtractor.extract(response, Extraction.BOXED).text()).isEqualTo("7");
    }
  }

  @Test
  void onlyTheWindowAtTheEndIsSearched() {
    String box = "\\boxed{1}";
    int rest = AnswerExtractor.WINDOW - box.length();
    assertThat(AnswerExtractor.extract(box + "x".repeat(rest), Extraction.BOXED).text())
        .isEqualTo("1");
    assertThat(AnswerExtractor.extract(box + "x".repeat(rest + 1), Extraction.BOXED).text())
        .isNull();
  }

  @Test
  void wordsBehindAnEmptyBoxStateAnAnswerOnTheLadderOnly() {
    String response = "I put the answer in \\boxed{}. The answer is 42.";
    assertThat(AnswerExtractor.extract(response, Extraction.LADDER))
        .isEqualTo(new AnswerExtractor.Candidate("42", Rung.THE_ANSWER_IS, null));
    assertThat(AnswerExtractor.extract(response, Extraction.BOXED).problem())
        .isEqualTo("no-answer");
  }
}
