package dev.rondo.programs;

import dev.rondo.dataset.CanonicalJson;
import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.JsonFile;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.NumericClass;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.dataset.Removal;
import dev.rondo.dataset.SamplingJson;
import dev.rondo.dataset.Storage;
import dev.rondo.evaluate.EvaluationPlan;
import dev.rondo.evaluate.EvaluationPlanner;
import dev.rondo.evaluate.EvaluationPrompts;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.PolicyComparison;
import dev.rondo.policy.DjlPolicy;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.PromptWarnings;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.Numerics;
import dev.rondo.policy.program.PolicyProgram;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.rollout.CachedPolicies;
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
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Evaluates policies on problems, outside a run, in one job: samples in blocks, then pass@k. The
 * output directory remembers what it is an evaluation of; asking for more samples later adds blocks
 * and never draws one twice, asking for anything else is refused.
 *
 * <p>An evaluation of one policy lies in {@code <benchmark>/}, those of several in {@code
 * <benchmark>/<policy>/}. One that is there already is found by the policy's digest and stays where
 * it is.
 *
 * @param policies committed policies by their names, in the order of the results
 * @param benchmarks committed problems by the names of their benchmarks
 * @param question what is measured of each policy on each benchmark
 * @param work how it is computed
 * @param outputDirectory where blocks and summaries go
 */
