package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.config.RunConfig;
import dev.rondo.policy.ByteTokenizer;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import dev.rondo.trainer.batch.Sequences;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prompts of bytes: a problem of n letters has n tokens. */
class ProblemFitTest {

  /** Both ways: what is accepted never fails later, and what is refused would have. */
  @Test
  void whatIsAcceptedFitsTheMicroBatchWithTheLongestResponses() {
    Random random = new Random(7);
    int accepted = 0;
    int refused = 0;
    for (int i = 0; i < 120; i++) {
      int response = 1 + random.nextInt(20);
      int microBatch = 1 + random.nextInt(40);
      int context = 2 + random.nextInt(40);
      List<Problem> problems =
          random.ints(1 + random.nextInt(3), 1, 25).mapToObj(ProblemFitTest::problem).toList();
      RunConfig config = config(response, microBatch);
      boolean fits =
          problems.stream()
              .mapToInt(problem -> problem.getPrompt().length())
              .filter(prompt -> prompt + response <= context)
              .allMatch(prompt -> isTrained(config, prompt, response));
      try {
        new ProblemFit(config, new ByteTokenizer(), context).requireTrained(problems, "them");
        accepted++;
        assertThat(fits).as("%s %d %d", problems, response, microBatch).isTrue();
      } catch (InvalidInputException e) {
        if (e.getMessage().startsWith("Cannot use memory.micro-batch-tokens")) {
          refused++;
          assertThat(fits).as(e.getMessage()).isFalse();
        }
      }
    }
    assertThat(accepted).isGreaterThan(10);
    assertThat(refused).isGreaterThan(5);
  }

  private static boolean isTrained(RunConfig config, int promptTokens, int responseTokens) {
    Sequences full =
        new Sequences(
            new int[] {0, promptTokens},
            new int[promptTokens],
            new int[] {0, responseTokens},
            new int[responseTokens]);
    try {
      Trainings.memory(config).check(full, "a shard");
      return true;
    } catch (InvalidInputException e) {
      return false;
    }
  }

