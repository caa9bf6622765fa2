package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.evaluate.EvaluationSubject;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.ProblemTally;
import dev.rondo.schema.SamplingSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationTextTest {

  @Test
  void numbersStandWithWhatTheyAreTakenOver() {
    List<String> lines =
        EvaluationText.lines(
            summary("math@3", tally("a", 4, 2, 0, 0, 0), tally("b", 4, 0, 0, 0, 0)));

    assertThat(lines.get(0)).isEqualTo("test: 2 problems, 4 samples each, judged by math@3");
    assertThat(lines.get(1)).startsWith("  pass@1      25.0 %  [");
    assertThat(lines.get(2)).isEqualTo("  pass@4      50.0 %");
    assertThat(lines.get(3))
        .isEqualTo(
            "  of 8 responses: 0.0 % without an answer, 0.0 % cut at the length limit, 0.0 %"
                + " undecided");
    assertThat(lines).hasSize(4);
  }

  @Test
  void anEvaluationThatIsAboutTheFormatSaysSo() {
    assertThat(EvaluationText.lines(summary("math@3", tally("a", 4, 0, 1, 2, 3))))
        .anyMatch(line -> line.contains("75.0 % without an answer, 50.0 % cut"))
        .anyMatch(line -> line.contains("no answer that the verifier finds"))
        .anyMatch(line -> line.endsWith("(--extraction ladder)."))
        .anyMatch(line -> line.contains("cut before they ended"))
        .anyMatch(line -> line.contains("many verdicts are unknown"));
    assertThat(EvaluationText.lines(summary("math@3+ladder", tally("a", 4, 0, 0, 0, 3))))
        .noneMatch(line -> line.contains("--extraction"));
  }

  private static EvaluationSummary summary(String verifiers, ProblemTally... tallies) {
    EvaluationSubject subject =
        new EvaluationSubject(
            "test", "a".repeat(64), "b".repeat(64), new SamplingSettings(1, 1, 0, 9), verifiers);
    return EvaluationSummary.of(subject, List.of(tallies), List.of(1, 4));
  }

  private static ProblemTally tally(
      String id, int samples, int correct, int unknown, int truncated, int noAnswer) {
    return new ProblemTally(
        id, samples, correct, unknown, truncated, noAnswer, null, 10L * samples);
  }
}
