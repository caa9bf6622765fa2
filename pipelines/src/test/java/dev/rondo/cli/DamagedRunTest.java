// One idea: what was damaged in a run is named in one line, and what is sound is not.
package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.cli.CommandLineTestSupport.Outcome;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.FileTree;
import dev.rondo.dataset.Removal;
import dev.rondo.report.CommittedRun;
import dev.rondo.run.RunContinuity;
import dev.rondo.run.RunDirectory;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A run of this version in which one thing is damaged: every command says so in one line that names
 * the file and what is allowed, ends with 1, and neither waits nor passes over it.
 */
@Timeout(60)
class DamagedRunTest {
  private static final String MANIFEST = "rollouts/round-000002/__rondo/manifest.json";

  @TempDir private static Path sound;

  @TempDir private Path directory;

  private Path run;

  @BeforeAll
  static void commit() throws IOException {
    CommittedRun.finished(sound.resolve("run"), 2);
  }

  @BeforeEach
  void copy() throws IOException {
    run = directory.resolve("run");
    copy(sound.resolve("run"), run);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  @Test
  void aManifestThatIsADirectoryIsRefused() throws IOException {
    replaceByDirectory(MANIFEST);

    assertRefused(MANIFEST + ": a directory (allowed: a regular file)", "status", "--run", run);
    assertRefused(MANIFEST + ": a directory", "status", "--json", "--run", run);
    assertRefused(MANIFEST + ": a directory", "report", "--run", run);
  }

  @Test
  void aLostManifestOfWhatAPolicyWasMadeFromIsMissed() throws IOException {
    Files.delete(run.resolve(MANIFEST));

    String lost = "rollouts/round-000002 has no manifest, and policies/round-000002 was made from";
    assertRefused(lost, "status", "--run", run);
    assertRefused(lost, "report", "--run", run);
    assertThatThrownBy(() -> RunContinuity.require(RunDirectory.open(run), true))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(lost);
    assertRefused(
        "round-000002: no manifest, 2 files of rows, and policies/round-000002 was made from it",
        "datasets",
        "verify",
        "--bytes",
        run);
  }

  @ParameterizedTest
  @CsvSource({
    "policies/round-000000/, policies/control was made from it",
    "policies/round-000001/, policies/round-000002 was made from it",
    "policies/round-000002/, evals/aime24/greedy/round-000002/__rondo/pass-at-k.json was made",
    "policies/control/, evals/aime24/control/__rondo/pass-at-k.json was made from it",
    "rollouts/round-000001/__rondo/, policies/round-000001 was made from it",
    "problems/training/__rondo/, policies/round-000000 was made from it",
    "problems/demonstrations/__rondo/, policies/round-000000 was made from it",
    "problems/aime25/__rondo/, policies/round-000000 was made from it"
  })
  void aLostManifestInTheMiddleIsProvenByWhatCameLater(String folder, String proof)
      throws IOException {
    Files.delete(run.resolve(folder + "manifest.json"));

    String lost = folder.replaceAll("/(__rondo/)?$", "") + " has no manifest, and ";
    assertRefused(lost, "status", "--run", run);
    assertRefused(proof, "report", "--run", run);
    assertRefused(
        lost.replace(" has no manifest, and ", ""), "datasets", "verify", "--bytes", directory);
    assertThatThrownBy(() -> RunContinuity.require(RunDirectory.open(run), true))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(lost);
  }

  @Test
  void metricsProveWhatEveryManifestWasLostOf() throws IOException {
    for (String folder : List.of("policies", "rollouts", "evals")) {
      FileTree.remove(run.resolve(folder));
    }

    assertRefused(
        "policies/round-000000 has no manifest, and policies/round-000001 was made from it",
        "status",
        "--run",
        run);

    FileTree.remove(run.resolve("problems"));
    assertRefused("problems/aime24 has no manifest", "report", "--run", run);
  }

  @Test
  void aRunThatLostNothingIsAccepted() throws IOException {
    assertAccepted(run);
    assertAccepted(Files.createSymbolicLink(directory.resolve("link"), run));
    remove("rollouts/round-000001", Removal.ROLLOUTS);
    remove("policies/round-000001", Removal.POLICY);
    assertAccepted(run);

    // Killed before anything of its last round was committed, and with rollouts alone.
    FileTree.remove(run.resolve("evals"));
    FileTree.remove(run.resolve("policies/control"));
    FileTree.remove(run.resolve("policies/round-000002"));
    assertAccepted(run);
    FileTree.remove(run.resolve("rollouts/round-000002"));
    assertAccepted(run);
  }

  @Test
  void aControlWithRoundsIsAChainOfItsOwn() throws IOException {
    for (String folder : List.of("rollouts", "policies")) {
      copy(run.resolve(folder + "/round-000001"), run.resolve(folder + "/control-000001"));
    }
    assertAccepted(run);

    copy(run.resolve("rollouts/round-000002"), run.resolve("rollouts/control-000002"));
    Files.delete(run.resolve("policies/control-000001/manifest.json"));
    assertRefused(
        "policies/control-000001 has no manifest, and rollouts/control-000002 was made from it",
        "status",
        "--run",
        run);
  }

  private void remove(String dataset, String what) throws IOException {
    DatasetStore store = RunDirectory.open(run).dataset(dataset);
    List<String> files =
        store.committedManifest().files().stream().map(FileEntry::path).sorted().toList();
    store.remove(new Removal(what, "a rule", store.manifestDigest(), files, new TreeMap<>()));
  }

  private static void assertAccepted(Path run) {
    for (String command : List.of("status", "report")) {
      Outcome outcome = rondo(command, "--run", run);
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    }
    Outcome outcome = rondo("datasets", "verify", "--bytes", run);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void rowsThatAreNoDatasetYetAreNamed() throws IOException {
    Files.delete(run.resolve(MANIFEST));
    FileTree.remove(run.resolve("policies/round-000002"));
    FileTree.remove(run.resolve("evals"));
    FileTree.remove(run.resolve("policies/control"));

    Outcome outcome = rondo("datasets", "verify", "--bytes", run);

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("--  " + run.resolve("rollouts/round-000002"))
        .contains("not committed: no manifest, 2 files of rows");
  }

  @Test
  void whatARepairMovedAsideIsNoPartOfTheRun() throws IOException {
    for (String aside : List.of("damaged/", ".repair/")) {
      copy(run.resolve("rollouts/round-000002"), directories(run.resolve(aside + "rollouts")));
      Path manifest = run.resolve(aside + "rollouts/__rondo/manifest.json");
      Files.writeString(manifest, Files.readString(manifest).substring(0, 99));
      copy(run.resolve("policies"), run.resolve(aside + "policies"));
      Files.copy(
          run.resolve("rollouts/round-000001/shard-00000.parquet"),
          run.resolve(aside + "policies/rows.parquet"));
    }

    Outcome verified = rondo("datasets", "verify", "--bytes", directory);
    assertThat(verified.exitCode()).as(verified.err()).isZero();
    assertThat(verified.out()).doesNotContain("--  ", "damaged").contains("Verified 11 datasets");
    assertAccepted(run);
    Outcome exported = rondo("export", "--from", run, "--to", directory.resolve("exported"));
    assertThat(exported.exitCode()).as(exported.err()).isZero();
    assertThat(directory.resolve("exported/damaged")).doesNotExist();
  }

  private static Path directories(Path folder) throws IOException {
    Files.createDirectories(folder.getParent());
    return folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"rollouts", "policies", "problems"})
  void verifyMissesAFolderThatIsGone(String folder) throws IOException {
    FileTree.remove(run.resolve(folder));

    assertRefused(" has no manifest, and ", "datasets", "verify", "--bytes", run);
  }

  @Test
  void verifyTellsOfARunWhoseConfigurationItCannotRead() throws IOException {
    Files.delete(run.resolve(MANIFEST));
    FileTree.remove(run.resolve("policies"));
    Files.writeString(run.resolve("run.yaml"), "run: {rounds: many}");

    Outcome outcome = rondo("datasets", "verify", "--bytes", run);

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("--  " + run + "  not looked at as a run: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rollouts", "policies", "evals"})
  void verifyNamesAFileInPlaceOfAllDatasetsOfAKind(String folder) throws IOException {
    FileTree.remove(run.resolve(folder));
    Files.writeString(run.resolve(folder), "x");

    assertRefused(
        run.resolve(folder) + ": a regular file (allowed: the directory of a run's " + folder + ")",
        "datasets",
        "verify",
        "--bytes",
        run);
  }

  /** Somebody else made it so: the manifest has the digest of the damaged file. */
  @ParameterizedTest
  @ValueSource(strings = {"\"type\":\"record\"", "PAR1"})
  void aShardThatIsCommittedDamagedIsOneLineAndNothingIsWritten(String damaged) throws IOException {
    Path shard = run.resolve("rollouts/round-000002/shard-00001.parquet");
    byte[] bytes = Files.readAllBytes(shard);
    String before = Digests.sha256(bytes);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    bytes[text.lastIndexOf(damaged) + 1] ^= 1;
    Files.write(shard, bytes);
    edit(MANIFEST, before, Digests.sha256(bytes));
    Path made = directory.resolve("new/made");

    assertRefused(
        "Cannot read " + shard,
        "reverify",
        "--rollouts",
        shard.getParent(),
        "--problems",
        run.resolve("problems/training"),
        "--to",
        made);
    assertThat(made.getParent()).doesNotExist();
  }

  @Test
  void aTrainingThatIsRefusedLeavesNoDirectory() throws IOException {
    assertRefused(
        "policies/round-000001/config.json: no such file",
        "train",
        "--rollouts",
        run.resolve("rollouts/round-000002"),
        "--policy",
        run.resolve("policies/round-000001"),
        "--to",
        directory.resolve("new/trained/policy"));
    assertThat(directory.resolve("new")).doesNotExist();
  }

  @Test
  void aDatasetAtThePlaceOfAnotherIsRefused() throws IOException {
    edit(MANIFEST, "\"kind\": \"rollouts\"", "\"kind\": \"evaluation\"");
    assertRefused(
        "rollouts/round-000002 is of kind evaluation (allowed: kind rollouts)",
        "status",
        "--run",
        run);

    edit(MANIFEST, "\"kind\": \"evaluation\"", "\"kind\": \"rollouts\"");
    edit(MANIFEST, "\"round\": 2", "\"round\": 1");
    assertRefused(
        "rollouts/round-000002 is of kind rollouts and of round 1 (allowed: kind rollouts of round"
            + " 2)",
        "report",
        "--run",
        run);
  }

  @Test
  void aManifestWhoseCountsAreNotThoseOfItsFilesIsRefused() throws IOException {
    String text = Files.readString(run.resolve(MANIFEST));
    Files.writeString(
        run.resolve(MANIFEST), text.substring(0, text.indexOf("\"files\"")) + "\"files\": []}\n");

    for (String command : List.of("status", "report")) {
      assertRefused("rows is 16 (allowed: 0, the sum over its files)", command, "--run", run);
    }
    assertRefused(
        "rows is 16 (allowed: 0", "export", "--from", run, "--to", directory.resolve("exported"));
    assertThat(directory.resolve("exported")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rollouts", "policies", "evals", "problems", "rollouts/round-000002"})
  void aFileInPlaceOfAFolderIsNamed(String folder) throws IOException {
    FileTree.remove(run.resolve(folder));
    Files.writeString(run.resolve(folder), "x");

    String named = run.resolve(folder) + " is a regular file (allowed: a directory)";
    assertRefused(named, "status", "--run", run);
    assertRefused(named, "report", "--run", run);
  }

  @ParameterizedTest
  @ValueSource(strings = {"report", "metrics", "metrics/tensorboard"})
  void aFileWhereTheReportIsWrittenIsNamed(String folder) throws IOException {
    if (Files.exists(run.resolve(folder))) {
      FileTree.remove(run.resolve(folder));
    }
    Files.writeString(run.resolve(folder), "x");

    assertRefused(run.resolve(folder).toString(), "report", "--run", run);
  }

  @Test
  void aDirectoryInPlaceOfThePageIsNamed() throws IOException {
    Files.createDirectories(run.resolve("report/index.html"));

    assertRefused(
        "report/index.html: a directory (allowed: a regular file, or none)",
        "report",
        "--run",
        run);
  }

  @Test
  void anEditedConfigurationIsNotReadAsIfTheRunHadBegunWithIt() throws IOException {
    Files.copy(run.resolve("run.yaml"), run.resolve("frozen.yaml"));
    edit("run.yaml", "rounds: 2", "rounds: 1");
    assertRefused("run.rounds: 1 instead of 2 (allowed: ", "status", "--run", run);
    assertRefused("run.rounds: 1 instead of 2 (allowed: ", "report", "--run", run);

    Files.writeString(run.resolve("run.yaml"), "");
    assertRefused("run.yaml is not what the run was begun with", "status", "--json", "--run", run);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run.yaml", "frozen.yaml"})
  void aConfigurationThatCannotBeReadIsOneLine(String name) throws IOException {
    byte[] whole = Files.readAllBytes(run.resolve("run.yaml"));
    Path file = run.resolve(name);
    Files.write(file, new byte[] {(byte) 0xFF, 0, 1});
    assertRefused(name + ": not UTF-8 text (allowed: one YAML document", "status", "--run", run);

    Files.writeString(file, new String(whole, StandardCharsets.UTF_8) + "---\na: 1\n");
    assertRefused("found another document (allowed: one YAML", "status", "--run", run);

    Files.writeString(file, "run: " + "[".repeat(3_000));
    assertRefused("not YAML, Nesting Depth exceeded max 20 (allowed: ", "report", "--run", run);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1, \"update\": 0", "0, \"update\": -7"})
  void aRowOfMetricsBeforeTheFirstRoundIsRefused(String place) throws IOException {
    Path metrics = run.resolve("metrics/metrics.jsonl");
    String row = "{\"phase\": \"train\", \"round\": " + place + ", \"train/x\": 1}\n";
    Files.writeString(metrics, row + Files.readString(metrics));

    assertRefused("metrics.jsonl: line {\"phase\"", "status", "--run", run);
    assertRefused("round and update of 0 and above)", "report", "--run", run);
  }

  @Test
  void aShardThatIsADirectoryOrGoneIsNamed() throws IOException {
    String shard = "rollouts/round-000002/shard-00000.parquet";
    replaceByDirectory(shard);
    assertRefused(
        "shard-00000.parquet: a directory (allowed: a reg", "datasets", "verify", "--bytes", run);

    Files.delete(run.resolve(shard));
    assertRefused(
        "shard-00000.parquet: no such file (allowed: ", "datasets", "verify", "--bytes", run);
    assertRefused(
        "shard-00000.parquet: no such file (allowed: ",
        "export",
        "--from",
        run,
        "--to",
        directory.resolve("new/exported/here"));
    assertThat(directory.resolve("new")).doesNotExist();
  }

  @Test
  void anEvaluationThatCannotOpenItsPolicyWritesNothing() throws IOException {
    Path out = directory.resolve("out");
    Object[] eval = {
      "eval",
      "--policy",
      run.resolve("policies/round-000002"),
      "--problems",
      run.resolve("problems/held-out"),
      "--max-response-tokens",
      8,
      "--out",
      out
    };
    assertRefused("round-000002/config.json: no such file", eval);
    assertThat(out).doesNotExist();
  }

  private void replaceByDirectory(String path) throws IOException {
    Files.delete(run.resolve(path));
    Files.createDirectory(run.resolve(path));
  }

  private void edit(String path, String from, String to) throws IOException {
    String text = Files.readString(run.resolve(path));
    assertThat(text).contains(from);
    Files.writeString(run.resolve(path), text.replace(from, to));
  }

  private static void assertRefused(String message, Object... arguments) {
    Outcome outcome = rondo(arguments);

    assertThat(outcome.exitCode()).as(outcome.err() + outcome.out()).isEqualTo(1);
    assertThat(outcome.err().strip())
        .hasLineCount(1)
        .startsWith("rondo: ")
        .contains(message, "(allowed: ")
        .doesNotContain("Exception");
  }
}
