package dev.rondo.policy.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Special tokens against those that Transformers gives a template. */
class SpecialTokensTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void theyAreThoseThatTransformersFinds() throws IOException {
    JsonNode golden;
    try (InputStream in = SpecialTokensTest.class.getResourceAsStream("special-tokens.json")) {
      golden = JSON.readTree(Objects.requireNonNull(in));
    }
    assertThat(golden.size()).isGreaterThan(60);
    for (JsonNode test : golden) {
      JsonNode map = test.path("map").isNull() ? JSON.createObjectNode() : test.path("map");
      SpecialTokens found =
          SpecialTokens.of(test.path("settings"), map, test.path("modelType").asText(""));
      assertThat((JsonNode) JSON.valueToTree(found.tokens()))
          .as(test.toString())
          .isEqualTo(test.path("tokens"));
      assertThat(found.unknownClass()).isNull();
    }
  }

  @Test
  void aClassWhoseDefaultsAreNotKnownIsNamed() throws IOException {
    JsonNode settings = JSON.readTree("{\"tokenizer_class\": \"OtherTokenizerFast\"}");
    assertThat(SpecialTokens.of(settings, JSON.createObjectNode(), "llama").unknownClass())
        .isEqualTo("OtherTokenizerFast");
  }

  /** Transformers 5 has none by default for a tokenizer that is all in tokenizer.json. */
  @Test
  void theClassOfTransformersFiveHasNoDefaults() throws IOException {
    JsonNode settings =
        JSON.readTree(
            "{\"tokenizer_class\": \"TokenizersBackend\", \"eos_token\": \"</s>\","
                + " \"extra_special_tokens\": [\"<a>\", {\"content\": \"<b>\"}, \"<a>\"]}");
    SpecialTokens found = SpecialTokens.of(settings, JSON.createObjectNode(), "qwen2");
    assertThat(found.unknownClass()).isNull();
    assertThat(found.tokens())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("eos_token", "</s>", "additional_special_tokens", List.of("<a>", "<b>")));
  }
}
