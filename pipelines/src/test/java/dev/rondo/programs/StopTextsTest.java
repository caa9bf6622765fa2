package dev.rondo.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.policy.text.CharacterVocabulary;
import dev.rondo.run.RunInputs;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopTextsTest {
  @TempDir private Path directory;

  @Test
  void aNewRunAndAnEvaluationRefuseASpecialToken() throws Exception {
    CharacterVocabulary letters = new CharacterVocabulary(List.of(), "ab");
    Files.write(directory.resolve("tokenizer.json"), letters.tokenizerJson());
    Files.write(directory.resolve("tokenizer_config.json"), letters.tokenizerConfig(64));
    assertThat(StopTexts.of(directory, List.of("ab")).texts()).containsExactly("ab");
    assertThatThrownBy(() -> StopTexts.of(directory, List.of("b", "<eos>")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot use --stop: <eos> (allowed: ");

    RunConfig config = RunConfig.parse("rollout: {stop: [\"<eos>\"]}", "a test");
    assertThatThrownBy(() -> RunInputs.check(config))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot use rollout.stop: <eos> (allowed: ");
  }

  @Test
  void theRunAroundThePolicySaysThemUnlessTheyAreAskedFor() throws IOException {
    Path inRun = directory.resolve("run/policies/round-000001");
    Path alone = directory.resolve("policies/qwen");
    RunConfig config = RunConfig.parse("rollout:\n  stop: [\"\\n\\n\", END]\n", "a test");
    FrozenConfig.freeze(config, directory.resolve("run"));
    FrozenConfig.requireUnchanged(config, directory.resolve("run"));

    assertThat(StopTexts.of(inRun, null).texts()).containsExactly("\n\n", "END");
    assertThat(StopTexts.of(inRun, null).source())
        .isEqualTo("rollout.stop of the run around the policy");
    assertThat(StopTexts.of(alone, null).texts()).isEmpty();
    assertThat(StopTexts.of(inRun, List.of("x"))).isEqualTo(new StopTexts(List.of("x"), "--stop"));
    assertThat(StopTexts.of(inRun, List.of("")).texts()).isEmpty();

    assertThatThrownBy(() -> StopTexts.ofAll(List.of(alone, inRun), null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(inRun.toString(), "END", "no run around", "--stop '' none");
    assertThat(StopTexts.ofAll(List.of(alone, inRun), List.of("x")).texts()).containsExactly("x");
    assertThat(StopTexts.ofAll(List.of(inRun, inRun), null).texts()).hasSize(2);
  }
}
