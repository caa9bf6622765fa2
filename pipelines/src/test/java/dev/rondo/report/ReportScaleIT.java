package dev.rondo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The report of a long run: 1,000 rounds of 1,000 rollouts in 1 GiB of heap. Minutes long, so only
 * with {@code -Pbrowser -Drondo.report.scale=true}; prints what it measures.
 */
@Tag("browser")
class ReportScaleIT {
  private static final int ROUNDS = 1_000;

  @TempDir(cleanup = CleanupMode.ALWAYS)
  private Path directory;

  @TempDir(cleanup = CleanupMode.NEVER)
  private Path profile;

  @Test
  void aLongRunsReportIsMadeAndOpenedInTime() throws Exception {
    assumeTrue(Boolean.getBoolean("rondo.report.scale"), "not asked for");
    RunDirectory run = CommittedRun.of(directory.resolve("run"), ROUNDS, 125, 8, 4);

    long start = System.nanoTime();
    Path page = ReportFile.write(run);
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    System.out.printf(
        "made in %d s, %d bytes, heap at most %d MiB%n",
        seconds, Files.size(page), Runtime.getRuntime().maxMemory() >> 20);
    assertThat(seconds).isLessThan(60);
    assertThat(Files.size(page)).isLessThan(5_000_000);

    if (Browser.program().isPresent()) {
      try (Browser browser = Browser.start(profile)) {
        browser.look(1400, 900, false);
        double millis = browser.open(page);
        System.out.printf("opened in %.0f ms%n", millis);
        assertThat(millis).isLessThan(3_000);
        assertThat(browser.complaints()).isEmpty();
      }
    }
  }
}
