// Rows of published shapes become candidates, bad ones with their reason.
package dev.rondo.imports;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.verify.Verifiers;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowConverterTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "deepscaler; {'problem': 'Add 2 and 3.', 'answer': '5', 'solution': ''}; 5; null",
        "math-500; {'problem': 'Add 2 and 3.', 'answer': '5', 'solution': 'So 5.', 'level': 1}; 5;"
            + " So 5.",
        "gsm8k; {'question': 'Add 2 and 3.', 'answer': 'It is <<2+3=5>>5.\\n#### 1,005'}; 1005; ~It"
            + " is 5.\n\\boxed{1005}~",
        "aime-2024; {'ID': 'x', 'Problem': 'Add 2 and 3.', 'Solution': 's', 'Answer': 5}; 5; s",
        "aime-2025; {'problem': 'Add 2 and 3.', 'expected_answer': '070'}; 070; null",
        "amc23; {'question': 'Add 2 and 3.', 'answer': 27.0}; 27; null",
        "math; {'problem': 'Add 2 and 3.', 'solution': 'Thus \\\\boxed{\\\\frac{1}{2}} holds.'};"
            + " \\frac{1}{2}; Thus \\boxed{\\frac{1}{2}} holds.",
        "math; {'problem': 'Add 2 and 3.', 'solution': 'Thus \\\\boxed 7 holds.'}; 7; Thus \\boxed"
            + " 7 holds.",
        "olympiadbench; {'question': 'Add 2 and 3.', 'solution': ['one', 'two'], 'final_answer':"
            + " ['5']}; 5; one",
        "verl; {'prompt': [{'role': 'system', 'content': 'Think.'}, {'role': 'user', 'content':"
            + " 'Add 2 and 3.'}], 'reward_model': {'ground_truth': '5'}}; 5; null",
        "verl; {'prompt': [{'role': 'user', 'content': [{'type': 'text', 'text': 'Add 2 and"
            + " 3.'}]}], 'reward_model': {'ground_truth': '5'}}; 5; null",
        "dapo; {'extra_info': {'raw_problem': 'Add 2 and 3.'}, 'reward_model': {'ground_truth':"
            + " '5'}}; 5; null",
        "orz; {'prompt': [{'from': 'user', 'value': 'Add 2 and 3.'}], 'final_answer': '5'}; 5;"
            + " null",
        "limr; {'id': 1, 'prompt': 'Add 2 and 3.', 'answer': 0.50}; 0.5; null",
      })
  void everyPublishedShapeIsRead(String format, String row, String answer, String solution)
      throws IOException {
    Candidate candidate = convert(SourceFormat.named(format), row);
    assertThat(candidate.rejection()).isNull();
    assertThat(candidate.statement())
        .isEqualTo(
            new Candidate.Statement(
                "Add 2 and 3.", answer, solution.equals("null") ? null : solution));
  }

  @ParameterizedTest(name = "{1} is {0}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "needs-image; {'problem': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url':"
            + " 'x'}]}], 'answer': '5'}",
        "wrong-type; {'problem': [{'role': 'user', 'content': [{'type': 'audio'}]}], 'answer':"
            + " '5'}",
        "missing-field; {'question': 'Q?', 'answer': '5'}",
        "missing-field; {'problem': 'Q?'}",
        "no-answer; {'problem': 'Q?', 'answer': null}",
        "no-answer; {'problem': 'Q?', 'answer': '  '}",
        "no-answer; {'problem': 'Q?', 'answer': []}",
        "several-answers; {'problem': 'Q?', 'answer': ['5', '6']}",
        "wrong-type; {'problem': 'Q?', 'answer': true}",
        "wrong-type; {'problem': {'text': 'Q?'}, 'answer': '5'}",
        "wrong-type; {'problem': [{'role': 'system', 'content': 'x'}], 'answer': '5'}",
        "wrong-type; {'problem': 'Q?', 'answer': 1e99999}",
        "empty-problem; {'problem': ' ', 'answer': '5'}",
        "needs-image; {'problem': 'See ![](x.png).', 'answer': '5'}",
        "not-unicode; {'problem': 'Q\\ud800?', 'answer': '5'}",
      })
  void aBadRowIsRejectedWithItsReason(String reason, String row) throws IOException {
    Candidate candidate = convert(SourceFormat.named("plain"), row);
    assertThat(candidate.rejection().reason()).isEqualTo(reason);
    assertThat(candidate.rejection().detail()).isNotBlank();
    assertThat(candidate.statement()).isNull();
  }

  @Test
  void anAnswerThatTheVerifierCannotReadIsRejected() throws IOException {
    Candidate candidate =
        convert(SourceFormat.named("plain"), "{'problem': 'Q?', 'answer': 'seven'}", "arithmetic");
    assertThat(candidate.rejection().reason()).isEqualTo("unreadable-reference");
    assertThat(candidate.rejection().detail()).contains("seven");
  }

  @Test
  void ownPathsReachIntoObjectsAndArrays() throws IOException {
    SourceFormat format =
        SourceFormat.named("plain").with("a.b|texts.1", "labels.0.value", "", AnswerRule.PLAIN);
    Candidate candidate =
        convert(format, "{'texts': ['no', 'Q?'], 'labels': [{'value': 4}], 'solution': 's'}");
    assertThat(candidate.rejection()).isNull();
    assertThat(candidate.statement()).isEqualTo(new Candidate.Statement("Q?", "4", null));
  }

  private static Candidate convert(SourceFormat format, String row) throws IOException {
    return convert(format, row, "exact");
  }

  private static Candidate convert(SourceFormat format, String row, String verifier)
      throws IOException {
    String json = row.replace('\'', '"');
    return new RowConverter(format, Verifiers.named(verifier))
        .convert(0, new SourceRow(0, 1, JSON.readTree(json), null, null, json));
  }

  @Test
  void everyPublishedFormatHasANameOfItsOwn() {
    assertThat(SourceFormat.names()).doesNotHaveDuplicates().isSorted();
    assertThat(SourceFormat.names()).allMatch(name -> name.equals(name.toLowerCase(Locale.ROOT)));
  }
}
