package dev.rondo.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.schema.SamplingSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptedPolicyTest extends PolicyContractTest {

  @Override
  protected Policy newPolicy() {
    return new ScriptedPolicy((prompt, key) -> prompt + key.sampleIndex());
  }

  @Override
  protected int tooManyTokens() {
    return ScriptedPolicy.MAX_POSITIONS;
  }

  @Test
  void itSaysWhatTheScriptSaysAndStopsOrIsCut() {
    int[] prompt = policy.tokenizer().encode("2+2=");
    SampleRequest request = new SampleRequest(prompt, new SampleKey(1, 1, "p", 4));
    for (int limit : new int[] {6, 5}) {
      SamplingSettings settings = new SamplingSettings(1, 1, 0, limit);
      try (SamplingSession session = policy.startSampling(List.of(request), settings)) {
        assertThat(session.advance(limit)).isTrue();
        Completion completion = session.completions().get(0);
        assertThat(policy.tokenizer().decode(completion.responseTokens())).isEqualTo("2+2=4");
        assertThat(completion.isStopped()).isEqualTo(limit == 6);
      }
    }
  }
}
