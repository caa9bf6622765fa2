package dev.rondo.policy.text;

import static org.assertj.core.api.Assertions.assertThat;

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
}
