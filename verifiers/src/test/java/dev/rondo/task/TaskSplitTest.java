package dev.rondo.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import dev.rondo.schema.Property;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Splits of a task by use, and the permutation that orders its problems. */
class TaskSplitTest {
  private final TaskGenerator task = new LastDigitTask(3, 0.6);

  @Test
  void noPromptIsInTwoListsOfASplit() {
    TaskSplit split = TaskSplit.of(task, 5, 128, 400, 2048);
    Set<String> prompts = new HashSet<>();
    for (List<Problem> problems :
        List.of(split.heldOut(), split.demonstrations(), split.training())) {
      problems.forEach(problem -> prompts.add(problem.getPrompt()));
    }

    assertThat(prompts).hasSize(128 + 400 + 2048);
    assertThat(split.heldOut()).hasSize(128).allMatch(problem -> problem.getSolution() == null);
    assertThat(split.demonstrations()).allMatch(problem -> problem.getSolution() != null);
    assertThat(split.training()).allMatch(problem -> problem.getSolution() == null);
    assertThat(TaskSplit.of(task, 5, 128, 300, 64).heldOut()).isEqualTo(split.heldOut());
  }

  @Test
  void aSplitOfMoreProblemsThanThereAreIsRefused() {
    assertThatThrownBy(() -> TaskSplit.of(task, 5, 128, 400, 3500))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot split last-digit-3 into held-out-problems 128, demonstrations 400,"
                + " problems 3500 (allowed: 4000 in all)");
    assertThatThrownBy(() -> task.problem(1, 4000)).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> task.problem(1, -1)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void aPermutationTakesEveryValueOnce() {
    Property.holds(
        100,
        draw -> {
          int size = draw.whole(1, 2000);
          long seed = draw.any();
          SeededPermutation permutation = new SeededPermutation(size, seed);
          Set<Long> values = new HashSet<>();
          for (int position = 0; position < size; position++) {
            long value = permutation.at(position);
            assertThat(value).isBetween(0L, size - 1L);
            values.add(value);
          }
          assertThat(values).hasSize(size);
        });
  }

  @Test
  void aLargePermutationStaysInRange() {
    Property.holds(
        200,
        draw -> {
          long size = draw.large(1, Long.MAX_VALUE / 4);
          long seed = draw.any();
          assertThat(new SeededPermutation(size, seed).at(size - 1)).isBetween(0L, size - 1);
        });
  }
}
