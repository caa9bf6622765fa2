// A whole run in a temporary directory without Beam: problems, warm start, rollouts, rounds. The
// task is to answer any prompt with an even digit.
package dev.rondo.trainer;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.NumericClass;
import dev.rondo.dataset.Receipt;
import dev.rondo.policy.Completion;
import dev.rondo.policy.DjlPolicy;
import dev.rondo.policy.SampleKey;
import dev.rondo.policy.SampleRequest;
import dev.rondo.policy.SamplingSession;
import dev.rondo.policy.checkpoint.CheckpointFiles;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.ModelInitializer;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.text.CharacterVocabulary;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.schema.FinishReason;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Problem;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SamplingSettings;
import dev.rondo.trainer.batch.CommittedShards;
import dev.rondo.trainer.metrics.Alarm;
import dev.rondo.trainer.metrics.MetricsLog;
import dev.rondo.trainer.network.AdamWSettings;
import dev.rondo.trainer.network.CriticSettings;
import dev.rondo.trainer.network.MemorySettings;
import dev.rondo.trainer.objective.ClassBalance;
import dev.rondo.trainer.objective.PacsObjective;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A tiny run; every method is a function of the seed and the files. */
final class TinyRun {

  static final int SHARDS = 4;
  static final int GROUP_SIZE = 8;
  static final int PROBLEMS_PER_SHARD = 4;

  private static final CharacterVocabulary VOCABULARY =
      new CharacterVocabulary(List.of(), "0123456789=");
  private static final ModelConfig CONFIG =
      ModelConfig.qwen2(VOCABULARY.size(), 32, 48, 1, 2, 1, 16, 32);

  final Path directory;
  final LocalStorage storage;
  final long seed;
  SamplingSettings sampling = new SamplingSettings(1, 1, 0, 4);
  boolean rewardsLength;

  /** Whether the last group of every shard is right, whatever it says. */
  boolean endsShardsWithRightGroups;

  int groupSize = GROUP_SIZE;

  /** Type in which policies are published. */
  String publishedType = "float32";

  /** What the lineage of rollouts says, where it is not {@link #sampling}. */
  SamplingSettings recordedSampling;

  /** Round of the reference policy, where it is not that of the round's start. */
  Integer referenceRound;

  /** Whether rollouts of another policy are taken. */
  boolean allowsOffPolicy;

  /** The round whose rollouts are trained on, where it is not the round's own. */
  Integer rolloutsOfRound;

  TinyRun(Path directory, long seed) {
    this.directory = directory;
    this.storage = new LocalStorage(directory);
    this.seed = seed;
  }

  RunIdentity identity() {
    return new RunIdentity(
        seed, digest("config"), "0.1.0", new NumericClass("cpu", "AVX2", "2.7.1", 1, "float32"));
  }

  MetricsLog metrics() {
    return new MetricsLog(directory.resolve(MetricsLog.PATH));
  }

