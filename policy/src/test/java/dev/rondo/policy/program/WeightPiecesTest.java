package dev.rondo.policy.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.policy.checkpoint.Safetensors.ElementType;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class WeightPiecesTest {
  @TempDir private Path directory;

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void arraysAreFilledFromFloat32AndBfloat16AndFromNothingElse() throws IOException {
    try (PolicyModel model = TinyPolicies.random(TinyPolicies.CONFIG, 1)) {
      for (ElementType type : new ElementType[] {ElementType.F32, ElementType.BF16}) {
        assertThat(filled(model, type)).containsOnly(0f);
      }
      for (ElementType type : new ElementType[] {ElementType.F16, ElementType.F64}) {
        assertThatThrownBy(() -> filled(model, type))
            .isInstanceOf(InvalidInputException.class)
            .hasMessage(
                "Cannot read "
                    + directory.resolve(type + ".safetensors")
                    + ": tensor x: dtype: "
                    + type
                    + " (allowed: F32, BF16)");
      }
    }
  }

  @Test
  void aSourceThatEndsEarlyDoesNotHoldThePlace() {
    try (PolicyModel model = TinyPolicies.random(TinyPolicies.CONFIG, 1)) {
      assertThatThrownBy(
              () ->
                  WeightPieces.fill(
                      model.module(),
                      model.weights().get(0),
                      ElementType.F32,
                      WeightPieces.buffer(),
                      (first, into) -> into.limit(0)))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private float[] filled(PolicyModel model, ElementType type) throws IOException {
    Path file = directory.resolve(type + ".safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      ByteBuffer zeros = ByteBuffer.allocate(4 * type.bytes());
      Safetensors.write(
          out, new TreeMap<>(), List.of(new Safetensors.Tensor("x", type, new long[] {4}, zeros)));
    }
    NDList arrays = new NDList(model.manager().ones(new Shape(4), DataType.FLOAT32));
    try (Safetensors opened = Safetensors.open(file)) {
      WeightPieces.fill(model.module(), List.of("x"), arrays, opened);
    }
    return arrays.get(0).toFloatArray();
  }
}
