package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.evaluate.EvaluationSubject;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.PolicyComparison;
import dev.rondo.evaluate.PolicyComparison.Policy;
import dev.rondo.evaluate.ProblemTally;
import dev.rondo.schema.SamplingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ComparisonTextTest {

  @Test
  void policiesByKThenDifferencesThenWhatCannotBeCompared() {
    List<String> lines =
        text(
                List.of(
                    policy("base", summary("easy", 8, 2, 4)),
                    policy("trained", summary("easy", 4, 4, 4), summary("new", 8, 8, 8))),
                1,
                4,
                8)
            .lines()
            .toList();

    assertThat(lines)
        .startsWith(
            "## easy",
            "",
            "| policy | n | problems | pass@1 | pass@4 | pass@8 | no answer | cut | unknown |",
            "|---|---|---|---|---|---|---|---|---|");
    assertThat(lines.get(4)).startsWith("| base | 8 | 2 | 37.5 [").endsWith("| 25.0 % |");
    assertThat(lines.get(5)).endsWith(" | 100.0 | – | 0.0 % | 0.0 % | 0.0 % |");
    assertThat(lines.subList(7, 9)).containsExactly("## new", "");
    assertThat(lines)
        .containsSubsequence(
            "## Differences to base",
            "| policy | benchmark | k | points | 95 % interval | problems | p | p (Holm) |")
        .anyMatch(line -> line.matches("\\| trained \\| easy \\| 1 \\| \\+62\\.5 \\| .* to .*"))
        .anyMatch(line -> line.matches("\\| trained \\| easy \\| 4 \\| \\+[0-9.]+ \\| – \\| 2 .*"))
        .endsWith(
            "",
            "## Not compared with base",
            "",
            "- trained on easy, k = 8: trained has 4 samples of each problem",
            "- trained on new: base was not evaluated on it");
  }

  /** Somebody else may have written the summary. */
  @Test
  void aNameMakesNoLineAndNoTableOfItsOwn() {
    String name = "a\n## b\n| x | y |\n<b>`_*[l](u)";
    String text =
        text(
            List.of(
                policy("base\n| 1 |", summary(name, 4, 1)),
                policy("next", summary(name, 4, 2), summary(name + "2", 4, 2))),
            1);

    assertThat(text.lines().filter(line -> line.startsWith("##")))
        .hasSize(4)
        .allMatch(line -> line.startsWith("## a\\\\n") || line.contains("base\\\\n\\| 1 \\|"));
    assertThat(text.lines().filter(line -> line.startsWith("| x"))).isEmpty();
    assertThat(text).doesNotContain("<b>", " `", "[l]");
  }

  private static String text(List<Policy> policies, Integer... ks) {
    return ComparisonText.of(PolicyComparison.of(policies, List.of(ks)));
  }

  private static Policy policy(String name, EvaluationSummary... summaries) {
    Map<String, EvaluationSummary> benchmarks = new TreeMap<>();
    for (EvaluationSummary summary : summaries) {
      benchmarks.put(summary.benchmark(), summary);
    }
    return new Policy(name, benchmarks);
  }

  private static EvaluationSummary summary(String benchmark, int samples, int... correct) {
    List<ProblemTally> tallies = new ArrayList<>();
    for (int i = 0; i < correct.length; i++) {
      int unknown = Math.min(samples / 4, samples - correct[i]);
      tallies.add(new ProblemTally("p" + i, samples, correct[i], unknown, 0, 0, null, 40));
    }
    return EvaluationSummary.of(
        new EvaluationSubject(
            benchmark,
            "a".repeat(64),
            "b".repeat(64),
            new SamplingSettings(1, 1, 0, 10),
            "exact@1"),
        tallies,
        List.of(1));
  }
}