  @Test
  void theRefusalSaysHowManyTokensAreNeededAndForWhat() {
    ProblemFit fit = new ProblemFit(config(100, 120), new ByteTokenizer(), 1000);
    assertThatThrownBy(
            () -> fit.requireTrained(List.of(problem(5), problem(30)), "task.from: data"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot use memory.micro-batch-tokens: 120 (allowed: at least 129, since problem p30 of"
                + " task.from: data has a prompt of 30 tokens, and rollout.max-response-tokens is"
                + " 100)");
    assertThatCode(() -> fit.requireSampled(List.of(problem(30)), "held out"))
        .doesNotThrowAnyException();
  }

  @Test
  void theLongestPromptsAreThoseThatTheContextTakes() {
    ProblemFit fit = new ProblemFit(config(100, 200), new ByteTokenizer(), 160);
    fit.requireTrained(List.of(problem(5), problem(30), problem(61)), "task.from: data");
    fit.requireSampled(List.of(problem(60), problem(61)), "held out");
    fit.requireSampled(List.of(problem(40)), "a benchmark");
    assertThat(fit.longestPrompts()).isEqualTo(new LongestPrompts(30, 60));
  }

  @Test
  void problemsThatThePolicyDoesNotTakeAreCountedAndAllOfThemRefused() {
    Problem odd = BenchmarkTest.problem("odd", "two\nlines " + ByteTokenizer.REFUSED);
    ProblemFit fit = new ProblemFit(config(100, 120), new ByteTokenizer(), 110);
    fit.requireTrained(List.of(problem(10), problem(11), odd), "task.from: data");
    assertThat(fit.warnings())
        .containsExactly(
            "2 of 3 problems of task.from: data are rejected; problem p11: prompt tokens: 11"
                + " (allowed: 1 and above, and with rollout.max-response-tokens, 100, at most the"
                + " policy's context, 110)");
    assertThatThrownBy(() -> fit.requireSampled(List.of(odd, problem(11)), "task.from: data"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "Cannot use task.from: data: the policy takes none of its 2 problems; problem odd: ")
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }

  @ParameterizedTest
  @CsvSource({
    "3, 0, warm-start.updates: 3",
    "0, 9, control.updates: 9",
    "2, 9, warm-start.updates"
  })
  void supervisedTrainingWithoutSolutionsThatItCanUseIsRefused(
      int warmStart, int control, String named) {
    RunConfig config =
        RunConfig.parse(
            "warm-start: {updates: "
                + warmStart
                + "}\ncontrol: {updates: "
                + control
                + "}\nmemory: {micro-batch-tokens: 30}\n",
            "test");
    ProblemFit fit = new ProblemFit(config, new ByteTokenizer(), 50);
    assertRefused(fit, List.of(solved(4, null)), named, ": 0 problems with a solution");
    assertRefused(fit, List.of(solved(4, "b".repeat(60))), named, "problem p4", ": 65 tokens");
    assertRefused(
        fit,
        List.of(solved(9, null), solved(3, "b"), solved(4, "b".repeat(40)), solved(5, "b")),
        named,
        "Cannot use memory.micro-batch-tokens: 30 (allowed: at least 44, since problem p4 of"
            + " task.from: data has a prompt of 4 tokens and a worked solution of 41 with its end,"
            + " and ");
    assertRefused(
        fit,
        List.of(solved(4, "a\n" + ByteTokenizer.REFUSED)),
        named,
        "problem p4 of task.from: data: solution: ");
    fit.requireSolutions(
        List.of(solved(4, null), solved(5, "b")), "data", Set.of(ByteTokenizer.END));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "warm-start: {updates: 0}",
        "control: {kind: shuffled-verdicts}\nwarm-start: {updates: 0}"
      })
  void withoutSupervisedTrainingNoSolutionIsAskedFor(String settings) {
    new ProblemFit(RunConfig.parse(settings, "test"), new ByteTokenizer(), 50)
        .requireSolutions(List.of(), "data", Set.of(ByteTokenizer.END));
  }

  private static void assertRefused(ProblemFit fit, List<Problem> problems, String... said) {
    assertThatThrownBy(
            () -> fit.requireSolutions(problems, "task.from: data", Set.of(ByteTokenizer.END)))
        .isInstanceOf(InvalidInputException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1).contains(said).contains("data"));
  }

  private static Problem solved(int letters, String solution) {
    Problem problem = problem(letters);
    problem.setSolution(solution);
    return problem;
  }

  @ParameterizedTest
  @CsvSource({"24, 2048", "1024, 2048", "1025, 2049", "2047, 3071", "2048, 3072", "4096, 5120"})
  void theDefaultLeavesRoomForAPromptBesideTheLongestResponse(int response, int expected) {
    assertThat(
            RunConfig.parse(
                    "model: {from: m}\nrollout: {max-response-tokens: " + response + "}", "test")
                .memory()
                .microBatchTokens())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"24, 2048", "2043, 2048", "2044, 2049", "2500, 2505"})
  void theDefaultOfANewPolicyFollowsItsLongestSequence(int response, int expected) {
    assertThat(
            RunConfig.parse("rollout: {max-response-tokens: " + response + "}", "test")
                .memory()
                .microBatchTokens())
        .isEqualTo(expected);
  }

  @Test
  void theLineOfARoundNamesRejectedGroups() {
    RoundNews.Reserves reserves = new RoundNews.Reserves(2, 7);
    assertThat(new RoundNews(1, 0.5, 10, 0, 0, 0, Optional.empty(), 3).inWords())
        .endsWith("all wrong 0%, 3 rejected");
    assertThat(new RoundNews(1, 0.5, 10, 0, 0, 0, Optional.of(reserves), 0).inWords())
        .endsWith("all wrong 0%, 2 replaced by reserves (7 sampled)");
  }

  private static RunConfig config(int response, int microBatch) {
    return RunConfig.parse(
        "model: {from: m}\nrollout: {max-response-tokens: "
            + response
            + "}\nmemory: {micro-batch-tokens: "
            + microBatch
            + "}\n",
        "test");
  }

  private static Problem problem(int letters) {
    return BenchmarkTest.problem(
        "p" + letters, IntStream.range(0, letters).mapToObj(i -> "a").reduce("", String::concat));
  }
}
