package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
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
}
