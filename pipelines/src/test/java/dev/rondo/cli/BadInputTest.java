package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondo;
import static dev.rondo.cli.CommandLineTestSupport.rondoOn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.CommandLineTestSupport.Outcome;
import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.policy.program.Processor;
import dev.rondo.schema.Problem;
import dev.rondo.task.LastDigitTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What people give wrong, through the command line: one line that names file, field and value, exit
 * code 1 or 2, nothing written.
 */
class BadInputTest {
  private static final String DIGEST = "ab".repeat(32);

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rollout: {group-sise: 8} | rollout.group-sise | nearest: group-size",
        "rolout: {group-size: 8}  | rolout | nearest: rollout",
        "rollout: {group-size: 1} | rollout.group-size: 1 | allowed: 2 and above",
        "evaluation: {samples: 64, ks: [128]} | evaluation.ks: 128 | at most evaluation.samples,"
            + " 64",
        "evaluation: {ks: [512]}   | evaluation.ks: 512 | at most evaluation.samples, 256",
        "rollout: {shards: 3}      | rollout.shards: 3 | a divisor of",
        "train: {shards-per-update: 5} | train.shards-per-update: 5 | a divisor of rollout.shards",
        "rollout: [1, 2            | not YAML | run.yaml",
      })
  void aConfigurationThatIsNotAllowedIsRefusedAndNothingIsWritten(
      String yaml, String value, String allowed) throws IOException {
    Path file = Files.writeString(directory.resolve("run.yaml"), yaml + "\n");

    Outcome outcome = rondo("init", "--config", file, "--run", directory.resolve("run"));

    assertRefused(outcome, "run.yaml", value, allowed);
    assertThat(directory.resolve("run")).doesNotExist();
  }

  /** A scheduler starts the run from another directory than the one that init was started in. */
  @Test
  void foldersOutsideTheRunAreThoseOfWhoeverInitialisesIt() throws IOException {
    String yaml = "model: {from: nowhere}\ntask: {from: nothing, held-out-from: nothing-else}\n";
    Path file = Files.writeString(directory.resolve("run.yaml"), yaml);

    Outcome outcome = rondo("init", "--config", file, "--run", directory.resolve("run"));

    assertRefused(
        outcome,
        "Cannot use task.from: " + Path.of("nothing").toAbsolutePath() + ": no such folder");
  }

  @Test
  void ofThousandsOfFaultsTheFirstOnesAreTold() throws IOException {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      yaml.append("key-").append(i).append(": 1\n");
    }
    Path file = Files.writeString(directory.resolve("run.yaml"), yaml);

    Outcome outcome = rondo("init", "--config", file, "--run", directory.resolve("run"));

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err().strip())
        .hasLineCount(21)
        .contains("run.yaml line 1, unknown section: key-0 ")
        .endsWith("... and 2980 more of the kind");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "24 | 20 | memory.micro-batch-tokens: 20 (allowed: at least 2",
        "1 | 8 | and warm-start.updates: 300 trains on it",
      })
  void whatNoMicroBatchWouldHoldIsRefusedBeforeTheRun(int response, int microBatch, String said)
      throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("run.yaml"),
            "rollout: {max-response-tokens: "
                + response
                + "}\nmemory: {micro-batch-tokens: "
                + microBatch
                + "}\n");

    Outcome outcome = rondo("init", "--config", file, "--run", directory.resolve("run"));

    assertRefused(outcome, said);
    assertThat(directory.resolve("run")).doesNotExist();
  }

  @Test
  void aGgufFileToStartFromIsToldHowItBecomesACheckpoint() throws IOException {
    Path model = Files.writeString(directory.resolve("model.gguf"), "GGUF");
    Path file = Files.writeString(directory.resolve("run.yaml"), "model: {from: " + model + "}\n");

    Outcome outcome = rondo("init", "--config", file, "--run", directory.resolve("run"));

    assertRefused(outcome, "model.from: " + model, "rondo adopt --from " + model);
    assertThat(directory.resolve("run")).doesNotExist();
  }

  @Test
  void aMissingConfigurationIsRefused() {
    Path missing = directory.resolve("none.yaml");

    Outcome outcome = rondo("init", "--config", missing, "--run", directory.resolve("run"));

    assertRefused(outcome, "none.yaml", "no such file");
    assertThat(directory.resolve("run")).doesNotExist();
  }

  @Test
  void aSeedOutOfRangeIsRefused() {
    assertRefused(rondo("quickstart", "--out", directory.resolve("r"), "--seed", "-1"), "run.seed");
    assertThat(directory.resolve("r")).doesNotExist();
  }

  @Test
  void aRunThatCannotFitTheMachineIsRefusedByRunAsByInit() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("large.yaml"),
            "model: {layers: 256, hidden-size: 65536, feed-forward-size: 65536, heads: 64}\n");
    Path run = directory.resolve("large");
    assertRefused(rondo("init", "--config", file, "--run", run), "within the machine's memory");
    assertThat(run).doesNotExist();
    FrozenConfig.freeze(RunConfig.load(file), run);

    assertRefused(rondo("run", "--run", run), "within the machine's memory", "smaller with");
    assertThat(run.resolve("problems")).doesNotExist();
  }

  @Test
  void aSizeThatDoesNotExistIsWrongUsage() {
    Outcome outcome = rondo("quickstart", "--out", directory.resolve("r"), "--size", "huge");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err().strip()).hasLineCount(1).contains("huge").contains("tiny");
    assertThat(directory.resolve("r")).doesNotExist();
  }

  @Test
  void aFolderThatHoldsAnotherRunIsRefused() throws IOException {
    Path run = directory.resolve("run");
    Path file = Files.writeString(directory.resolve("run.yaml"), "rollout: {group-size: 4}\n");
    assertThat(rondo("init", "--config", file, "--run", run).exitCode()).isZero();
    String frozen = Files.readString(run.resolve(RunConfig.FILE_NAME));
    Path other = Files.writeString(directory.resolve("other.yaml"), "rollout: {group-size: 16}\n");

    Outcome outcome = rondo("init", "--config", other, "--run", run);

    assertRefused(outcome, "holds another run", "rollout.group-size: 16 instead of 4");
    assertThat(Files.readString(run.resolve(RunConfig.FILE_NAME))).isEqualTo(frozen);
    assertRefused(rondo("quickstart", "--size", "tiny", "--out", run), "holds another run");
  }

  @Test
  void bfloat16WithoutInstructionsForItIsAllowedWithAWarning() throws IOException {
    Path file = Files.writeString(directory.resolve("run.yaml"), "compute: {dtype: bfloat16}\n");
    Outcome slow = rondo("init", "--config", file, "--run", directory.resolve("slow"));
    assertThat(slow.exitCode()).isZero();
    assertThat(slow.err())
        .startsWith("Warning: compute.dtype bfloat16 with compute.instruction-set avx2")
        .contains(
            "avx512-bf16 and amx", "Warning: compute.dtype bfloat16 with memory.compute-type");

    Files.writeString(
        file,
        "compute: {dtype: bfloat16, instruction-set: amx}\nmemory: {compute-type: bfloat16}\n");
    Processor unknown = new Processor(Set.of());
    Outcome fast = rondoOn(unknown, "init", "--config", file, "--run", directory.resolve("fast"));
    assertThat(fast.exitCode()).isZero();
    assertThat(fast.err()).isEmpty();
  }

  @Test
  void theSameConfigurationTwiceIsNoFault() throws IOException {
    Path run = directory.resolve("run");
    Path file = Files.writeString(directory.resolve("run.yaml"), "rollout: {group-size: 4}\n");

    assertThat(rondo("init", "--config", file, "--run", run).out()).startsWith("Initialised");
    assertThat(rondo("init", "--config", file, "--run", run).out()).startsWith("Already");
  }

  @Test
  void aFolderWithFilesThatAreNoRunIsRefused() throws IOException {
    Files.writeString(directory.resolve("thesis.txt"), "years of work");

    assertRefused(rondo("quickstart", "--out", directory), "it has files but no run.yaml");
    assertThat(filesBelow(directory)).containsExactly("thesis.txt");
  }

  @ParameterizedTest
  @CsvSource({"run", "step", "status", "report"})
  void aRunThatIsNotThereIsRefusedByEveryCommand(String command) throws IOException {
    assertRefused(rondo(command, "--run", directory.resolve("none")), "none", "no such directory");
    assertRefused(rondo(command, "--run", directory), "no run.yaml");
    assertThat(filesBelow(directory)).isEmpty();
  }

  @Test
  void anUnknownKeyInAFrozenConfigurationIsRefused() throws IOException {
    Files.writeString(directory.resolve("run.yaml"), "objective: {bta: 1.0}\n");

    assertRefused(rondo("status", "--run", directory), "run.yaml line 1", "objective.bta", "beta");
  }

  @Test
  void kAboveNIsRefusedByEval() throws IOException {
    Outcome outcome =
        rondo(
            "eval",
            "--policy",
            directory.resolve("policy"),
            "--problems",
            directory.resolve("problems"),
            "--samples",
            "8",
            "--k",
            "1,16",
            "--max-response-tokens",
            "8",
            "--out",
            directory.resolve("out"));

    assertRefused(outcome, "k: 16", "1 to the number of samples, 8");
    assertThat(filesBelow(directory)).isEmpty();
  }

  @Test
  void trainingOutsideARunAsksForItsConfiguration() throws IOException {
    Files.createDirectories(directory.resolve("a/rollouts"));
    Outcome outcome =
        rondo(
            "train",
            "--rollouts",
            directory.resolve("a/rollouts"),
            "--policy",
            directory.resolve("a/policy"),
            "--to",
            directory.resolve("b"));

    assertRefused(outcome, "no run that was begun", "allowed: --config FILE");
    assertThat(filesBelow(directory)).isEmpty();
  }

  @Test
  void aMissingDatasetIsRefused() throws IOException {
    assertRefused(rondo("datasets", "verify", directory.resolve("none")), "no such directory");
    assertRefused(rondo("datasets", "verify", directory), "no manifest.json");
    assertThat(filesBelow(directory)).isEmpty();
  }

  @Test
  void aSoundDatasetIsVerifiedAndShown() throws IOException {
    Path dataset = problems();

    Outcome verified = rondo("datasets", "verify", directory);
    Outcome shown = rondo("datasets", "show", dataset);

    assertThat(verified.exitCode()).isZero();
    assertThat(verified.out()).contains("ok", "problems", "Verified 1 datasets, 1 files");
    assertThat(rondo("datasets", "verify", "--bytes", directory).out())
        .contains("Verified 1 datasets, 1 files: all bytes as they were committed.");
    assertThat(shown.out()).contains("kind", "problems", "configuration", DIGEST, "20 rows");
  }

  @Test
  void aChangedByteInAParquetFileIsFound() throws IOException {
    Path file = problems().resolve("shard-00000.parquet");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    assertRefused(rondo("datasets", "verify", directory), "shard-00000.parquet", "sha256");
    assertRefused(
        rondo("datasets", "verify", "--bytes", directory), "shard-00000.parquet", "sha256");
  }

  @Test
  void aTruncatedOrMissingFileIsFound() throws IOException {
    Path file = problems().resolve("shard-00000.parquet");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    assertRefused(rondo("datasets", "verify", directory), "shard-00000.parquet", "bytes");

    Files.delete(file);
    assertRefused(rondo("datasets", "verify", directory), "shard-00000.parquet", "no such file");
  }

  @Test
  void aManifestThatSaysSomethingElseIsFound() throws IOException {
    Path manifest = problems().resolve("__rondo/manifest.json");
    String text = Files.readString(manifest);
    String digest = text.replaceAll("(?s).*\"row-digest\" *: *\"([0-9a-f]{64})\".*", "$1");

    Files.writeString(manifest, text.replace(digest, DIGEST));
    assertRefused(rondo("datasets", "verify", directory), "row digest", DIGEST);

    Files.writeString(manifest, text.replaceFirst("\"kind\"", "\"sort\""));
    assertRefused(rondo("datasets", "verify", directory), "problems/__rondo/manifest.json", "kind");

    Files.writeString(manifest, "{");
    assertRefused(rondo("datasets", "verify", directory), "manifest.json");
  }

  /** A small committed dataset. */
  private Path problems() throws IOException {
    DatasetStore store = new DatasetStore(new LocalStorage(directory), "problems");
    LastDigitTask task = new LastDigitTask(2, 1);
    List<Problem> rows =
        Stream.iterate(0L, i -> i + 1).limit(20).map(i -> task.problem(5, i)).toList();
    Lineage lineage = Lineage.ofNoParents().withSeed(5L).configuredBy(DIGEST).writtenBy("test");
    FileEntry file =
        store.writeRows(
            "shard-00000.parquet",
            Problem.getClassSchema(),
            rows,
            DatasetStore.lineageMetadata(lineage));
    SortedMap<String, Long> counts = new TreeMap<>(Map.of("rows", 20L));
    store.commit("problems", List.of(file), counts, lineage);
    return directory.resolve("problems");
  }

  /** Of a file that is there nobody may be told that nothing is. */
  @Test
  void aFileWhereAFolderIsWantedIsCalledOneAndTheCommandThatMakesTheFolderIsNamed()
      throws IOException {
    Path gguf = Files.writeString(directory.resolve("m.gguf"), "GGUF");
    Path rows = Files.writeString(directory.resolve("test.jsonl"), "{}\n");
    Path checkpoint = MadeUpEvaluations.checkpoint(directory.resolve("checkpoint"));
    Path policy = MadeUpEvaluations.policy(checkpoint, directory.resolve("policy"));
    String adopt = "rondo adopt makes one of a ";
    assertRefused(evaluate(gguf, rows), gguf + ": a regular file (allowed: a policy", adopt);
    assertRefused(
        rondo("eval", "--policy", gguf, "--problems", rows, "--out", directory.resolve("out")),
        gguf + ": a regular file (allowed: a policy",
        adopt);
    String imports = "rondo import makes one of a file";
    assertRefused(evaluate(policy, rows), rows + ": a regular file (allowed: a problems", imports);
    assertRefused(evaluate(policy, directory.resolve("no")), "no: no such directory");
    assertRefused(rondo("prompt", "--policy", gguf, "--problem", "1?"), "a regular file", adopt);
    assertRefused(
        rondo("prompt", "--policy", policy, "--problems", rows), "a regular file", imports);
    assertRefused(
        rondo("import", "--format=plain", "--from", rows, "--against", rows, "--to=x"),
        "a regular file",
        imports);
    assertRefused(rondo("compare", rows), "test.jsonl: a regular file (allowed: an evaluation)");
    assertRefused(rondo("datasets", "verify", rows), "a regular file (allowed: a dataset)");
    assertRefused(rondo("status", "--run", rows), "a regular file (allowed: the directory of a");
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void problemsHaveTheNameThatIsGivenElseThatOfTheirFolder() throws IOException {
    Path policy = directory.resolve("policy");
    assertRefused(
        evaluate(policy, directory.resolve("a/test"), directory.resolve("b/test")),
        "another one is named test too (allowed: each name once; give names as NAME=DIR)");
    assertRefused(
        evaluate(policy, "a=" + directory.resolve("a/test"), directory.resolve("b/test")),
        policy + ": no such directory");
    assertRefused(evaluate(policy, "/"), "problems / by the name none (allowed: ");
    assertRefused(evaluate(policy, "../a=" + directory), "by the name ../a (allowed: ");
  }

  private Outcome evaluate(Path policy, Object... problems) {
    List<Object> words = new ArrayList<>(List.of("eval", "--policy", policy));
    for (Object each : problems) {
      words.addAll(List.of("--problems", each));
    }
    words.addAll(List.of("--max-response-tokens=4", "--out=" + directory.resolve("out")));
    return rondo(words.toArray());
  }

  private static List<String> filesBelow(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .toList();
    }
  }

  private static void assertRefused(Outcome outcome, String... parts) {
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().strip())
        .startsWith("rondo: ")
        .hasLineCount(1)
        .contains(parts)
        .doesNotContain("\tat ");
  }
}
