package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.rollout.StorageLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recipe of {@code runbooks/resume-after-a-crash.md} to do rounds again, as it stands there.
 */
class RoundsAgainIT {
  private static final Path RUNBOOK = Path.of("..", "runbooks", "resume-after-a-crash.md");
  private static final Pattern RECIPE = Pattern.compile("(?s)```bash\n(.*?)```");

  @TempDir private Path folder;

  @Test
  void roundsFromOneInTheMiddleOnAreDoneAgainWithTheSameBytes() throws Exception {
    Path run = SmallRun.fresh(folder.resolve("run"), 3, "");
    goOn(run);
    SortedMap<String, String> files = SmallRun.files(run);
    follow(run);

    assertThat(run.resolve("policies/round-000001")).isDirectory();
    assertThat(run.resolve("rollouts/round-000002")).doesNotExist();
    assertThat(run.resolve("evals/held-out/greedy/round-000003")).doesNotExist();
    assertThat(run.resolve("evals/held-out/round-000000")).isDirectory();
    assertThat(Files.readString(run.resolve("metrics/metrics.jsonl")))
        .contains("\"round\": 1,")
        .doesNotContain("\"round\": 2,", "\"round\": 3,");
    goOn(run);
    assertThat(SmallRun.files(run)).isEqualTo(files);
  }

  private void follow(Path run) throws Exception {
    Matcher recipe = RECIPE.matcher(Files.readString(RUNBOOK));
    assertThat(recipe.find()).isTrue();
    String script = recipe.group(1).replace("run=runs/mine", "run='" + run + "'");
    assertThat(script).contains(run.toString());
    Path log = folder.resolve("log");
    Process bash =
        new ProcessBuilder("bash", "-eu", "-c", script)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(bash.exitValue()).as(Files.readString(log)).isZero();
  }

  private static void goOn(Path run) throws IOException, InterruptedException {
    try (RoundLoop loop = SmallRun.open(run, StorageLocation.directory(run))) {
      loop.run();
    }
  }
}
