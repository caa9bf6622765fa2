package dev.rondo.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.report.facts.RunReader;
import dev.rondo.run.RunDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardFilesTest {
  private static final String FILE = "events.out.tfevents.0000000000.rondo";

  @TempDir private Path directory;

  @Test
  void evaluationsRolloutsAndSettingsAreRunsOfTheirOwn() throws IOException {
    RunDirectory run = CommittedRun.finished(directory.resolve("run"), 2);
    TensorBoardFiles.write(run, RunReader.read(run));
    Path board = run.root().resolve("metrics/tensorboard");

    double correct = 0;
    for (int problem = 0; problem < CommittedRun.PROBLEMS; problem++) {
      correct += CommittedRun.correct(problem, 5);
    }
    float expected = (float) (correct / CommittedRun.PROBLEMS / CommittedRun.SAMPLES);
    assertThat(scalars(board.resolve("evaluation"), "eval/held-out/pass@1")).contains(expected);
    assertThat(text(board.resolve("evaluation-control"))).contains("eval/held-out/greedy");
    assertThat(text(board.resolve("rollouts")))
        .contains("rollout/response_tokens", "rollout/outcome_reward", "rollout/unknown");
    assertThat(text(board.resolve("settings")))
        .contains("_hparams_/session_start_info", "rollout.group-size", "run.yaml");
  }

  @Test
  void theSameRunGivesTheSameBytes() throws IOException {
    RunDirectory run = CommittedRun.finished(directory.resolve("run"), 1);
    Path file = run.root().resolve("metrics/tensorboard/rollouts").resolve(FILE);
    TensorBoardFiles.write(run, RunReader.read(run));
    byte[] first = Files.readAllBytes(file);
    TensorBoardFiles.write(run, RunReader.read(run));

    assertThat(Files.readAllBytes(file)).isEqualTo(first);
  }

  private static String text(Path run) throws IOException {
    return Files.readString(run.resolve(FILE), StandardCharsets.ISO_8859_1);
  }

  /** Values of a tag: a value's float stands right behind the tag, after one byte of its key. */
  private static List<Float> scalars(Path run, String tag) throws IOException {
    byte[] bytes = Files.readAllBytes(run.resolve(FILE));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    List<Float> values = new ArrayList<>();
    for (int at = text.indexOf(tag); at >= 0; at = text.indexOf(tag, at + 1)) {
      int end = at + tag.length();
      if (bytes[end] == 0x15) {
        values.add(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getFloat(end + 1));
      }
    }
    return values;
  }
}
