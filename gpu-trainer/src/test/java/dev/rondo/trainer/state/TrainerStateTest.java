// The state file: what is written is what is read, and nothing else is accepted.
package dev.rondo.trainer.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainerStateTest {

  private static final TrainerState STATE =
      new TrainerState(
          "train", 7, 4, 28, 0, 1, 7, new TreeMap<>(Map.of("rollouts", "b2", "policy", "a1")));

  @TempDir Path directory;

  @Test
  void aStateSurvivesItsFile() throws IOException {
    write(new String(STATE.toJson(), StandardCharsets.UTF_8));
    assertThat(TrainerState.read(directory)).isEqualTo(STATE);
  }

  @Test
  void theFileIsCanonical() {
    assertThat(new String(STATE.toJson(), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {
              "format-version": 2,
              "phase": "train",
              "round": 7,
              "updates": 4,
              "optimizer-steps": 28,
              "critic-steps": 0,
              "skipped-updates": 1,
              "schedule-position": 7,
              "metrics-cursor": {
                "round": 7,
                "update": 4
              },
              "parents": {
                "policy": "a1",
                "rollouts": "b2"
              }
            }
            """);
  }

  /** Version 3 says that the exact weights are in the base; states of before have them beside. */
  @Test
  void adaptersStandOnTheirBaseInVersionThreeAndAreReadInVersionTwo() throws IOException {
    TrainerState state =
        new TrainerState(
            "train", 7, 4, 28, 0, 1, 7, new TreeMap<>(Map.of("base", "c3", "policy", "a1")));
    String json = new String(state.toJson(), StandardCharsets.UTF_8);
    assertThat(json).contains("\"format-version\": 3");
    write(json);
    assertThat(TrainerState.read(directory)).isEqualTo(state);
    write(json.replace("\"format-version\": 3", "\"format-version\": 2"));
    assertThat(TrainerState.read(directory)).isEqualTo(state);
    assertRefused(
        json.replace("\"format-version\": 3", "\"format-version\": 4"),
        "format-version: 4 (allowed: 2, or 3 with a parent base)");
  }

  @Test
  void otherContentIsRefusedByField() throws IOException {
    String json = new String(STATE.toJson(), StandardCharsets.UTF_8);
    assertRefused(json.replace("\"updates\": 4", "\"updates\": -4"), "updates: -4");
    assertRefused(json.replace("\"round\": 7", "\"round\": \"x\""), "round: \"x\"");
    assertRefused(json.replace("\"format-version\": 2", "\"format-version\": 3"), "version: 3");
    assertRefused(json.replace("\"update\": 4", "\"update\": 5"), "not canonical");
    assertRefused(json.replace("\"phase\"", "\"more\": 1, \"phase\""), "not canonical");
    assertRefused(json.substring(1), "malformed");
    Files.delete(directory.resolve(TrainerState.PATH));
    assertThatThrownBy(() -> TrainerState.read(directory))
        .hasMessageEndingWith("no such file (allowed: that of a trained policy)");
  }

  private void assertRefused(String json, String fault) throws IOException {
    write(json);
    assertThatThrownBy(() -> TrainerState.read(directory))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot read " + directory.resolve(TrainerState.PATH) + ": ")
        .hasMessageContaining(fault);
  }

  private void write(String json) throws IOException {
    Path file = directory.resolve(TrainerState.PATH);
    Files.createDirectories(file.getParent());
    Files.writeString(file, json);
  }
}
