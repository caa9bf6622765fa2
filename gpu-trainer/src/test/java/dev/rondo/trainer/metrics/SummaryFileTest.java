package dev.rondo.trainer.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of summaries: the bytes that TensorBoard's own writer writes. */
final class SummaryFileTest {
  @TempDir Path directory;

  @Test
  void theBytesAreThoseOfTensorBoardsOwnWriter() throws IOException {
    new SummaryFile()
        .scalar("eval/pass@1", 3, 0.5)
        .histogram("rollout/response_tokens", 3, new TreeMap<>(Map.of(2.0, 3L, 5.0, 1L)))
        .text("rollout/correct", 3, "Grüße\n")
        .settings(new TreeMap<>(Map.of("train.learning-rate", 0.25)))
        .write(directory);

    try (InputStream golden = SummaryFileTest.class.getResourceAsStream("summaries.tfevents")) {
      assertThat(Files.readAllBytes(directory.resolve("events.out.tfevents.0000000000.rondo")))
          .isEqualTo(golden.readAllBytes());
    }
  }

  @Test
  void whatIsNotThereIsNotWritten() throws IOException {
    new SummaryFile().write(directory.resolve("empty"));
    new SummaryFile()
        .scalar("a", 1, Double.NaN)
        .histogram("b", 1, new TreeMap<>())
        .write(directory.resolve("nothing"));

    String file = "events.out.tfevents.0000000000.rondo";
    assertThat(directory.resolve("nothing").resolve(file))
        .hasSameBinaryContentAs(directory.resolve("empty").resolve(file));
  }
}
