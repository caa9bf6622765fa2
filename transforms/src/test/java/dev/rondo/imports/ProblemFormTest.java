// A worked solution is one that earns a reward.
package dev.rondo.imports;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Problem;
import dev.rondo.verify.Extraction;
import dev.rondo.verify.Verifiers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemFormTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Solutions of every shape that published rows have, whether or not they say 72. */
  private static final List<String> SOLUTIONS =
      List.of(
          "48/2 = <<48/2=24>>24 clips, and 48+24 = <<48+24=72>>72.\n#### 72",
          "She sold 72.\n#### 1,072",
          "#### 72",
          "The sum is $48 + 24 = \\boxed{72}$.",
          "The sum is $48 + 24 = \\fbox{72}$.",
          "The sum is \\boxed{71}.",
          "Either \\boxed{72} or \\boxed{73}.",
          "So the answer is 72.",
          "");

  @Test
  void everySolutionThatIsKeptIsCorrectAsRewardsLook() {
    List<String> kept = new ArrayList<>();
    for (SourceFormat format : SourceFormat.PUBLISHED) {
      for (String path : format.solutionPaths()) {
        for (String verifier : List.of("math", "arithmetic")) {
          for (String solution : SOLUTIONS) {
            Candidate row = row(format, path, verifier, solution);
            if (row.isRejected()) {
              continue; // the solution is the answer's field, and states none
            }
            Problem problem = form(verifier).problem(row.statement());
            if (problem.getSolution() == null) {
              continue;
            }
            assertThat(
                    Verifiers.named(verifier)
                        .verify(problem.getAnswer(), problem.getSolution(), Extraction.BOXED)
                        .outcome())
                .as(format.name() + ", " + verifier + ": " + problem.getSolution())
                .isEqualTo(Outcome.CORRECT);
            kept.add(format.name());
          }
        }
      }
    }
    assertThat(kept)
        .containsAll(
            SourceFormat.PUBLISHED.stream()
                .filter(format -> !format.solutionPaths().isEmpty())
                .map(SourceFormat::name)
                .toList());
  }

  @Test
  void solutionsOfGsm8kEndInABoxAndHaveNoMarksOfTheCalculator() {
    Candidate row = row(SourceFormat.named("gsm8k"), "answer", "math", SOLUTIONS.get(0));
    assertThat(form("math").problem(row.statement()).getSolution())
        .isEqualTo("48/2 = 24 clips, and 48+24 = 72.\n\\boxed{72}");
  }

  @Test
  void aSolutionThatSaysSomethingElseIsLeftOutAndItsProblemStays() {
    for (String solution : List.of("So the answer is 72.", "It is \\boxed{71}.")) {
      Problem problem = form("math").problem(new Candidate.Statement("48 + 24?", "72", solution));
      assertThat(problem.getSolution()).isNull();
      assertThat(problem.getAnswer()).isEqualTo("72");
    }
  }

  private static ProblemForm form(String verifier) {
    return new ProblemForm("test", verifier, PromptTemplate.NONE);
  }

  private static Candidate row(
      SourceFormat format, String solutionPath, String verifier, String solution) {
    ObjectNode row = JSON.createObjectNode();
    row.put(format.problemPaths().get(0), "48 + 24?");
    row.put(format.answerPaths().get(0), "72");
    row.put(solutionPath, solution);
    return new RowConverter(format, Verifiers.named(verifier))
        .convert(0, new SourceRow(0, 1, row, null, null, row.toString()));
  }
}
