// Label prediction by hand: two groups, and what counts as a coin.
package dev.rondo.trainer.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class LabelPredictionTest {

  /** Log-ratios 1, 0, 0 give score logits 1, -1/2, -1/2 (each less the mean of the others). */
  @Test
  void everyNumberIsThatOfItsDefinition() {
    LabelPrediction prediction = new LabelPrediction(2);
    prediction.add(new double[] {0.5, 0, 0}, new double[] {1, 0, 1});
    Map<String, Double> metrics = prediction.metrics().values();
    assertThat(metrics.get("label/groups")).isEqualTo(1);
    // Pairs (correct, incorrect): 1 against -1/2 is right, -1/2 against -1/2 is a tie.
    assertThat(metrics.get("label/auc")).isCloseTo(0.75, within(1e-12));
    assertThat(metrics.get("label/accuracy")).isCloseTo(2.0 / 3, within(1e-12));
    double low = 1 / (1 + Math.exp(0.5));
    double high = 1 / (1 + Math.exp(-1));
    assertThat(metrics.get("label/cross_entropy"))
        .isCloseTo(-(Math.log(high) + Math.log(1 - low) + Math.log(low)) / 3, within(1e-12));
    // Bins of a tenth: 0.73 alone with a correct one; 0.38 twice with one correct.
    assertThat(metrics.get("label/calibration_error"))
        .isCloseTo((1 - high + Math.abs(2 * low - 1)) / 3, within(1e-12));
  }

  @Test
  void beforeAnyUpdateEveryNumberIsThatOfACoin() {
    LabelPrediction prediction = new LabelPrediction(1);
    prediction.add(new double[4], new double[] {1, 0, 0, 0});
    Map<String, Double> metrics = prediction.metrics().values();
    assertThat(metrics.get("label/auc")).isEqualTo(0.5);
    assertThat(metrics.get("label/accuracy")).isEqualTo(0.5);
    assertThat(metrics.get("label/cross_entropy")).isCloseTo(Math.log(2), within(1e-12));
    assertThat(metrics.get("label/calibration_error")).isCloseTo(0.25, within(1e-12));
  }

  @Test
  void aucIsAMeanOverGroupsAndOthersOverRollouts() {
    LabelPrediction prediction = new LabelPrediction(1);
    prediction.add(new double[] {3, -3}, new double[] {1, 0});
    prediction.add(new double[] {3, -3, -3, -3}, new double[] {0, 1, 1, 1});
    Map<String, Double> metrics = prediction.metrics().values();
    assertThat(metrics.get("label/auc")).isEqualTo(0.5);
    assertThat(metrics.get("label/accuracy")).isCloseTo(2.0 / 6, within(1e-12));
    assertThat(metrics.get("label/groups")).isEqualTo(2);
  }

  @Test
  void groupsOfOneClassAreLeftOut() {
    LabelPrediction prediction = new LabelPrediction(1);
    prediction.add(new double[] {1, 2}, new double[] {1, 1});
    prediction.add(new double[] {1, 2}, new double[] {0, 0});
    assertThat(prediction.metrics().values())
        .containsEntry("label/groups", 0.0)
        .doesNotContainKeys("label/auc", "label/accuracy");
  }

  @Test
  void anEndOfTheLogisticFunctionIsStillFinite() {
    LabelPrediction prediction = new LabelPrediction(1);
    prediction.add(new double[] {-5000, 5000}, new double[] {1, 0});
    Map<String, Double> metrics = prediction.metrics().values();
    assertThat(metrics.get("label/cross_entropy")).isCloseTo(10_000, within(1e-6));
    assertThat(metrics.get("label/calibration_error")).isCloseTo(1, within(1e-12));
  }
}
