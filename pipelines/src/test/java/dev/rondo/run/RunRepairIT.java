package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.dataset.FileTree;
import dev.rondo.rollout.SamplingProgress;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRepairIT {
  private static final String SHARD_0 = "rollouts/round-000001/shard-00000.parquet";
  private static final String SHARD_1 = "rollouts/round-000001/shard-00001.parquet";
  private static final String ROLLOUTS = "rollouts/round-000001/__rondo/manifest.json";
  private static final String POLICY = "policies/round-000001/";

  @TempDir private static Path folder;
  private static Path whole;
  private static int runs;
  private Path run;

  @BeforeAll
  static void makeARun() throws Exception {
    whole = SmallRun.fresh(folder.resolve("whole"));
    try (RoundLoop loop = SmallRun.open(whole, StorageLocation.directory(whole))) {
      loop.run();
    }
  }

  @BeforeEach
  void copyIt() throws IOException {
    run = SmallRun.copy(whole, folder.resolve("run-" + ++runs));
  }

  @Test
  void aSoundRunIsLeftAlone() throws Exception {
    assertThat(repair()).isEqualTo(repaired());
    assertAllFilesAreAsCommitted();
  }

  @Test
  void aFlippedBitInAShardIsNamedAndThatShardAloneIsSampledAgain() throws Exception {
    flip(SHARD_1);
    byte[] damaged = Files.readAllBytes(run.resolve(SHARD_1));
    assertThat(RunFault.find(RunDirectory.open(run)))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.path()).isEqualTo(SHARD_1);
              assertThat(fault.reason()).contains(SHARD_1 + ": sha256 is ");
            });

    Set<Integer> sampled = new HashSet<>();
    try (SamplingProgress.Registration listening =
        SamplingProgress.listen((shard, responses, tokens) -> sampled.add(shard.shardIndex()))) {
      assertThat(repair()).isEqualTo(repaired(SHARD_1));
    }
    assertThat(sampled).containsExactly(1);
    assertThat(run.resolve("damaged").resolve(SHARD_1)).hasBinaryContent(damaged);
    assertAllFilesAreAsCommitted();
  }

  @Test
  void aMissingShardAndADamagedEvaluationAreMadeAgain() throws Exception {
    Files.delete(run.resolve(SHARD_0));
    String block = "evals/held-out/greedy/round-000000/";
    String samples =
        SmallRun.files(run).keySet().stream()
            .filter(path -> path.startsWith(block) && path.endsWith(".parquet"))
            .findFirst()
            .orElseThrow();
    flip(samples);
    String benchmark = "problems/" + SmallRun.BENCHMARK + "/shard-00000.parquet";
    flip(benchmark);
    String answers =
        "evals/" + SmallRun.BENCHMARK + "/round-000001/block-000000-000002/__rondo/manifest.json";
    flip(answers);

    assertThat(repair().repaired()).containsExactlyInAnyOrder(SHARD_0, samples, benchmark, answers);
    assertAllFilesAreAsCommitted();
  }

  @Test
  void aTruncatedManifestIsMadeAgainFromWhatItWasMadeOf() throws Exception {
    for (String path : List.of(ROLLOUTS, POLICY + "manifest.json")) {
      byte[] bytes = Files.readAllBytes(run.resolve(path));
      Files.write(run.resolve(path), Arrays.copyOf(bytes, bytes.length / 2));
    }

    assertThat(repair()).isEqualTo(repaired(ROLLOUTS, POLICY + "manifest.json"));
    assertAllFilesAreAsCommitted();
  }

  @Test
  void lostManifestsAreMadeAgainHoweverMuchCameLater() throws Exception {
    List<String> lost =
        List.of(
            "problems/training/__rondo/manifest.json",
            "policies/round-000000/manifest.json",
            ROLLOUTS,
            POLICY + "manifest.json");
    for (String path : lost) {
      Files.delete(run.resolve(path));
    }

    assertThat(repair()).isEqualTo(repaired(lost.toArray(String[]::new)));
    assertAllFilesAreAsCommitted();
  }

  @Test
  void damagedWeightsAreTrainedAgain() throws Exception {
    flip(POLICY + "model.safetensors");
    Files.delete(run.resolve(POLICY + "config.json"));

    assertThat(repair().repaired())
        .containsExactlyInAnyOrder(POLICY + "model.safetensors", POLICY + "config.json");
    assertAllFilesAreAsCommitted();
  }

  @Test
  void whatCannotBeMadeWithTheSameBytesStaysAndIsNamed() throws Exception {
    String current = CodeVersion.current();
    Path manifest = run.resolve(ROLLOUTS);
    Files.writeString(
        manifest, Files.readString(manifest).replace('"' + current + '"', "\"of-another-time\""));
    flip(SHARD_0);
    byte[] damaged = Files.readAllBytes(run.resolve(SHARD_0));

    RunRepair.Outcome outcome = repair();
    assertThat(outcome.repaired()).isEmpty();
    assertThat(outcome.remaining())
        .singleElement()
        .satisfies(
            fault ->
                assertThat(fault.reason())
                    .contains("sha256 is ", "Cannot repair " + SHARD_0 + ": made again it has ")
                    .endsWith(
                        "; the run's is of code version of-another-time, and this is " + current));
    assertThat(run.resolve(SHARD_0)).hasBinaryContent(damaged);
  }

  /** A build that differs where a policy is not concerned computes the same. */
  @Test
  void aPolicyOfAnotherBuildIsMadeAgainIfThisOneComputesTheSame() throws Exception {
    String other = CodeVersion.version() + "+0123456789ab";
    Path manifest = run.resolve(POLICY + "manifest.json");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replace(CodeVersion.current(), other));
    byte[] sound = Files.readAllBytes(run.resolve(POLICY + "model.safetensors"));
    flip(POLICY + "model.safetensors");

    RunRepair.Outcome outcome = repair();
    assertThat(outcome.repaired()).containsExactly(POLICY + "model.safetensors");
    assertThat(run.resolve(POLICY + "model.safetensors")).hasBinaryContent(sound);
    assertThat(run.resolve(manifest)).hasContent(text.replace(CodeVersion.current(), other));
    assertThat(reproduce("of-another-build").differences()).isEmpty();
  }

  @Test
  void aRoundIsReproducedElsewhereAndADifferenceIsNamed() throws Exception {
    Reproduction.Outcome same = reproduce("again");
    assertThat(same.differences()).isEmpty();
    assertThat(same.equalFiles()).isGreaterThan(8);

    flip(POLICY + "config.json");
    assertThat(reproduce("other").differences())
        .singleElement()
        .asString()
        .startsWith(POLICY + "config.json: differs from byte ");
    assertThatThrownBy(
            () ->
                Reproduction.reproduce(
                    RunDirectory.open(run), 2, folder.resolve("none"), jobs(), Progress.silent()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Cannot reproduce round: 2 (allowed: 1 to 1)");
  }

  @Test
  void aDamagedSourceIsRefusedBeforeARoundIsReproduced() throws Exception {
    for (String source : List.of("policies/round-000000/trainer/state.json", SHARD_1)) {
      byte[] sound = Files.readAllBytes(run.resolve(source));
      flip(source);
      Path out = folder.resolve("none");
      assertThatThrownBy(() -> reproduce("none"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("Cannot reproduce round 1: Cannot accept ")
          .hasMessageContaining(source + ": sha256 is ")
          .hasMessageEndingWith("rondo repair makes it again");
      assertThat(out).doesNotExist();
      Files.write(run.resolve(source), sound);
    }
  }

  @Test
  void aRoundOfAnotherCodeVersionSaysSoWhereItDiffers() throws Exception {
    flip(POLICY + "config.json");
    Path manifest = run.resolve(POLICY + "manifest.json");
    String current = '"' + CodeVersion.current() + '"';
    Files.writeString(manifest, Files.readString(manifest).replace(current, "\"of-another-time\""));

    assertThat(reproduce("of-another-time").differences())
        .singleElement()
        .asString()
        .startsWith(POLICY + "config.json: differs from byte ")
        .endsWith(
            "; the run's is of code version of-another-time, and this is " + CodeVersion.current());
  }

  @Test
  void twoProcessesDoNotRepairOneRun() throws Exception {
    try (RoundLoop loop = SmallRun.open(run, StorageLocation.directory(run))) {
      Path work = run.resolve(".repair/rollouts/made-by-the-other");
      Files.createDirectories(work.getParent());
      Files.createFile(work);
      assertThatThrownBy(this::repair)
          .isInstanceOf(RunHeldException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid() + " on ");
      assertThat(work).exists();
    }
    assertThat(repair()).isEqualTo(repaired());
    assertThat(run.resolve(".repair")).doesNotExist();
  }

  @Test
  void aProcessThatLostItsLockWhileItWasPausedStops() throws Exception {
    try (RoundLoop paused = SmallRun.open(run, StorageLocation.directory(run))) {
      Files.delete(run.resolve("lock"));
      Files.writeString(run.resolve("lock"), "process 1 on elsewhere\n", StandardCharsets.UTF_8);
      assertThatThrownBy(paused::step)
          .isInstanceOf(RunHeldException.class)
          .hasMessageContaining("process 1 on elsewhere is working on it");
    }
  }

  @Test
  void aDamagedSummaryIsCountedAgainFromItsBlocks() throws Exception {
    List<String> summaries =
        List.of(
            "evals/held-out/greedy/round-000001/__rondo/pass-at-k.json",
            "evals/held-out/round-000000/__rondo/pass-at-k.json",
            "evals/" + SmallRun.BENCHMARK + "/round-000001/__rondo/pass-at-k.json");
    cut(summaries.get(0), 0);
    cut(summaries.get(1), 200);
    Files.delete(run.resolve(summaries.get(2)));
    Files.createSymbolicLink(run.resolve(summaries.get(2)), run.resolve("nowhere"));

    Set<Integer> sampled = new HashSet<>();
    try (SamplingProgress.Registration listening =
        SamplingProgress.listen((shard, responses, tokens) -> sampled.add(shard.shardIndex()))) {
      RunRepair.Outcome outcome = repair();
      assertThat(outcome.remaining()).isEmpty();
      assertThat(outcome.repaired()).containsExactlyInAnyOrderElementsOf(summaries);
    }
    assertThat(sampled).isEmpty();
    assertAllFilesAreAsCommitted();
  }

  @Test
  void aSummaryOfANewerVersionIsNoDamage() throws Exception {
    Path summary = run.resolve("evals/held-out/round-000001/__rondo/pass-at-k.json");
    String newer =
        Files.readString(summary).replaceFirst("\"format-version\": 3", "\"format-version\": 9");
    Files.writeString(summary, newer);

    RunRepair.Outcome outcome = repair();
    assertThat(outcome.repaired()).isEmpty();
    assertThat(outcome.remaining())
        .singleElement()
        .satisfies(
            fault ->
                assertThat(fault.reason()).contains("is 9", "a version of Rondo that reads it"));
    assertThat(summary).hasContent(newer);
  }

  @Test
  void aDamagedShardOfARoundUnderWayIsSetAsideAndTheRunMakesItAgain() throws Exception {
    leaveTheRoundUnderWay();
    String receipts = "rollouts/round-000001/__rondo/receipts/";
    cut(SHARD_0, 100);
    cut(receipts + "verified-00001.json", 30);

    assertThat(repair())
        .isEqualTo(
            new RunRepair.Outcome(
                List.of(),
                List.of(
                    SHARD_0,
                    receipts + "verified-00000.json",
                    SHARD_1,
                    receipts + "verified-00001.json"),
                List.of()));
    assertThat(repair()).isEqualTo(repaired());
    try (RoundLoop loop = SmallRun.open(run, StorageLocation.directory(run))) {
      loop.run();
    }
    assertAllFilesAreAsCommitted();
  }

  @Test
  void aReceiptThatTheDiskDoesNotGiveKeepsNobodyFromItsRepair() throws Exception {
    Path unreadable = Path.of("/proc/self/mem"); // input/output error, whoever the user is
    assumeTrue(Files.isRegularFile(unreadable));
    leaveTheRoundUnderWay();
    String receipt = "rollouts/round-000001/__rondo/receipts/verified-00001.json";
    Files.delete(run.resolve(receipt));
    Files.createSymbolicLink(run.resolve(receipt), unreadable);
    flip("problems/training/shard-00000.parquet");

    assertThat(repair())
        .isEqualTo(
            new RunRepair.Outcome(
                List.of("problems/training/shard-00000.parquet"),
                List.of(SHARD_1, receipt),
                List.of()));
  }

  @Test
  void whatIsNoFileKeepsNobodyFromItsRepair() throws Exception {
    String stray = "rollouts/round-000001/stray.parquet";
    Files.createSymbolicLink(run.resolve(stray), run.resolve("nowhere"));
    Files.delete(run.resolve(SHARD_0));
    Files.createSymbolicLink(run.resolve(SHARD_0), run.resolve("nowhere"));
    Files.delete(run.resolve(SHARD_1));
    Files.createDirectories(run.resolve(SHARD_1).resolve("inside"));
    Files.delete(run.resolve(POLICY + "manifest.json"));
    Files.createDirectories(run.resolve(POLICY + "manifest.json/inside"));
    flip("problems/training/shard-00000.parquet");

    RunRepair.Outcome outcome = repair();
    assertThat(outcome.repaired())
        .containsExactlyInAnyOrder(
            SHARD_0, SHARD_1, POLICY + "manifest.json", "problems/training/shard-00000.parquet");
    assertThat(outcome.remaining())
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.path()).isEqualTo(stray);
              assertThat(fault.reason())
                  .contains("a symbolic link that leads nowhere", "allowed: to move it out");
            });
    Files.delete(run.resolve(stray));
    assertAllFilesAreAsCommitted();
  }

  @Test
  void everyDamagedCopyIsKept() throws Exception {
    for (String copy : List.of("", ".2", ".3")) {
      flip(SHARD_1);
      byte[] damaged = Files.readAllBytes(run.resolve(SHARD_1));
      damaged[0] ^= (byte) copy.length();
      Files.write(run.resolve(SHARD_1), damaged);

      assertThat(repair()).isEqualTo(repaired(SHARD_1));
      assertThat(run.resolve("damaged").resolve(SHARD_1 + copy)).hasBinaryContent(damaged);
    }
    assertAllFilesAreAsCommitted();
  }

  private void leaveTheRoundUnderWay() throws IOException {
    for (String path : List.of("policies/round-000001", "evals/held-out/round-000001")) {
      FileTree.remove(run.resolve(path));
    }
    FileTree.remove(run.resolve("evals/held-out/greedy/round-000001"));
    FileTree.remove(run.resolve("evals/" + SmallRun.BENCHMARK));
    Files.delete(run.resolve(ROLLOUTS));
  }

  private static RunRepair.Outcome repaired(String... paths) {
    return new RunRepair.Outcome(List.of(paths), List.of(), List.of());
  }

  private void cut(String path, int bytes) throws IOException {
    Files.write(run.resolve(path), Arrays.copyOf(Files.readAllBytes(run.resolve(path)), bytes));
  }

  private static JobRunner jobs() {
    return new SmallRun.OneAfterTheOther();
  }

  private RunRepair.Outcome repair() throws Exception {
    return RunRepair.repair(RunDirectory.open(run), jobs(), Progress.silent());
  }

  private Reproduction.Outcome reproduce(String name) throws Exception {
    return Reproduction.reproduce(
        RunDirectory.open(run), 1, folder.resolve(name), jobs(), Progress.silent());
  }

  private void flip(String path) throws IOException {
    byte[] bytes = Files.readAllBytes(run.resolve(path));
    bytes[bytes.length / 2] ^= 1;
    Files.write(run.resolve(path), bytes);
  }

  private void assertAllFilesAreAsCommitted() throws IOException {
    var files = SmallRun.files(run);
    files.keySet().removeIf(path -> path.startsWith("damaged/"));
    assertThat(files).isEqualTo(SmallRun.files(whole));
  }
}
