// A tensor larger than the Java heap is written and read.
package dev.rondo.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.ProgramModule;
import dev.rondo.policy.program.WeightPieces;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WeightPiecesIT {

  private static final int ROWS = 1 << 24;

  @TempDir Path directory;

  @Test
  void aTensorLargerThanTheHeapIsWrittenAndReadInPieces() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx40m");
    command.add("-Dai.djl.offline=true");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(WeightPiecesIT.class.getName());
    command.add(directory.resolve("large.safetensors").toString());
    command.add(String.valueOf(ROWS));
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor()).as(() -> readString(output)).isZero();
    assertThat(Files.size(directory.resolve("large.safetensors"))).isGreaterThan(4L * ROWS);
  }

  /** Writes a float32 tensor of so many rows to a file, reads it again and compares them. */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    long rows = Long.parseLong(arguments[1]);
    ProgramModule module = ProgramModule.load(Learner.program(), Device.cpu());
    try (NDArray values = module.manager().arange(0f, rows, 1f);
        NDArray read = module.manager().zeros(new Shape(rows), DataType.FLOAT32)) {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        Safetensors.write(
            out,
            new TreeMap<>(),
            List.of(WeightPieces.tensor(module, "large", values, ComputeType.FLOAT32)));
      }
      try (Safetensors opened = Safetensors.open(file)) {
        WeightPieces.fill(module, List.of("large"), new NDList(read), opened);
      }
      if (!read.contentEquals(values)) {
        throw new IllegalStateException("What was read is not what was written");
      }
    }
  }

  private static String readString(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
