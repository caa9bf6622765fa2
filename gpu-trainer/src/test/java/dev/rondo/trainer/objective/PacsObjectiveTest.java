// The five facts about PACS that any implementation must reproduce, to 1e-9.
package dev.rondo.trainer.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Property;
import dev.rondo.trainer.objective.Groups.TestRollout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PacsObjectiveTest extends ObjectiveContract {

  private static final PacsObjective BALANCED = PacsObjective.released(0.7, ClassBalance.QUESTION);
  private static final PacsObjective UNWEIGHTED = PacsObjective.released(0.7, ClassBalance.NONE);

  @Override
  Objective objective() {
    return BALANCED;
  }

  /** Oracle 1: sum of psi is 0, seen through the sum of dL/dr, which goes through the same map. */
  @Test
  void sequenceCoefficientsOfAGroupSumToZero() {
    Property.holds(
        200,
        draw -> {
          long seed = draw.any();
          int groupSize = draw.whole(2, 16);
          double drift = draw.number(0, 8);
          GroupBatch batch = Groups.batch(Groups.random(seed, 1, groupSize, drift));
          double[] bySequence = bySequence(batch, BALANCED.evaluate(batch).coefficients());
          double sum = 0;
          for (double coefficient : bySequence) {
            sum += coefficient;
          }
          assertThat(sum).isCloseTo(0, within(1e-12));
        });
  }

  /** Oracle 1, on the score logits themselves: their mean is the naive mean less itself. */
  @Test
  void scoreLogitsAreTheImplicitRewardLessTheMeanOfTheOthers() {
    List<TestRollout> group =
        List.of(rollout(0.3, 1), rollout(-0.1, 0), rollout(0.5, 1), rollout(-0.4, 0));
    ObjectiveValue value =
        PacsObjective.released(2, ClassBalance.NONE).evaluate(Groups.batch(List.of(group)));
    double[] implicitReward = {0.6, -0.2, 1.0, -0.8};
    double[] label = {1, 0, 1, 0};
    double loss = 0;
    double sum = 0;
    double absolute = 0;
    for (int i = 0; i < 4; i++) {
      double others = 0;
      for (int j = 0; j < 4; j++) {
        others += j == i ? 0 : implicitReward[j] / 3;
      }
      double psi = implicitReward[i] - others;
      sum += psi;
      absolute += Math.abs(psi) / 4;
      double probability = 1 / (1 + Math.exp(-psi));
      loss -= Math.log(label[i] == 1 ? probability : 1 - probability) / 4;
    }
    assertThat(sum).isCloseTo(0, within(1e-12));
    assertThat(value.loss()).isCloseTo(loss, within(1e-12));
    assertThat(value.metrics().values().get("train/score_logit_abs"))
        .isCloseTo(absolute, within(1e-12));
    assertThat(value.metrics().values().get("train/score_accuracy")).isEqualTo(1);
  }

  /** Oracle 2, first half. */
  @Test
  void lossAtAResetIsLnTwoWeightedOrNot() {
    Property.holds(
        100,
        draw -> {
          long seed = draw.any();
          int groupSize = draw.whole(2, 12);
          GroupBatch batch = Groups.batch(Groups.random(seed, 3, groupSize, 0));
          for (PacsObjective objective : List.of(BALANCED, UNWEIGHTED)) {
            ObjectiveValue value = objective.evaluate(batch);
            assertThat(value.loss()).isCloseTo(Math.log(2), within(1e-9));
            assertThat(value.metrics().values().get("train/score_logit_max")).isEqualTo(0);
          }
        });
  }

  /** Oracle 2, second half: coefficients are those of RLOO times beta (a loss is descended). */
  @Test
  void gradientAtAResetIsBetaTimesTheLeaveOneOutPolicyGradient() {
    Property.holds(
        100,
        draw -> {
          long seed = draw.any();
          int groupSize = draw.whole(2, 12);
          GroupBatch batch = Groups.batch(Groups.random(seed, 1, groupSize, 0));
          double[] coefficients = UNWEIGHTED.evaluate(batch).coefficients();
          double sum = 0;
          for (double reward : batch.outcomeRewards()) {
            sum += reward;
          }
          for (int i = 0; i < groupSize; i++) {
            double reward = batch.outcomeRewards()[i];
            double advantage = reward - (sum - reward) / (groupSize - 1);
            // e_i = (1/2 - R_i)/G, so centring it is minus the centred label over G.
            double expected = -UNWEIGHTED.beta() * advantage / groupSize;
            assertThat(coefficients[batch.tokenOffsets()[i]]).isCloseTo(expected, within(1e-9));
          }
        });
  }

  /** Oracle 3: balanced = -beta G / (4 (G-1)) (mean over correct - mean over incorrect). */
  @Test
  void balancedGradientOfAMixedGroupIsTheDifferenceOfClassMeans() {
    Property.holds(
        100,
        draw -> {
          long seed = draw.any();
          int groupSize = draw.whole(2, 12);
          int correctDraw = draw.whole(1, 11);
          int correct = 1 + (correctDraw - 1) % (groupSize - 1);
          List<TestRollout> group =
              Groups.labelled(Groups.random(seed, 1, groupSize, 0).get(0), correct);
          GroupBatch batch = Groups.batch(List.of(group));
          double[] weighted = BALANCED.evaluate(batch).coefficients();
          double[] unweighted = UNWEIGHTED.evaluate(batch).coefficients();
          double share = (double) correct / groupSize;
          double scale = BALANCED.beta() * groupSize / (4.0 * (groupSize - 1));
          for (int i = 0; i < groupSize; i++) {
            int token = batch.tokenOffsets()[i];
            double expected = i < correct ? -scale / correct : scale / (groupSize - correct);
            assertThat(weighted[token]).isCloseTo(expected, within(1e-9));
            assertThat(weighted[token])
                .isCloseTo(unweighted[token] / (4 * share * (1 - share)), within(1e-9));
          }
        });
  }

  /** Oracle 4. */
  @Test
  void groupsOfOneClassContributeNothingAtAResetAndSomethingLater() {
    for (int correct : new int[] {0, 8}) {
      List<TestRollout> reset = Groups.labelled(Groups.random(6, 1, 8, 0).get(0), correct);
      assertThat(BALANCED.evaluate(Groups.batch(List.of(reset))).coefficients()).containsOnly(0.0);
      List<TestRollout> later = Groups.labelled(Groups.random(6, 1, 8, 1).get(0), correct);
      GroupBatch batch = Groups.batch(List.of(later));
      double largest = 0;
      for (double coefficient : BALANCED.evaluate(batch).coefficients()) {
        largest = Math.max(largest, Math.abs(coefficient));
      }
      assertThat(largest).isGreaterThan(1e-4);
    }
  }

  /** Oracle 5: the loss sees only the summed log-ratio; one scalar a sequence. */
  @Test
  void everyTokenOfASequenceHasTheSameCoefficientWhateverTheSplitOfItsLogRatio() {
    List<List<TestRollout>> groups = Groups.random(7, 2, 4, 1);
    List<List<TestRollout>> summed = new ArrayList<>();
    for (List<TestRollout> group : groups) {
      summed.add(
          group.stream()
              .map(
                  rollout ->
                      new TestRollout(
                          new double[] {sum(rollout.trainer())},
                          new double[] {sum(rollout.reference())},
                          rollout.reward()))
              .toList());
    }
    GroupBatch long_ = Groups.batch(groups);
    GroupBatch short_ = Groups.batch(summed);
    double[] coefficients = BALANCED.evaluate(long_).coefficients();
    double[] expected = BALANCED.evaluate(short_).coefficients();
    for (int i = 0; i < long_.sequenceCount(); i++) {
      for (int t = long_.tokenOffsets()[i]; t < long_.tokenOffsets()[i + 1]; t++) {
        assertThat(coefficients[t]).isCloseTo(expected[i], within(1e-12));
      }
    }
  }

  @Test
  void classWeightsBalanceAMixedGroupAndLeaveOthersAlone() {
    assertThat(ClassBalance.QUESTION.weights(new double[] {1, 0, 0, 0}))
        .containsExactly(2, 2.0 / 3, 2.0 / 3, 2.0 / 3);
    assertThat(ClassBalance.QUESTION.weights(new double[] {1, 1, 1})).containsExactly(1, 1, 1);
    assertThat(ClassBalance.NONE.weights(new double[] {1, 0, 0})).containsExactly(1, 1, 1);
  }

  @Test
  void withoutLeaveOneOutTheScoreLogitIsTheImplicitReward() {
    GroupBatch batch = Groups.batch(List.of(List.of(rollout(0.5, 1), rollout(0.25, 0))));
    ObjectiveValue value =
        new PacsObjective(
                1,
                ScoreEstimator.NAIVE,
                ImplicitReward.LOG_RATIO,
                ClassBalance.NONE,
                PacsGradient.CRITIC,
                false)
            .evaluate(batch);
    assertThat(value.coefficients()[0])
        .isCloseTo((1 / (1 + Math.exp(-0.5)) - 1) / 2, within(1e-12));
    assertThat(value.coefficients()[1]).isCloseTo(1 / (1 + Math.exp(-0.25)) / 2, within(1e-12));
  }

  @Test
  void betaOutsideItsRangeIsRefused() {
    for (double beta : new double[] {0, -1, Double.NaN, 1e6}) {
      assertThatThrownBy(() -> PacsObjective.released(beta, ClassBalance.NONE))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("Cannot train with objective.beta: " + beta)
          .hasMessageContaining("allowed: above 0");
    }
  }

  @Test
  void brokenBatchesAreRefusedByNumberOfInvariant() {
    UpdateTotals totals = new UpdateTotals(1, 2, 2, 0.5);
    double[] two = {0, 0};
    int[] offsets = {0, 1, 2};
    int[] oneGroup = {0, 2};
    assertThatThrownBy(() -> new GroupBatch(new int[] {0, 0, 2}, offsets, two, two, two, totals))
        .hasMessageContaining("groupOffsets");
    assertThatThrownBy(() -> new GroupBatch(oneGroup, new int[] {0, 2, 2}, two, two, two, totals))
        .hasMessageContaining("tokenOffsets");
    double[] infinite = {0, Double.NEGATIVE_INFINITY};
    assertThatThrownBy(() -> new GroupBatch(oneGroup, offsets, infinite, two, two, totals))
        .hasMessageContaining("finite");
    double[] half = {0.5, 1};
    GroupBatch soft = new GroupBatch(oneGroup, offsets, two, two, half, totals);
    assertThatThrownBy(() -> BALANCED.evaluate(soft)).hasMessageContaining("0 or 1");
  }

  private static TestRollout rollout(double logRatio, double reward) {
    return new TestRollout(new double[] {-1 + logRatio}, new double[] {-1}, reward);
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  private static double[] bySequence(GroupBatch batch, double[] coefficients) {
    double[] bySequence = new double[batch.sequenceCount()];
    for (int i = 0; i < bySequence.length; i++) {
      bySequence[i] = coefficients[batch.tokenOffsets()[i]];
    }
    return bySequence;
  }
}
