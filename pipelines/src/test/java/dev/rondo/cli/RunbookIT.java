package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.CommandLineTestSupport.Outcome;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.FileTree;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Removal;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.Numerics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands of the runbooks as they stand there, in this process, with {@code runs/} in a
 * temporary directory. Blocks marked {@code sh long} take minutes and are only parsed.
 */
class RunbookIT {
  private static final Path RUNBOOKS = Path.of("..", "runbooks");

  @TempDir private Path directory;

  @Test
  void theFirstRunAndItsResumeGoAsTheRunbooksSay() throws IOException {
    for (String command : commands("first-run.md")) {
      Outcome outcome = run(command);
      assertThat(outcome.exitCode()).as("%s%n%s", command, outcome.err()).isZero();
    }
    assertThat(directory.resolve("runs/tiny/report/index.html")).exists();
    assertThat(directory.resolve("runs/mine/report/index.html")).exists();

    for (String command : commands("resume-after-a-crash.md")) {
      Outcome outcome = run(command);
      assertThat(outcome.exitCode()).as("%s%n%s", command, outcome.err()).isZero();
    }
    assertThat(run("./rondo status --run runs/mine").out()).contains("the run is done");
    for (String runbook : List.of("watch-a-run.md", "schedule.md", "repair.md", "reproduce.md")) {
      for (String command : commands(runbook)) {
        Outcome outcome = run(command);
        assertThat(outcome.exitCode()).as("%s%n%s", command, outcome.err()).isZero();
      }
    }
    trainsAlone();
    evaluatesAPolicyAndTopsUp();
    exportsForTheHub();
    findsACorruptPolicy();
  }

  @Test
  void aRunGoesToAFlinkClusterAndBackAsTheRunbookSays() throws Exception {
    int restPort = freePort();
    Map<String, String> environment = new TreeMap<>();
    environment.put("REST_PORT", Integer.toString(restPort));
    environment.put("RPC_PORT", Integer.toString(freePort()));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("RONDO_BUILD", Path.of("target").toAbsolutePath().toString());
    // As this process computes, which no launcher has pinned.
    environment.put(
        "ATEN_CPU_CAPABILITY",
        Numerics.numericClass(new DeviceSettings("cpu")).instructionSet().toLowerCase(Locale.ROOT));
    try {
      for (String command : commands("flink-cluster.md")) {
        if (command.startsWith("./rondo ")) {
          Outcome outcome =
              run(
                  command
                      .replace("localhost:8181", "localhost:" + restPort)
                      .replace("=runs/flink/", "=" + directory.resolve("runs/flink") + "/"));
          assertThat(outcome.exitCode()).as("%s%n%s", command, outcome.err()).isZero();
        } else {
          script(command, environment);
        }
      }
    } finally {
      script("runbooks/flink-cluster.sh stop runs/flink", environment);
    }
    assertThat(run("./rondo status --run runs/clustered").out()).contains("the run is done");

    assertThat(run("./rondo init --config configs/tiny.yaml --run runs/embedded").exitCode())
        .isZero();
    assertThat(run("./rondo run --run runs/embedded --until round").exitCode()).isZero();
    for (String manifest :
        List.of(
            "rollouts/round-000001/__rondo/manifest.json", "policies/round-000001/manifest.json")) {
      assertThat(directory.resolve("runs/clustered").resolve(manifest))
          .hasSameBinaryContentAs(directory.resolve("runs/embedded").resolve(manifest));
    }
  }

  private void script(String command, Map<String, String> environment) throws Exception {
    List<String> words = new ArrayList<>(List.of(command.split("\\s+")));
    words.replaceAll(
        word -> word.startsWith("runs/") ? directory.resolve(word).toString() : "../" + word);
    words.set(1, command.split("\\s+")[1]);
    Path log = directory.resolve("script.out");
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(240, TimeUnit.SECONDS)).as(command).isTrue();
    assertThat(process.exitValue()).as("%s%n%s", command, Files.readString(log)).isZero();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void trainsAlone() throws IOException {
    for (String command : commands("train-alone.md")) {
      Outcome outcome = run(command);
      assertThat(outcome.exitCode()).as("%s%n%s", command, outcome.err()).isZero();
    }
    assertThat(directory.resolve("runs/alone/same/manifest.json"))
        .hasSameBinaryContentAs(directory.resolve("runs/tiny/policies/round-000002/manifest.json"));
  }

