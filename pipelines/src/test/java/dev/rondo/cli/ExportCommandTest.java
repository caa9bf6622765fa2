package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.CommandLineTestSupport.Outcome;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Removal;
import dev.rondo.report.CommittedRun;
import dev.rondo.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class ExportCommandTest {
  private static final int ROUNDS = 3;

  @TempDir private Path directory;

  private Path root;
  private Path hub;
  private RunDirectory run;

  @BeforeEach
  void commitARun() throws IOException {
    root = directory.resolve("run");
    hub = directory.resolve("hub/first");
    run = CommittedRun.finished(root, ROUNDS);
    CommittedRun.block(run, "evals/held-out/round-000000", 0);
    CommittedRun.block(run, "evals/held-out/round-000003", 0);
    CommittedRun.block(run, "evals/held-out/greedy/round-000003", 0);
  }

  @Test
  void theFilesThatTheCardNamesAreAllRowsOfTheRunAndEachInOneSplit() throws Exception {
    Outcome outcome = rondo("export", "--from", root, "--to", hub);

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("11 datasets", "rollouts, evaluation-held-out");
    SortedMap<String, Long> rows = new TreeMap<>();
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:")) {
      for (Map<?, ?> configuration : configurations()) {
        for (Object file : (List<?>) configuration.get("data_files")) {
          Map<?, ?> split = (Map<?, ?>) file;
          rows.put(
              configuration.get("config_name") + " " + split.get("split"),
              count(duckdb, (List<?>) split.get("path")));
        }
      }
    }
    assertThat(rows)
        .containsExactly(
            Map.entry("evaluation-held-out round_000000", 12L),
            Map.entry("evaluation-held-out round_000003", 12L),
            Map.entry("evaluation-held-out-greedy round_000003", 12L),
            Map.entry("problems aime24", (long) CommittedRun.PROBLEMS),
            Map.entry("problems aime25", (long) CommittedRun.PROBLEMS),
            Map.entry("problems demonstrations", (long) CommittedRun.PROBLEMS),
            Map.entry("problems held_out", (long) CommittedRun.PROBLEMS),
            Map.entry("problems training", (long) CommittedRun.PROBLEMS),
            Map.entry("rollouts train", ROUNDS * 16L));
    assertThat(configurations().get(0))
        .containsEntry("config_name", "rollouts")
        .containsEntry("default", true);
  }

  private List<Map<String, Object>> configurations() throws IOException {
    String card = Files.readString(hub.resolve("README.md"));
    String front = card.substring(4, card.indexOf("\n---\n"));
    Map<String, List<Map<String, Object>>> read =
        new Yaml(new SafeConstructor(new LoaderOptions())).load(front);
    return read.get("configs");
  }

  private long count(Connection duckdb, List<?> patterns) throws SQLException {
    long rows = 0;
    for (Object pattern : patterns) {
      try (Statement statement = duckdb.createStatement();
          ResultSet result =
              statement.executeQuery(
                  "SELECT count(*) FROM read_parquet('" + hub.resolve("" + pattern) + "')")) {
        result.next();
        rows += result.getLong(1);
      }
    }
    return rows;
  }

  @Test
  void everyFileButTheCardHasTheBytesOfTheRun() throws Exception {
    rondo("export", "--from", root, "--to", hub);
    SortedMap<String, byte[]> files = files(hub);
    byte[] card = files.remove("README.md");

    assertThat(files).hasSizeGreaterThan(15);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      assertThat(root.resolve(file.getKey())).hasBinaryContent(file.getValue());
    }
    assertThat(files.keySet())
        .contains("evals/held-out/round-000000/__rondo/pass-at-k.json")
        .noneMatch(path -> path.startsWith("policies") || path.contains("run.yaml"));
    Outcome verified = rondo("datasets", "verify", hub.resolve("problems"), hub.resolve("evals"));
    assertThat(verified.out()).contains("Verified 8 datasets");
    rondo("export", "--from", root, "--to", directory.resolve("again"));
    assertThat(directory.resolve("again/README.md")).hasBinaryContent(card);
    assertThat(directory).isDirectoryNotContaining("glob:**rondo-*");
  }

  @Test
  void theCardSaysWhatTheRowsAreAndNoFolderOfThisMachine() throws Exception {
    rondo("export", "--from", root, "--to", hub, "--license", "cc-by-4.0");

    String card = Files.readString(hub.resolve("README.md"));
    assertThat(card)
        .contains(
            "license: cc-by-4.0\n",
            "n<1K",
            "accepted-groups 12",
            "rejected-groups 3",
            "`verdict` | text | The verifier's judgement",
            run.dataset("rollouts/round-000002").manifestDigest(),
            run.config().contentDigest(),
            "evaluation.benchmarks: [\"aime24\", \"aime25\"]",
            "`evals/held-out/round-000003` | 12 | 8 | ",
            "arithmetic@1",
            "rondo datasets verify")
        .doesNotContain(directory.toString(), "imported/", System.getProperty("user.name") + "/");
  }

  @Test
  void onlyTheDatasetsThatWereAskedForAreInIt() throws Exception {
    Outcome outcome =
        rondo("export", "--from", root, "--to", hub, "--only", "rollouts/", "--only", "problems");
    assertThat(outcome.out()).contains("8 datasets", "  rollouts, problems\n");
    assertThat(hub.resolve("evals")).doesNotExist();

    Outcome nothing =
        rondo("export", "--from", root, "--to", directory.resolve("no"), "--only", "roll");
    assertThat(nothing.exitCode()).isEqualTo(1);
    assertThat(nothing.err().strip()).hasLineCount(1).contains("Cannot export", "only roll");
    assertThat(directory.resolve("no")).doesNotExist();
  }

  @Test
  void anEvaluationAloneComesWithItsNumbersAndAllItsBlocksInOneSplit() throws Exception {
    Path evaluation = root.resolve("evals/held-out/round-000003");
    CommittedRun.block(run, "evals/held-out/round-000003", 2);

    Outcome outcome = rondo("export", "--from", evaluation, "--to", hub);

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("2 datasets", "  evaluation\n");
    assertThat(hub.resolve("evaluation/__rondo/pass-at-k.json"))
        .hasSameBinaryContentAs(evaluation.resolve("__rondo/pass-at-k.json"));
    assertThat(Files.readString(hub.resolve("README.md")))
        .contains("## Evaluations", "- split: \"evaluation\"", "- \"evaluation/*/*.parquet\"");
    assertThat(rondo("datasets", "verify", hub).exitCode()).isZero();

    Path block = directory.resolve("block");
    String name = "block-000002-000004";
    assertThat(rondo("export", "--from", evaluation, "--only", name, "--to", block).out())
        .contains("1 datasets");
  }

  @Test
  void aRoundWhoseRolloutsWereRemovedIsNamedAndLeftOut() throws Exception {
    DatasetStore round = run.dataset("rollouts/round-000002");
    round.remove(
        new Removal(
            Removal.ROLLOUTS,
            "a rule of a test",
            round.manifestDigest(),
            round.committedManifest().files().stream().map(FileEntry::path).toList(),
            new TreeMap<>()));

    Outcome outcome = rondo("export", "--from", root, "--to", hub);

    assertThat(outcome.out())
        .contains("10 datasets", "removed by retention: rollouts/round-000002");
    assertThat(hub.resolve("rollouts/round-000002")).doesNotExist();
    assertThat(Files.readString(hub.resolve("README.md")))
        .contains("Not here", "`rollouts/round-000002`");
  }

  @Test
  void whatCannotBeExportedLeavesNothing() throws Exception {
    Path taken = Files.createDirectory(directory.resolve("taken"));
    Files.writeString(taken.resolve("mine"), "");
    refused("there already", "--from", root, "--to", taken);
    refused("lies in", "--from", root, "--to", root.resolve("rollouts/hub"));
    refused("--license", "--from", root, "--to", hub, "--license", "CC BY");
    refused("no such directory", "--from", directory.resolve("none"), "--to", hub);
    refused("no rows", "--from", root, "--only", "policies", "--to", hub);
    Object[] mistyped = {"--from", root, "--only", "problems", "--only", "rolouts", "--to", hub};
    refused("only rolouts: no rows", mistyped);
    Path versionOne = Path.of("src/test/resources/version-1");
    refused("format-version 1", "--from", versionOne, "--to", hub);
    Path shard = root.resolve("rollouts/round-000001/shard-00001.parquet");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length / 2] ^= 1;
    Files.write(shard, bytes);
    refused("shard-00001.parquet", "--from", root, "--to", hub);

    assertThat(hub.getParent()).doesNotExist();
    assertThat(taken).isDirectoryContaining("glob:**mine");
  }

  private static void refused(String reason, Object... options) {
    List<Object> words = new ArrayList<>(List.of("export"));
    words.addAll(List.of(options));
    Outcome outcome = rondo(words.toArray());
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err().strip()).hasLineCount(1).contains("Cannot", reason);
  }

  private static SortedMap<String, byte[]> files(Path root) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(root.relativize(path).toString(), Files.readAllBytes(path));
      }
    }
    return files;
  }
}
