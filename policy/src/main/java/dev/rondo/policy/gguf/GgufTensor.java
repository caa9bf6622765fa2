package dev.rondo.policy.gguf;

import java.util.List;

/**
 * A tensor of a file.
 *
 * @param name its name
 * @param type element type
 * @param shape dimensions, the one that lies together in memory last, as in Hugging Face
 *     checkpoints
 * @param offset first byte, counted from the start of the file
 * @param bytes number of bytes
 */
record GgufTensor(String name, TensorType type, List<Long> shape, long offset, long bytes) {
  /** Takes a copy. */
  GgufTensor {
    shape = List.copyOf(shape);
  }

  /** Number of elements. */
  long elements() {
    return bytes / type.blockBytes() * type.blockElements();
  }
}
