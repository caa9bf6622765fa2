package dev.rondo.programs;

import dev.rondo.dataset.CanonicalJson;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.NumericClass;
import dev.rondo.dataset.SamplingJson;
import dev.rondo.dataset.Storage;
import dev.rondo.evaluate.EvaluationPlan;
import dev.rondo.evaluate.EvaluationPlanner;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.Numerics;
import dev.rondo.policy.program.PolicyProgram;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.rollout.CachedPolicy;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.run.CodeVersion;
import dev.rondo.run.JobRunner;
import dev.rondo.run.Progress;
import dev.rondo.run.RunDirectory;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import dev.rondo.schema.SamplingSettings;
import dev.rondo.verify.Extraction;
import dev.rondo.verify.Verifiers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Evaluates any policy on any problems, outside a run: samples in blocks, then pass@k. The output
 * directory remembers what it is an evaluation of; asking for more samples later adds blocks and
 * never draws one twice, asking for anything else is refused.
 *
 * @param policyDirectory a committed policy
 * @param problemsDirectories committed problems; the name of each directory names its benchmark
 * @param samples responses per problem, n
 * @param ks the k of pass@k, each at most n
 * @param sampling how responses are sampled
 * @param extraction where verifiers look for the answer
 * @param seed of the samples and of the subsets that maj@k is estimated from
 * @param shards of one block, at most
 * @param batchSequences sequences that are sampled together
 * @param device where policies compute, and in which type
 * @param outputDirectory where blocks and summaries go
 */