public record PolicyEvaluation(
    Map<String, Path> policies,
    SortedMap<String, Path> benchmarks,
    Question question,
    Work work,
    Path outputDirectory) {
  private static final int MAX_POSITIONS_PER_CALL = 64;
  private static final String IDENTITY = "evaluation.json";
  private static final String POLICY_DIGEST = "policy-digest";
  private static final String NAMES = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";
  private static final int LONGEST_DIGESTS = 48;

  /**
   * What is measured.
   *
   * @param samples responses per problem, n
   * @param ks the k of pass@k, each at most n
   * @param sampling how responses are sampled
   * @param extraction where verifiers look for the answer
   * @param seed of the samples and of the subsets that maj@k is estimated from
   */
  public record Question(
      int samples, List<Integer> ks, SamplingSettings sampling, Extraction extraction, long seed) {

    /** Checks n and k. */
    public Question {
      EvaluationPlan.requireKs(samples, ks);
      ks = List.copyOf(ks);
    }
  }

  /**
   * How it is computed.
   *
   * @param shards of one block, at most
   * @param batchSequences sequences that are sampled together
   * @param device where policies compute, and in which type
   */
  public record Work(int shards, int batchSequences, DeviceSettings device) {}

  /** Checks the names. */
  public PolicyEvaluation {
    policies = Collections.unmodifiableMap(new LinkedHashMap<>(policies));
    for (String name : policies.keySet()) {
      if (policies.size() > 1 && !name.matches(NAMES)) {
        throw new InvalidInputException(
            "Cannot evaluate a policy by the name " + name + " (allowed: matching " + NAMES + ")");
      }
    }
    benchmarks = Collections.unmodifiableSortedMap(new TreeMap<>(benchmarks));
    for (Map.Entry<String, Path> benchmark : benchmarks.entrySet()) {
      Path own = benchmark.getValue().toAbsolutePath().normalize().getFileName();
      String name = benchmark.getKey();
      if (!name.matches(NAMES) && (own == null || !name.equals(own.toString()))) {
        throw new InvalidInputException(
            "Cannot evaluate on problems "
                + benchmark.getValue()
                + " by the name "
                + (name.isEmpty() ? "none" : name)
                + " (allowed: that of their folder, or NAME=DIR with a name that matches "
                + NAMES
                + ")");
      }
    }
  }

  /**
   * Samples what is missing and summarizes.
   *
   * @return each policy with one summary for each benchmark, in the order given
   */
  public List<PolicyComparison.Policy> run(JobRunner jobs, Progress progress)
      throws IOException, InterruptedException {
    for (Path policy : policies.values()) {
      requirePolicy(policy);
    }
    for (Path problems : benchmarks.values()) {
      requireProblems(problems);
    }
    Storage output = new LocalStorage(outputDirectory);
    NumericClass numericClass = Numerics.numericClass(work.device());
    List<CachedPolicy> sources = new ArrayList<>();
    List<Planned> planned = new ArrayList<>();
    List<DatasetPlan> missing = new ArrayList<>();
    Map<String, List<EvaluationPlan>> summaries = new LinkedHashMap<>();
    StringBuilder digests = new StringBuilder();
    Map<String, EvaluationPrompts> prompts = new LinkedHashMap<>();
    for (Map.Entry<String, Path> policy : policies.entrySet()) {
      DatasetStore store = open(policy.getValue());
      String digest = store.manifestDigest();
      if (sources.stream().anyMatch(source -> source.digest().equals(digest))) {
        throw new InvalidInputException(
            "Cannot evaluate policy "
                + policy.getValue()
                + ": it is given twice (allowed: each policy once)");
      }
      sources.add(new CachedPolicy(policy.getValue(), digest, numericClass));
      digests.append(digest, 0, 12);
      prompts.put(policy.getKey(), RecordedPrompts.ofPolicy(policy.getValue()));
      int missingBefore = missing.size();
      for (Map.Entry<String, Path> benchmark : benchmarks.entrySet()) {
        Planned onBenchmark = plan(output, policy, benchmark, numericClass);
        planned.add(onBenchmark);
        missing.addAll(onBenchmark.missing());
        summaries
            .computeIfAbsent(policy.getKey(), name -> new ArrayList<>())
            .add(onBenchmark.summary());
      }
      boolean isKept = store.removals().of(Removal.POLICY).isEmpty();
      if (isKept && missing.size() > missingBefore) {
        PromptWarnings.of(policy.getValue()).forEach(line -> progress.say("Warning: " + line));
      }
    }
    sayPrompts(prompts, progress);
    for (Planned each : planned) {
      writeDown(output, each);
      RecordedPrompts.write(output, each.directory(), prompts.get(each.policy()).format());
    }
    try (Progress.Work shown =
        progress.start(
            "Evaluating " + String.join(", ", policies.keySet()),
            Math.max(1, missing.size()),
            "blocks of samples")) {
      jobs.run(
          "evaluate-" + digests.substring(0, Math.min(digests.length(), LONGEST_DIGESTS)),
          missing,
          summaries.values().stream().flatMap(List::stream).toList(),
          new CachedPolicies(sources),
          StorageLocation.directory(outputDirectory));
      shown.advanceTo(Math.max(1, missing.size()));
    }
    List<PolicyComparison.Policy> results = new ArrayList<>();
    for (Map.Entry<String, List<EvaluationPlan>> policy : summaries.entrySet()) {
      Map<String, EvaluationSummary> ofPolicy = new TreeMap<>();
      for (EvaluationPlan summary : policy.getValue()) {
        ofPolicy.put(
            summary.benchmark(),
            EvaluationSummary.fromJson(output.read(summary.path()), summary.path()));
      }
      results.add(
          new PolicyComparison.Policy(policy.getKey(), ofPolicy, prompts.get(policy.getKey())));
    }
    return results;
  }

  /** Says how policies are prompted, and warns where that is not the same. */
  private void sayPrompts(Map<String, EvaluationPrompts> prompts, Progress progress) {
    prompts.forEach(
        (name, found) -> {
          PromptFormat format = found.format();
          if (format != null) {
            boolean isChatUnused =
                format.style() == PromptFormat.Style.PLAIN
                    && FileTokenizer.hasChatTemplate(policies.get(name));
            String unused = isChatUnused ? " (its chat template goes unused)" : "";
            progress.say("Prompts of " + name + ": " + format.text() + unused);
          }
        });
    EvaluationPrompts.difference(prompts).ifPresent(line -> progress.say("Warning: " + line));
  }

  /** Reads all of them, so that nothing is written yet where they are damaged. */
  private static void requireProblems(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new InvalidInputException(
          "Cannot evaluate on "
              + directory
              + ": "
              + RegularFiles.noDirectory(directory)
              + " (allowed: a problems dataset; rondo import makes one of a file)");
    }
    int[] problems = new int[1];
    open(directory).forEachRow(Problem.class, List.of("problemId"), row -> problems[0]++);
    if (problems[0] == 0) {
      throw new InvalidInputException(
          "Cannot evaluate on " + directory + ": it has no problems (allowed: one and more)");
    }
  }

  /** The refusal of what is no directory, such as a GGUF file. */
  static InvalidInputException noPolicy(Path given) {
    return new InvalidInputException(
        "Cannot evaluate "
            + given
            + ": "
            + RegularFiles.noDirectory(given)
            + " (allowed: a policy; rondo adopt makes one of a checkpoint or a GGUF file)");
  }

  private static void requirePolicy(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw noPolicy(directory);
    }
    DatasetStore policy = open(directory);
    if (!policy.isCommitted() && Files.exists(directory.resolve(ModelConfig.FILE_NAME))) {
      throw new InvalidInputException(
          "Cannot evaluate "
              + directory
              + ": a checkpoint without manifest.json (allowed: a policy; rondo adopt makes one of"
              + " a checkpoint)");
    }
    policy.committedManifest();
  }

  /** What one policy lacks on one benchmark, and what is computed from all of its blocks. */
  private record Planned(
      String directory,
      String policy,
      byte[] identity,
      List<DatasetPlan> missing,
      EvaluationPlan summary) {}

  private Planned plan(
      Storage output,
      Map.Entry<String, Path> named,
      Map.Entry<String, Path> benchmark,
      NumericClass numericClass)
      throws IOException {
    DatasetStore policy = open(named.getValue());
    DatasetStore problems = open(benchmark.getValue());
    String directory = directory(output, benchmark.getKey(), named.getKey(), policy);
    byte[] identity = identity(policy, problems);
    String identityPath = identity(output, directory);
    if (output.exists(identityPath) && !Arrays.equals(output.read(identityPath), identity)) {
      throw anotherEvaluation(directory, null);
    }
    EvaluationPlanner.Blocks blocks =
        planner(output, directory, named.getValue(), problems, numericClass)
            .blocks(directory, question.sampling(), question.samples());
    if (!blocks.missing().isEmpty()) {
      DjlPolicy.requireReadable(named.getValue());
    }
    return new Planned(
        directory,
        named.getKey(),
        identity,
        blocks.missing(),
        new EvaluationPlan(
            RunDirectory.summaryPath(directory),
            benchmark.getKey(),
            policy.manifestDigest(),
            problems.manifestDigest(),
            question.ks(),
            question.seed(),
            blocks.all(),
            null));
  }

  /** Where an evaluation says what it is of; in version 1 of the format right in its directory. */
  private static String identity(Storage output, String directory) throws IOException {
    String first = directory + "/" + IDENTITY;
    return output.exists(first) ? first : directory + "/" + DatasetLayout.FOLDER + IDENTITY;
  }

  /** Where an evaluation lies, or is to lie. */
  private String directory(Storage output, String benchmark, String policyName, DatasetStore policy)
      throws IOException {
    String identity = identity(output, benchmark);
    String own = benchmark + "/" + policyName;
    boolean isAlone =
        output.exists(identity)
            && JsonFile.parse(outputDirectory.resolve(identity), output.read(identity))
                .root()
                .path(POLICY_DIGEST)
                .asText()
                .equals(policy.manifestDigest());
    boolean isOneOfSeveral = policies.size() > 1 || output.exists(identity(output, own));
    return isOneOfSeveral && !isAlone ? own : benchmark;
  }

  private static DatasetStore open(Path directory) {
    return new DatasetStore(new LocalStorage(directory), "");
  }

  /** What the directory of an evaluation says that it is of. */
  private byte[] identity(DatasetStore policy, DatasetStore problems) throws IOException {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put(POLICY_DIGEST, policy.manifestDigest());
    identity.put("problems-digest", problems.manifestDigest());
    identity.putAll(SamplingJson.fields(question.sampling()));
    if (question.extraction() != Extraction.BOXED) {
      identity.put("extraction", question.extraction().name().toLowerCase(Locale.ROOT));
    }
    identity.put("seed", question.seed());
    identity.put("batch-sequences", work.batchSequences());
    if (!work.device().equals(DeviceSettings.CPU)) {
      identity.put("device", work.device().device());
      identity.put("dtype", work.device().type().typeName());
    }
    return CanonicalJson.bytes(identity);
  }

  private void writeDown(Storage output, Planned planned) throws IOException {
    String path = identity(output, planned.directory());
    try {
      output.putIfAbsent(path, out -> out.write(planned.identity()));
    } catch (Storage.ConflictException e) {
      throw anotherEvaluation(planned.directory(), e);
    }
  }

  private InvalidInputException anotherEvaluation(String directory, Exception cause) {
    return new InvalidInputException(
        "Cannot evaluate into "
            + outputDirectory.resolve(directory)
            + ": it holds another evaluation, see its "
            + IDENTITY
            + " (allowed: the same policy, problems, sampling, extraction and seed, or a new"
            + " directory)",
        cause);
  }

  /**
   * The verifiers, and whether responses begin inside reasoning, which the policy's tokenizer tells
   * or, where retention removed it, the blocks that are there.
   */
  private String judges(
      Storage output, String directory, Path policyDirectory, List<Problem> problems)
      throws IOException {
    String identities = Verifiers.identities(problems, question.extraction());
    if (open(policyDirectory).removals().of(Removal.POLICY).isPresent()) {
      return EvaluationPlanner.judgesOfBlocks(output, directory, identities);
    }
    try (FileTokenizer tokenizer = FileTokenizer.open(policyDirectory)) {
      return tokenizer.opensReasoning() ? Verifiers.inReasoning(identities) : identities;
    }
  }

  private EvaluationPlanner planner(
      Storage output,
      String directory,
      Path policyDirectory,
      DatasetStore store,
      NumericClass numericClass)
      throws IOException {
    DatasetStore policy = open(policyDirectory);
    List<Problem> problems = store.readAllRows(Problem.class);
    Lineage subject =
        Lineage.of(Map.of("policy", policy.manifestDigest(), "problems", store.manifestDigest()))
            .withSeed(question.seed())
            .byPolicy(policy.manifestDigest())
            .withTokenizer(FileTokenizer.digestOf(policy.committedManifest().files()))
            .judgedBy(judges(output, directory, policyDirectory, problems))
            .writtenBy(CodeVersion.current())
            .computedBy(PolicyProgram.standard().digest())
            .computedOn(numericClass);
    return new EvaluationPlanner(
        output,
        subject,
        problems,
        Math.min(work.shards(), problems.size()),
        work.batchSequences(),
        MAX_POSITIONS_PER_CALL);
  }
}
