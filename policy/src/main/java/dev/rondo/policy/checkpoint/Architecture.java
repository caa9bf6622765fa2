package dev.rondo.policy.checkpoint;

import dev.rondo.schema.InvalidInputException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The transformer families that the policy program computes, named as Hugging Face does. They share
 * one program; what sets them apart are optional weights and the defaults of config.json.
 */
public enum Architecture {
  /** Qwen2 and Qwen2.5: biases on query, key and value. */
  QWEN2("qwen2", "Qwen2ForCausalLM", true, false),
  /** Qwen3: a norm on every query and key head, no biases. */
  QWEN3("qwen3", "Qwen3ForCausalLM", false, true),
  /** Llama 2 and 3, and what is built like them. */
  LLAMA("llama", "LlamaForCausalLM", false, false),
  /** Mistral without a sliding window. */
  MISTRAL("mistral", "MistralForCausalLM", false, false);

  private final String modelType;
  private final String className;
  private final boolean hasBiases;
  private final boolean hasHeadNorms;

  Architecture(String modelType, String className, boolean hasBiases, boolean hasHeadNorms) {
    this.modelType = modelType;
    this.className = className;
    this.hasBiases = hasBiases;
    this.hasHeadNorms = hasHeadNorms;
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

  /** Whether every query head and every key head goes through a norm of its own gain. */
  public boolean hasHeadNorms() {
    return hasHeadNorms;
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
