// Which objectives learn nothing from groups of equal rewards, so that these may be left out.
package dev.rondo.trainer.objective;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.trainer.objective.Groups.TestRollout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class UniformGroupsTest {

  static List<Objective> objectives() {
    List<Objective> objectives =
        new ArrayList<>(List.of(new RlooObjective(), new ReinforceObjective()));
    for (double klWeight : new double[] {0, 0.1}) {
      ClippedSurrogate surrogate = new ClippedSurrogate(0.2, 0.3, Aggregation.TOKEN, klWeight);
      objectives.add(new GrpoObjective(surrogate, true));
      objectives.add(new GrpoObjective(surrogate, false));
      objectives.add(new ObjectiveProps.WithValues(new PpoObjective(surrogate, 1, 0.95, 0.2)));
    }
    for (ScoreEstimator estimator : ScoreEstimator.values()) {
      for (ImplicitReward reward : ImplicitReward.values()) {
        for (PacsGradient gradient : PacsGradient.values()) {
          objectives.add(
              new PacsObjective(1, estimator, reward, ClassBalance.QUESTION, gradient, false));
        }
      }
    }
    return objectives;
  }

  /** One group all right, one all wrong and a mixed one, so that the baselines are none of both. */
  @ParameterizedTest
  @MethodSource("objectives")
  void uniformGroupsHaveNoGradientExactlyWhereTheObjectiveSaysSo(Objective objective) {
    double atReset = largestOfUniformGroups(objective, 0);
    double later = largestOfUniformGroups(objective, 1);
    if (objective.ignoresUniformGroups(true)) {
      assertThat(atReset).isZero();
    } else {
      assertThat(Math.max(atReset, later)).isGreaterThan(1e-4);
    }
    if (objective.ignoresUniformGroups(false)) {
      assertThat(later).isZero();
    } else {
      assertThat(later).isGreaterThan(1e-4);
    }
  }

  private static double largestOfUniformGroups(Objective objective, double drift) {
    List<List<TestRollout>> groups = new ArrayList<>(Groups.random(7, 3, 6, drift));
    groups.set(0, Groups.labelled(groups.get(0), 6));
    groups.set(1, Groups.labelled(groups.get(1), 0));
    groups.set(2, Groups.labelled(groups.get(2), 2));
    GroupBatch batch = Groups.batch(groups);
    double[] coefficients = objective.evaluate(batch).coefficients();
    int tokens = batch.tokenOffsets()[batch.groupOffsets()[2]];
    return Arrays.stream(coefficients, 0, tokens).map(Math::abs).max().orElseThrow();
  }
}
