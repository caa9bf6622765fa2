// Properties of all objectives over random groups, orders and cuts.
package dev.rondo.trainer.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.schema.Property;
import dev.rondo.trainer.objective.Groups.TestRollout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ObjectiveProps {

  private static final List<Objective> OBJECTIVES = objectives();

  private static List<Objective> objectives() {
    List<Objective> objectives =
        new ArrayList<>(List.of(new RlooObjective(), new ReinforceObjective()));
    for (Aggregation aggregation : Aggregation.values()) {
      ClippedSurrogate surrogate = new ClippedSurrogate(0.2, 0.3, aggregation, 0.05);
      objectives.add(new GrpoObjective(surrogate, true));
      objectives.add(new GrpoObjective(surrogate, false));
      objectives.add(new WithValues(new PpoObjective(surrogate, 0.98, 0.9, 0.1)));
    }
    for (ScoreEstimator estimator : ScoreEstimator.values()) {
      for (ClassBalance balance : ClassBalance.values()) {
        objectives.add(
            new PacsObjective(
                0.8, estimator, ImplicitReward.LOG_RATIO, balance, PacsGradient.BOTH, false));
      }
    }
    return objectives;
  }

  /**
   * Rollouts in any order inside their groups, groups in any order and over any micro-batches: the
   * coefficients of each token and the summed loss are the same.
   */
  @Test
  void orderAndMicroBatchesDoNotMatter() {
    Property.holds(
        400,
        draw -> {
          Objective objective = draw.oneOf(OBJECTIVES);
          long seed = draw.any();
          int groupCount = draw.whole(1, 6);
          int groupSize = draw.whole(2, 8);
          Random random = new Random(seed);
          List<List<TestRollout>> groups = Groups.random(seed, groupCount, groupSize, 1.5);
          UpdateTotals totals = Groups.totals(groups);
          ObjectiveValue whole = objective.evaluate(Groups.batch(groups, totals));

          List<List<TestRollout>> turned = new ArrayList<>();
          groups.forEach(group -> turned.add(new ArrayList<>(group)));
          turned.forEach(group -> Collections.shuffle(group, random));
          Collections.shuffle(turned, random);
          double loss = 0;
          List<TestRollout> order = new ArrayList<>();
          List<double[]> parts = new ArrayList<>();
          for (int from = 0; from < groupCount; ) {
            int to = from + 1 + random.nextInt(groupCount - from);
            GroupBatch part = Groups.batch(turned.subList(from, to), totals);
            ObjectiveValue value = objective.evaluate(part);
            loss += value.loss();
            for (int i = 0; i < part.sequenceCount(); i++) {
              parts.add(
                  Arrays.copyOfRange(
                      value.coefficients(), part.tokenOffsets()[i], part.tokenOffsets()[i + 1]));
            }
            turned.subList(from, to).forEach(order::addAll);
            from = to;
          }
          assertThat(loss).isCloseTo(whole.loss(), within(1e-9 * (1 + Math.abs(whole.loss()))));
          int token = 0;
          for (List<TestRollout> group : groups) {
            for (TestRollout rollout : group) {
              double[] found = parts.get(indexOf(order, rollout));
              for (double coefficient : found) {
                double expected = whole.coefficients()[token++];
                // With the deviation as divisor coefficients reach a million where it is near 0.
                assertThat(coefficient)
                    .isCloseTo(expected, within(1e-9 * (1 + Math.abs(expected))));
              }
            }
          }
        });
  }

  /** The offsets are the mask: what one rollout's tokens are changes no other group's numbers. */
  @Test
  void aGroupDoesNotSeeTheTokensOfOthers() {
    Property.holds(
        200,
        draw -> {
          Objective objective = draw.oneOf(OBJECTIVES);
          long seed = draw.any();
          List<List<TestRollout>> groups = new ArrayList<>(Groups.random(seed, 2, 4, 1));
          double[] before = objective.evaluate(Groups.batch(groups)).coefficients();
          TestRollout changed = groups.get(1).get(0);
          double[] moved = Arrays.stream(changed.trainer()).map(logprob -> logprob - 0.5).toArray();
          List<TestRollout> other = new ArrayList<>(groups.get(1));
          other.set(0, new TestRollout(moved, changed.reference(), changed.reward()));
          groups.set(1, other);
          double[] after = objective.evaluate(Groups.batch(groups)).coefficients();
          int tokens = groups.get(0).stream().mapToInt(rollout -> rollout.trainer().length).sum();
          assertThat(Arrays.copyOf(after, tokens)).isEqualTo(Arrays.copyOf(before, tokens));
        });
  }

  private static int indexOf(List<TestRollout> order, TestRollout rollout) {
    for (int i = 0; i < order.size(); i++) {
      if (order.get(i).trainer() == rollout.trainer()) {
        return i;
      }
    }
    throw new IllegalArgumentException("A rollout got lost");
  }

  /** An objective with a critic that says something about each token by its log-probability. */
  record WithValues(Objective objective) implements Objective {
    @Override
    public String name() {
      return objective.name();
    }

    @Override
    public ObjectiveValue evaluate(GroupBatch batch) {
      double[] start =
          Arrays.stream(batch.roundStartLogprobs()).map(p -> 0.5 + 0.4 * Math.sin(9 * p)).toArray();
      double[] values =
          Arrays.stream(batch.roundStartLogprobs()).map(p -> 0.5 + 0.5 * Math.sin(8 * p)).toArray();
      return objective.evaluate(
          new GroupBatch(
              batch.groupOffsets(),
              batch.tokenOffsets(),
              batch.trainerLogprobs(),
              batch.roundStartLogprobs(),
              batch.referenceLogprobs(),
              batch.outcomeRewards(),
              new CriticValues(values, start),
              batch.totals()));
    }
  }
}
