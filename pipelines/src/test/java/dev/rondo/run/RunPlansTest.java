package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RunPlansTest {
  @Property(tries = 100)
  void everyPassHasEveryProblemOnceAtMostAndLeavesLessThanARound(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int problems,
      @ForAll @IntRange(min = 1, max = 20) int wanted) {
    int perRound = Math.min(wanted, problems);
    List<Integer> pass = new ArrayList<>();
    for (int round = 1; round <= problems / perRound; round++) {
      pass.addAll(RunPlans.roundProblems(seed, round, problems, perRound));
    }

    assertThat(pass).doesNotHaveDuplicates().allMatch(index -> index >= 0 && index < problems);
    assertThat(problems - pass.size()).isBetween(0, perRound - 1);
  }

  @Test
  void theProblemsOfARoundDependOnSeedAndRoundAlone() {
    assertThat(RunPlans.roundProblems(3, 2, 40, 10))
        .isEqualTo(RunPlans.roundProblems(3, 2, 40, 10))
        .isNotEqualTo(RunPlans.roundProblems(3, 6, 40, 10))
        .isNotEqualTo(RunPlans.roundProblems(4, 2, 40, 10));
  }

  @Test
  void moreProblemsThanThereAreAreRefused() {
    assertThatThrownBy(() -> RunPlans.roundProblems(0, 1, 5, 6))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("problems-per-round: 6");
  }

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

  private static SortedMap<Integer, Integer> committed(int... bounds) {
    SortedMap<Integer, Integer> ranges = new TreeMap<>();
    for (int i = 0; i < bounds.length; i += 2) {
      ranges.put(bounds[i], bounds[i + 1]);
    }
    return ranges;
  }

  private static List<String> ranges(SortedMap<Integer, Integer> committed, int samples) {
    return RunPlans.blockRanges(committed, samples).stream()
        .map(range -> range[0] + "-" + range[1])
        .toList();
  }
}
