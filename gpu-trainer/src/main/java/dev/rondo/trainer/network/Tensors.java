// Tensors of any type between memory and safetensors files.
package dev.rondo.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.PolicyModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads and writes tensors a piece at a time; DJL itself knows no bfloat16. */
public final class Tensors {

  private static final int PIECE_ELEMENTS = 16 << 20;

  private Tensors() {}

  /** A tensor as it is when it is written, converted to a type. */
  static Safetensors.Tensor of(PolicyModel model, String name, NDArray array, ComputeType type) {
    return new Safetensors.Tensor(
        name, type.elementType(), array.getShape().getShape(), () -> bytes(model, array, type));
  }

  /** An array's little-endian bytes, converted to a type. */
  static ByteBuffer bytes(PolicyModel model, NDArray array, ComputeType type) {
    long elements = array.getShape().size();
    ByteBuffer all =
        ByteBuffer.allocate(Math.toIntExact(elements * type.elementType().bytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (long start = 0; start < elements; start += PIECE_ELEMENTS) {
      try (NDManager scope = model.manager().newSubManager()) {
        all.put(
            model
                .module()
                .call("weight_bytes")
                .tensor(array)
                .longs(type.programCode())
                .longs(start)
                .longs(Math.min(PIECE_ELEMENTS, elements - start))
                .run(scope)
                .get(0)
                .toByteBuffer());
      }
    }
    return all.flip();
  }

  /**
   * Fills an array from a file that holds float32 or bfloat16.
   *
   * @throws dev.rondo.schema.InvalidInputException if the file lacks the tensor or its shape
   *     differs
   */
  static void fill(PolicyModel model, NDArray array, Safetensors file, String name) {
    Safetensors.Entry entry = file.require(name, array.getShape().getShape());
    ComputeType type =
        entry.type() == Safetensors.ElementType.BF16 ? ComputeType.BFLOAT16 : ComputeType.FLOAT32;
    ByteBuffer bytes = file.bytes(name);
    int elementBytes = type.elementType().bytes();
    long elements = array.getShape().size();
    for (long start = 0; start < elements; start += PIECE_ELEMENTS) {
      int count = (int) Math.min(PIECE_ELEMENTS, elements - start);
      try (NDManager scope = model.manager().newSubManager()) {
        ByteBuffer piece = bytes.slice((int) (start * elementBytes), count * elementBytes);
        ByteBuffer copy = ByteBuffer.allocateDirect(piece.limit()).order(ByteOrder.LITTLE_ENDIAN);
        copy.put(piece).flip();
        model
            .module()
            .call("fill_weight")
            .tensor(array)
            .tensor(scope.create(copy, new Shape(copy.limit()), DataType.UINT8))
            .longs(type.programCode())
            .longs(start)
            .run(scope);
      }
    }
  }
}
