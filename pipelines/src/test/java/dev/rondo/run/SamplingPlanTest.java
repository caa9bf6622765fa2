package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.config.RunConfig;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SamplingPlanTest {

  @Test
  void whatIsSampledIsCountedBeforeItIs() throws IOException {
    assertThat(lines("rollout: {max-response-tokens: 1024}"))
        .containsExactly(
            "a round: 64 problems x 8 responses of at most 1,024 tokens, 524,288 in all",
            "an evaluation, of base and last policy: 128 problems x 257 responses of at most 1,024"
                + " tokens, 33,685,504 in all");
  }

  @Test
  void reservesControlsAndEvaluationsBetweenAreCounted() throws IOException {
    assertThat(
            lines(
                "run: {evaluate-every: 5}",
                "control: {kind: shuffled-verdicts}",
                "rollout: {problems-per-round: 16, reserves: 4, max-response-tokens: 10}"))
        .extracting(line -> line.replaceAll(" responses .* tokens,", ","))
        .containsExactly(
            "a round: 80 problems x 8, 6,400 in all",
            "an evaluation, of base and last policy, control: 128 problems x 257, 328,960 in all",
            "one between them: 128 problems x 17, 21,760 in all");
  }

  private static Iterable<String> lines(String... yaml) throws IOException {
    return SamplingPlan.lines(RunConfig.parse(String.join("\n", yaml), "test"));
  }
}
