package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.dataset.CanonicalJson;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.imports.ImportPlan;
import dev.rondo.imports.QuestionDigests;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkTest {
  @TempDir private Path folder;

  @Test
  void aFolderThatIsMissingOrNoDatasetOfProblemsIsOneLineBeforeTheRun() throws Exception {
    Path none = folder.resolve("aime24");
    refused(none, "Cannot use evaluation.benchmarks: " + none + ": no such folder");
    Files.createDirectories(none);
    refused(none, "manifest.json");
    Path policy = folder.resolve("policy");
    new DatasetStore(new LocalStorage(policy), "")
        .commit("policy", List.of(), new TreeMap<>(), Lineage.ofNoParents());
    refused(policy, "kind: policy (allowed: problems)");
    Path empty = problems(folder.resolve("empty"), List.of());
    refused(empty, "a dataset of at least one problem");
  }

  @Test
  void aDamagedFileOfABenchmarkIsRefused() throws Exception {
    Path damaged = problems(folder.resolve("damaged"), List.of(problem("a", "1 + 1")));
    Path shard = damaged.resolve("shard-00000.parquet");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length / 2] ^= 1;
    Files.write(shard, bytes);
    refused(damaged, "shard-00000.parquet");
  }

  @Test
  void namesAreThoseOfFoldersEachOnce() throws Exception {
    Path first = problems(folder.resolve("a/aime"), List.of(problem("a", "1 + 1")));
    Path second = problems(folder.resolve("b/aime"), List.of(problem("b", "1 + 2")));
    refused(List.of(first, second), second + " (allowed: folders of different names");
    Path taken = problems(folder.resolve("held-out"), List.of(problem("a", "1 + 1")));
    refused(taken, "none of them demonstrations, held-out, training");
    Path odd = problems(folder.resolve("a b"), List.of(problem("a", "1 + 1")));
    refused(odd, "a folder whose name matches");
  }

  @Test
  void aProblemThatRoundsDrawFromIsNoBenchmark() throws Exception {
    Path benchmark =
        problems(folder.resolve("bench"), List.of(problem("a", "1 + 1"), problem("b", "1 + 2")));
    Benchmark named = Benchmark.of(config(List.of(benchmark))).get(0);
    named.check(trainedOn(problem("c", "1 + 3")));
    assertThatThrownBy(() -> named.check(trainedOn(problem("b", "other"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("problem b: its problemId is among the training problems too");
    assertThatThrownBy(() -> named.check(trainedOn(problem("c", "1 + 2"))))
        .hasMessageContaining(
            "problem b: its question, that of problem c, is among the training problems too")
        .hasMessageContaining(
            "rondo import --against " + benchmark + " leaves out those of the same question)");
  }

  /** What stands around a question, and how it is spelled, does not make it another one. */
  @Test
  void theSameQuestionIsFoundThroughTemplatesAndSpellings() throws Exception {
    String template = "{problem}\nPut the answer in \\boxed{}.";
    Path benchmark =
        problems(folder.resolve("bench"), List.of(problem("b", "What is $\\dfrac{1}{2}$ of 4 ?")));
    Path around =
        imported(
            folder.resolve("around"),
            template,
            List.of(problem("w", "Find \u201cx\u201d, if x = 7.\nPut the answer in \\boxed{}.")));
    Benchmark plain = new Benchmark("bench", benchmark);
    Benchmark wrapped = new Benchmark("around", around);
    Path training =
        imported(
            folder.resolve("training"),
            template,
            List.of(
                problem("t", "What is \\(\\frac12\\) of 4?\nPut the answer in \\boxed{}."),
                problem("u", "What is $\\dfrac{1}{3}$ of 4?\nPut the answer in \\boxed{}.")));
    DatasetStore store = new DatasetStore(new LocalStorage(training), "");
    TrainingQuestions questions =
        TrainingQuestions.of(store.readAllRows(Problem.class), QuestionDigests.of(store));

    assertThatThrownBy(() -> plain.check(questions))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("problem b: its question, that of problem t, is among");
    wrapped.check(questions);
    for (String question : List.of("Find \"x\" if x=7.", "find \"x\", if $x = 7$")) {
      assertThatThrownBy(() -> wrapped.check(trainedOn(problem("v", question))))
          .as(question)
          .hasMessageContaining("problem w: its question, that of problem v, is among");
    }
    wrapped.check(trainedOn(problem("v", "Find \"x\", if x = -7.")));
    // The whole prompt may be the question elsewhere.
    assertThatThrownBy(
            () ->
                wrapped.check(
                    trainedOn(problem("v", "Find x, if x = 7. Put the answer in \\boxed{}."))))
        .hasMessageContaining("that of problem v");
  }

  @Test
  void theCopyInTheRunIsTheSameVersion() throws Exception {
    Path benchmark = problems(folder.resolve("bench"), List.of(problem("a", "1 + 1")));
    Path root = folder.resolve("run");
    RunConfig config = config(List.of(benchmark));
    FrozenConfig.freeze(config, root);
    RunDirectory run = RunDirectory.open(root);
    assertThat(run.benchmarks()).containsExactly("bench");
    Benchmark named = Benchmark.of(config).get(0);
    named.copyTo(run.storage());
    named.copyTo(run.storage());
    assertThat(run.dataset("problems/bench").manifestDigest())
        .isEqualTo(new DatasetStore(new LocalStorage(benchmark), "").manifestDigest());
    run.dataset("problems/bench").verify();
  }

  @Test
  void tripsOverKsThatDoNotFit() {
    assertThatThrownBy(
            () -> RunConfig.parse("evaluation: {benchmark-samples: 8, benchmark-ks: [16]}", "test"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "evaluation.benchmark-ks: 16 (allowed: at most evaluation.benchmark-samples, 8)");
    assertThatThrownBy(() -> RunConfig.parse("evaluation: {benchmark-ks: [4, 2]}", "test"))
        .hasMessageContaining(
            "evaluation.benchmark-ks: [4, 2] (allowed: ascending, each number once)");
  }

  private void refused(Path benchmark, String says) {
    refused(List.of(benchmark), says);
  }

  private void refused(List<Path> benchmarks, String says) {
    assertThatThrownBy(() -> RunInputs.check(config(benchmarks)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Cannot")
        .hasMessageContaining(says);
  }

  private static RunConfig config(List<Path> benchmarks) {
    return RunConfig.parse(
        "evaluation: {benchmarks: ['"
            + String.join("', '", benchmarks.stream().map(Path::toString).toList())
            + "']}",
        "test");
  }

  private static TrainingQuestions trainedOn(Problem problem) {
    return TrainingQuestions.of(List.of(problem), QuestionDigests.ofPrompts());
  }

  /** With the record of an import with a prompt template. */
  private static Path imported(Path folder, String template, List<Problem> problems)
      throws IOException {
    DatasetStore store = new DatasetStore(new LocalStorage(folder), "");
    Lineage lineage = Lineage.ofNoParents();
    FileEntry file =
        store.writeRows(
            "shard-000-00000.parquet",
            Problem.getClassSchema(),
            problems,
            DatasetStore.lineageMetadata(lineage));
    byte[] record = CanonicalJson.bytes(Map.of("prompt-template", template));
    FileEntry recordFile = store.writeFile(ImportPlan.RECORD, out -> out.write(record));
    store.commit(
        "problems",
        List.of(file, recordFile),
        new TreeMap<>(Map.of("rows", (long) problems.size())),
        lineage);
    return folder;
  }

  static Problem problem(String id, String prompt) {
    return new Problem(id, prompt, "2", "arithmetic", "test", null);
  }

  static Path problems(Path folder, List<Problem> problems) throws IOException {
    DatasetStore store = new DatasetStore(new LocalStorage(folder), "");
    Lineage lineage = Lineage.ofNoParents();
    FileEntry file =
        store.writeRows(
            "shard-00000.parquet",
            Problem.getClassSchema(),
            problems,
            DatasetStore.lineageMetadata(lineage));
    store.commit(
        "problems", List.of(file), new TreeMap<>(Map.of("rows", (long) problems.size())), lineage);
    return folder;
  }
}
