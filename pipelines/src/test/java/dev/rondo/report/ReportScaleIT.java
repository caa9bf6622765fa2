package dev.rondo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.report.facts.RoundFacts;
import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.facts.RunReader;
import dev.rondo.run.RunDirectory;
import dev.rondo.schema.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The report of a long run, of 1,000 rollouts a round. Minutes long, so only where {@code
 * rondo.report.rounds} asks for it, as {@code -Pcrash} does with 1,000; says how long the report
 * took, which benchmarks/RESULTS.md holds against its bar.
 */
class ReportScaleIT {
  private static final int PROBLEMS = 125;
  private static final int GROUP_SIZE = 8;

  @TempDir(cleanup = CleanupMode.ALWAYS)
  private Path directory;

  @TempDir(cleanup = CleanupMode.NEVER)
  private Path profile;

  @Test
  void aLongRunsReportCountsEveryRolloutAndOpens() throws Exception {
    int rounds = Integer.getInteger("rondo.report.rounds", 0);
    assumeTrue(rounds > 0, "not asked for");
    RunDirectory run = CommittedRun.of(directory.resolve("run"), rounds, PROBLEMS, GROUP_SIZE, 4);

    long start = System.nanoTime();
    Path page = ReportFile.write(run);
    System.out.printf(
        "made in %.1f s, %d bytes, heap at most %d MiB%n",
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 1e3,
        Files.size(page),
        Runtime.getRuntime().maxMemory() >> 20);

    assertThat(Files.size(page)).isLessThan(5_000_000);
    RunFacts facts = RunReader.read(run);
    assertThat(facts.rounds()).hasSize(rounds);
    for (RoundFacts round : facts.rounds()) {
      assertThat(round.verdicts().rollouts()).isEqualTo(PROBLEMS * GROUP_SIZE);
      assertThat(round.verdicts().correct()).isEqualTo(correct(round.round()));
    }
    if (Browser.program().isPresent()) {
      opens(page, facts);
    }
  }

  private static long correct(int round) {
    long correct = 0;
    for (int problem = 0; problem < PROBLEMS; problem++) {
      for (int sample = 0; sample < GROUP_SIZE; sample++) {
        correct += CommittedRun.verdict(round, problem, sample) == Outcome.CORRECT ? 1 : 0;
      }
    }
    return correct;
  }

  private void opens(Path page, RunFacts facts) throws Exception {
    try (Browser browser = Browser.start(profile)) {
      browser.look(1400, 900, false);
      System.out.printf("opened in %.0f ms%n", browser.open(page));

      assertThat(browser.complaints()).isEmpty();
      String reward =
          "JSON.parse(document.getElementById('charts-data').textContent)"
              + ".find(chart => chart.id === 'reward').lines[0].y";
      var values = browser.evaluate(reward);
      assertThat(values).hasSize(facts.rounds().size());
      for (RoundFacts round : facts.rounds()) {
        assertThat(values.get(round.round() - 1).asDouble())
            .isCloseTo(
                round.verdicts().share(round.verdicts().correct()).orElseThrow(), within(1e-6));
      }
    }
  }
}
