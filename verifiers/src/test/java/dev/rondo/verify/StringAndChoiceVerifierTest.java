package dev.rondo.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.schema.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StringAndChoiceVerifierTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "B    | The answer is (B).                    | CORRECT",
        "B    | Answer: B                             | CORRECT",
        "B    | **Answer:** B) seven                  | CORRECT",
        "(B)  | I choose \\boxed{\\text{(B)}} then    | CORRECT",
        "B    | \\boxed{b}                            | CORRECT",
        "B    | La respuesta es B.                    | CORRECT",
        "B    | \u7b54\u6848\u662fB                   | CORRECT",
        "B    | \u7b54\u6848\uff1a\uff22              | CORRECT",
        "B    | Die Antwort ist: B                    | CORRECT",
        "B    | So option B is right                  | CORRECT",
        "C    | \\boxed{\u0412}                       | CORRECT",
        "AC   | The answer is A and C.                | CORRECT",
        "A, C | \\boxed{C, A}                         | CORRECT",
        "B    | The answer is C.                      | INCORRECT",
        "B    | The answer is B or C.                 | INCORRECT",
        "A    | The answer is A, B.                   | INCORRECT",
        "A    | The answer is A dog.                  | INCORRECT",
        "B    | nothing to see                        | INCORRECT",
        "A, B, D | \\boxed{BAD}                       | INCORRECT",
        "A, B, D | \\boxed{ABD}                       | CORRECT",
        "7    | \\boxed{7}                            | UNKNOWN",
      })
  void choicesAreJudgedByTheirLetters(String answer, String response, Outcome outcome) {
    assertThat(Verifiers.named("choice").verify(answer, response, Extraction.LADDER).outcome())
        .isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "New York | \\boxed{\\text{new  york.}}  | CORRECT",
        "blue     | The answer is **Blue**.      | CORRECT",
        "the cat  | \\boxed{Cat}                 | CORRECT",
        "blue     | \\boxed{red}                 | INCORRECT",
        "blue     | \\boxed{blue                 | INCORRECT",
        "blue     | \\boxed{blue} \\boxed{red}   | INCORRECT",
        "?        | \\boxed{?}                   | UNKNOWN",
      })
  void stringsAreComparedNormalised(String answer, String response, Outcome outcome) {
    assertThat(Verifiers.named("string").verify(answer, response, Extraction.LADDER).outcome())
        .isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\\boxed{7} and so on                        | BOXED           | 7",
        "\\boxed{1} and \\boxed{2}                   | BOXED           | 1, 2",
        "\\boxed{1}, so the final one: \\boxed{2}    | BOXED           | 2",
        "\\boxed{\\frac{1}{2}}                       | BOXED           | \\frac{1}{2}",
        "x The final answer is $5$. I hope it is     | FINAL_ANSWER    | $5$",
        "so 3 #### 42                                | HASHES          | 42",
        "Thus the answer is 1.5 m. Good.             | THE_ANSWER_IS   | 1.5 m",
        "<think>\\boxed{1}</think> It is \\fbox{2}   | BOXED           | 2",
        "a <answer> 12 </answer> b                   | ANSWER_TAG      | 12",
        "12                                          | WHOLE           | 12",
      })
  void theLadderTakesOneCandidate(String response, Rung rung, String text) {
    AnswerExtractor.Candidate candidate = AnswerExtractor.extract(response, Extraction.LADDER);

    assertThat(candidate.rung()).isEqualTo(rung);
    assertThat(candidate.text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\\boxed{5} no \\boxed{6    | unreadable-answer",
        "\\boxed{}                  | no-answer",
        "the answer is 5            | no-answer",
        "''                         | no-answer",
      })
  void rewardsNeedAClosedBox(String response, String problem) {
    assertThat(AnswerExtractor.extract(response, Extraction.BOXED).problem()).isEqualTo(problem);
  }
}
