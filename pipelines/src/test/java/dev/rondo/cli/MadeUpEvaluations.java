package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondo;
import static java.util.Objects.requireNonNull;

import dev.rondo.cli.CommandLineTestSupport.Outcome;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.evaluate.EvaluationPlan;
import dev.rondo.evaluate.EvaluationSubject;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.PolicyComparison;
import dev.rondo.evaluate.ProblemTally;
import dev.rondo.policy.DjlPolicy;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.programs.PolicyEvaluation;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PolicySource;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.run.JobRunner;
import dev.rondo.run.Progress;
import dev.rondo.schema.Problem;
import dev.rondo.schema.SamplingSettings;
import dev.rondo.verify.Extraction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Evaluations as {@code rondo eval} lays them out, of real policies on real problems; what they
 * count is made up instead of sampled.
 */
final class MadeUpEvaluations {
  static final List<Integer> KS = List.of(1, 4);
  private static final int SAMPLES = 8;
  private static final int PROBLEMS = 6;
  private static final List<String> CHECKPOINT =
      List.of(
          "config.json",
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "model.safetensors.index.json",
          "model-00001-of-00003.safetensors",
          "model-00002-of-00003.safetensors",
          "model-00003-of-00003.safetensors");

  private MadeUpEvaluations() {}

  /** A checkpoint as it is downloaded. */
  static Path checkpoint(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (String name : CHECKPOINT) {
      try (InputStream in = DjlPolicy.class.getResourceAsStream("golden-checkpoint/" + name)) {
        Files.copy(requireNonNull(in, name), directory.resolve(name));
      }
    }
    return directory;
  }

  /** A policy made of a checkpoint, which no other name makes. */
  static Path policy(Path checkpoint, Path directory, String... options) throws IOException {
    String settings = "{\"eos_token_id\": 1, \"made_for\": \"" + directory.getFileName() + "\"}";
    Files.writeString(checkpoint.resolve("generation_config.json"), settings);
    List<Object> words = new ArrayList<>(List.of("adopt", "--from=" + checkpoint));
    words.add("--to=" + directory);
    words.addAll(List.of(options));
    Outcome outcome = rondo(words.toArray());
    if (outcome.exitCode() != 0) {
      throw new IllegalStateException(outcome.err());
    }
    return directory;
  }

  /** A committed dataset of problems. */
  static Path problems(Path directory) throws IOException {
    DatasetStore dataset = new DatasetStore(new LocalStorage(directory), "");
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < PROBLEMS; i++) {
      String id = directory.getFileName() + "-" + i;
      problems.add(new Problem(id, i + "+1=", Integer.toString(i + 1), "arithmetic", "here", null));
    }
    Lineage lineage = Lineage.ofNoParents();
    FileEntry file =
        dataset.writeRows(
            "problems.parquet",
            Problem.getClassSchema(),
            problems,
            DatasetStore.lineageMetadata(lineage));
    dataset.commit("problems", List.of(file), new TreeMap<>(), lineage);
    return directory;
  }

  /** What {@code rondo eval} does, and the results that it prints. */
  static List<PolicyComparison.Policy> evaluate(
      Map<String, Path> policies, List<Path> problems, Path out)
      throws IOException, InterruptedException {
    return evaluate(policies, problems, out, Progress.silent());
  }

  /** The same, with what it says. */
  static List<PolicyComparison.Policy> evaluate(
      Map<String, Path> policies, List<Path> problems, Path out, Progress progress)
      throws IOException, InterruptedException {
    SortedMap<String, Path> benchmarks = new TreeMap<>();
    problems.forEach(folder -> benchmarks.put(folder.getFileName().toString(), folder));
    return new PolicyEvaluation(
            policies,
            benchmarks,
            new PolicyEvaluation.Question(
                SAMPLES, KS, new SamplingSettings(1, 1, 0, 20), Extraction.LADDER, 1),
            new PolicyEvaluation.Work(1, 8, DeviceSettings.CPU),
            out)
        .run(new Counting(), progress);
  }

  /** Writes summaries without any samples; numbers follow from policy and benchmark. */
  private static final class Counting implements JobRunner {
    @Override
    public void run(
        String jobName,
        List<DatasetPlan> datasets,
        List<EvaluationPlan> evaluations,
        PolicySource policies,
        StorageLocation storage)
        throws IOException {
      for (EvaluationPlan plan : evaluations) {
        Path path = Path.of(storage.identity()).resolve(plan.path());
        Files.createDirectories(path.getParent());
        Files.write(path, summary(plan).toJson());
      }
    }

    private static EvaluationSummary summary(EvaluationPlan plan) {
      Lineage lineage = plan.blocks().get(0).lineage();
      List<ProblemTally> tallies = new ArrayList<>();
      for (int i = 0; i < PROBLEMS; i++) {
        int number = Integer.parseInt(plan.policyDigest().substring(i, i + 2), 16);
        int correct = (number + plan.benchmark().length()) % (SAMPLES + 1);
        int unknown = Math.min(1, SAMPLES - correct);
        tallies.add(new ProblemTally("p" + i, SAMPLES, correct, unknown, 0, 0, null, 40));
      }
      return EvaluationSummary.of(
          new EvaluationSubject(
              plan.benchmark(),
              plan.policyDigest(),
              plan.problemsDigest(),
              lineage.sampling(),
              lineage.verifier()),
          tallies,
          plan.ks());
    }

    @Override
    public void close() {}
  }
}
