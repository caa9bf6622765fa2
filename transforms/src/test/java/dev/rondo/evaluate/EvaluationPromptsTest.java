package dev.rondo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.policy.text.PromptFormat;
import dev.rondo.policy.text.PromptFormat.Style;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whoever compares policies hears of it where they were not prompted in the same way. */
class EvaluationPromptsTest {
  private static final PromptFormat CHAT = new PromptFormat(Style.CHAT, "", "\nAnswer:");
  private static final String ONE = "1".repeat(64);
  private static final String TWO = "2".repeat(64);

  @Test
  void otherFormatsAreNamed() {
    assertThat(difference(new EvaluationPrompts(ONE, PromptFormat.PLAIN), CHAT, ONE))
        .hasValue(
            "the policies were not prompted in the same way, so that a difference between them is"
                + " one of their prompts, too: base: plain; other: chat, suffix \"\\nAnswer:\"");
  }

  /** Two models have two tokenizers, and are asked alike as far as their templates allow. */
  @Test
  void equalFormatsOrTokenizersAreNoDifference() {
    assertThat(difference(new EvaluationPrompts(ONE, CHAT), CHAT, TWO)).isEmpty();
    assertThat(difference(new EvaluationPrompts(ONE, null), CHAT, ONE)).isEmpty();
    assertThat(difference(EvaluationPrompts.UNKNOWN, CHAT, ONE)).isEmpty();
    assertThat(EvaluationPrompts.difference(Map.of())).isEmpty();
  }

  @Test
  void ofWhatIsNotRecordedTheTokenizerSaysThatItMayDiffer() {
    assertThat(difference(new EvaluationPrompts(TWO, null), CHAT, ONE).orElseThrow())
        .contains("perhaps not prompted", "base: not recorded (tokenizer digest 222222222222);");
  }

  @Test
  void longTextsAreCutAndStillDiffer() {
    String text = "x".repeat(200);
    PromptFormat one = new PromptFormat(Style.CHAT, text + "a", "");
    PromptFormat other = new PromptFormat(Style.CHAT, text + "b", "");
    assertThat(one.text()).contains("(201 characters, SHA-256 ").isNotEqualTo(other.text());
  }

  private static Optional<String> difference(
      EvaluationPrompts base, PromptFormat format, String digest) {
    Map<String, EvaluationPrompts> policies = new LinkedHashMap<>();
    policies.put("base", base);
    policies.put("same", base);
    policies.put("other", new EvaluationPrompts(digest, format));
    return EvaluationPrompts.difference(policies);
  }
}
