package dev.rondo.policy.gguf;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The element types of tensors that can be read. A tensor of any type is a row of blocks, each so
 * many elements in so many bytes; {@link Blocks} says what the bytes mean.
 */
enum TensorType {
  F32(0, 1, 4, Blocks::f32),
  F16(1, 1, 2, Blocks::f16),
  Q4_0(2, 32, 18, Blocks::q40),
  Q4_1(3, 32, 20, Blocks::q41),
  Q5_0(6, 32, 22, Blocks::q50),
  Q5_1(7, 32, 24, Blocks::q51),
  Q8_0(8, 32, 34, Blocks::q80),
  Q4_K(12, 256, 144, Blocks::q4k),
  Q5_K(13, 256, 176, Blocks::q5k),
  Q6_K(14, 256, 210, Blocks::q6k),
  BF16(30, 1, 2, Blocks::bf16);

  /** Other types that files have, so that a refusal can name them. */
  private static final Map<Integer, String> OTHERS =
      Map.ofEntries(
          Map.entry(9, "Q8_1"),
          Map.entry(10, "Q2_K"),
          Map.entry(11, "Q3_K"),
          Map.entry(15, "Q8_K"),
          Map.entry(16, "IQ2_XXS"),
          Map.entry(17, "IQ2_XS"),
          Map.entry(18, "IQ3_XXS"),
          Map.entry(19, "IQ1_S"),
          Map.entry(20, "IQ4_NL"),
          Map.entry(21, "IQ3_S"),
          Map.entry(22, "IQ2_S"),
          Map.entry(23, "IQ4_XS"),
          Map.entry(24, "I8"),
          Map.entry(25, "I16"),
          Map.entry(26, "I32"),
          Map.entry(27, "I64"),
          Map.entry(28, "F64"),
          Map.entry(29, "IQ1_M"),
          Map.entry(31, "Q4_0_4_4"),
          Map.entry(32, "Q4_0_4_8"),
          Map.entry(33, "Q4_0_8_8"),
          Map.entry(34, "TQ1_0"),
          Map.entry(35, "TQ2_0"),
          Map.entry(36, "IQ4_NL_4_4"),
          Map.entry(37, "IQ4_NL_4_8"),
          Map.entry(38, "IQ4_NL_8_8"),
          Map.entry(39, "MXFP4"),
          Map.entry(40, "NVFP4"));

  /** Makes the float32 values of one block. */
  interface Decoder {
    /**
     * @param in bytes of the file
     * @param at first byte of the block
     * @param out takes the values
     * @param to place of the first value
     */
    void decode(byte[] in, int at, float[] out, int to);
  }

  private final int id;
  private final int blockElements;
  private final int blockBytes;
  private final Decoder decoder;

  TensorType(int id, int blockElements, int blockBytes, Decoder decoder) {
    this.id = id;
    this.blockElements = blockElements;
    this.blockBytes = blockBytes;
    this.decoder = decoder;
  }

  /** Elements of one block. */
  int blockElements() {
    return blockElements;
  }

  /** Bytes of one block. */
  int blockBytes() {
    return blockBytes;
  }

  /** Makes the float32 values of so many blocks that lie one behind the other. */
  void decode(byte[] in, int blocks, float[] out) {
    for (int block = 0; block < blocks; block++) {
      decoder.decode(in, block * blockBytes, out, block * blockElements);
    }
  }

  /** The type with this number in a file, if it can be read. */
  static Optional<TensorType> of(int id) {
    return Arrays.stream(values()).filter(type -> type.id == id).findFirst();
  }

  /** What to call a number in a message. */
  static String describe(int id) {
    String name = of(id).map(TensorType::name).orElse(OTHERS.get(id));
    return Integer.toUnsignedString(id) + (name == null ? "" : " (" + name + ")");
  }

  /** The types that can be read, for messages. */
  static String known() {
    return List.of(values()).stream()
        .map(type -> type.id + " (" + type.name() + ")")
        .collect(Collectors.joining(", "));
  }
}
