package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Property;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunPlansTest {
  @Test
  void everyPassHasEveryProblemOnceAtMostAndLeavesLessThanARound() {
    Property.holds(
        100,
        draw -> {
          long seed = draw.any();
          int problems = draw.whole(1, 60);
          int wanted = draw.whole(1, 20);
          int perRound = Math.min(wanted, problems);
          List<Integer> pass = new ArrayList<>();
          for (int round = 1; round <= problems / perRound; round++) {
            pass.addAll(RunPlans.roundProblems(seed, round, problems, perRound));
          }

          assertThat(pass)
              .doesNotHaveDuplicates()
              .allMatch(index -> index >= 0 && index < problems);
          assertThat(problems - pass.size()).isBetween(0, perRound - 1);
        });
  }

  @Test
  void theProblemsOfARoundDependOnSeedAndRoundAlone() {
    assertThat(RunPlans.roundProblems(3, 2, 40, 10))
        .isEqualTo(RunPlans.roundProblems(3, 2, 40, 10))
        .isNotEqualTo(RunPlans.roundProblems(3, 6, 40, 10))
        .isNotEqualTo(RunPlans.roundProblems(4, 2, 40, 10));
  }

  @Test
  void theReservesOfARoundAreAllOtherProblemsInAnOrderOfItsOwn() {
    List<Integer> chosen = RunPlans.roundProblems(3, 2, 40, 10);
    List<Integer> reserves = RunPlans.reserveProblems(3, 2, 40, chosen);

    assertThat(reserves).hasSize(30).doesNotHaveDuplicates().doesNotContainAnyElementsOf(chosen);
    assertThat(reserves)
        .isEqualTo(RunPlans.reserveProblems(3, 2, 40, chosen))
        .isNotEqualTo(RunPlans.reserveProblems(3, 3, 40, chosen))
        .isNotEqualTo(RunPlans.reserveProblems(4, 2, 40, chosen));
  }

  @Test
  void moreProblemsThanThereAreAreRefused() {
    assertThatThrownBy(() -> RunPlans.roundProblems(0, 1, 5, 6))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("problems-per-round: 6");
  }
}
