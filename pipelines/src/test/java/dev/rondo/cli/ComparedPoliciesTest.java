package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.CommandLineTestSupport.Outcome;
import dev.rondo.evaluate.PolicyComparison;
import dev.rondo.report.CommittedRun;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code rondo compare} finds in a directory is what {@code rondo eval} put there. */
class ComparedPoliciesTest {
  private static final Path VERSION_1 = Path.of("src/test/resources/version-1/evals");

  @TempDir private static Path inputs;
  @TempDir private Path directory;

  private static final Map<String, Path> POLICIES = new LinkedHashMap<>();
  private static final List<Path> BENCHMARKS = new ArrayList<>();
  private static Path suffixed;

  @BeforeAll
  static void makePoliciesAndProblems() throws IOException {
    Path checkpoint = MadeUpEvaluations.checkpoint(inputs.resolve("checkpoint"));
    for (String name : List.of("base", "trained")) {
      POLICIES.put(name, MadeUpEvaluations.policy(checkpoint, inputs.resolve("p-" + name)));
    }
    suffixed =
        MadeUpEvaluations.policy(checkpoint, inputs.resolve("suffixed"), "--prompt-suffix=Box:");
    for (String name : List.of("aime24", "math-500")) {
      BENCHMARKS.add(MadeUpEvaluations.problems(inputs.resolve(name)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, false", "1, 1, true", "1, 2, false", "1, 2, true",
    "2, 1, false", "2, 1, true", "2, 2, false", "2, 2, true",
  })
  void oneDirectoryGivesTheTableOfItsEvaluationAtOnceOrAddedTo(
      int policies, int benchmarks, boolean isAddedTo) throws Exception {
    Path out = directory.resolve("base");
    if (isAddedTo) {
      evaluate(1, 1, out);
    }
    List<PolicyComparison.Policy> results = evaluate(policies, benchmarks, out);

    assertThat(compare(out)).isEqualTo(table(results));
  }

  @ParameterizedTest
  @CsvSource({"1, false", "1, true", "2, false", "2, true"})
  void twoDirectoriesGiveTheTableOfBothEvaluations(int benchmarks, boolean isAddedTo)
      throws Exception {
    List<PolicyComparison.Policy> results = new ArrayList<>();
    List<String> arguments = new ArrayList<>();
    for (String name : POLICIES.keySet()) {
      Map<String, Path> policy = Map.of(name, POLICIES.get(name));
      Path out = directory.resolve("evals/" + name);
      if (isAddedTo) {
        MadeUpEvaluations.evaluate(policy, BENCHMARKS.subList(0, 1), out);
      }
      results.addAll(MadeUpEvaluations.evaluate(policy, BENCHMARKS.subList(0, benchmarks), out));
      arguments.add(name + "=" + out);
    }

    assertThat(compare(arguments.toArray())).isEqualTo(table(results));
    assertThat(compare(directory.resolve("evals"))).isEqualTo(table(results));
  }

  /** The directory of a benchmark: one policy lies right in it, the other below. */
  @Test
  void aBenchmarkThatWasAddedToIsComparedByItself() throws Exception {
    Path out = directory.resolve("both");
    evaluate(1, 1, out);
    List<PolicyComparison.Policy> results = evaluate(2, 1, out);

    assertThat(compare("--baseline=base", "base=" + out.resolve("aime24")))
        .isEqualTo(table(results));
  }

  @Test
  void aRunsPoliciesAreFoundWithoutItsGreedyAnswers() throws Exception {
    Path run = directory.resolve("run");
    CommittedRun.finished(run, 2);

    for (String place : List.of("evals", "evals/held-out")) {
      assertThat(names(run.resolve(place)))
          .as(place)
          .containsExactly("control", "round-000000", "round-000002");
    }
    assertThat(names(run.resolve("evals/held-out/greedy"))).hasSize(3);
    assertThat(names(VERSION_1)).containsExactly("round-000000", "round-000002");
    assertThat(names(VERSION_1.resolve("held-out")))
        .containsExactly("round-000000", "round-000002");
    assertThat(names(VERSION_1.resolve("held-out/round-000000"))).containsExactly("round-000000");
  }

  @Test
  void aPolicyThatIsNamedGreedyIsOne() throws Exception {
    Map<String, Path> policies = new LinkedHashMap<>();
    policies.put("greedy", POLICIES.get("base"));
    policies.put("other", POLICIES.get("trained"));
    MadeUpEvaluations.evaluate(policies, BENCHMARKS, directory.resolve("out"));

    assertThat(names(directory.resolve("out"))).containsExactly("greedy", "other");
  }

  @Test
  void twoPoliciesThatWouldHaveOneNameAreRefused() throws Exception {
    Path out = directory.resolve("both");
    MadeUpEvaluations.evaluate(Map.of("base", POLICIES.get("base")), BENCHMARKS.subList(0, 1), out);
    MadeUpEvaluations.evaluate(
        Map.of("trained", POLICIES.get("trained")), BENCHMARKS.subList(1, 2), out);

    Outcome outcome = rondo("compare", out);

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .hasLineCount(1)
        .contains(out.resolve("aime24").toString(), out.resolve("math-500").toString())
        .contains("named both (allowed: one policy by one name; give the directories");
    assertThat(compare("a=" + out.resolve("aime24"), "a-too=" + out.resolve("aime24")))
        .contains("| a-too | aime24 | 1 | +0.0 |");
  }

  @Test
  void onePolicyThatWasEvaluatedTwiceByTwoNamesIsTwo() throws Exception {
    Path out = directory.resolve("both");
    evaluate(2, 1, out);
    Map<String, Path> renamed = new LinkedHashMap<>();
    POLICIES.forEach((name, path) -> renamed.put(name + "-again", path));
    MadeUpEvaluations.evaluate(renamed, BENCHMARKS.subList(0, 1), out);

    assertThat(names(out)).containsExactly("base", "base-again", "trained", "trained-again");
  }

  @Test
  void aDirectoryWithoutEvaluationsIsRefused() throws Exception {
    Path empty = Files.createDirectories(directory.resolve("empty/a/b"));

    Assertions.assertThatThrownBy(() -> names(empty.getParent()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no pass-at-k.json in it, nor below");
  }

  /** Its own evaluation says it, without the policies; so does that of another directory. */
  @Test
  void policiesThatWereNotPromptedInTheSameWayAreComparedWithAWarning() throws Exception {
    String warning =
        "the policies were not prompted in the same way, so that a difference between them is one"
            + " of their prompts, too: base: plain; suffixed: plain, suffix \"Box:\"";
    Map<String, Path> policies = new LinkedHashMap<>();
    policies.put("base", POLICIES.get("base"));
    policies.put("suffixed", suffixed);
    List<String> said = new ArrayList<>();
    Path out = directory.resolve("both");
    MadeUpEvaluations.evaluate(
        policies, BENCHMARKS.subList(0, 1), out, new RunSessionTest.Saying(said));

    assertThat(said).contains("Prompts of suffixed: plain, suffix \"Box:\"", "Warning: " + warning);
    assertThat(out.resolve("aime24/suffixed/__rondo/prompt.json"))
        .hasSameBinaryContentAs(suffixed.resolve("prompt.json"));
    Outcome outcome = rondo("compare", "--baseline=base", out);
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).isEqualTo("Warning: " + warning + "\n");
    assertThat(outcome.out()).contains("| suffixed | aime24 |");
    assertThat(compare("--baseline=base", out.resolve("aime24/base"))).doesNotContain("suffixed");
  }

  private static List<PolicyComparison.Policy> evaluate(int policies, int benchmarks, Path out)
      throws IOException, InterruptedException {
    Map<String, Path> some = new LinkedHashMap<>(POLICIES);
    if (policies == 1) {
      some.remove("trained");
    }
    return MadeUpEvaluations.evaluate(some, BENCHMARKS.subList(0, benchmarks), out);
  }

  private static String table(List<PolicyComparison.Policy> results) {
    return ComparisonText.of(PolicyComparison.of(results, MadeUpEvaluations.KS));
  }

  private static List<String> names(Path directory) throws IOException {
    return ComparedPolicies.in(NamedDirectory.of(directory.toString())).stream()
        .map(PolicyComparison.Policy::name)
        .toList();
  }

  private static String compare(Object... arguments) {
    List<Object> words = new ArrayList<>(List.of("compare", "--k=1,4"));
    words.addAll(List.of(arguments));
    Outcome outcome = rondo(words.toArray());
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    return outcome.out();
  }
}
