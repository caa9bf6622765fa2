package dev.rondo.policy.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.policy.ByteTokenizer;
import dev.rondo.policy.Completion;
import dev.rondo.policy.DjlPolicy;
import dev.rondo.policy.SampleKey;
import dev.rondo.policy.SampleRequest;
import dev.rondo.policy.SamplingSession;
import dev.rondo.schema.SamplingSettings;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A checkpoint that Transformers saved, with what Transformers computes from it. */
class GoldenQwen2Test {
  private Path directory;
  private JsonNode cases;

  @BeforeEach
  void read() throws IOException, URISyntaxException {
    directory =
        Path.of(DjlPolicy.class.getResource("golden-qwen2/config.json").toURI()).getParent();
    cases = new ObjectMapper().readTree(directory.resolve("expected.json").toFile());
  }

  @Test
  void logitsEqualThoseOfTransformers() {
    PolicyProgram program = PolicyProgram.standard().withPart(GoldenQwen2Test.class, "probes.py");
    try (PolicyModel model = PolicyModel.load(directory, program, DeviceSettings.CPU);
        NDManager manager = model.manager().newSubManager()) {
      for (JsonNode test : cases) {
        long[] prompt = longs(test.path("prompt"));
        float[] logits =
            model
                .module()
                .call("probe_logits")
                .list("w", model.weights())
                .tensor(manager.create(new long[][] {prompt}))
                .tensor(model.configuration())
                .run(manager)
                .get(0)
                .toFloatArray();
        int vocabulary = model.config().vocabularySize();
        for (int i = 0; i < logits.length; i++) {
          assertThat((double) logits[i])
              .isCloseTo(
                  test.path("logits").path(i / vocabulary).path(i % vocabulary).asDouble(),
                  within(1e-4));
        }
      }
    }
  }

  @Test
  void greedySamplingContinuesAsTransformersDoes() {
    PolicyModel model = PolicyModel.load(directory, PolicyProgram.standard(), DeviceSettings.CPU);
    try (DjlPolicy policy = DjlPolicy.of(model, new ByteTokenizer(), Set.of(1), "golden")) {
      List<SampleRequest> requests = new ArrayList<>();
      for (JsonNode test : cases) {
        requests.add(
            new SampleRequest(ints(test.path("prompt")), new SampleKey(1, 1, "golden", 0)));
      }
      try (SamplingSession session =
          policy.startSampling(requests, new SamplingSettings(0, 1, 0, 16))) {
        assertThat(session.advance(16)).isTrue();
        List<Completion> completions = session.completions();
        for (int i = 0; i < requests.size(); i++) {
          assertThat(completions.get(i).responseTokens())
              .isEqualTo(ints(cases.path(i).path("greedy")));
        }
      }
    }
  }

  private static long[] longs(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToLong(JsonNode::asLong).toArray();
  }

  private static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}
