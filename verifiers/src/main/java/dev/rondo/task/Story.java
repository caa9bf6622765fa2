package dev.rondo.task;

import java.util.ArrayList;
import java.util.List;

/**
 * A word problem: its text and the chain of its values.
 *
 * @param prompt the text, question included
 * @param plan its arithmetic
 * @param opening what the first sentence counts
 * @param groupSize so many in each group; 1 unless the first sentence tells of groups
 * @param operands one number a step; 0 for {@link StoryStep#TOGETHER}
 * @param values what there is after each step, from the beginning on
 */
record Story(
    String prompt,
    StoryPlan plan,
    int opening,
    int groupSize,
    List<Integer> operands,
    List<Integer> values) {
  private static final int SMALLEST = 2;
  private static final int LARGEST_FACTOR = 9;

  /**
   * Writes one: the people, the numbers, a sentence for each step, then sentences that have nothing
   * to do with the question.
   *
   * @param largest of the numbers that are added and taken; factors are at most half of it, and 9
   * @param choices what makes the story; no two of them make the same
   * @param distractors so many sentences that have nothing to do with the question, 0 to 2
   * @param irrelevant what makes these sentences and their places
   */
  static Story of(
      StoryPlan plan, int largest, Choices choices, int distractors, Choices irrelevant) {
    StoryTexts texts = StoryTexts.of(plan.comparesTwo(), choices);
    int largestFactor = Math.max(SMALLEST, Math.min(LARGEST_FACTOR, largest / 2));
    int groupSize = plan.isGrouped() ? number(largestFactor, choices) : 1;
    List<Integer> operands = new ArrayList<>();
    for (StoryStep step : plan.steps()) {
      operands.add(
          step == StoryStep.TOGETHER
              ? 0
              : number(step.isByFactor() ? largestFactor : largest, choices));
    }
    int opening = opening(plan, groupSize, operands, choices.below(largest - 1));

    List<String> sentences = new ArrayList<>();
    sentences.add(
        plan.isGrouped()
            ? texts.groups(opening, groupSize, choices)
            : texts.beginning(opening, choices));
    for (int i = 0; i < plan.steps().size(); i++) {
      if (plan.steps().get(i) != StoryStep.TOGETHER) {
        sentences.add(texts.step(plan.steps().get(i), operands.get(i), choices));
      }
    }
    String question = texts.question(plan, choices);
    distract(sentences, texts, largest, distractors, irrelevant);
    sentences.add(question);
    return new Story(
        String.join(" ", sentences),
        plan,
        opening,
        groupSize,
        List.copyOf(operands),
        plan.values(opening, groupSize, operands));
  }

  private static int number(int largest, Choices choices) {
    return SMALLEST + choices.below(largest - SMALLEST + 1);
  }

  /** The number of the given rank among those with which the story is possible. */
  private static int opening(StoryPlan plan, int groupSize, List<Integer> operands, int rank) {
    int opening = SMALLEST;
    int passed = 0;
    while (true) {
      if (plan.values(opening, groupSize, operands) != null && passed++ == rank) {
        return opening;
      }
      opening++;
    }
  }

  /** Puts in sentences after the first one; where two are, their places are in order. */
  private static void distract(
      List<String> sentences, StoryTexts texts, int largest, int distractors, Choices choices) {
    int places = sentences.size();
    if (distractors == 1) {
      int place = 1 + choices.below(places);
      sentences.add(place, texts.distractor(0, number(largest, choices), choices));
    } else if (distractors == 2) {
      int pair = choices.below(places * (places + 1) / 2);
      int second = 1;
      while (pair >= second) {
        pair -= second;
        second++;
      }
      // The pairs first <= second; the later one goes in first, so that places stay what they are.
      String earlier = texts.distractor(0, number(largest, choices), choices);
      String later = texts.distractor(1, number(largest, choices), choices);
      sentences.add(second, later);
      sentences.add(pair + 1, earlier);
    }
  }

  /** The answer of the question. */
  int answer() {
    return values.get(values.size() - 1);
  }
}
