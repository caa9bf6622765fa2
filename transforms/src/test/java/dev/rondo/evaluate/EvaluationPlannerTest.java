package dev.rondo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EvaluationPlannerTest {
  @Test
  void samplesAddedLaterGoIntoFurtherBlocks() {
    assertThat(ranges(new TreeMap<>(), 100)).containsExactly("0-64", "64-100");
    assertThat(ranges(committed(0, 64, 64, 100), 256))
        .containsExactly("0-64", "64-100", "100-128", "128-192", "192-256");
    assertThat(ranges(committed(0, 64, 64, 100), 50)).containsExactly("0-64", "64-100");
  }

  @Test
  void aBlockBehindAGapIsNotCounted() {
    assertThat(ranges(committed(0, 16, 64, 128), 64)).containsExactly("0-16", "16-64");
  }

  @Test
  void anIdThatTwoProblemsHaveIsRefusedBeforeAnythingIsSampled() {
    List<Problem> problems =
        List.of(
            new Problem("a", "1 + 1", "2", "arithmetic", "test", null),
            new Problem("a", "1 + 2", "3", "arithmetic", "test", null));
    assertThatThrownBy(() -> new EvaluationPlanner(null, null, problems, 1, 1, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Cannot evaluate on problems with id a twice (allowed: each id once)");
  }

  private static SortedMap<Integer, Integer> committed(int... bounds) {
    SortedMap<Integer, Integer> ranges = new TreeMap<>();
    for (int i = 0; i < bounds.length; i += 2) {
      ranges.put(bounds[i], bounds[i + 1]);
    }
    return ranges;
  }

  private static List<String> ranges(SortedMap<Integer, Integer> committed, int samples) {
    return EvaluationPlanner.blockRanges(committed, samples).stream()
        .map(range -> range[0] + "-" + range[1])
        .toList();
  }
}
