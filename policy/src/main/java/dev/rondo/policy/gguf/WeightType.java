package dev.rondo.policy.gguf;

import dev.rondo.policy.checkpoint.Safetensors.ElementType;

/** The type of the weights that are made of a file's. */
public enum WeightType {
  /** Every value as the file has it. */
  FLOAT32(ElementType.F32, "float32"),
  /** Every value rounded to the nearest bfloat16, ties to even: half the bytes. */
  BFLOAT16(ElementType.BF16, "bfloat16");

  private final ElementType element;
  private final String torchName;

  WeightType(ElementType element, String torchName) {
    this.element = element;
    this.torchName = torchName;
  }

  ElementType element() {
    return element;
  }

  /** {@code torch_dtype} of config.json. */
  String torchName() {
    return torchName;
  }
}
