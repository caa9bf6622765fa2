package dev.rondo.benchmark;

import dev.rondo.dataset.Digests;
import dev.rondo.policy.Completion;
import dev.rondo.policy.DjlPolicy;
import dev.rondo.policy.SampleRequest;
import dev.rondo.policy.TokenSequence;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.Numerics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Whether the same work gives the same bytes twice on a device; prints which does and which not.
 */
@Command(
    name = "repeat",
    mixinStandardHelpOptions = true,
    description = "Does the same work twice and says whether the bytes are equal.")
final class RepeatWork implements Callable<Integer> {
  @Option(names = "--checkpoint", required = true, description = "Folder of the policy.")
  private Path checkpoint;

  @Option(names = "--device", description = "cpu or cuda (default: ${DEFAULT-VALUE}).")
  private String device = "cpu";

  @Option(names = "--new-tokens", description = "Response length (default: ${DEFAULT-VALUE}).")
  private int newTokens = 48;

  /** Work that comes down to a digest of all it made. */
  private interface Work {
    String digest() throws IOException;
  }

  @Override
  public Integer call() throws IOException {
    System.out.println(Numerics.numericClass(new DeviceSettings(device)));
    for (ComputeType type : ComputeType.values()) {
      for (int rows : new int[] {1, 64}) {
        twice(type, "sampling, rows: " + rows, () -> sampled(type, rows));
      }
      twice(type, "scoring", () -> scored(type));
      twice(type, "two updates", () -> trained(type, false));
      twice(type, "two updates of adapters", () -> trained(type, true));
    }
    return 0;
  }

  private void twice(ComputeType type, String what, Work work) throws IOException {
    String first = work.digest();
    String second = work.digest();
    System.out.printf(
        Locale.ROOT,
        "%s, %s, %s: bytes %s (%s)%n",
        device,
        type.typeName(),
        what,
        first.equals(second) ? "equal" : "DIFFER",
        first.substring(0, 12));
  }

  private String sampled(ComputeType type, int rows) {
    try (DjlPolicy policy = Model.load(checkpoint, new DeviceSettings(device, type))) {
      List<SampleRequest> requests = SmallWork.requests(policy.config().vocabularySize(), rows);
      List<float[]> numbers = new ArrayList<>();
      for (Completion completion : SmallWork.sample(policy, requests, 1, newTokens)) {
        float[] tokens = new float[completion.responseTokens().length];
        for (int t = 0; t < tokens.length; t++) {
          tokens[t] = completion.responseTokens()[t];
        }
        numbers.add(tokens);
        numbers.add(completion.behaviorLogprobs());
      }
      return digest(numbers);
    }
  }

  private String scored(ComputeType type) {
    try (DjlPolicy policy = Model.load(checkpoint, new DeviceSettings(device, type))) {
      List<TokenSequence> sequences = new ArrayList<>();
      for (SampleRequest request : SmallWork.requests(policy.config().vocabularySize(), 64)) {
        sequences.add(new TokenSequence(request.promptTokens(), request.promptTokens()));
      }
      return digest(policy.score(sequences, 1));
    }
  }

  private String trained(ComputeType type, boolean isLora) throws IOException {
    try (TrainingWork work =
        SmallWork.update(checkpoint, new DeviceSettings(device), type, isLora)) {
      work.update();
      work.update();
      return work.weightsDigest();
    }
  }

  private static String digest(List<float[]> numbers) {
    int count = numbers.stream().mapToInt(row -> row.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(4 * count);
    for (float[] row : numbers) {
      for (float number : row) {
        bytes.putInt(Float.floatToRawIntBits(number));
      }
    }
    return Digests.sha256(bytes.array());
  }
}
