package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import java.io.Serializable;

/**
 * What decides the last bit of a floating-point result: two runs of one round have the same bytes
 * only within one numeric class, so a dataset never mixes two.
 *
 * @param device {@code cpu} or {@code cuda}
 * @param instructionSet the instruction set that the math libraries were pinned to, such as {@code
 *     AVX2}
 * @param torchVersion version of libtorch
 * @param threads intra-op threads of a process
 * @param dtype compute type, {@code float32} or {@code bfloat16}
 */
public record NumericClass(
    String device, String instructionSet, String torchVersion, int threads, String dtype)
    implements Serializable {

  /** Checks every field. */
  public NumericClass {
    requireText("device", device);
    requireText("instruction-set", instructionSet);
    requireText("torch-version", torchVersion);
    requireText("dtype", dtype);
    if (threads < 1) {
      throw new InvalidInputException(
          "Cannot use a numeric class with threads: " + threads + " (allowed: 1 and above)");
    }
  }

  private static void requireText(String field, String value) {
    if (value == null || value.isBlank()) {
      throw new InvalidInputException(
          "Cannot use a numeric class with " + field + ": " + value + " (allowed: not empty)");
    }
  }
}
