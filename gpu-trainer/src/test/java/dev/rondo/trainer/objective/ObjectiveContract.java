// What every objective must satisfy: derivatives, splitting, order, purity.
package dev.rondo.trainer.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.trainer.objective.Groups.TestRollout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract test of {@link Objective}; an implementation's test extends it. */
abstract class ObjectiveContract {

  abstract Objective objective();

  @Test
  void coefficientsAreTheFiniteDifferencesOfTheLoss() {
    GroupBatch batch = Groups.batch(Groups.random(1, 3, 8, 1.0));
    double[] coefficients = objective().evaluate(batch).coefficients();
    double step = 1e-5;
    for (int t = 0; t < batch.tokenCount(); t++) {
      double difference = (lossMoved(batch, t, step) - lossMoved(batch, t, -step)) / (2 * step);
      assertThat(coefficients[t]).as("token %d", t).isCloseTo(difference, within(1e-9));
    }
  }

  private double lossMoved(GroupBatch batch, int token, double step) {
    double[] moved = batch.trainerLogprobs().clone();
    moved[token] += step;
    return objective()
        .evaluate(
            new GroupBatch(
                batch.groupOffsets(),
                batch.tokenOffsets(),
                moved,
                batch.referenceLogprobs(),
                batch.outcomeRewards(),
                batch.totals()))
        .loss();
  }

  @Test
  void groupsMayBeSplitOverBatches() {
    List<List<TestRollout>> groups = Groups.random(2, 7, 5, 2.0);
    ObjectiveValue whole = objective().evaluate(Groups.batch(groups));
    UpdateTotals totals = Groups.totals(groups);
    double loss = 0;
    Metrics metrics = new Metrics();
    double[] coefficients = new double[0];
    for (List<List<TestRollout>> part :
        List.of(groups.subList(0, 1), groups.subList(1, 5), groups.subList(5, 7))) {
      ObjectiveValue value = objective().evaluate(Groups.batch(part, totals));
      loss += value.loss();
      metrics.merge(value.metrics());
      int before = coefficients.length;
      coefficients = Arrays.copyOf(coefficients, before + value.coefficients().length);
      System.arraycopy(value.coefficients(), 0, coefficients, before, value.coefficients().length);
    }
    assertThat(loss).isCloseTo(whole.loss(), within(1e-12));
    assertThat(coefficients).isEqualTo(whole.coefficients());
    assertThat(metrics.values().keySet()).isEqualTo(whole.metrics().values().keySet());
    metrics
        .values()
        .forEach(
            (key, value) ->
                assertThat(value)
                    .as(key)
                    .isCloseTo(whole.metrics().values().get(key), within(1e-12)));
  }

  @Test
  void orderOfGroupsAndRolloutsDoesNotMatter() {
    List<List<TestRollout>> groups = Groups.random(3, 4, 6, 1.5);
    List<List<TestRollout>> turned = new ArrayList<>();
    for (List<TestRollout> group : groups) {
      List<TestRollout> copy = new ArrayList<>(group);
      Collections.reverse(copy);
      turned.add(copy);
    }
    Collections.reverse(turned);
    GroupBatch straight = Groups.batch(groups);
    GroupBatch reversed = Groups.batch(turned);
    ObjectiveValue one = objective().evaluate(straight);
    ObjectiveValue other = objective().evaluate(reversed);
    assertThat(other.loss()).isCloseTo(one.loss(), within(1e-12));
    int sequences = straight.sequenceCount();
    for (int i = 0; i < sequences; i++) {
      int from = straight.tokenOffsets()[i];
      int mirrored = reversed.tokenOffsets()[sequences - 1 - i];
      int length = straight.tokenOffsets()[i + 1] - from;
      for (int t = 0; t < length; t++) {
        assertThat(other.coefficients()[mirrored + t])
            .isCloseTo(one.coefficients()[from + t], within(1e-12));
      }
    }
  }

  @Test
  void sameInputGivesTheSameBitsAndIsLeftAlone() {
    GroupBatch batch = Groups.batch(Groups.random(4, 5, 8, 1.0));
    double[] before = batch.trainerLogprobs().clone();
    ObjectiveValue one = objective().evaluate(batch);
    ObjectiveValue other = objective().evaluate(batch);
    assertThat(other.loss()).isEqualTo(one.loss());
    assertThat(other.coefficients()).isEqualTo(one.coefficients());
    assertThat(batch.trainerLogprobs()).isEqualTo(before);
  }

  @Test
  void farDriftGivesFiniteNumbers() {
    GroupBatch batch = Groups.batch(Groups.random(5, 4, 8, 4000));
    ObjectiveValue value = objective().evaluate(batch);
    assertThat(value.loss()).isFinite();
    assertThat(value.coefficients()).doesNotContain(Double.NaN);
  }
}
