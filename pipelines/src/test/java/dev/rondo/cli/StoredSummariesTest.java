package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.CommandLineTestSupport.Outcome;
import dev.rondo.report.CommittedRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredSummariesTest {
  @TempDir private Path directory;

  @Test
  void aSummaryThatWasCutOffIsNamedByVerify() throws Exception {
    Path run = directory.resolve("run");
    CommittedRun.finished(run, 2);
    assertThat(rondo("datasets", "verify", "--bytes", run.toString()).exitCode()).isZero();
    Path summary = run.resolve("evals/aime24/control/__rondo/pass-at-k.json");
    Files.write(summary, Arrays.copyOf(Files.readAllBytes(summary), 200));

    for (Path of : new Path[] {run, directory}) {
      Outcome outcome = rondo("datasets", "verify", "--bytes", of.toString());
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.err().strip()).hasLineCount(1).contains(summary.toString());
    }
  }
}
