package dev.rondo.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.policy.ByteTokenizer;
import dev.rondo.policy.Policy;
import dev.rondo.policy.SampleRequest;
import dev.rondo.policy.SamplingSession;
import dev.rondo.policy.ScriptedPolicy;
import dev.rondo.policy.TokenSequence;
import dev.rondo.policy.text.Tokenizer;
import dev.rondo.schema.SampledResponse;
import dev.rondo.schema.SamplingSettings;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A tokenizer may render its stop token, as those do that do not call it special. */
class ResponseTextTest {
  private static final DatasetPlan PLAN = Plans.dataset(Plans.problems(1), 1, 8);

  @Test
  void theStopTokenIsNoPartOfTheText() throws Exception {
    List<SampledResponse> rows =
        ShardSampler.sampleGroups(PLAN.shards().get(0), new Spelling()).rows();
    assertThat(rows).hasSize(3);
    for (SampledResponse row : rows) {
      assertThat(row.getFinishReason()).isEqualTo("STOP");
      assertThat(row.getResponseTokens()).endsWith(ByteTokenizer.END);
      assertThat(row.getResponseText()).isEqualTo("so: \\boxed{0}");
    }
  }

  /** Says its end in letters. */
  private static final class Spelling implements Policy {
    private final Policy policy = new ScriptedPolicy((prompt, key) -> "so: \\boxed{0}");

    @Override
    public String digest() {
      return policy.digest();
    }

    @Override
    public Set<Integer> stopTokens() {
      return Set.of(ByteTokenizer.END);
    }

    @Override
    public Tokenizer tokenizer() {
      return new Tokenizer() {
        @Override
        public int[] encode(String text) {
          return policy.tokenizer().encode(text);
        }

        @Override
        public String decode(int[] tokens) {
          boolean isEnded = tokens[tokens.length - 1] == ByteTokenizer.END;
          return policy.tokenizer().decode(tokens) + (isEnded ? "<|im_end|>" : "");
        }

        @Override
        public int vocabularySize() {
          return policy.tokenizer().vocabularySize();
        }

        @Override
        public String digest() {
          return policy.tokenizer().digest();
        }
      };
    }

    @Override
    public SamplingSession startSampling(List<SampleRequest> requests, SamplingSettings settings) {
      return policy.startSampling(requests, settings);
    }

    @Override
    public List<float[]> score(List<TokenSequence> sequences, double temperature) {
      return policy.score(sequences, temperature);
    }

    @Override
    public void close() {
      policy.close();
    }
  }
}
