package dev.rondo.task;

import java.util.ArrayList;
import java.util.List;

/**
 * The arithmetic of a word problem without its numbers.
 *
 * @param isGrouped whether the first sentence tells of so many groups of so many, which is a step
 *     by itself
 * @param steps what happens after it, in order
 */
record StoryPlan(boolean isGrouped, List<StoryStep> steps) {

  /** Copies the list. */
  StoryPlan {
    steps = List.copyOf(steps);
  }

  /** Every plan with so many steps, always in the same order. */
  static List<StoryPlan> ofSteps(int count) {
    List<StoryPlan> plans = new ArrayList<>();
    extend(new StoryPlan(false, List.of()), count, plans);
    extend(new StoryPlan(true, List.of()), count - 1, plans);
    return List.copyOf(plans);
  }

  private static void extend(StoryPlan plan, int missing, List<StoryPlan> plans) {
    if (missing == 0) {
      plans.add(plan);
      return;
    }
    for (StoryStep next : StoryStep.values()) {
      if (plan.allows(next)) {
        List<StoryStep> steps = new ArrayList<>(plan.steps);
        steps.add(next);
        extend(new StoryPlan(plan.isGrouped, steps), missing - 1, plans);
      }
    }
  }

  /**
   * Whether a step can follow. No step stands twice, there are at most two people, and what is
   * shared can be shared evenly with any operands before it.
   */
  private boolean allows(StoryStep next) {
    StoryStep last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
    if (last != null && last.isLast() || steps.contains(next)) {
      return false;
    }
    return switch (next) {
      case ADD, TAKE, SELL -> true;
      case MORE, FEWER, TIMES -> !comparesTwo();
      case TOGETHER -> last != null && last.isComparison();
      case SHARE -> !steps.contains(StoryStep.TIMES) && (!isGrouped || steps.isEmpty());
    };
  }

  /** Whether it tells of two people. */
  boolean comparesTwo() {
    return steps.stream().anyMatch(StoryStep::isComparison);
  }

  /**
   * What there is after each step, from the beginning on; null if somebody would have less than
   * one, or what is shared would not come out even.
   *
   * @param opening what the first sentence counts
   * @param groupSize so many in each of them; 1 unless it tells of groups
   * @param operands one number a step; that of {@link StoryStep#TOGETHER} is not read
   */
  List<Integer> values(int opening, int groupSize, List<Integer> operands) {
    List<Integer> values = new ArrayList<>();
    values.add(opening * groupSize);
    for (int i = 0; i < steps.size(); i++) {
      int before = values.get(i);
      int operand = steps.get(i) == StoryStep.TOGETHER ? values.get(i - 1) : operands.get(i);
      if (steps.get(i) == StoryStep.SHARE && before % operand != 0) {
        return null;
      }
      int after = steps.get(i).apply(before, operand);
      if (after < 1) {
        return null;
      }
      values.add(after);
    }
    return values;
  }
}
