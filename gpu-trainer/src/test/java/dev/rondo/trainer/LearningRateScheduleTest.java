// The learning rate by position against hand-computed values.
package dev.rondo.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.LearningRateSchedule.Shape;
import dev.rondo.trainer.network.AdamWSettings;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LearningRateScheduleTest {

  @Test
  void linearDecayReachesTheFinalShareAtTheLastPosition() {
    LearningRateSchedule schedule = new LearningRateSchedule(Shape.LINEAR, 1, 0, 11, 0.1);
    assertThat(schedule.at(0)).isEqualTo(1);
    assertThat(schedule.at(5)).isCloseTo(0.55, within(1e-12));
    assertThat(schedule.at(10)).isCloseTo(0.1, within(1e-12));
    assertThat(schedule.at(99)).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void cosineDecayIsHalfACosine() {
    LearningRateSchedule schedule = new LearningRateSchedule(Shape.COSINE, 0.2, 0, 5, 0.5);
    assertThat(schedule.at(0)).isCloseTo(0.2, within(1e-12));
    assertThat(schedule.at(2)).isCloseTo(0.15, within(1e-12));
    assertThat(schedule.at(4)).isCloseTo(0.1, within(1e-12));
    assertThat(schedule.at(1)).isCloseTo(0.15 + 0.05 * Math.cos(Math.PI / 4), within(1e-12));
  }

  @Test
  void warmUpRisesLinearlyAndIsNeverZero() {
    LearningRateSchedule schedule = new LearningRateSchedule(Shape.CONSTANT, 0.5, 4, 10, 1);
    assertThat(new double[] {schedule.at(0), schedule.at(1), schedule.at(3), schedule.at(4)})
        .containsExactly(0.125, 0.25, 0.5, 0.5);
  }

  /** The decay does not wait for the warm-up, so that the peak is never reached. */
  @Test
  void warmUpAndDecayAreMultiplied() {
    LearningRateSchedule linear = new LearningRateSchedule(Shape.LINEAR, 1, 5, 10, 0.1);
    double[] rates = new double[10];
    Arrays.setAll(rates, linear::at);
    assertThat(rates)
        .containsExactly(
            new double[] {0.2, 0.36, 0.48, 0.56, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1}, within(1e-12));

    LearningRateSchedule cosine = new LearningRateSchedule(Shape.COSINE, 1, 3, 5, 0.5);
    assertThat(cosine.at(0)).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(cosine.at(2)).isCloseTo(0.75, within(1e-12));
    assertThat(cosine.at(4)).isCloseTo(0.5, within(1e-12));

    LearningRateSchedule ofARun = new LearningRateSchedule(Shape.LINEAR, 1, 5, 60, 0.1);
    assertThat(IntStream.range(0, 60).mapToDouble(ofARun::at).max().orElseThrow())
        .isCloseTo(1 - 0.9 * 4 / 59, within(1e-12));
  }

  @Test
  void aScheduleOfOnePositionHasThePeak() {
    assertThat(new LearningRateSchedule(Shape.COSINE, 0.5, 0, 1, 0).at(0)).isEqualTo(0.5);
  }

  @Test
  void valuesOutsideTheirRangeAreRefused() {
    assertThatThrownBy(() -> new LearningRateSchedule(Shape.LINEAR, 0, 0, 1, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Cannot train with learning-rate: 0.0 (allowed: above 0, at most 1)");
    assertThatThrownBy(() -> new LearningRateSchedule(Shape.LINEAR, 1, 3, 2, 0))
        .hasMessageContaining("warm-up: 3.0");
    assertThatThrownBy(() -> new LearningRateSchedule(Shape.LINEAR, 1, 0, 2, 1.5))
        .hasMessageContaining("final share");
    assertThatThrownBy(() -> new AdamWSettings(1, 0.9, 1e-8, 0))
        .hasMessage("Cannot train with adam-beta1: 1.0 (allowed: 0 to below 1)");
  }
}
