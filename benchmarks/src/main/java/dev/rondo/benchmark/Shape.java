package dev.rondo.benchmark;

import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Sizes of models that are measured. Each is a config.json beside this class; the weights are
 * random, since speed does not depend on their values.
 */
enum Shape {
  TINY("tiny"),
  DRY("dry"),
  QWEN_HALF("qwen2.5-0.5b"),
  QWEN_ONE_AND_A_HALF("qwen2.5-1.5b");

  private final String label;

  Shape(String label) {
    this.label = label;
  }

  /**
   * The shape with this label.
   *
   * @throws InvalidInputException if there is none
   */
  static Shape named(String label) {
    return Arrays.stream(values())
        .filter(shape -> shape.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "Cannot use shape: "
                        + label
                        + " (allowed: "
                        + Arrays.stream(values())
                            .map(s -> s.label)
                            .collect(Collectors.joining(", "))
                        + ")"));
  }

  /**
   * The content of {@link ModelConfig#FILE_NAME}.
   *
   * @param dtype of the weights: float32 or bfloat16
   */
  byte[] configJson(String dtype) {
    try (InputStream in = Shape.class.getResourceAsStream("shapes/" + label + ".json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("\"float32\"", "\"" + dtype + "\"")
          .getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
