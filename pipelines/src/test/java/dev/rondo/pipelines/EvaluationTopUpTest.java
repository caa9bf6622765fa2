package dev.rondo.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileTree;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.NumericClass;
import dev.rondo.evaluate.EvaluationBlock;
import dev.rondo.evaluate.EvaluationPlan;
import dev.rondo.evaluate.EvaluationPlanner;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.policy.ScriptedPolicy;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PolicySource;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SamplingSettings;
import dev.rondo.verify.Verifiers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples that are added later, by another version of the program and with other threads. */
class EvaluationTopUpTest {
  private static final SamplingSettings SAMPLING = new SamplingSettings(1, 1, 0, 16);
  private static final SortedSet<Integer> SAMPLED = new ConcurrentSkipListSet<>();
  private static final Queue<String> DRAWN = new ConcurrentLinkedQueue<>();

  /** Right for three samples in four; remembers which samples it was asked for, and of whom. */
  private record Recorder() implements PolicySource {
    @Override
    public ScriptedPolicy open(String digest) {
      return new ScriptedPolicy(
          (prompt, key) -> {
            SAMPLED.add(key.sampleIndex());
            DRAWN.add(digest.charAt(0) + " " + key.problemId() + " " + key.sampleIndex());
            return key.sampleIndex() % 4 == 3 ? "no" : prompt.substring("say ".length());
          });
    }
  }

  @TempDir private Path folder;

  @BeforeEach
  void forget() {
    SAMPLED.clear();
  }

  @Test
  void anotherVersionAddsTheMissingSamplesOnly() throws Exception {
    evaluate("once", by("2", 2), 8);
    evaluate("topped-up", by("1", 1), 4);
    byte[] first = shardOf("topped-up", "block-000000-000004");
    SAMPLED.clear();

    evaluate("topped-up", by("2", 2), 8);

    assertThat(SAMPLED).containsExactly(4, 5, 6, 7);
    assertThat(shardOf("topped-up", "block-000000-000004")).isEqualTo(first);
    assertThat(rows("topped-up")).hasSize(24).isEqualTo(rows("once"));
    assertThat(Files.readAllBytes(folder.resolve("topped-up/__rondo/pass-at-k.json")))
        .isEqualTo(Files.readAllBytes(folder.resolve("once/__rondo/pass-at-k.json")));
    assertThat(versions("topped-up")).containsExactly("1", "2");
  }

  @Test
  void oneJobOfTwoPoliciesOnTwoBenchmarksAddsTheMissingSamplesOfEach() throws Exception {
    evaluateAll("once", by("2", 2), List.of("c", "d"), 8);
    evaluateAll("topped-up", by("1", 1), List.of("c"), 4);
    DRAWN.clear();

    evaluateAll("topped-up", by("2", 2), List.of("c", "d"), 8);

    List<String> expected = new ArrayList<>();
    for (String benchmark : List.of("first", "second")) {
      for (int sample = 0; sample < 8; sample++) {
        for (String problem : List.of("p1", "p2", "p3")) {
          if (sample >= 4) {
            expected.add("c " + benchmark + "-" + problem + " " + sample);
          }
          expected.add("d " + benchmark + "-" + problem + " " + sample);
        }
      }
    }
    assertThat(DRAWN).containsExactlyInAnyOrderElementsOf(expected);
    for (String benchmark : List.of("first", "second")) {
      for (String policy : List.of("c", "d")) {
        String of = benchmark + "/" + policy;
        assertThat(folder.resolve("topped-up/" + of + "/__rondo/pass-at-k.json"))
            .hasSameBinaryContentAs(folder.resolve("once/" + of + "/__rondo/pass-at-k.json"));
        assertThat(rows("topped-up/" + of, of)).hasSize(24).isEqualTo(rows("once/" + of, of));
      }
    }
  }