public record PolicyEvaluation(
    Path policyDirectory,
    List<Path> problemsDirectories,
    int samples,
    List<Integer> ks,
    SamplingSettings sampling,
    Extraction extraction,
    long seed,
    int shards,
    int batchSequences,
    DeviceSettings device,
    Path outputDirectory) {
  private static final int MAX_POSITIONS_PER_CALL = 64;
  private static final String IDENTITY = "evaluation.json";

  /** Checks n and k. */
  public PolicyEvaluation {
    problemsDirectories = List.copyOf(problemsDirectories);
    ks = List.copyOf(ks);
    if (samples < 1) {
      throw new InvalidInputException(
          "Cannot evaluate with samples: " + samples + " (allowed: 1 and above)");
    }
    for (int k : ks) {
      if (k < 1 || k > samples) {
        throw new InvalidInputException(
            "Cannot evaluate pass@k with k: "
                + k
                + " (allowed: 1 to the number of samples, "
                + samples
                + ")");
      }
    }
  }

  /**
   * Samples what is missing and summarizes.
   *
   * @return one summary for each benchmark, in the order given
   */
  public List<EvaluationSummary> run(JobRunner jobs, Progress progress)
      throws IOException, InterruptedException {
    DatasetStore policy = open(policyDirectory);
    if (!policy.isCommitted() && Files.exists(policyDirectory.resolve(ModelConfig.FILE_NAME))) {
      throw new InvalidInputException(
          "Cannot evaluate "
              + policyDirectory
              + ": a checkpoint without manifest.json (allowed: a policy; rondo adopt makes one of"
              + " a checkpoint)");
    }
    policy.committedManifest();
    SortedMap<String, Path> benchmarks = benchmarks();
    for (Path problems : benchmarks.values()) {
      open(problems).committedManifest();
    }
    Storage output = new LocalStorage(outputDirectory);
    NumericClass numericClass = Numerics.numericClass(device);
    List<DatasetPlan> missing = new ArrayList<>();
    List<EvaluationPlan> summaries = new ArrayList<>();
    for (Map.Entry<String, Path> benchmark : benchmarks.entrySet()) {
      DatasetStore problems = open(benchmark.getValue());
      requireSame(output, benchmark.getKey(), policy, problems);
      EvaluationPlanner.Blocks blocks =
          planner(output, policy, problems, numericClass)
              .blocks(benchmark.getKey(), sampling, samples);
      missing.addAll(blocks.missing());
      summaries.add(
          new EvaluationPlan(
              RunDirectory.summaryPath(benchmark.getKey()),
              benchmark.getKey(),
              policy.manifestDigest(),
              problems.manifestDigest(),
              ks,
              seed,
              blocks.all(),
              null));
    }
    try (Progress.Work work =
        progress.start(
            "Evaluating " + policyDirectory, Math.max(1, missing.size()), "blocks of samples")) {
      jobs.run(
          "evaluate-" + policy.manifestDigest().substring(0, 12),
          missing,
          summaries,
          new CachedPolicy(policyDirectory, policy.manifestDigest(), numericClass),
          StorageLocation.directory(outputDirectory));
      work.advanceTo(Math.max(1, missing.size()));
    }
    List<EvaluationSummary> results = new ArrayList<>();
    for (EvaluationPlan summary : summaries) {
      results.add(EvaluationSummary.fromJson(output.read(summary.path()), summary.path()));
    }
    return results;
  }

  private SortedMap<String, Path> benchmarks() {
    SortedMap<String, Path> benchmarks = new TreeMap<>();
    for (Path problems : problemsDirectories) {
      String name = problems.toAbsolutePath().normalize().getFileName().toString();
      if (benchmarks.put(name, problems) != null) {
        throw new InvalidInputException(
            "Cannot evaluate on problems "
                + problems
                + ": another directory is named "
                + name
                + " too (allowed: each name once)");
      }
    }
    return benchmarks;
  }

  private static DatasetStore open(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new InvalidInputException(
          "Cannot open dataset " + directory + ": no such directory (allowed: a dataset)");
    }
    return new DatasetStore(new LocalStorage(directory), "");
  }

  /** Writes down what the directory is an evaluation of, or compares with what it says. */
  private void requireSame(
      Storage output, String benchmark, DatasetStore policy, DatasetStore problems)
      throws IOException {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("policy-digest", policy.manifestDigest());
    identity.put("problems-digest", problems.manifestDigest());
    identity.putAll(SamplingJson.fields(sampling));
    if (extraction != Extraction.BOXED) {
      identity.put("extraction", extraction.name().toLowerCase(Locale.ROOT));
    }
    identity.put("seed", seed);
    identity.put("batch-sequences", batchSequences);
    if (!device.equals(DeviceSettings.CPU)) {
      identity.put("device", device.device());
      identity.put("dtype", device.type().typeName());
    }
    byte[] bytes = CanonicalJson.bytes(identity);
    try {
      output.putIfAbsent(benchmark + "/" + IDENTITY, out -> out.write(bytes));
    } catch (Storage.ConflictException e) {
      throw new InvalidInputException(
          "Cannot evaluate into "
              + outputDirectory.resolve(benchmark)
              + ": it holds another evaluation, see its "
              + IDENTITY
              + " (allowed: the same policy, problems, sampling, extraction and seed, or a new"
              + " directory)",
          e);
    }
  }

  private String judges(List<Problem> problems) {
    String identities = Verifiers.identities(problems, extraction);
    try (FileTokenizer tokenizer = FileTokenizer.open(policyDirectory)) {
      return tokenizer.opensReasoning() ? Verifiers.inReasoning(identities) : identities;
    }
  }

  private EvaluationPlanner planner(
      Storage output, DatasetStore policy, DatasetStore store, NumericClass numericClass)
      throws IOException {
    List<Problem> problems = store.readAllRows(Problem.class);
    Lineage subject =
        Lineage.of(Map.of("policy", policy.manifestDigest(), "problems", store.manifestDigest()))
            .withSeed(seed)
            .byPolicy(policy.manifestDigest())
            .withTokenizer(FileTokenizer.digestOf(policy.committedManifest().files()))
            .judgedBy(judges(problems))
            .writtenBy(CodeVersion.current())
            .computedBy(PolicyProgram.standard().digest())
            .computedOn(numericClass);
    return new EvaluationPlanner(
        output,
        subject,
        problems,
        Math.min(shards, problems.size()),
        batchSequences,
        MAX_POSITIONS_PER_CALL);
  }
}
