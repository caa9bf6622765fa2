package dev.rondo.evaluate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.SamplingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PolicyComparisonTest {

  @Test
  void eachPolicyIsComparedWithTheFirstOnEachBenchmark() {
    PolicyComparison comparison =
        PolicyComparison.of(
            List.of(
                policy("base", Map.of("easy", new int[] {1, 2, 1, 2}, "hard", new int[] {0, 1})),
                policy("trained", Map.of("easy", new int[] {3, 4, 3, 4}, "hard", new int[] {0, 1})),
                policy("other", Map.of("hard", new int[] {1, 1}, "new", new int[] {4, 4}))),
            List.of(4, 1));

    assertThat(comparison.ks()).containsExactly(1, 4);
    assertThat(comparison.differences())
        .extracting(d -> d.policy() + " " + d.benchmark() + " " + d.paired().k())
        .containsExactly(
            "trained easy 1",
            "trained easy 4",
            "trained hard 1",
            "trained hard 4",
            "other hard 1",
            "other hard 4");
    assertThat(comparison.differences().get(0).paired().difference().value())
        .isCloseTo(0.5, within(1e-12));
    assertThat(comparison.toMarkdown())
        .contains("| base | 4 | 4 | 37.5 [")
        .contains("| trained | easy | 1 | +50.0 |")
        .contains("## new");
    String json = new String(comparison.toJson(), UTF_8);
    assertThat(json).contains("\"baseline\": \"base\"").contains("\"p-value-holm\"");
    assertThat(comparison.toJson()).isEqualTo(comparison.toJson());
  }

  /** Holm by hand: the smallest times 2, the larger times 1 but not below the other. */
  @Test
  void pValuesAreCorrectedByHolm() {
    PolicyComparison comparison =
        PolicyComparison.of(
            List.of(
                policy("base", Map.of("a", new int[] {0, 0, 0, 0, 0, 0}, "b", new int[] {0, 0})),
                policy("next", Map.of("a", new int[] {4, 4, 4, 4, 4, 4}, "b", new int[] {4, 4}))),
            List.of(1));
    double first = comparison.differences().get(0).paired().pValue();
    double second = comparison.differences().get(1).paired().pValue();

    assertThat(first).isCloseTo(2.0 / 64, within(0.006));
    assertThat(second).isCloseTo(0.5, within(0.02));
    assertThat(comparison.differences().get(0).corrected()).isEqualTo(2 * first);
    assertThat(comparison.differences().get(1).corrected()).isEqualTo(second);
  }

  @Test
  void equalNamesAndTooLargeKAreRefused() {
    PolicyComparison.Policy policy = policy("base", Map.of("a", new int[] {1}));

    assertThatThrownBy(() -> PolicyComparison.of(List.of(policy, policy), List.of(1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("two are named base");
    assertThatThrownBy(
            () ->
                PolicyComparison.of(
                    List.of(policy, policy("next", policy.benchmarks())), List.of(5)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("next on a: ")
        .hasMessageContaining("k: 5");
  }

  private static PolicyComparison.Policy policy(String name, Map<String, ?> correct) {
    Map<String, EvaluationSummary> benchmarks = new TreeMap<>();
    correct.forEach(
        (benchmark, value) ->
            benchmarks.put(
                benchmark,
                value instanceof EvaluationSummary summary
                    ? summary
                    : summary(benchmark, (int[]) value)));
    return new PolicyComparison.Policy(name, benchmarks);
  }

  private static EvaluationSummary summary(String benchmark, int[] correct) {
    List<ProblemTally> tallies = new ArrayList<>();
    for (int i = 0; i < correct.length; i++) {
      tallies.add(new ProblemTally("p" + i, 4, correct[i], 0, 0, 0, null, 40));
    }
    return EvaluationSummary.of(
        new EvaluationSubject(
            benchmark,
            "a".repeat(64),
            "b".repeat(64),
            new SamplingSettings(1, 1, 0, 10),
            "exact@1"),
        tallies,
        List.of(1, 4));
  }
}