  /** Evaluates policies on two benchmarks, all in one job. */
  private void evaluateAll(String directory, Lineage by, List<String> policies, int samples)
      throws Exception {
    List<DatasetPlan> missing = new ArrayList<>();
    List<EvaluationPlan> summaries = new ArrayList<>();
    for (String policy : policies) {
      for (String benchmark : List.of("first", "second")) {
        String of = benchmark + "/" + policy;
        EvaluationPlanner.Blocks blocks =
            plannerOf(by, of).blocks(directory + "/" + of, SAMPLING, samples);
        missing.addAll(blocks.missing());
        summaries.add(
            new EvaluationPlan(
                directory + "/" + of + "/__rondo/pass-at-k.json",
                benchmark,
                policy.repeat(64),
                "b".repeat(64),
                List.of(1, 4),
                7,
                blocks.all(),
                null));
      }
    }
    try (BeamJobs jobs =
        BeamJobs.of(
            RunConfig.parse("runner: {runner: direct}", "test").runner(),
            List.of("--targetParallelism=2"))) {
      jobs.run("evaluate", missing, summaries, new Recorder(), StorageLocation.directory(folder));
    }
  }

  private EvaluationPlanner plannerOf(Lineage by, String benchmarkAndPolicy) {
    String benchmark = benchmarkAndPolicy.substring(0, benchmarkAndPolicy.indexOf('/'));
    List<Problem> problems =
        problems("exact").stream()
            .map(
                problem ->
                    new Problem(
                        benchmark + "-" + problem.getProblemId(),
                        problem.getPrompt(),
                        problem.getAnswer(),
                        problem.getVerifier(),
                        "test",
                        null))
            .toList();
    String digest = benchmarkAndPolicy.substring(benchmark.length() + 1).repeat(64);
    return planner(by.byPolicy(digest), problems);
  }

  private List<Rollout> rows(String directory, String benchmarkAndPolicy) throws IOException {
    List<Rollout> rows = new ArrayList<>();
    for (EvaluationBlock block :
        plannerOf(by("2", 2), benchmarkAndPolicy).blocks(directory, SAMPLING, 1).all()) {
      rows.addAll(
          new DatasetStore(new LocalStorage(folder), block.directory()).readAllRows(Rollout.class));
    }
    rows.sort(Comparator.comparing(Rollout::getProblemId).thenComparing(Rollout::getSampleIndex));
    return rows;
  }

  @Test
  void anEvaluationThatIsThereIsSummarizedWithoutAPolicy() throws Exception {
    evaluate("again", by("1", 1), 4);
    Path summary = folder.resolve("again/__rondo/pass-at-k.json");
    byte[] before = Files.readAllBytes(summary);
    Files.delete(summary);
    SAMPLED.clear();

    evaluate("again", by("2", 1), 4);

    assertThat(SAMPLED).isEmpty();
    assertThat(Files.readAllBytes(summary)).isEqualTo(before);
  }

  /** A worker that was stopped in the middle of its work, and goes on after the next job. */
  @Test
  void aLateWorkerLeavesTheSummaryOfMoreSamplesAsLongAsTheyAreThere() throws Exception {
    EvaluationPlan early = evaluate("late", by("1", 1), 4);
    evaluate("late", by("1", 1), 8);
    Path summary = folder.resolve("late/__rondo/pass-at-k.json");
    byte[] ofEight = Files.readAllBytes(summary);

    assertThatThrownBy(() -> summarize(early))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "Job evaluate ended without committing late/__rondo/pass-at-k.json");
    assertThat(summary).hasBinaryContent(ofEight);

