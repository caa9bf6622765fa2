package dev.rondo.policy.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileTokenizerTest {
  @Test
  void whetherPromptsOpenTheReasoningIsKnownWithoutEncodingOne() {
    CharacterVocabulary digits = new CharacterVocabulary(List.of(), "0123456789+=");
    try (FileTokenizer tokenizer = FileTokenizer.of(digits, 64)) {
      assertThat(tokenizer.opensReasoning()).isFalse();
    }
  }

  /** Its text is in no decoded response, so that nothing would ever stop there. */
  @Test
  void aSpecialTokenIsNoStopText() {
    CharacterVocabulary letters = new CharacterVocabulary(List.of("eos"), "<>0");
    try (FileTokenizer tokenizer = FileTokenizer.of(letters, 64)) {
      tokenizer.requireStops(List.of("eos", "<0>"), "rollout.stop");
      assertThat(tokenizer.decode(tokenizer.encode("0<eos>0"))).isEqualTo("00");
      assertThatThrownBy(() -> tokenizer.requireStops(List.of("eos", "0<eos>"), "rollout.stop"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith(
              "Cannot use rollout.stop: 0<eos> (allowed: texts that a response can hold; <eos> is"
                  + " a special token");
    }
  }
}
