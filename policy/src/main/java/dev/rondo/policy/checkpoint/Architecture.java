package dev.rondo.policy.checkpoint;

import dev.rondo.schema.InvalidInputException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The transformer families that the policy program computes, named as Hugging Face does. */
public enum Architecture {
  /** Qwen2 and Qwen2.5: biases on query, key and value. */
  QWEN2("qwen2", "Qwen2ForCausalLM", true);

  private final String modelType;
  private final String className;
  private final boolean hasBiases;

  Architecture(String modelType, String className, boolean hasBiases) {
    this.modelType = modelType;
    this.className = className;
    this.hasBiases = hasBiases;
  }

  /** {@code model_type} of config.json. */
  public String modelType() {
    return modelType;
  }

  /** The one entry of {@code architectures} in config.json. */
  public String className() {
    return className;
  }

  /** Whether query, key and value projections have a bias. */
  public boolean hasBiases() {
    return hasBiases;
  }

  /**
   * The architecture of a {@code model_type}.
   *
   * @param source the file it stands in, for the message
   * @throws InvalidInputException if it is unknown
   */
  static Architecture named(String modelType, String source) {
    return Arrays.stream(values())
        .filter(architecture -> architecture.modelType.equals(modelType))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "Cannot load "
                        + source
                        + ": model_type: "
                        + modelType
                        + " (allowed: "
                        + Arrays.stream(values())
                            .map(Architecture::modelType)
                            .collect(Collectors.joining(", "))
                        + ")"));
  }
}
