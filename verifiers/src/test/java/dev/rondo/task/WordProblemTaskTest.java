package dev.rondo.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Problem;
import dev.rondo.verify.Verifiers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Word problems: what the text says is what the answer is, and no text comes twice. */
class WordProblemTaskTest {
  private static final long SEED = 3;

  @ParameterizedTest
  @CsvSource({"1,10,0", "2,10,1", "3,10,2", "3,100,2", "3,4,1"})
  void theAnswerIsWhatAReaderOfTheTextFinds(int size, int largest, int distractors) {
    WordProblemTask task = new WordProblemTask(size, 1, largest, distractors);
    for (long index = 0; index < 1000; index++) {
      Problem problem = task.problem(SEED, index);
      assertThat(problem.getAnswer())
          .as(problem.getPrompt())
          .isEqualTo(Integer.toString(new StoryReader().answer(problem.getPrompt())));
    }
  }

  @Test
  void everyPlanStepAndSentenceComesUp() {
    WordProblemTask task = new WordProblemTask(3, 1, 10, 2);
    Set<StoryPlan> plans = new HashSet<>();
    int[] steps = new int[4];
    StoryReader reader = new StoryReader();
    for (long index = 0; index < 6_000; index++) {
      Story story = task.story(SEED, index);
      plans.add(story.plan());
      steps[story.values().size() - 1 + (story.plan().isGrouped() ? 1 : 0)]++;
      reader.answer(story.prompt());
    }
    assertThat(plans).hasSize(8 + 33 + 70);
    for (int count = 1; count <= 3; count++) {
      assertThat(steps[count]).isBetween(1850, 2150); // a third; 4 standard deviations
    }
    assertThat(reader.sentencesSeen()).isEqualTo(StoryReader.SENTENCES);
    assertThat(reader.irrelevantSentences() / 6_000.0).isBetween(0.95, 1.05);
  }

  @Test
  void aHundredThousandTextsAreDifferentAndSoAreMostOfThemWithoutTheirNumbers() {
    WordProblemTask task = new WordProblemTask(2, 1, 10, 1);
    Set<Long> texts = new HashSet<>();
    Set<Long> withoutNumbers = new HashSet<>();
    for (long index = 0; index < 100_000; index++) {
      String text = task.story(SEED, index).prompt();
      texts.add(hash(text));
      withoutNumbers.add(hash(text.replaceAll("[0-9]+", "#")));
    }
    assertThat(texts).hasSize(100_000);
    assertThat(withoutNumbers.size()).isGreaterThan(95_000);
  }

