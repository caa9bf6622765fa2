package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.rollout.StorageLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run of several rounds, with rules to end early and a control of its own rounds, whose later
 * rounds are repaired and reproduced.
 */
class RepairOfRoundsIT {
  private static final int LAST = 3;
  private static final String POLICY = "policies/round-000003/";

  @TempDir private static Path folder;
  private static Path whole;
  private static int runs;
  private Path run;

  @BeforeAll
  static void makeARun() throws Exception {
    whole =
        SmallRun.fresh(
            folder.resolve("whole"),
            config ->
                config
                    .replace(
                        "rounds: 1",
                        "rounds: "
                            + LAST
                            + "\n  stop-without-gain-rounds: 2\n  stop-when-solved-rounds: 2")
                    .replace("updates: 0", "kind: shuffled-verdicts\n  updates: 0"));
    try (RoundLoop loop = SmallRun.open(whole, StorageLocation.directory(whole))) {
      loop.run();
    }
  }

  @BeforeEach
  void copyIt() throws IOException {
    run = SmallRun.copy(whole, folder.resolve("run-" + ++runs));
  }

  @Test
  void aPolicyOfALaterRoundIsTrainedAgain() throws Exception {
    flip(POLICY + "model.safetensors");

    assertThat(repair().repaired()).containsExactly(POLICY + "model.safetensors");
    assertThat(run.resolve(POLICY + "model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve(POLICY + "model.safetensors"));
  }

  @Test
  void aLaterRoundIsReproduced() throws Exception {
    Reproduction.Outcome outcome =
        Reproduction.reproduce(
            RunDirectory.open(run),
            LAST,
            folder.resolve("again"),
            new SmallRun.OneAfterTheOther(),
            Progress.silent());
    assertThat(outcome.differences()).isEmpty();
  }

  private RunRepair.Outcome repair() throws Exception {
    return RunRepair.repair(
        RunDirectory.open(run), new SmallRun.OneAfterTheOther(), Progress.silent());
  }

  private void flip(String path) throws IOException {
    byte[] bytes = Files.readAllBytes(run.resolve(path));
    bytes[bytes.length / 2] ^= 1;
    Files.write(run.resolve(path), bytes);
  }
}
