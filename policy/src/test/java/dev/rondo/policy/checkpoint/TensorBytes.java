package dev.rondo.policy.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;

/** What a tensor would write. */
public final class TensorBytes {
  private TensorBytes() {}

  /** All elements of a small tensor, little-endian. */
  public static ByteBuffer of(Safetensors.Tensor tensor) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      tensor.content().writeTo(Channels.newChannel(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
  }
}
