package dev.rondo.task;

import dev.rondo.dataset.SplitMix64;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Word problems in English about small whole numbers, for policies that read:
 *
 * <pre>{@code
 * Rosa has 3 boxes with 4 stamps in each of them. Rosa would like to have 7 cups. Then Rosa gives 5
 * stamps away. How many stamps does Rosa have now?   ->   3 * 4 = 12
 *                                                         12 - 5 = 7
 *                                                         \boxed{7}
 * }</pre>
 *
 * <p>Steps are sums, differences, products and quotients that come out even; somebody else may have
 * so many more, fewer or times as many. Problems of 1 to {@code size} steps are equally many, and
 * so are those with 0 to {@code distractors} sentences that have nothing to do with the question.
 * The facts are what one can do with an operation and a second number; the worked solutions know a
 * share of them and guess a number up to 30 where another comes up.
 *
 * <p>The verifier is {@code numeric}: one number, exactly, with or without the name of the things.
 */
public final class WordProblemTask implements TaskGenerator {
  /** Steps of the longest problems. */
  public static final int MOST_STEPS = 3;

  /** Sentences that have nothing to do with the question, at most. */
  public static final int MOST_DISTRACTORS = 2;

  private static final String OPERATORS = "+-*/";
  private static final int SECOND_NUMBERS = 20;
  private static final int GUESSES = 30;
  private static final int SMALLEST_RANGE = 4;
  private static final int LARGEST_RANGE = 100;
  private static final String CHARACTERS =
      " '\n*+,-./=?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private final int size;
  private final int largest;
  private final int distractors;
  private final KnownFacts facts;

  /** Plans of 1, 2, ... steps. */
  private final List<List<StoryPlan>> plans;

  /** How many stories there are, by steps - 1 and plan. */
  private final List<List<Long>> counts;

  /** Problems of one number of steps. */
  private final long perStepCount;

  /**
   * @param size steps of the longest problems, 1 to 3
   * @param knownFacts share of the facts that the worked solutions get right, 0 to 1
   * @param largest of the numbers that are added and taken, 4 to 100
   * @param distractors sentences that have nothing to do with the question, at most, 0 to 2
   */
  public WordProblemTask(int size, double knownFacts, int largest, int distractors) {
    this.size = TaskTexts.requireSize("word-problem", size, 1, MOST_STEPS, "steps");
    this.largest = require("largest-number", largest, SMALLEST_RANGE, LARGEST_RANGE);
    this.distractors = require("distractors", distractors, 0, MOST_DISTRACTORS);
    this.facts = new KnownFacts(OPERATORS.length() * SECOND_NUMBERS, knownFacts);
    this.plans = IntStream.rangeClosed(1, size).mapToObj(StoryPlan::ofSteps).toList();
    this.counts = plans.stream().map(plans -> plans.stream().map(this::count).toList()).toList();
    this.perStepCount =
        counts.stream()
            .mapToLong(
                ofSteps -> ofSteps.size() * ofSteps.stream().mapToLong(n -> n).min().orElse(0))
            .min()
            .orElseThrow();
  }

  private static int require(String what, int value, int smallest, int largest) {
    if (value < smallest || value > largest) {
      throw new InvalidInputException(
          String.format(
              Locale.ROOT,
              "Cannot make word-problem problems with %s: %d (allowed: %d to %d)",
              what,
              value,
              smallest,
              largest));
    }
    return value;
  }

  private long count(StoryPlan plan) {
    Choices.Counting counting = new Choices.Counting();
    Story.of(plan, largest, counting, 0, Choices.of(0));
    return counting.count();
  }

  @Override
  public String source() {
    return String.format(Locale.ROOT, "word-problem-%d", size);
  }

  @Override
  public String verifier() {
    return "numeric";
  }

  @Override
  public long problemCount() {
    return perStepCount * size;
  }