    FileTree.remove(folder.resolve("late/block-000004-000008"));
    summarize(early);
    assertThat(EvaluationSummary.of(new LocalStorage(folder), "late").orElseThrow().samples())
        .isEqualTo(4);
  }

  private void summarize(EvaluationPlan plan) throws Exception {
    List<EvaluationBlock> committed = new ArrayList<>();
    for (EvaluationBlock block : plan.blocks()) {
      DatasetStore store = new DatasetStore(new LocalStorage(folder), block.directory());
      committed.add(
          new EvaluationBlock(block.directory(), block.lineage(), store.manifestDigest()));
    }
    evaluate(
        List.of(),
        new EvaluationPlan(
            plan.path(),
            plan.benchmark(),
            plan.policyDigest(),
            plan.problemsDigest(),
            plan.ks(),
            plan.seed(),
            committed,
            null));
  }

  @Test
  void samplesOfSomethingElseAreNotCounted() throws Exception {
    evaluate("other", by("1", 1), 4);
    EvaluationPlanner otherSeed = planner(by("1", 1).withSeed(8L), problems("exact"));
    EvaluationPlanner otherVerifier = planner(by("1", 1), problems("string"));

    assertThatThrownBy(() -> otherSeed.blocks("other", SAMPLING, 8))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot count the samples of other/block-000000-000004: its seed is 7 (allowed: 8, or"
                + " an evaluation in a new directory)");
    assertThatThrownBy(() -> otherVerifier.blocks("other", SAMPLING, 8))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("its verifier is exact@");
  }

  private EvaluationPlan evaluate(String directory, Lineage subject, int samples) throws Exception {
    EvaluationPlanner.Blocks blocks =
        planner(subject, problems("exact")).blocks(directory, SAMPLING, samples);
    EvaluationPlan summary =
        new EvaluationPlan(
            directory + "/__rondo/pass-at-k.json",
            "says",
            subject.policyDigest(),
            subject.parents().get("problems"),
            List.of(1, 4),
            7,
            blocks.all(),
            null);
    evaluate(blocks.missing(), summary);
    return summary;
  }

  private void evaluate(List<DatasetPlan> missing, EvaluationPlan summary) throws Exception {
    try (BeamJobs jobs =
        BeamJobs.of(
            RunConfig.parse("runner: {runner: direct}", "test").runner(),
            List.of("--targetParallelism=1"))) {
      jobs.run(
          "evaluate", missing, List.of(summary), new Recorder(), StorageLocation.directory(folder));
    }
  }

  private EvaluationPlanner planner(Lineage subject, List<Problem> problems) {
    return new EvaluationPlanner(
        new LocalStorage(folder),
        subject.judgedBy(Verifiers.identities(problems)),
        problems,
        2,
        4,
        4);
  }

  private static List<Problem> problems(String verifier) {
    return Stream.of("1", "2", "3")
        .map(answer -> new Problem("p" + answer, "say " + answer, answer, verifier, "test", null))
        .toList();
  }

  private static Lineage by(String codeVersion, int threads) {
    return Lineage.of(Map.of("policy", "a".repeat(64), "problems", "b".repeat(64)))
        .withSeed(7L)
        .byPolicy("a".repeat(64))
        .writtenBy(codeVersion)
        .computedOn(new NumericClass("cpu", "AVX2", "2.7.1", threads, "float32"));
  }

  private byte[] shardOf(String directory, String block) throws IOException {
    return Files.readAllBytes(folder.resolve(directory).resolve(block + "/shard-00000.parquet"));
  }

  private List<Rollout> rows(String directory) throws IOException {
    return blocksOf(directory).stream()
        .flatMap(
            block -> {
              try {
                block.verify();
                return block.readAllRows(Rollout.class).stream();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .sorted(Comparator.comparing(Rollout::getProblemId).thenComparing(Rollout::getSampleIndex))
        .toList();
  }

  private List<String> versions(String directory) throws IOException {
    List<String> versions = new ArrayList<>();
    for (DatasetStore block : blocksOf(directory)) {
      versions.add(block.committedManifest().lineage().codeVersion());
    }
    return versions;
  }

  private List<DatasetStore> blocksOf(String directory) throws IOException {
    return planner(by("2", 2), problems("exact")).blocks(directory, SAMPLING, 1).all().stream()
        .map(EvaluationBlock::directory)
        .map(block -> new DatasetStore(new LocalStorage(folder), block))
        .toList();
  }
}
