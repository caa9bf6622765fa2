package dev.rondo.benchmark;

import dev.rondo.policy.DjlPolicy;
import dev.rondo.policy.SampleKey;
import dev.rondo.policy.SampleRequest;
import dev.rondo.policy.SamplingSession;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.Numerics;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.policy.program.PolicyProgram;
import dev.rondo.policy.text.Tokenizer;
import dev.rondo.schema.SamplingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options that say which model is measured, and where it computes. */
final class Model {
  @Option(
      names = "--checkpoint",
      description = "Folder with config.json and model.safetensors; or give --shape.")
  private Path checkpoint;

  @Option(
      names = "--shape",
      description = "tiny (default), qwen2.5-0.5b or qwen2.5-1.5b, with random weights.")
  private String shape = "tiny";

  @Option(
      names = "--dtype",
      description = "Type to compute in, float32 or bfloat16 (default: ${DEFAULT-VALUE}).")
  private MakeCheckpoint.Dtype dtype = MakeCheckpoint.Dtype.float32;

  @Option(names = "--device", description = "cpu or cuda (default: ${DEFAULT-VALUE}).")
  private String device = "cpu";

  @Option(names = "--threads", description = "Threads (default: ${DEFAULT-VALUE}).")
  private int threads = Runtime.getRuntime().availableProcessors();

  private long bytesBefore;

  /** What was resident when the libraries had computed something, but held no model. */
  long bytesBefore() {
    return bytesBefore;
  }

  /** Whether the memory that counts is a GPU's. */
  boolean isOnGpu() {
    return device.equals("cuda");
  }

  /** Bytes of one weight as it computes. */
  int bytesOfAWeight() {
    return ComputeType.named(dtype.name()).elementType().bytes();
  }

  /** Loads the model. No token ends a response, so that its length is what the options say. */
  DjlPolicy open() throws IOException {
    Numerics.useThreads(threads);
    Path directory = checkpoint;
    if (directory == null) {
      directory = Files.createTempDirectory("rondo-benchmark");
      MakeCheckpoint.write(Shape.named(shape), dtype, directory);
    }
    try {
      DeviceSettings where = new DeviceSettings(device, ComputeType.named(dtype.name()));
      warmLibraries(where);
      bytesBefore = ProcessMemory.residentBytes();
      ProcessMemory.resetPeak();
      long start = System.nanoTime();
      DjlPolicy policy = load(directory, where);
      System.out.printf(
          Locale.ROOT,
          "%s: %,d parameters, loaded in %.1f s, peak resident memory %,d MiB, %,d MiB above"
              + " the process without it%n%s%n",
          checkpoint == null ? shape : checkpoint,
          policy.config().parameterCount(),
          (System.nanoTime() - start) / 1e9,
          ProcessMemory.peakBytes() >> 20,
          ProcessMemory.peakBytes() - bytesBefore >> 20,
          Numerics.numericClass(where));
      return policy;
    } finally {
      if (checkpoint == null) {
        delete(directory);
      }
    }
  }

  /** Code of the math libraries and of the virtual machine counts as process, not as model. */
  private void warmLibraries(DeviceSettings where) throws IOException {
    Path directory = Files.createTempDirectory("rondo-benchmark");
    try {
      MakeCheckpoint.write(Shape.named("tiny"), dtype, directory);
      try (DjlPolicy policy = load(directory, where)) {
        SampleRequest request = new SampleRequest(new int[] {0, 1}, new SampleKey(1, 1, "p", 0));
        SamplingSettings settings = new SamplingSettings(1, 1, 0, 8);
        try (SamplingSession session = policy.startSampling(List.of(request), settings)) {
          session.advance(8);
        }
      }
    } finally {
      delete(directory);
    }
  }

  /** A policy of a folder; no token ends a response. */
  static DjlPolicy load(Path directory, DeviceSettings where) {
    PolicyModel model = PolicyModel.load(directory, PolicyProgram.standard(), where, where.type());
    int vocabulary = ModelConfig.read(directory.resolve(ModelConfig.FILE_NAME)).vocabularySize();
    return DjlPolicy.of(model, new NoTokenizer(vocabulary), Set.of(), "random-weights");
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : all) {
        Files.delete(file);
      }
    }
  }

  /** The models that are measured have no text. */
  private record NoTokenizer(int vocabularySize) implements Tokenizer {
    @Override
    public int[] encode(String text) {
      throw new UnsupportedOperationException("Cannot encode: the measured model has no tokenizer");
    }

    @Override
    public String decode(int[] tokens) {
      throw new UnsupportedOperationException("Cannot decode: the measured model has no tokenizer");
    }

    @Override
    public String digest() {
      return "none";
    }
  }
}
