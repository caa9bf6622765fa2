// Every variant of PACS against numbers that the authors' released loss gave: tools/golden.
package dev.rondo.trainer.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

final class ReleasedPacsTest {

  @Test
  void lossAndGradientAreThoseOfTheReleasedCodeForEveryVariant() throws IOException {
    JsonNode golden;
    try (InputStream in = ReleasedPacsTest.class.getResourceAsStream("released-pacs.json")) {
      golden = new ObjectMapper().readTree(in);
    }
    double[] lengths = numbers(golden.get("lengths"));
    double[] labels = numbers(golden.get("labels"));
    int groupSize = golden.get("groupSize").asInt();
    int[] tokenOffsets = new int[lengths.length + 1];
    for (int i = 0; i < lengths.length; i++) {
      tokenOffsets[i + 1] = tokenOffsets[i] + (int) lengths[i];
    }
    int[] groupOffsets = new int[lengths.length / groupSize + 1];
    for (int g = 0; g < groupOffsets.length; g++) {
      groupOffsets[g] = g * groupSize;
    }
    GroupBatch batch =
        new GroupBatch(
            groupOffsets,
            tokenOffsets,
            numbers(golden.get("trainer")),
            numbers(golden.get("reference")),
            labels,
            new UpdateTotals(
                groupOffsets.length - 1, labels.length, tokenOffsets[labels.length], 0.5));
    assertThat(golden.get("cases")).hasSize(32);
    for (JsonNode one : golden.get("cases")) {
      PacsObjective objective =
          new PacsObjective(
              golden.get("beta").asDouble(),
              ScoreEstimator.valueOf(one.get("estimator").asText()),
              ImplicitReward.valueOf(one.get("implicitReward").asText()),
              ClassBalance.valueOf(one.get("classBalance").asText()),
              PacsGradient.CRITIC,
              false);
      ObjectiveValue value = objective.evaluate(batch);
      // The released weights are float32.
      assertThat(value.loss())
          .as("%s", objective)
          .isCloseTo(one.get("loss").asDouble(), within(1e-7));
      double[] expected = numbers(one.get("byFirstToken"));
      for (int i = 0; i < expected.length; i++) {
        assertThat(value.coefficients()[tokenOffsets[i]])
            .as("%s, rollout %d", objective, i)
            .isCloseTo(expected[i], within(1e-7));
      }
    }
  }

  private static double[] numbers(JsonNode array) {
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = array.get(i).asDouble();
    }
    return numbers;
  }
}
