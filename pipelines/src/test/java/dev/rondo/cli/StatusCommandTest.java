package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.CommandLineTestSupport.Outcome;
import dev.rondo.run.BareRun;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state of a run, from small files alone. */
class StatusCommandTest {
  @TempDir private Path folder;

  @Test
  void aRunWithARuleToEndEarlyIsToldWithoutAnyRow() throws Exception {
    BareRun bare = new BareRun(folder, "stop-without-gain-rounds: 2");
    for (int round = 1; round <= 3; round++) {
      bare.round(round, 40, Optional.empty());
    }

    for (Outcome status :
        new Outcome[] {
          rondo("status", "--run", folder), rondo("status", "--json", "--run", folder)
        }) {
      assertThat(status.err()).isEmpty();
      assertThat(status.exitCode()).isZero();
      assertThat(status.out())
          .contains("the last 2 rounds had a mean reward of at most 0.4000, after 0.4000 before");
    }
  }

  @Test
  void groupsOfReservesAreCountedBesideThoseThatTheyReplaced() throws Exception {
    BareRun bare = new BareRun(folder, "seed: 0");
    bare.round(1, 55, Optional.of(49));
    bare.log(1, Map.of("rollout/reward", 0.55));

    assertThat(rondo("status", "--run", folder).out())
        .contains("3 replaced by reserves (8 sampled)");
    assertThat(rondo("status", "--json", "--run", folder).out())
        .contains("\"replaced-groups\": 3")
        .contains("\"reserve-groups\": 8");
  }
}