  @Override
  public Problem problem(long seed, long index) {
    Story story = story(seed, index);
    return TaskTexts.problem(
        this, story.prompt(), Integer.toString(story.answer()), solution(story, seed, index));
  }

  /**
   * The story of a problem: steps, plan and choices are digits of its place in the seed's order.
   * The sentences that have nothing to do with the question are drawn beside, so that no story
   * comes a second time with others.
   */
  Story story(long seed, long index) {
    long rest = new SeededPermutation(problemCount(), seed).at(index);
    int steps = (int) (rest % size);
    rest /= size;
    List<StoryPlan> ofSteps = plans.get(steps);
    int which = (int) (rest % ofSteps.size());
    rest /= ofSteps.size();
    // Spread over all that the plan has, for another plan may have fewer.
    long spread = SplitMix64.mix(seed + 1000L * steps + which);
    long choice = new SeededPermutation(counts.get(steps).get(which), spread).at(rest);
    Choices irrelevant = Choices.of(SplitMix64.mix(SplitMix64.mix(seed) + index) >>> 1);
    return Story.of(
        ofSteps.get(which),
        largest,
        Choices.of(choice),
        irrelevant.below(distractors + 1),
        irrelevant);
  }

  private String solution(Story story, long seed, long index) {
    StringBuilder lines = new StringBuilder();
    List<Integer> written = new ArrayList<>();
    written.add(story.opening());
    if (story.plan().isGrouped()) {
      written.set(0, line(lines, story.opening(), '*', story.groupSize(), seed, index));
    }
    for (int i = 0; i < story.plan().steps().size(); i++) {
      StoryStep step = story.plan().steps().get(i);
      int operand = step == StoryStep.TOGETHER ? written.get(i - 1) : story.operands().get(i);
      written.add(line(lines, written.get(i), step.operator(), operand, seed, index));
    }
    return lines + TaskTexts.box(Integer.toString(written.get(written.size() - 1)));
  }

  /** Writes one line of a worked solution; where its fact is not known the result is a guess. */
  private int line(
      StringBuilder lines, int first, char operator, int second, long seed, long index) {
    int fact = OPERATORS.indexOf(operator) * SECOND_NUMBERS + second % SECOND_NUMBERS;
    int result =
        switch (operator) {
          case '+' -> first + second;
          case '-' -> first - second;
          case '*' -> first * second;
          default -> first / second;
        };
    if (!facts.isKnown(seed, fact)) {
      result = 1 + KnownFacts.guess(seed, index, lines.length(), GUESSES);
    }
    lines.append(first).append(' ').append(operator).append(' ').append(second);
    lines.append(" = ").append(result).append('\n');
    return result;
  }

  @Override
  public List<String> alphabet() {
    return TaskTexts.alphabet(CHARACTERS + TaskTexts.DIGITS);
  }

  /** A bound: no prompt is longer. */
  @Override
  public int longestPromptTokens() {
    int slack = 32; // the longest name, number and sentence need not come together
    int longest = 0;
    for (List<StoryPlan> ofSteps : plans) {
      for (StoryPlan plan : ofSteps) {
        String prompt =
            Story.of(plan, largest, Choices.longest(), distractors, Choices.longest()).prompt();
        longest = Math.max(longest, prompt.length());
      }
    }
    return longest + slack;
  }

  /** A bound: no worked solution is longer. */
  @Override
  public int longestSolutionTokens() {
    int digits = Integer.toString(largest * largest * largest * MOST_STEPS).length();
    int line = " + ".length() + " = ".length() + 1 + 3 * digits;
    int box = 2;
    return size * line + digits + box;
  }

  /** Anything before one boxed whole number at the end. */
  @Override
  public boolean isWellFormed(String responseText) {
    String text = responseText.strip();
    int box = text.indexOf(TaskTexts.BOX);
    return box >= 0 && text.substring(box + TaskTexts.BOX.length()).matches("-?[0-9]{1,18}\\}\\.?");
  }
}