  private void evaluatesAPolicyAndTopsUp() throws IOException {
    String eval =
        "./rondo eval --policy runs/tiny/policies/round-000002 --problems"
            + " runs/tiny/problems/held-out --out runs/eval --k 1,4 --samples ";
    assertThat(run(eval + "4").out()).contains("held-out: 16 problems, 4 samples each", "pass@4");
    byte[] first =
        Files.readAllBytes(
            directory.resolve("runs/eval/held-out/block-000000-000004/__rondo/manifest.json"));

    assertThat(run(eval + "8").out()).contains("16 problems, 8 samples each");
    assertThat(directory.resolve("runs/eval/held-out/block-000000-000004/__rondo/manifest.json"))
        .hasBinaryContent(first);

    Outcome other = run(eval + "8 --seed 9");
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err().strip()).hasLineCount(1).contains("holds another evaluation");
    repeatsWhatAPolicyWasEvaluatedToAfterRetention(eval);
  }

  private void repeatsWhatAPolicyWasEvaluatedToAfterRetention(String eval) throws IOException {
    String numbers = run(eval + "8").out();
    Path removed = directory.resolve("runs/tiny/policies/removed");
    try (Stream<Path> files = Files.list(directory.resolve("runs/tiny/policies/round-000002"))) {
      Files.createDirectories(removed);
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Files.copy(file, removed.resolve(file.getFileName()));
      }
    }
    DatasetStore policy = new DatasetStore(new LocalStorage(removed), "");
    List<String> weights =
        policy.committedManifest().files().stream()
            .map(FileEntry::path)
            .filter(path -> !path.contains("/"))
            .sorted()
            .toList();
    policy.remove(
        new Removal(Removal.POLICY, "a rule", policy.manifestDigest(), weights, new TreeMap<>()));
    String again = eval.replace("policies/round-000002", "policies/removed");

    assertThat(run(again + "8").out()).isEqualTo(numbers);

    for (String more : List.of(again + "16", (again + "8").replace("runs/eval", "runs/none"))) {
      Outcome refused = run(more);
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err().strip())
          .hasLineCount(1)
          .contains("Cannot open policy " + removed, "a rule", "(allowed: ");
    }
    assertThat(directory.resolve("runs/none")).doesNotExist();
    FileTree.remove(removed);
  }

  private void exportsForTheHub() throws IOException {
    assertThat(run("./rondo export --from runs/tiny --to runs/hub").out()).contains("rollouts");
    assertThat(run("./rondo datasets verify runs/hub").out()).contains("all sound");
    assertThat(directory.resolve("runs/hub/rollouts/round-000001/shard-00000.parquet"))
        .hasSameBinaryContentAs(
            directory.resolve("runs/tiny/rollouts/round-000001/shard-00000.parquet"));
    assertThat(run("./rondo export --from runs/eval --to runs/hub-eval").out())
        .contains("2 datasets, 128 rows", "evaluation");
  }

  /** A byte of the weights is changed: found by verify, and refused before anything is sampled. */
  private void findsACorruptPolicy() throws IOException {
    Path weights = directory.resolve("runs/tiny/policies/round-000001/model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length / 2] ^= 1;
    Files.write(weights, bytes);

    Outcome verified = run("./rondo datasets verify runs/tiny");
    assertThat(verified.exitCode()).isEqualTo(1);
    assertThat(verified.err().strip()).hasLineCount(1).contains("model.safetensors", "sha256");

    Outcome evaluated =
        run(
            "./rondo eval --policy runs/tiny/policies/round-000001"
                + " --problems runs/tiny/problems/held-out --out runs/bad --samples 1");
    assertThat(evaluated.exitCode()).as(evaluated.err()).isEqualTo(1);
    assertThat(evaluated.err().lines().filter(line -> line.startsWith("rondo: ")))
        .hasSize(1)
        .allSatisfy(line -> assertThat(line).contains("model.safetensors"));
  }

  private Outcome run(String command) {
    List<String> words = new ArrayList<>(List.of(command.split("\\s+")));
    assertThat(words.remove(0)).isEqualTo("./rondo");
    words.replaceAll(
        word ->
            word.startsWith("runs/")
                ? directory.resolve(word).toString()
                : word.startsWith("configs/") ? Path.of("..").resolve(word).toString() : word);
    return rondo(words.toArray());
  }

  /** The lines of the {@code sh} blocks of a runbook, in order. */
  private static List<String> commands(String runbook) throws IOException {
    List<String> commands = new ArrayList<>();
    boolean isInside = false;
    for (String line : Files.readAllLines(RUNBOOKS.resolve(runbook))) {
      if (line.startsWith("```")) {
        isInside = !isInside && line.equals("```sh");
      } else if (isInside) {
        assertThat(line).as("a command of " + runbook).matches("(\\./rondo|runbooks/\\S+\\.sh) .*");
        commands.add(line);
      }
    }
    assertThat(commands).isNotEmpty();
    return commands;
  }
}
