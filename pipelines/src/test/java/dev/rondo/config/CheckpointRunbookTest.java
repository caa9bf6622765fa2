package dev.rondo.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The configuration that {@code runbooks/start-from-a-checkpoint.md} has people write. */
class CheckpointRunbookTest {
  private static final Path PAGE = Path.of("..", "runbooks", "start-from-a-checkpoint.md");

  @Test
  void itIsAllowedNeedsNoAdviceAndMeasuresWhatItHoldsOut() throws IOException {
    RunConfig config = RunConfig.parse(yaml(), "run.yaml");

    assertThat(config.advice()).isEmpty();
    assertThat(config.evaluation().problems()).isEqualTo(config.task().heldOutProblems());
    assertThat(config.runner().parallelism()).isEqualTo(1);
  }

  /** The lines of both blocks, which stand seven blanks in. */
  private static String yaml() throws IOException {
    List<String> lines = Files.readAllLines(PAGE);
    int first = lines.indexOf("       model:");
    int last = lines.indexOf("         held-out-problems: 400");
    assertThat(first).isPositive();
    assertThat(last).isGreaterThan(first);
    return String.join(
        "\n",
        lines.subList(first, last + 1).stream()
            .filter(line -> line.startsWith("       "))
            .toList());
  }
}