  /** Prompts such as {@code 7=} with solutions of one digit, right half of the time. */
  void writeProblems() throws IOException {
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      problems.add(
          Problem.newBuilder()
              .setProblemId("problem-" + i)
              .setPrompt(i % 10 + "=")
              .setAnswer("even")
              .setVerifier("parity")
              .setSource("test")
              .setSolution(i == 39 ? null : String.valueOf((i * 7 + i / 10) % 10))
              .build());
    }
    DatasetStore store = new DatasetStore(storage, "problems");
    FileEntry entry =
        store.writeRows("problems.parquet", Problem.getClassSchema(), problems, new TreeMap<>());
    store.commit("problems", List.of(entry), new TreeMap<>(), lineage(0, new TreeMap<>(), null));
  }

  WarmStartInputs warmStart(int updates, TrainProgress progress) {
    return supervised(
        new WarmStartInputs.Origin.NewPolicy(
            CheckpointFiles.of(CONFIG, VOCABULARY).withType(publishedType),
            FileTokenizer.of(VOCABULARY, CONFIG.maxPositions()),
            ModelInitializer.forTinyPolicies(1)),
        policyDirectory(0),
        "warm-start",
        updates,
        progress);
  }

  WarmStartInputs supervised(
      WarmStartInputs.Origin origin,
      String target,
      String phase,
      int updates,
      TrainProgress progress) {
    return new WarmStartInputs(
        storage,
        "problems",
        origin,
        target,
        "checkpoints/" + phase,
        phase,
        new WarmStartSettings(
            updates,
            16,
            new AdamWSettings(0.9, 0.95, 1e-8, 0.01),
            new LearningRateSchedule(
                LearningRateSchedule.Shape.COSINE,
                5e-3,
                Math.min(5, updates),
                Math.max(1, updates),
                0.05),
            1,
            MemorySettings.small(256),
            10),
        new Surroundings(identity(), DeviceSettings.CPU, metrics(), progress));
  }

  TrainSettings settings() {
    return new TrainSettings(
        PacsObjective.released(1, ClassBalance.QUESTION),
        new AdamWSettings(0.9, 0.999, 1e-8, 0),
        new LearningRateSchedule(LearningRateSchedule.Shape.LINEAR, 1e-2, 1, 12, 0.3),
        2,
        1,
        MemorySettings.small(1024),
        false,
        0,
        0,
        2,
        1,
        new CriticSettings(1e-2, 1),
        List.of(new Alarm(Alarm.Signature.BEHAVIOR_GAP, Alarm.Action.STOP, 0.001)),
        false,
        RolloutUse.ALL);
  }

  TrainRoundInputs round(int round, TrainSettings settings, TrainProgress progress)
      throws IOException {
    return new TrainRoundInputs(
        storage,
        new RoundPolicies(
            policyDirectory(round - 1),
            policyDirectory(referenceRound == null ? round - 1 : referenceRound),
            referenceRound == null || round == 1 || referenceRound == round - 1,
            policyDirectory(round)),
        new RoundRollouts(
            round,
            new CommittedShards(storage, new DatasetStore(storage, directoryOfRollouts(round))),
            groupSize,
            recordedSampling == null ? sampling : recordedSampling,
            allowsOffPolicy),
        settings,
        new Surroundings(identity(), DeviceSettings.CPU, metrics(), progress));
  }

  private String directoryOfRollouts(int round) {
    return rolloutsDirectory(rolloutsOfRound == null ? round : rolloutsOfRound);
  }

  static String policyDirectory(int round) {
    return String.format(Locale.ROOT, "policies/round-%06d", round);
  }

  static String rolloutsDirectory(int round) {
    return String.format(Locale.ROOT, "rollouts/round-%06d", round);
  }

  /** Samples, judges and commits a round's rollouts; returns the mean outcome reward. */
  double sample(int round) throws IOException {
    DatasetStore store = new DatasetStore(storage, rolloutsDirectory(round));
    String behavior = new DatasetStore(storage, policyDirectory(round - 1)).manifestDigest();
    Lineage lineage = lineage(round, new TreeMap<>(Map.of("policy", behavior)), behavior);
    List<FileEntry> entries = new ArrayList<>();
    double reward = 0;
    try (DjlPolicy policy =
        DjlPolicy.open(directory.resolve(policyDirectory(round - 1)), DeviceSettings.CPU)) {
      for (int shard = 0; shard < SHARDS; shard++) {
        List<Rollout> rollouts = rollouts(policy, round, shard);
        reward += rollouts.stream().mapToDouble(Rollout::getOutcomeReward).sum();
        FileEntry entry =
            store.writeRows(
                String.format(Locale.ROOT, "shard-%05d.parquet", shard),
                Rollout.getClassSchema(),
                rollouts,
                DatasetStore.lineageMetadata(lineage));
        store.writeReceipt(new Receipt("verified", shard, entry, PROBLEMS_PER_SHARD, 0, 1));
        entries.add(entry);
      }
    }
    store.commit("rollouts", entries, new TreeMap<>(), lineage);
    return reward / (SHARDS * PROBLEMS_PER_SHARD * GROUP_SIZE);
  }

  private List<Rollout> rollouts(DjlPolicy policy, int round, int shard) {
    List<SampleRequest> requests = new ArrayList<>();
    for (int p = 0; p < PROBLEMS_PER_SHARD; p++) {
      String id = "problem-" + ((round * SHARDS + shard) * PROBLEMS_PER_SHARD + p) % 40;
      int digit = Integer.parseInt(id.substring(8)) % 10;
      int[] prompt = policy.tokenizer().encode(digit + "=");
      for (int g = 0; g < GROUP_SIZE; g++) {
        requests.add(new SampleRequest(prompt, new SampleKey(seed, round, id, g)));
      }
    }
    List<Rollout> rollouts = new ArrayList<>();
    try (SamplingSession session = policy.startSampling(requests, sampling)) {
      while (!session.advance(64)) {
        Thread.onSpinWait();
      }
      for (int i = 0; i < requests.size(); i++) {
        boolean isRight = endsShardsWithRightGroups && i >= (PROBLEMS_PER_SHARD - 1) * GROUP_SIZE;
        rollouts.add(rollout(policy, requests.get(i), session.completions().get(i), isRight));
      }
    }
    return rollouts;
  }

  private Rollout rollout(
      DjlPolicy policy, SampleRequest request, Completion completion, boolean isRight) {
    String text = policy.tokenizer().decode(completion.responseTokens());
    boolean isCorrect =
        isRight
            || (rewardsLength
                ? completion.responseTokens().length > 2
                : !text.isEmpty() && Character.isDigit(text.charAt(0)) && text.charAt(0) % 2 == 0);
    List<Float> logprobs = new ArrayList<>();
    for (float logprob : completion.behaviorLogprobs()) {
      logprobs.add(logprob);
    }
    return Rollout.newBuilder()
        .setProblemId(request.key().problemId())
        .setSampleIndex(request.key().sampleIndex())
        .setPromptTokens(IntStream.of(request.promptTokens()).boxed().toList())
        .setResponseTokens(IntStream.of(completion.responseTokens()).boxed().toList())
        .setBehaviorLogprobs(logprobs)
        .setSamplingLogprobs(null)
        .setFinishReason(completion.isStopped() ? FinishReason.STOP : FinishReason.LENGTH)
        .setResponseText(text)
        .setExtractedAnswer(null)
        .setVerdict(isCorrect ? Outcome.CORRECT : Outcome.INCORRECT)
        .setVerdictReason(isCorrect ? "equal" : "different")
        .setOutcomeReward(isCorrect ? 1f : 0f)
        .setPrompt(request.key().problemId())
        .build();
  }

  private Lineage lineage(int round, SortedMap<String, String> parents, String policyDigest) {
    return Lineage.of(parents)
        .withSeed(seed)
        .withRound(round)
        .byPolicy(policyDigest)
        .sampledWith(round == 0 ? null : recordedSampling == null ? sampling : recordedSampling)
        .inGroupsOf(round == 0 ? null : GROUP_SIZE)
        .judgedBy(round == 0 ? null : "parity@1")
        .configuredBy(digest("config"))
        .writtenBy("0.1.0")
        .computedOn(identity().numericClass());
  }

  static String digest(String of) {
    return Digests.sha256(of.getBytes(StandardCharsets.UTF_8));
  }

  /** Path to SHA-256 of every file below a directory of the run. */
  SortedMap<String, String> digests(String below) throws IOException {
    SortedMap<String, String> digests = new TreeMap<>();
    Path root = directory.resolve(below);
    if (!Files.exists(root)) {
      return digests;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        digests.put(root.relativize(file).toString(), Digests.sha256(file));
      }
    }
    return digests;
  }
}
