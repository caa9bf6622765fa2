// Tensors of any type between a device and files, a piece at a time. Knows no model's shape.
package dev.rondo.policy.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.policy.checkpoint.Safetensors.ElementType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/**
 * Reads and writes tensors a piece at a time: whatever the size of a tensor, Java holds {@value
 * #PIECE_BYTES} bytes of it. DJL's arrays know no bfloat16, so the program converts.
 */
public final class WeightPieces {
  /** Bytes of a tensor that pass through Java at a time. */
  public static final int PIECE_BYTES = 4 << 20;

  private WeightPieces() {}

  /** Gives the piece of a tensor that starts at an element: into the buffer, which it flips. */
  interface Source {
    void read(long firstElement, ByteBuffer into);
  }

  /** A buffer for one piece, to be used for one tensor after another. */
  static ByteBuffer buffer() {
    return ByteBuffer.allocateDirect(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * A tensor for a file: the array as it is when it is written, converted to a type.
   *
   * @param module on whose device the array is
   */
  public static Safetensors.Tensor tensor(
      ProgramModule module, String name, NDArray array, ComputeType type) {
    return new Safetensors.Tensor(
        name,
        type.elementType(),
        array.getShape().getShape(),
        channel -> write(module, array, type, channel));
  }

  /** Writes an array's little-endian elements, converted to a type. */
  public static void write(
      ProgramModule module, NDArray array, ComputeType type, WritableByteChannel channel)
      throws IOException {
    long elements = array.getShape().size();
    long step = PIECE_BYTES / type.elementType().bytes();
    for (long start = 0; start < elements; start += step) {
      try (NDManager scope = module.manager().newSubManager()) {
        ByteBuffer piece =
            module
                .call("weight_bytes")
                .tensor(array)
                .longs(type.programCode())
                .longs(start)
                .longs(Math.min(step, elements - start))
                .run(scope)
                .singletonOrThrow()
                .toByteBuffer();
        while (piece.hasRemaining()) {
          channel.write(piece);
        }
      }
    }
  }

  /**
   * Overwrites arrays with the tensors of a file that holds float32 or bfloat16.
   *
   * @param names of the tensors, one an array
   * @throws dev.rondo.schema.InvalidInputException if the file lacks one, or has it in another
   *     shape or type
   */
  public static void fill(
      ProgramModule module, List<String> names, NDList arrays, Safetensors file) {
    ByteBuffer buffer = buffer();
    for (int k = 0; k < arrays.size(); k++) {
      String name = names.get(k);
      file.require(name, arrays.get(k).getShape().getShape());
      ElementType type = file.requireType(name, ElementType.F32, ElementType.BF16);
      fill(
          module,
          arrays.get(k),
          type,
          buffer,
          (first, into) -> file.read(name, first * type.bytes(), into));
    }
  }

  /** Overwrites an array piece by piece, from elements of a type: F32, F16 or BF16. */
  static void fill(
      ProgramModule module, NDArray array, ElementType type, ByteBuffer buffer, Source source) {
    long elements = array.getShape().size();
    for (long first = 0; first < elements; ) {
      source.read(first, buffer.clear());
      if (buffer.limit() < type.bytes()) {
        throw new IllegalStateException("Cannot fill a weight: its source ends at " + first);
      }
      try (NDManager scope = module.manager().newSubManager()) {
        module
            .call("fill_weight")
            .tensor(array)
            .tensor(scope.create(buffer, new Shape(buffer.limit()), DataType.UINT8))
            .longs(ComputeType.codeOf(type))
            .longs(first)
            .run(scope);
      }
      first += buffer.limit() / type.bytes();
    }
  }
}
