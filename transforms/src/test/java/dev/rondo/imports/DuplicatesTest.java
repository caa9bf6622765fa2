// What counts as the same problem, and which of several rows stays.
package dev.rondo.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.verify.Verifiers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuplicatesTest {
  private static final String KEY = NormalizedText.digest("Q?");

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Suppose that  $4^a = 5$, and  $7$; Suppose that $4^{a}=5,$ and $7$",
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
  void theFirstOfEqualRowsStays() throws IOException {
    assertThat(resolve(null, row(2, "7"), row(0, "007"), row(1, "7")))
        .containsExactly(
            null,
            "duplicate: The same problem is a.json line 1",
            "duplicate: The same problem is a.json line 1");
  }

  @Test
  void rowsThatDisagreeAllLeave() throws IOException {
    assertThat(resolve(null, row(2, "7"), row(1, "8"), row(0, "7")))
        .containsExactly(
            "conflicting-answers: The answer is 7, that of a.json line 2 is 8",
            "conflicting-answers: The answer is 8, that of a.json line 1 is 7",
            "conflicting-answers: The answer is 7, that of a.json line 1 is 7");
  }

  @Test
  void whatABenchmarkHasLeaves() throws IOException {
    assertThat(resolve("math-500 problem x", row(0, "7"), row(1, "7")))
        .containsOnly("in-benchmark: The same problem is math-500 problem x");
  }

  @Test
  void rowsOfOtherBlocksAndFilesAreDecidedAlike() throws IOException {
    long far = 3L * ImportPlan.BLOCK_ROWS;
    assertThat(resolve(null, row(far, "7"), row(far + 1, "7"), row(5, "7")))
        .containsExactly(
            null,
            "duplicate: The same problem is a.json line 6",
            "duplicate: The same problem is a.json line 6");
  }

  @Test
  void packsOfManyRowsComeInPieces() throws IOException {
    List<byte[]> packs = new ArrayList<>();
    RowKeys keys = new RowKeys(3, packs::add);
    for (int row = 0; row < 5_000; row++) {
      keys.add(row(row, "é" + row));
    }
    keys.end();

    List<RowKeys.RowKey> read = new ArrayList<>();
    for (byte[] pack : packs) {
      assertThat(RowKeys.fileOf(pack)).isEqualTo(3);
      RowKeys.forEach(pack, read::add);
    }
    assertThat(packs).hasSizeGreaterThan(2).allMatch(pack -> pack.length < 70_000);
    assertThat(read).hasSize(5_000);
    assertThat(read.get(4_321))
        .isEqualTo(new RowKeys.RowKey(new RowPlace(3, 4_321, 4_322), KEY, "é4321"));
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

  /** What is decided over rows of one question, in the order of the file. */
  private static List<String> resolve(String inBenchmark, Candidate... rows) throws IOException {
    List<byte[]> packs = new ArrayList<>();
    for (Candidate row : rows) {
      RowKeys keys = new RowKeys(0, packs::add);
      keys.add(row);
      keys.end();
    }
    List<String> names = List.of("a.json");
    Decisions.Reader decisions =
        new Decisions.Reader(
            new Duplicates(packs, key -> inBenchmark, Verifiers.named("arithmetic"), names)
                .resolve()
                .get(0)
                .packs(),
            names);
    List<String> decided = new ArrayList<>();
    for (long row : Stream.of(rows).mapToLong(row -> row.place().row()).sorted().toArray()) {
      Candidate.Rejection decision = decisions.of(row);
      decided.add(decision == null ? null : decision.reason() + ": " + decision.detail());
    }
    return decided;
  }

  private static Candidate row(long row, String answer) {
    return new Candidate(
        new RowPlace(0, row, row + 1),
        KEY,
        new Candidate.Statement("Q?", answer, null),
        null,
        "{}");
  }
}
