package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.config.RunConfig;
import dev.rondo.run.MemoryPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A new quickstart computes activations again where it fits the machine only so. */
class QuickstartMemoryTest {
  private static final RunConfig CONFIG = RunConfig.preset("smollm2-tiny");
  private static final long LARGE = Long.MAX_VALUE / 2;

  private final List<String> said = new ArrayList<>();

  @Test
  void activationsAreComputedAgainWhereOnlyThatFits() throws IOException {
    assertThat(CONFIG.memory().recompute()).isFalse();
    RunConfig fitting = within(config -> plan(config.memory().recompute() ? 1 : LARGE));

    assertThat(fitting).isEqualTo(CONFIG.recomputing()).isNotEqualTo(CONFIG);
    assertThat(fitting.memory().recompute()).isTrue();
    assertThat(said).singleElement().asString().contains("memory.recompute: true");
    assertThat(CONFIG.computingAs(fitting)).as("the run goes on").isEqualTo(fitting);
  }

  @Test
  void whatFitsAnywayAndWhatNeverFitsStaysAsItIs() throws IOException {
    assertThat(within(config -> plan(1))).isEqualTo(CONFIG);
    assertThat(within(config -> plan(LARGE))).isEqualTo(CONFIG);
    assertThat(said).isEmpty();
  }

  private RunConfig within(QuickstartCommand.Planned planned) throws IOException {
    return QuickstartCommand.withinMemory(CONFIG, planned, new RunSessionTest.Saying(said));
  }

  private static MemoryPlan plan(long bytes) {
    return new MemoryPlan("cpu", 0, bytes, Map.of(), Map.of());
  }
}
