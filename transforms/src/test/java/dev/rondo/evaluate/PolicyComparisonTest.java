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
  private static final SamplingSettings SAMPLING = new SamplingSettings(1, 1, 0, 10);

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
    assertThat(comparison.omissions())
        .extracting(PolicyComparison.Omission::text)
        .containsExactly("other on new: base was not evaluated on it");
    String json = new String(comparison.toJson(), UTF_8);
    assertThat(json)
        .contains("\"baseline\": \"base\"", "\"p-value-holm\"", "\"unknown-share\"")
        .contains("\"reason\": \"base was not evaluated on it\"");
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

  /** Of some policies more samples were drawn, of some in another way. */
  @Test
  void whatCannotBeComparedHidesNothingElse() {
    SamplingSettings cooler = new SamplingSettings(0.5, 1, 0, 10);
    int[] correct = {1, 2, 1};
    PolicyComparison comparison =
        PolicyComparison.of(
            List.of(
                policy("base", Map.of("a", correct, "b", correct)),
                policy("more", Map.of("a", summary("a", correct, 8, SAMPLING))),
                policy("fewer", Map.of("a", summary("a", new int[] {1, 2, 0}, 2, SAMPLING))),
                policy(
                    "cooler",
                    Map.of("a", summary("a", correct, 4, cooler), "b", correct, "c", correct))),
            List.of(1, 3, 8));

    assertThat(comparison.differences())
        .extracting(d -> d.policy() + " " + d.benchmark() + " " + d.paired().k())
        .containsExactly("more a 1", "more a 3", "fewer a 1", "cooler b 1", "cooler b 3");
    assertThat(comparison.omissions())
        .extracting(PolicyComparison.Omission::text)
        .containsExactly(
            "more on a, k = 8: base has 4 samples of each problem",
            "fewer on a, k = 3: fewer has 2 samples of each problem",
            "fewer on a, k = 8: fewer has 2 samples of each problem",
            comparison.omissions().get(3).text(),
            "cooler on b, k = 8: cooler has 4 samples of each problem",
            "cooler on c: base was not evaluated on it");
    assertThat(comparison.omissions().get(3).text()).startsWith("cooler on a: ").contains("0.5");
    double least =
        comparison.differences().stream().mapToDouble(d -> d.paired().pValue()).min().orElseThrow();
    assertThat(comparison.differences())
        .as("corrected over those that are there")
        .allMatch(d -> d.corrected() >= Math.min(1, 5 * least));
    comparison.requireDifferences();
  }

  @Test
  void nothingToCompareIsRefusedWithTheFirstReason() {
    PolicyComparison none =
        PolicyComparison.of(
            List.of(
                policy("base", Map.of("a", new int[] {1})),
                policy("next", Map.of("a", new int[] {1}, "b", new int[] {1}))),
            List.of(5));

    assertThatThrownBy(none::requireDifferences)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("with base: next on a, k = 5: next has 4 samples of each problem")
        .hasMessageContaining("and 1 more");
    PolicyComparison.of(none.policies().subList(0, 1), List.of(5)).requireDifferences();
  }

  /** Each problem was tried once then. */
  @Test
  void theDifferenceOfAllSamplesHasNoInterval() {
    int[] correct = {1, 0, 2, 0};
    EvaluationSummary more = summary("a", correct, 8, SAMPLING);
    EvaluationSummary less = summary("a", correct, 4, SAMPLING);

    assertThat(PairedComparison.of(more, less, 4, 1).difference().hasEnds()).isFalse();
    assertThat(PairedComparison.of(less, less, 4, 1).pValue()).isEqualTo(1);
    assertThat(PairedComparison.of(more, less, 3, 1).difference().hasEnds()).isTrue();
    assertThat(
            PairedComparison.of(
                    summary("a", new int[] {1, 0}, 1, SAMPLING),
                    summary("a", new int[] {1, 1}, 1, SAMPLING),
                    1,
                    1)
                .difference()
                .hasEnds())
        .isTrue();
  }

  @Test
  void equalNamesAndNoTriesAreRefused() {
    PolicyComparison.Policy policy = policy("base", Map.of("a", new int[] {1}));

    assertThatThrownBy(() -> PolicyComparison.of(List.of(policy, policy), List.of(1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("two are named base");
    assertThatThrownBy(() -> PolicyComparison.of(List.of(policy), List.of(0, 1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("k: 0 (allowed: 1 and above)");
  }

  private static PolicyComparison.Policy policy(String name, Map<String, ?> correct) {
    Map<String, EvaluationSummary> benchmarks = new TreeMap<>();
    correct.forEach(
        (benchmark, value) ->
            benchmarks.put(
                benchmark,
                value instanceof EvaluationSummary summary
                    ? summary
                    : summary(benchmark, (int[]) value, 4, SAMPLING)));
    return new PolicyComparison.Policy(name, benchmarks);
  }

  private static EvaluationSummary summary(
      String benchmark, int[] correct, int samples, SamplingSettings sampling) {
    List<ProblemTally> tallies = new ArrayList<>();
    for (int i = 0; i < correct.length; i++) {
      tallies.add(new ProblemTally("p" + i, samples, correct[i], 0, 0, 0, null, 40));
    }
    return EvaluationSummary.of(
        new EvaluationSubject(benchmark, "a".repeat(64), "b".repeat(64), sampling, "exact@1"),
        tallies,
        List.of(1));
  }
}
