package dev.rondo.policy.program;

import dev.rondo.policy.checkpoint.Safetensors.ElementType;
import dev.rondo.schema.InvalidInputException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The type in which a policy's layers compute. Statistics of norms and softmax, rotary tables and
 * the final log-softmax are float32 in either; the logits that it is of are products of this type,
 * so that in bfloat16 equal ones are common.
 */
public enum ComputeType {
  /** 32 bits: training's masters, and every comparison with a reference. */
  FLOAT32("float32", ElementType.F32, 6),
  /** 16 bits with float32's range: half the memory. */
  BFLOAT16("bfloat16", ElementType.BF16, 15);

  private final String typeName;
  private final ElementType elementType;
  private final long programCode;

  ComputeType(String typeName, ElementType elementType, long programCode) {
    this.typeName = typeName;
    this.elementType = elementType;
    this.programCode = programCode;
  }

  /** Name as in configurations and in config.json's {@code torch_dtype}. */
  public String typeName() {
    return typeName;
  }

  /** The type in safetensors files. */
  public ElementType elementType() {
    return elementType;
  }

  /** The number by which the policy program knows the type. */
  public long programCode() {
    return programCode;
  }

  /**
   * The type of a name.
   *
   * @throws InvalidInputException if there is none
   */
  public static ComputeType named(String name) {
    return Arrays.stream(values())
        .filter(type -> type.typeName.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "Cannot compute in dtype: "
                        + name
                        + " (allowed: "
                        + Arrays.stream(values())
                            .map(ComputeType::typeName)
                            .collect(Collectors.joining(", "))
                        + ")"));
  }

  /**
   * The program's number of a type that weights may have in a file.
   *
   * @return 0 if weights cannot have it
   */
  static long codeOf(ElementType type) {
    return switch (type) {
      case F32 -> 6;
      case F16 -> 5;
      case BF16 -> 15;
      default -> 0;
    };
  }
}