  /** 64 bits, so that 100,000 texts collide by chance once in four billion seeds. */
  private static long hash(String text) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
    }
    return hash;
  }

  @Test
  void noTwoChoicesOfAPlanGiveTheSameText() {
    for (StoryPlan plan : StoryPlan.ofSteps(2)) {
      Choices.Counting counting = new Choices.Counting();
      Story.of(plan, 4, counting, 0, Choices.of(0));
      Set<String> texts = new HashSet<>();
      long step = Math.max(1, counting.count() / 300);
      long made = 0;
      for (long choice = 0; choice < counting.count(); choice += step, made++) {
        texts.add(Story.of(plan, 4, Choices.of(choice), 0, Choices.of(0)).prompt());
      }
      assertThat((long) texts.size()).isEqualTo(made);
    }
  }

  @Test
  void goldenExamples() {
    WordProblemTask task = new WordProblemTask(3, 1, 10, 1);
    List<String> examples = new ArrayList<>();
    for (long index = 0; index < 6; index++) {
      Problem problem = task.problem(SEED, index);
      examples.add(problem.getPrompt() + " -> " + problem.getSolution().replace("\n", "; "));
    }
    assertThat(examples).containsExactly(GOLDEN);
  }

  private static final String[] GOLDEN = {
    "David has a box with 10 hats in it. A cousin of David's has 10 eggs. The number of Henry's"
        + " hats is 3 times that of David's. How many hats does Henry have? -> 10 * 3 = 30;"
        + " \\boxed{30}",
    "Sam owns 2 shells. Emma has 6 more shells than Sam. How many shells does Emma have in all? ->"
        + " 2 + 6 = 8; \\boxed{8}",
    "Anna has a box with 8 books in it. Anna's mother gives Anna 2 more books. A shop buys all the"
        + " books from Anna for 5 coins each. Last year Anna lost 3 buttons. How many coins does"
        + " Anna get? -> 8 + 2 = 10; 10 * 5 = 50; \\boxed{50}",
    "Clara has 10 jars with 3 tickets in each of them. Victor has 10 tickets more than Clara has."
        + " How many tickets does Victor have? -> 10 * 3 = 30; 30 + 10 = 40; \\boxed{40}",
    "Simon has 7 drawers with 5 flowers in each of them. The number of Oscar's flowers is 5 times"
        + " that of Simon's. Oscar gets 2 coins for each flower and sells them all. How many coins"
        + " does Oscar get? -> 7 * 5 = 35; 35 * 5 = 175; 175 * 2 = 350; \\boxed{350}",
    "Henry has 16 coats at home. Henry has 9 more coats than Tom. Tom's mother gives Tom 10 more"
        + " coats. The coats are worth 2 coins each. How many coins are Tom's coats worth in all?"
        + " -> 16 - 9 = 7; 7 + 10 = 17; 17 * 2 = 34; \\boxed{34}"
  };

  @Test
  void theVerifierTakesTheNumberWithOrWithoutTheThings() {
    Problem problem = new WordProblemTask(1, 1, 10, 0).problem(SEED, 0);
    var verifier = Verifiers.named(problem.getVerifier());
    String answer = problem.getAnswer();
    for (String right : List.of("\\boxed{%s}", "So \\boxed{%s.0}.", "\\boxed{%s \\text{ cups}}")) {
      assertThat(verifier.verify(answer, right.formatted(answer)).outcome())
          .as(right)
          .isEqualTo(Outcome.CORRECT);
    }
    for (String wrong : List.of("%s", "\\boxed{1%s}", "\\boxed{-%s}", "\\boxed{}")) {
      assertThat(verifier.verify(answer, wrong.formatted(answer)).outcome())
          .as(wrong)
          .isEqualTo(Outcome.INCORRECT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2 + 3 = \\boxed{5}", "\\boxed{-5}.", "So:\n$2 \\times 3$ \\boxed{6} "})
  void oneBoxedNumberAtTheEndIsWellFormed(String response) {
    assertThat(new WordProblemTask(1, 1, 10, 0).isWellFormed(response)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "\\boxed{}", "\\boxed{5", "\\boxed{5} apples", "\\boxed{a}"})
  void anythingElseIsNot(String response) {
    assertThat(new WordProblemTask(1, 1, 10, 0).isWellFormed(response)).isFalse();
  }

  @Test
  void rangesAreNamed() {
    assertThatThrownBy(() -> new WordProblemTask(1, 1, 3, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Cannot make word-problem problems with largest-number: 3 (allowed: 4 to 100)");
    assertThatThrownBy(() -> new WordProblemTask(1, 1, 10, 3))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Cannot make word-problem problems with distractors: 3 (allowed: 0 to 2)");
  }

  @Test
  void numbersStayInTheirRange() {
    TreeMap<Integer, Integer> seen = new TreeMap<>();
    WordProblemTask task = new WordProblemTask(2, 1, 10, 0);
    for (long index = 0; index < 5000; index++) {
      Story story = task.story(SEED, index);
      for (int i = 0; i < story.plan().steps().size(); i++) {
        StoryStep step = story.plan().steps().get(i);
        if (step != StoryStep.TOGETHER) {
          int operand = story.operands().get(i);
          assertThat(operand).isBetween(2, step.isByFactor() ? 5 : 10);
          seen.merge(operand, 1, Integer::sum);
        }
      }
      assertThat(story.values()).allMatch(value -> value >= 1);
    }
    assertThat(seen.keySet()).containsExactly(2, 3, 4, 5, 6, 7, 8, 9, 10);
  }
}
