package dev.rondo.policy.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.policy.ByteTokenizer;
import dev.rondo.policy.DjlPolicy;
import dev.rondo.policy.SampleKey;
import dev.rondo.policy.SampleRequest;
import dev.rondo.policy.SamplingSession;
import dev.rondo.policy.TokenSequence;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.policy.checkpoint.Safetensors.ElementType;
import dev.rondo.policy.checkpoint.WeightSpec;
import dev.rondo.schema.SamplingSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every architecture and rope type against what Transformers computes, made by
 * tools/golden/make_architectures.py: fewer key than query heads, heads wider and narrower than
 * hidden size / heads, 320 tokens, tied and untied.
 */
class GoldenArchitecturesTest {
  @TempDir Path directory;

  static List<String> cases() throws IOException, URISyntaxException {
    Path fixtures =
        Path.of(DjlPolicy.class.getResource("golden-architectures/qwen2-tied.json").toURI())
            .getParent();
    try (Stream<Path> files = Files.list(fixtures)) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void logitsEqualThoseOfTransformers(String fixture) throws IOException {
    JsonNode expected = write(fixture);
    PolicyProgram program =
        PolicyProgram.standard().withPart(GoldenArchitecturesTest.class, "probes.py");
    try (PolicyModel model = PolicyModel.load(directory, program, DeviceSettings.CPU);
        NDManager manager = model.manager().newSubManager()) {
      float[] logits =
          model
              .module()
              .call("probe_logits")
              .list("w", model.weights())
              .tensor(manager.create(new int[][] {ints(expected.path("text"))}))
              .tensor(model.configuration())
              .run(manager)
              .get(0)
              .toFloatArray();
      int vocabulary = model.config().vocabularySize();
      for (int i = 0; i < expected.path("positions").size(); i++) {
        int position = expected.path("positions").path(i).asInt();
        for (int token = 0; token < vocabulary; token++) {
          assertThat((double) logits[position * vocabulary + token])
              .as("position %d, token %d", position, token)
              .isCloseTo(expected.path("logits").path(i).path(token).asDouble(), within(1e-4));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void logprobsAndGreedyTokensEqualThoseOfTransformers(String fixture) throws IOException {
    JsonNode expected = write(fixture);
    PolicyModel model = PolicyModel.load(directory, PolicyProgram.standard(), DeviceSettings.CPU);
    try (DjlPolicy policy = DjlPolicy.of(model, new ByteTokenizer(), Set.of(), "golden")) {
      int[] text = ints(expected.path("text"));
      TokenSequence sequence =
          new TokenSequence(new int[] {text[0]}, Arrays.copyOfRange(text, 1, text.length));
      float[] logprobs = policy.score(List.of(sequence), 1).get(0);
      for (int i = 0; i < logprobs.length; i++) {
        assertThat((double) logprobs[i])
            .as("log-prob of token %d", i + 1)
            .isCloseTo(expected.path("logprobs").path(i).asDouble(), within(1e-4));
      }
      int[] greedy = ints(expected.path("greedy"));
      SampleRequest request =
          new SampleRequest(Arrays.copyOf(text, 40), new SampleKey(1, 1, "golden", 0));
      try (SamplingSession session =
          policy.startSampling(List.of(request), new SamplingSettings(0, 1, 0, greedy.length))) {
        while (!session.advance(greedy.length)) {
          assertThat(session.sampledTokens()).isLessThanOrEqualTo(greedy.length);
        }
        int[] sampled = session.completions().get(0).responseTokens();
        for (int i = 0; i < greedy.length; i++) {
          if (expected.path("gaps").path(i).asDouble() <= 1e-3) {
            break; // from here on the two may differ
          }
          assertThat(sampled[i]).as("greedy token %d", i).isEqualTo(greedy[i]);
        }
      }
    }
  }

  /** Writes the case's checkpoint, and returns the case. */
  private JsonNode write(String fixture) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode expected = mapper.readTree(Path.of(fixture).toFile());
    Path config = directory.resolve(ModelConfig.FILE_NAME);
    mapper.writeValue(config.toFile(), expected.path("config"));
    List<Safetensors.Tensor> tensors =
        ModelConfig.read(config).weights().stream()
            .map(
                spec ->
                    new Safetensors.Tensor(
                        spec.name(), ElementType.F32, spec.dimensions(), values(spec)))
            .toList();
    try (OutputStream out = Files.newOutputStream(directory.resolve(Safetensors.FILE_NAME))) {
      Safetensors.write(out, new TreeMap<>(), tensors);
    }
    return expected;
  }

  /** As {@code weight} of the script. */
  private static ByteBuffer values(WeightSpec spec) {
    int elements = (int) spec.elements();
    ByteBuffer bytes = ByteBuffer.allocate(4 * elements).order(ByteOrder.LITTLE_ENDIAN);
    long key;
    try {
      byte[] name = spec.name().getBytes(StandardCharsets.UTF_8);
      key = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(name)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    for (int i = 0; i < elements; i++) {
      long z = key + (i + 1) * 0x9e3779b97f4a7c15L;
      z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
      z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
      z = z ^ (z >>> 31);
      double unit = (z >>> 40) * 0x1p-24 - 0.5;
      bytes.putFloat(
          (float)
              switch (spec.role()) {
                case NORM -> 1 + unit * 0.5;
                case EMBEDDING -> unit * 2;
                default -> unit;
              });
    }
    return bytes.flip();
  }

  private static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}
