package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.dataset.FileTree;
import dev.rondo.rollout.StorageLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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
  private static final String LAST_CONTROL = "policies/control-000003";

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

  @Test
  void lostManifestsOfAControlAreMadeAgain() throws Exception {
    List<String> lost =
        List.of(
            "rollouts/control-000001/__rondo/manifest.json",
            "policies/control-000002/manifest.json",
            "policies/control-000003/manifest.json");
    for (String path : lost) {
      cut(path);
    }

    assertThat(repair().repaired()).containsExactlyInAnyOrderElementsOf(lost);
    for (String path : lost) {
      assertThat(run.resolve(path)).hasSameBinaryContentAs(whole.resolve(path));
    }
  }

  @Test
  void whatOthersKnowByAnotherDigestIsNotPutInThePlaceOfALostManifest() throws Exception {
    String other = "f".repeat(64);
    edit("policies/control-000001/manifest.json", digest("rollouts/control-000001"), other);
    edit("evals/held-out/control-000003/__rondo/pass-at-k.json", digest(LAST_CONTROL), other);
    edit(
        "evals/held-out/control-000003/block-000000-000002/__rondo/manifest.json",
        digest(LAST_CONTROL),
        other);
    FileTree.remove(run.resolve("evals/held-out/greedy/control-000003"));
    FileTree.remove(run.resolve("evals/" + SmallRun.BENCHMARK));
    List<String> lost =
        List.of("rollouts/control-000001/__rondo/manifest.json", LAST_CONTROL + "/manifest.json");
    for (String path : lost) {
      cut(path);
    }

    RunRepair.Outcome outcome = repair();
    assertThat(outcome.repaired()).isEmpty();
    assertThat(outcome.remaining())
        .extracting(RunFault::path)
        .containsExactlyInAnyOrderElementsOf(lost);
    assertThat(outcome.remaining())
        .allSatisfy(
            fault ->
                assertThat(fault.reason())
                    .contains("made again it has sha256 ", "(allowed: " + other));
  }

  @Test
  void whatNothingNamesIsMadeAgainByTheVersionAloneThatMadeIt() throws Exception {
    for (String later : List.of("rollouts/control-000003", LAST_CONTROL)) {
      FileTree.remove(run.resolve(later));
    }
    FileTree.remove(run.resolve("evals/held-out/control-000003"));
    FileTree.remove(run.resolve("evals/held-out/greedy/control-000003"));
    FileTree.remove(run.resolve("evals/" + SmallRun.BENCHMARK));
    cut("policies/control-000002/manifest.json");
    Path again = SmallRun.copy(run, folder.resolve("run-" + ++runs));
    edit("policies/control-000001/manifest.json", CodeVersion.current(), "of-another-time");

    assertThat(repair().remaining())
        .singleElement()
        .satisfies(
            fault ->
                assertThat(fault.reason())
                    .contains(
                        "Cannot make policies/control-000002 again: policies/control-000001 is of"
                            + " code version of-another-time (allowed: "
                            + CodeVersion.current()));
    run = again;
    assertThat(repair().repaired()).containsExactly("policies/control-000002/manifest.json");
  }

  private String digest(String dataset) throws IOException {
    return RunDirectory.open(run).dataset(dataset).manifestDigest();
  }

  private void edit(String path, String from, String to) throws IOException {
    String text = Files.readString(run.resolve(path));
    assertThat(text).contains('"' + from + '"');
    Files.writeString(run.resolve(path), text.replace('"' + from + '"', '"' + to + '"'));
  }

  private void cut(String path) throws IOException {
    byte[] bytes = Files.readAllBytes(run.resolve(path));
    Files.write(run.resolve(path), Arrays.copyOf(bytes, bytes.length / 2));
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
