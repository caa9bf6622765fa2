package dev.rondo.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.Lineage;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SampledResponse;
import dev.rondo.verify.Extraction;
import dev.rondo.verify.Verifiers;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtractionTest {
  private static final String RESPONSE = "So 3 + 4 is 7. The answer is 7.";

  @Test
  void theLineageSaysWhereTheAnswerIsLookedFor() {
    Rollout byLadder = judged("math@3+ladder");
    Rollout byBox = judged("math@3");

    assertThat(byLadder.getVerdict()).isEqualTo(Outcome.CORRECT);
    assertThat(byLadder.getExtractedAnswer()).isEqualTo("7");
    assertThat(byBox.getVerdict()).isEqualTo(Outcome.INCORRECT);
    assertThat(byBox.getVerdictReason()).isEqualTo("no-answer");
  }

  @Test
  void theWayIsReadBackFromWhatLineageSays() {
    for (Extraction extraction : Extraction.values()) {
      assertThat(Verifiers.extractionOf(Verifiers.looking("choice@2,math@3", extraction)))
          .isEqualTo(extraction);
    }
    assertThat(Verifiers.extractionOf(null)).isEqualTo(Extraction.BOXED);
    assertThatThrownBy(() -> Verifiers.extractionOf("math@3+stairs"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Cannot find extraction: stairs (allowed: boxed, unfinished, ladder)");
  }

  @Test
  void aResponseThatBeginsInReasoningMustEndItToHaveAnAnswer() {
    String open = "Perhaps \\boxed{7}. Let me check";
    String ended = open + "</think> So \\boxed{7}";

    assertThat(judged("math@3+in-reasoning", "3 + 4 = ?", open).getVerdictReason())
        .isEqualTo("unfinished-reasoning");
    assertThat(judged("math@3+ladder+in-reasoning", "3 + 4 = ?", open).getVerdictReason())
        .isEqualTo("unfinished-reasoning");
    assertThat(judged("math@3", "3 + 4 = ? <think>\n", open).getVerdictReason())
        .isEqualTo("unfinished-reasoning");
    assertThat(judged("math@3+unfinished+in-reasoning", "3 + 4 = ?", open).getVerdict())
        .isEqualTo(Outcome.CORRECT);
    assertThat(judged("math@3+in-reasoning", "3 + 4 = ?", ended).getVerdict())
        .isEqualTo(Outcome.CORRECT);
    assertThat(judged("math@3", "3 + 4 = ?", open).getVerdict()).isEqualTo(Outcome.CORRECT);
  }

  private static Rollout judged(String verifiers) {
    return judged(verifiers, "3 + 4 = ?", RESPONSE);
  }

  private static Rollout judged(String verifiers, String prompt, String text) {
    Lineage lineage = Plans.lineage(1, 32).judgedBy(verifiers);
    ShardPlan plan =
        DatasetPlan.of(
                "evals/x/block-000000-000001",
                "evaluation",
                lineage,
                List.of(new PlannedProblem("p", prompt, "7", "math")),
                1,
                0,
                1,
                4)
            .shards()
            .get(0);
    SampledResponse response =
        SampledResponse.newBuilder()
            .setProblemId("p")
            .setSampleIndex(0)
            .setPromptTokens(List.of(1))
            .setResponseTokens(List.of(1, 2))
            .setBehaviorLogprobs(List.of(-1f, -1f))
            .setSamplingLogprobs(null)
            .setFinishReason("STOP")
            .setResponseText(text)
            .build();
    return ShardVerifier.judge(plan, List.of(response), List.of()).rollouts().get(0);
  }
}
