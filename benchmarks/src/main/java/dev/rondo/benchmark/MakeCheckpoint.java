package dev.rondo.benchmark;

import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.policy.checkpoint.WeightSpec;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Writes a model with random weights as Hugging Face lays it out, without a tokenizer. The weights
 * are uniform with standard deviation 0.02, norms are 1: hidden states and logits stay in the range
 * of a trained model's.
 */
@Command(
    name = "checkpoint",
    mixinStandardHelpOptions = true,
    description = "Writes a checkpoint of random weights: config.json and model.safetensors.")
final class MakeCheckpoint implements Callable<Integer> {
  private static final double HALF_WIDTH = 0.02 * Math.sqrt(3);

  @Option(
      names = "--shape",
      required = true,
      description = "tiny, dry (tiny with a large vocabulary), qwen2.5-0.5b or qwen2.5-1.5b.")
  private String shape;

  @Option(names = "--to", required = true, description = "Folder to write into.")
  private Path to;

  @Option(names = "--dtype", description = "float32 or bfloat16 (default: ${DEFAULT-VALUE}).")
  private Dtype dtype = Dtype.bfloat16;

  /** Element types of checkpoints, spelled as in config.json. */
  enum Dtype {
    float32(Safetensors.ElementType.F32),
    bfloat16(Safetensors.ElementType.BF16);

    private final Safetensors.ElementType type;

    Dtype(Safetensors.ElementType type) {
      this.type = type;
    }
  }

  @Override
  public Integer call() throws IOException {
    write(Shape.named(shape), dtype, to);
    return 0;
  }

  /** Writes the checkpoint; the same arguments give the same bytes. */
  static void write(Shape shape, Dtype dtype, Path directory) throws IOException {
    Files.createDirectories(directory);
    Path config = directory.resolve(ModelConfig.FILE_NAME);
    Files.write(config, shape.configJson(dtype.name()));
    Files.write(
        directory.resolve("generation_config.json"), "{}\n".getBytes(StandardCharsets.UTF_8));
    SplittableRandom random = new SplittableRandom(1);
    List<Safetensors.Tensor> tensors = new ArrayList<>();
    for (WeightSpec weight : ModelConfig.read(config).weights()) {
      tensors.add(
          new Safetensors.Tensor(
              weight.name(),
              dtype.type,
              weight.dimensions(),
              values(weight, dtype, random.split())));
    }
    TreeMap<String, String> metadata = new TreeMap<>();
    metadata.put("format", "pt");
    Path file = directory.resolve(Safetensors.FILE_NAME);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      Safetensors.write(out, metadata, tensors);
    }
  }

  private static ByteBuffer values(WeightSpec weight, Dtype dtype, SplittableRandom random) {
    int elements = Math.toIntExact(weight.elements());
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(dtype.type.bytes(), elements))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < elements; i++) {
      float value =
          weight.role() == WeightSpec.Role.NORM
              ? 1
              : (float) (HALF_WIDTH * (2 * random.nextDouble() - 1));
      if (dtype == Dtype.bfloat16) {
        bytes.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
      } else {
        bytes.putFloat(value);
      }
    }
    return bytes.flip();
  }
}
