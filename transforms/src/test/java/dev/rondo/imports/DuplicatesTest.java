// What counts as the same problem, and which of several rows stays.
package dev.rondo.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.verify.Verifiers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuplicatesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Find $x$ if $17_{b} = 2$.; find  x if $$17_b=2$$",
        "Compute \\left( 1, 2 \\right).; Compute $(1,2)$",
        "What is $\\dfrac12$?; What is \\( \\frac12 \\)",
      })
  void formDoesNotMatter(String one, String other) {
    assertThat(NormalizedText.of(one)).isEqualTo(NormalizedText.of(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Find x + 1.; Find x - 1.",
        "Find 1.5.; Find 15.",
        "Find \\frac{1}{23}.; Find \\frac{12}{3}.",
        "Find x^{12}.; Find x^12.",
      })
  void signsDigitsAndGroupsMatter(String one, String other) {
    assertThat(NormalizedText.of(one)).isNotEqualTo(NormalizedText.of(other));
  }

  @Test
  void theFirstOfEqualRowsStays() {
    assertThat(resolve(List.of(row(2, "7"), row(0, "007"), row(1, "7")), null))
        .extracting(Candidate::row, Candidate::reason)
        .containsExactly(tuple(0L, null), tuple(1L, "duplicate"), tuple(2L, "duplicate"));
  }

  @Test
  void rowsThatDisagreeAllLeave() {
    List<Candidate> decided = resolve(List.of(row(0, "7"), row(1, "8"), row(2, "7")), null);
    assertThat(decided).extracting(Candidate::reason).containsOnly("conflicting-answers");
    assertThat(decided.get(1).detail()).isEqualTo("The answer is 8, that of a.json line 1 is 7");
  }

  @Test
  void whatABenchmarkHasLeaves() {
    List<Candidate> decided = resolve(List.of(row(0, "7"), row(1, "7")), "math-500 problem x");
    assertThat(decided).extracting(Candidate::reason).containsOnly("in-benchmark");
  }

  @Test
  void splitsAreReadAndChecked() {
    assertThat(Split.parse("training=0.9, held-out=0.1"))
        .containsExactly(new Split("training", 0.9), new Split("held-out", 0.1));
    for (String wrong : List.of("", "a", "a=0.5", "a=0.5,a=0.5", "a=x,b=1", "A=1", "a=2,b=-1")) {
      assertThatThrownBy(() -> Split.parse(wrong))
          .as(wrong)
          .isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void aPromptTemplateComesOffAgain() {
    PromptTemplate template = new PromptTemplate("Solve: {problem}\nEnd with \\boxed{}.");
    assertThat(template.prompt("1+1?")).isEqualTo("Solve: 1+1?\nEnd with \\boxed{}.");
    assertThat(template.question(template.prompt("1+1?"))).contains("1+1?");
    assertThat(template.question("1+1?")).isEmpty();
    assertThatThrownBy(() -> new PromptTemplate("no place"))
        .isInstanceOf(InvalidInputException.class);
  }

  private static List<Candidate> resolve(List<Candidate> rows, String benchmarkProblem) {
    return Duplicates.resolve(
        rows, benchmarkProblem, Verifiers.named("arithmetic"), List.of("a.json"));
  }

  private static Candidate row(long row, String answer) {
    return new Candidate(0, row, row + 1, "k", "Q?", answer, null, null, null, "{}");
  }
}
