package dev.rondo.policy.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.JsonFile;
import dev.rondo.schema.InvalidInputException;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Some lines of JSON that would make gigabytes of a short prompt in native code. */
class TokenizerStepsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'normalizer|normalizers|{'type': 'Replace', 'pattern': {'String': 'a'}, 'content': 'aa'}",
        "'normalizer|normalizers|{'type': 'Replace', 'pattern': {'Regex': ''}, 'content': 'a'}",
        "'normalizer|normalizers|{'type': 'Prepend', 'prepend': 'aaaaaaaaaaaaaaaa'}",
        "'pre_tokenizer|pretokenizers|{'type': 'ByteLevel', 'add_prefix_space': true}",
        "'post_processor|processors|{'type': 'TemplateProcessing', 'single': [{'Sequence': {'id':"
            + " 'A', 'type_id': 0}}, {'Sequence': {'id': 'A', 'type_id': 0}}]}",
        "'decoder|decoders|{'type': 'Replace', 'pattern': {'String': 'a'}, 'content': 'bbbbbb'}"
      })
  void stepsThatMultiplyAreRefusedAndFewOfThemAreNot(String step) {
    String[] parts = step.substring(1).split("\\|", 3);
    check(sequence(parts, 2));
    assertThatThrownBy(() -> check(sequence(parts, 40)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot load tokenizer.json: "
                + parts[0]
                + ": a text can become more than 4096 times as long (allowed: steps that together"
                + " make at most 4096 characters of one)");
  }

  @Test
  void expressionsThatTryWithoutEndAreRefusedAndThoseOfPublishedTokenizersAreNot() {
    for (String regex :
        new String[] {
          "(1+)+x",
          "(a*)*",
          "((a{2,}))*b",
          "x(?:y|(z+))+",
          "(\\(+)+",
          "(a|a)*b",
          "(a|a)?*b",
          "(a+)?*b",
          "(a*)?*b",
          "(?:\\w|\\d)+!",
          "(aa?)+b",
          "(?:x(?:b|bc|c))*!",
          "(a|)*b",
          "(?i:a|A)*b",
          "(?<a>x|x)*y",
          "(a?b|b)+c",
          "(a|a){30}b",
          "a{1,3}+b",
          "(x(?i)a|a)*b",
          "(?x)(a|a)#\n*b",
          "(a|a)(?#)*b",
          "(a)|\\g<1>*b",
          "((?~b))*c",
          "(a\\c(|a\\c()*b",
          "[[:aaaaaaaaaaaaaaaaaaaaaaaaa:](a|a)*b]"
        }) {
      assertThat(Backtracking.doubles(regex)).as(regex).isTrue();
    }
    for (String regex :
        new String[] {
          "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|"
              + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
          "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}]*[\\p{Ll}]+(?i:'s|'t)?|\\p{N}{1,3}",
          "\\boxed\\{|[\\s\\S]",
          "(a|b)+",
          " {2,}",
          "[(+)+]*",
          "(?:\\p{L}|_)",
          "(?:_|-)+\\p{L}{2}",
          "(?:\\x{2603}\\P{L})+",
          "(?=(\\d{3})+(?!\\d))",
          "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++|\\p{N}{1,3}+|"
              + " ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*+|\\s++$|\\s*[\\r\\n]|\\s+(?!\\S)|\\s",
          "[\\p{Han}]+|[^\\r"
              + "\\n"
              + "\\p{L}\\p{N}]?[\\p{Lu}\\p{M}&&[^\\p{Han}]]*[\\p{Ll}&&[^\\p{Han}]]+(?i:'s|'t)?",
          "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r"
              + "\\n"
              + "\\p{L}\\p{P}]?[\\p{L}\\p{M}]+",
          "[[:alpha:]]+(?<n>x)\\k<n>"
        }) {
      assertThat(Backtracking.doubles(regex)).as(regex).isFalse();
    }
    assertThatThrownBy(
            () ->
                check(
                    "{'normalizer': {'type': 'Sequence', 'normalizers': [{'type':"
                        + " 'Precompiled'}]}}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("normalizer: Precompiled (allowed: ");
    assertThatThrownBy(
            () -> check("{'pre_tokenizer': {'type': 'Split', 'pattern': {'Regex': '(1+)+x'}}}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("pre_tokenizer.pattern: (1+)+x (allowed: ");
  }

  @Test
  void addedTokensWithIdsOfOthersAreRefused() {
    check("{'added_tokens': [{'id': 3, 'content': 'x'}], 'model': {'vocab': {'x': 3, 'y': 4}}}");
    assertThatThrownBy(
            () -> check("{'added_tokens': [{'id': 3, 'content': 'x'}, {'id': 3, 'content': 'y'}]}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("added_tokens: y with id 3 (allowed: another id than that of x)");
    assertThatThrownBy(
            () ->
                check(
                    "{'added_tokens': [{'id': 3, 'content': 'x'}], 'model': {'vocab': {'x': 5}}}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("added_tokens: x with id 3 (allowed: 5, its id in model.vocab)");
  }

  @Test
  void moreTokensThanAnyoneHasAreRefused() {
    check("{'added_tokens': [" + "1,".repeat((1 << 14) - 1) + "1]}");
    assertThatThrownBy(() -> check("{'added_tokens': [" + "1,".repeat(1 << 14) + "1]}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("added_tokens: 16385 tokens (allowed: at most 16384)");
    assertThatThrownBy(() -> check("{'model': {'vocab': [" + "1,".repeat(1 << 20) + "1]}}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("model.vocab: 1048577 tokens (allowed: at most 1048576)");
  }

  @Test
  void tokensAreNotLeftToChance() {
    assertThatThrownBy(() -> check("{'model': {'dropout': 0.1}}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("model.dropout: 0.1 (allowed: null or 0");
    assertThatThrownBy(() -> check("{'model': {'dropout': 'x'}}"))
        .isInstanceOf(InvalidInputException.class);
    assertThatCode(() -> check("{'model': {'dropout': null}}")).doesNotThrowAnyException();
    assertThatCode(() -> check("{'model': {'dropout': 0.0}}")).doesNotThrowAnyException();
  }

  private static String sequence(String[] parts, int steps) {
    return "{'%s': {'type': 'Sequence', '%s': [%s]}}"
        .formatted(parts[0], parts[1], String.join(", ", Collections.nCopies(steps, parts[2])));
  }

  private static void check(String json) {
    TokenizerSteps.check(
        JsonFile.parse(Path.of("tokenizer.json"), json.replace('\'', '"').getBytes(UTF_8)));
  }
}
