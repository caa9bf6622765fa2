// The objectives that PACS is compared with: derivatives, splitting and order by the contract, and
// their advantages by hand.
package dev.rondo.trainer.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.trainer.objective.Groups.TestRollout;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class PolicyGradientObjectivesTest {

  private static final ClippedSurrogate SURROGATE =
      new ClippedSurrogate(0.2, 0.28, Aggregation.SEQUENCE, 0.1);

  @Nested
  final class Grpo extends ObjectiveContract {
    @Override
    Objective objective() {
      return new GrpoObjective(SURROGATE, true);
    }
  }

  @Nested
  final class Rloo extends ObjectiveContract {
    @Override
    Objective objective() {
      return new RlooObjective();
    }
  }

  @Nested
  final class Reinforce extends ObjectiveContract {
    @Override
    Objective objective() {
      return new ReinforceObjective();
    }
  }

  @Nested
  final class Ppo extends ObjectiveContract {
    @Override
    Objective objective() {
      return new ObjectiveProps.WithValues(new PpoObjective(SURROGATE, 0.98, 0.9, 0.2));
    }
  }

  @Nested
  final class PacsWithDeviation extends ObjectiveContract {
    @Override
    Objective objective() {
      return new PacsObjective(
          0.7,
          ScoreEstimator.GRPO,
          ImplicitReward.MEAN_LOGPROB,
          ClassBalance.ONLY_NEGATIVE,
          PacsGradient.CRITIC,
          false);
    }
  }

  @Test
  void pacsWithoutWeightsAtAResetIsRlooTimesBeta() {
    GroupBatch batch = Groups.batch(Groups.random(3, 3, 6, 0));
    double[] rloo = new RlooObjective().evaluate(batch).coefficients();
    double[] pacs = PacsObjective.released(0.4, ClassBalance.NONE).evaluate(batch).coefficients();
    for (int t = 0; t < rloo.length; t++) {
      assertThat(pacs[t]).isCloseTo(0.4 * rloo[t], within(1e-9));
    }
  }

  @Test
  void theActorTermPushesEveryRolloutDownByItsCrossEntropy() {
    GroupBatch batch = Groups.batch(Groups.random(3, 2, 4, 0));
    double[] both = pacs(PacsGradient.BOTH).evaluate(batch).coefficients();
    double[] critic = pacs(PacsGradient.CRITIC).evaluate(batch).coefficients();
    double[] actor = pacs(PacsGradient.ACTOR).evaluate(batch).coefficients();
    for (int t = 0; t < both.length; t++) {
      assertThat(actor[t]).isCloseTo(Math.log(2) / 8, within(1e-12));
      assertThat(both[t]).isCloseTo(actor[t] + critic[t], within(1e-12));
    }
  }

  private static PacsObjective pacs(PacsGradient gradient) {
    return new PacsObjective(
        1, ScoreEstimator.RLOO, ImplicitReward.LOG_RATIO, ClassBalance.NONE, gradient, false);
  }

  @Test
  void softLabelsAreTakenWhereTheyAreAllowed() {
    List<TestRollout> group =
        List.of(
            new TestRollout(new double[] {-1}, new double[] {-1}, 0.25),
            new TestRollout(new double[] {-1}, new double[] {-1}, 1));
    PacsObjective soft =
        new PacsObjective(
            1,
            ScoreEstimator.NAIVE,
            ImplicitReward.LOG_RATIO,
            ClassBalance.NONE,
            PacsGradient.CRITIC,
            true);
    double[] coefficients = soft.evaluate(Groups.batch(List.of(group))).coefficients();
    assertThat(coefficients[0]).isCloseTo((0.5 - 0.25) / 2, within(1e-12));
    assertThat(coefficients[1]).isCloseTo((0.5 - 1) / 2, within(1e-12));
  }

  /** Two tokens, gamma 1, lambda 0.5: A_2 = 1 - 0.6, A_1 = 0.6 - 0.2 + 0.5 A_2. */
  @Test
  void advantagesAndValueErrorsOfPpoAreThoseOfItsEquations() {
    GroupBatch batch =
        new GroupBatch(
            new int[] {0, 1},
            new int[] {0, 2},
            new double[] {-1, -1},
            new double[] {-1, -1},
            new double[] {-1, -1},
            new double[] {1},
            new CriticValues(new double[] {0.3, 0.5}, new double[] {0.2, 0.6}),
            new UpdateTotals(1, 1, 2, 1));
    ObjectiveValue value =
        new PpoObjective(new ClippedSurrogate(0.2, 0.2, Aggregation.TOKEN, 0), 1, 0.5, 0)
            .evaluate(batch);
    assertThat(value.coefficients()[1]).isCloseTo(-0.4 / 2, within(1e-12));
    assertThat(value.coefficients()[0]).isCloseTo(-0.6 / 2, within(1e-12));
    assertThat(value.valueCoefficients()[1]).isCloseTo((0.5 - 1) / 2, within(1e-12));
    assertThat(value.valueCoefficients()[0]).isCloseTo((0.3 - 0.8) / 2, within(1e-12));
  }
}
