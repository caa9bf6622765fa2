// GRPO, RLOO and PPO against numbers that verl's losses and torch's autograd gave: tools/golden.
package dev.rondo.trainer.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class VerlLossesTest {

  /** verl adds 1e-8 to the denominators of its means over tokens. */
  private static final double TOLERANCE = 1e-7;

  @Test
  void lossAndGradientsAreThoseOfVerlForEveryVariant() throws IOException {
    JsonNode golden;
    try (InputStream in = VerlLossesTest.class.getResourceAsStream("verl-losses.json")) {
      golden = new ObjectMapper().readTree(in);
    }
    GroupBatch batch = batch(golden);
    assertThat(golden.get("cases")).hasSize(17);
    int clipped = 0;
    for (JsonNode one : golden.get("cases")) {
      ObjectiveValue value = objective(golden, one).evaluate(batch);
      assertThat(value.loss())
          .as("%s", one)
          .isCloseTo(one.get("loss").asDouble(), within(TOLERANCE));
      assertClose(value.coefficients(), numbers(one.get("byLogprob")));
      if (one.has("byValue")) {
        assertClose(value.valueCoefficients(), numbers(one.get("byValue")));
        clipped += value.metrics().values().get("train/value_clipped") > 0 ? 1 : 0;
      }
      if (!one.get("objective").asText().equals("rloo")) {
        assertThat(value.metrics().values().get("train/clipped_tokens")).isPositive();
      }
    }
    assertThat(clipped).isEqualTo(8);
  }

  private static Objective objective(JsonNode golden, JsonNode one) {
    if (one.get("objective").asText().equals("rloo")) {
      return new RlooObjective();
    }
    ClippedSurrogate surrogate =
        new ClippedSurrogate(
            golden.get("clipLow").asDouble(),
            golden.get("clipHigh").asDouble(),
            Aggregation.valueOf(one.get("aggregation").asText()),
            one.get("klWeight").asDouble());
    return one.get("objective").asText().equals("grpo")
        ? new GrpoObjective(surrogate, one.get("dividesByDeviation").asBoolean())
        : new PpoObjective(
            surrogate,
            one.get("discount").asDouble(),
            one.get("lambda").asDouble(),
            golden.get("valueClip").asDouble());
  }

  private static GroupBatch batch(JsonNode golden) {
    double[] lengths = numbers(golden.get("lengths"));
    double[] labels = numbers(golden.get("labels"));
    int[] tokenOffsets = new int[lengths.length + 1];
    for (int i = 0; i < lengths.length; i++) {
      tokenOffsets[i + 1] = tokenOffsets[i] + (int) lengths[i];
    }
    int groupSize = golden.get("groupSize").asInt();
    int[] groupOffsets = new int[lengths.length / groupSize + 1];
    for (int g = 0; g < groupOffsets.length; g++) {
      groupOffsets[g] = g * groupSize;
    }
    return new GroupBatch(
        groupOffsets,
        tokenOffsets,
        numbers(golden.get("trainer")),
        numbers(golden.get("roundStart")),
        numbers(golden.get("reference")),
        labels,
        new CriticValues(numbers(golden.get("values")), numbers(golden.get("roundStartValues"))),
        new UpdateTotals(
            groupOffsets.length - 1,
            labels.length,
            tokenOffsets[labels.length],
            Arrays.stream(labels).average().orElseThrow()));
  }

  private static void assertClose(double[] found, double[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int t = 0; t < expected.length; t++) {
      assertThat(found[t]).as("token %d", t).isCloseTo(expected[t], within(TOLERANCE));
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
