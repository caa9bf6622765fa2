package dev.rondo.config;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.task.TaskGenerator;
import dev.rondo.task.TaskGenerators;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The whole configuration of a run, read from {@code run.yaml}: one record per group, one component
 * per setting, each with meaning, unit, range and default in its {@link Setting}. Valid from birth:
 * every range and every combination is checked in the constructors. Immutable.
 *
 * <p>Keys in the file are the component names in kebab case inside their group, such as {@code
 * rollout.group-size}. A setting that the file leaves out has its default; a key that is not listed
 * here is refused.
 */
public record RunConfig(
    RunSettings run,
    TaskSettings task,
    ModelSettings model,
    WarmStartSettings warmStart,
    RolloutSettings rollout,
    TrainSettings train,
    EvaluationSettings evaluation,
    ControlSettings control,
    ComputeSettings compute,
    RunnerSettings runner) {

  /** File name of the frozen configuration in a run directory. */
  public static final String FILE_NAME = "run.yaml";

  /** The run as a whole. */
  public record RunSettings(
      @Setting(
              meaning = "Name of the run, shown in job names and in the report.",
              byDefault = "run",
              pattern = "[a-z0-9][a-z0-9-]{0,62}",
              content = false)
          String name,
      @Setting(
              meaning =
                  "Seed of every random number: weights, problems, order of problems, samples.",
              byDefault = "0",
              min = 0,
              max = 9007199254740991.0)
          long seed,
      @Setting(
              meaning = "Number of rounds (sample, train, publish) after the base policy.",
              unit = "rounds",
              byDefault = "60",
              min = 0,
              max = 1000000)
          int rounds,
      @Setting(
              meaning =
                  "Rounds between two progress evaluations; 0 evaluates only the base policy and"
                      + " the last one.",
              unit = "rounds",
              byDefault = "0",
              min = 0,
              max = 1000000)
          int evaluateEvery) {
    /** Checks every range. */
    public RunSettings {
      SettingSchema.check(RunSettings.class, name, seed, rounds, evaluateEvery);
    }
  }

  /** The generated task: which problems there are, and how many of each use. */
  public record TaskSettings(
      @Setting(
              meaning = "Generator of problems with worked solutions.",
              byDefault = "last-digit",
              oneOf = {"last-digit", "multiplication"})
          String name,
      @Setting(
              meaning =
                  "How long a problem is: operands of last-digit, digits of the first factor of"
                      + " multiplication.",
              byDefault = "3",
              min = 1,
              max = 6)
          int size,
      @Setting(
              meaning =
                  "Share of the sums and products that the worked solutions get right; where the"
                      + " others come up they guess (last-digit).",
              byDefault = "0.6",
              min = 0,
              max = 1)
          double knownFacts,
      @Setting(
              meaning = "Problems that rounds draw from; they have a reference answer only.",
              unit = "problems",
              byDefault = "2000",
              min = 1,
              max = 10000000)
          int problems,
      @Setting(
              meaning = "Distinct worked solutions that the supervised warm start sees.",
              unit = "problems",
              byDefault = "1800",
              min = 1,
              max = 10000000)
          int demonstrations,
      @Setting(
              meaning = "Problems held out for evaluation, in no other set.",
              unit = "problems",
              byDefault = "128",
              min = 1,
              max = 1000000)
          int heldOutProblems) {
    /** Checks every range. */
    public TaskSettings {
      SettingSchema.check(
          TaskSettings.class, name, size, knownFacts, problems, demonstrations, heldOutProblems);
    }

    /** The generator that these settings name. */
    public TaskGenerator generator() {
      return TaskGenerators.named(name, size, knownFacts);
    }
  }

  /** Sizes of the base policy, a decoder of the {@code qwen2} architecture. */
  public record ModelSettings(
      @Setting(meaning = "Decoder layers.", unit = "layers", byDefault = "2", min = 1, max = 256)
          int layers,
      @Setting(
              meaning = "Width of the residual stream.",
              unit = "channels",
              byDefault = "128",
              min = 2,
              max = 65536)
          int hiddenSize,
      @Setting(meaning = "Query heads.", unit = "heads", byDefault = "4", min = 1, max = 1024)
          int heads,
      @Setting(
              meaning = "Key and value heads; divides heads.",
              unit = "heads",
              byDefault = "2",
              min = 1,
              max = 1024)
          int kvHeads,
      @Setting(
              meaning = "Width of the feed-forward layer.",
              unit = "channels",
              byDefault = "256",
              min = 1,
              max = 1000000)
          int feedForwardSize,
      @Setting(
              meaning = "Base of the rotary position embedding.",
              byDefault = "10000.0",
              min = 1,
              max = 1e9)
          double ropeBase,
      @Setting(
              meaning = "Epsilon of the root-mean-square norms.",
              byDefault = "1.0E-6",
              min = 0,
              aboveMin = true,
              max = 0.1)
          double normEpsilon,
      @Setting(
              meaning = "Longest sequence, prompt and response together.",
              unit = "tokens",
              byDefault = "128",
              min = 2,
              max = 1048576)
          int maxPositions) {
    /** Checks every range, and that heads and widths fit together. */
    public ModelSettings {
      SettingSchema.check(
          ModelSettings.class,
          layers,
          hiddenSize,
          heads,
          kvHeads,
          feedForwardSize,
          ropeBase,
          normEpsilon,
          maxPositions);
      require(heads % kvHeads == 0, "model.kv-heads", kvHeads, "a divisor of heads, " + heads);
      require(
          hiddenSize % (2 * heads) == 0,
          "model.hidden-size",
          hiddenSize,
          "a multiple of twice the heads, " + 2 * heads + ", so that a head's size is even");
    }

    /** Channels of one head; even. */
    public int headSize() {
      return hiddenSize / heads;
    }
  }

  /** The supervised warm start that makes the base policy. */
  public record WarmStartSettings(
      @Setting(
              meaning = "Optimizer steps.",
              unit = "updates",
              byDefault = "300",
              min = 0,
              max = 10000000)
          int updates,
      @Setting(
              meaning = "Worked solutions per update.",
              unit = "sequences",
              byDefault = "64",
              min = 1,
              max = 65536)
          int batchSequences,
      @Setting(
              meaning = "Highest learning rate.",
              byDefault = "0.003",
              min = 0,
              aboveMin = true,
              max = 1)
          double learningRate,
      @Setting(
              meaning = "Updates of linear warm-up from 0.",
              unit = "updates",
              byDefault = "50",
              min = 0,
              max = 10000000)
          int warmUpUpdates,
      @Setting(
              meaning = "Learning rate at the end of the cosine, as a fraction of the highest.",
              unit = "fraction",
              byDefault = "0.05",
              min = 0,
              max = 1)
          double finalFraction,
      @Setting(
              meaning = "AdamW: decay of the first moment.",
              byDefault = "0.9",
              min = 0,
              max = 1,
              belowMax = true)
          double adamBeta1,
      @Setting(
              meaning = "AdamW: decay of the second moment.",
              byDefault = "0.95",
              min = 0,
              max = 1,
              belowMax = true)
          double adamBeta2,
      @Setting(meaning = "AdamW: epsilon.", byDefault = "1.0E-8", min = 0, aboveMin = true, max = 1)
          double adamEpsilon,
      @Setting(meaning = "AdamW: decoupled weight decay.", byDefault = "0.0", min = 0, max = 1)
          double weightDecay,
      @Setting(
              meaning =
                  "Largest gradient norm; longer gradients are scaled down to it. 0 switches this"
                      + " off.",
              byDefault = "1.0",
              min = 0,
              max = 1000000)
          double clipNorm,
      @Setting(
              meaning = "Updates between two checkpoints of the warm start.",
              unit = "updates",
              byDefault = "100",
              min = 1,
              max = 10000000)
          int checkpointEvery) {
    /** Checks every range, and that the warm-up fits. */
    public WarmStartSettings {
      SettingSchema.check(
          WarmStartSettings.class,
          updates,
          batchSequences,
          learningRate,
          warmUpUpdates,
          finalFraction,
          adamBeta1,
          adamBeta2,
          adamEpsilon,
          weightDecay,
          clipNorm,
          checkpointEvery);
      require(
          warmUpUpdates <= updates,
          "warm-start.warm-up-updates",
          warmUpUpdates,
          "at most warm-start.updates, " + updates);
    }
  }

  /** How a round samples. */
  public record RolloutSettings(
      @Setting(
              meaning = "Problems of one round.",
              unit = "problems",
              byDefault = "64",
              min = 1,
              max = 1000000)
          int problemsPerRound,
      @Setting(
              meaning = "Rollouts of one problem (G).",
              unit = "rollouts",
              byDefault = "8",
              min = 2,
              max = 1024)
          int groupSize,
      @Setting(
              meaning = "Softmax temperature.",
              byDefault = "1.0",
              min = 0,
              aboveMin = true,
              max = 100)
          double temperature,
      @Setting(
              meaning = "Nucleus mass; 1 switches it off.",
              unit = "fraction",
              byDefault = "1.0",
              min = 0,
              aboveMin = true,
              max = 1)
          double topP,
      @Setting(
              meaning = "Number of most likely tokens kept; 0 switches it off.",
              unit = "tokens",
              byDefault = "0",
              min = 0,
              max = 1000000)
          int topK,
      @Setting(
              meaning = "Longest response.",
              unit = "tokens",
              byDefault = "24",
              min = 1,
              max = 1048576)
          int maxResponseTokens,
      @Setting(
              meaning = "Shards of one round; divides the problems.",
              unit = "shards",
              byDefault = "8",
              min = 1,
              max = 100000)
          int shards,
      @Setting(
              meaning = "Sequences that are sampled together; batches never cross a shard.",
              unit = "sequences",
              byDefault = "64",
              min = 1,
              max = 65536)
          int batchSequences,
      @Setting(
              meaning =
                  "Token positions that one native call samples before it comes back and can be"
                      + " interrupted.",
              unit = "positions",
              byDefault = "64",
              min = 1,
              max = 1048576)
          int maxPositionsPerCall) {
    /** Checks every range, and that shards hold whole problems. */
    public RolloutSettings {
      SettingSchema.check(
          RolloutSettings.class,
          problemsPerRound,
          groupSize,
          temperature,
          topP,
          topK,
          maxResponseTokens,
          shards,
          batchSequences,
          maxPositionsPerCall);
      require(
          problemsPerRound % shards == 0,
          "rollout.shards",
          shards,
          "a divisor of rollout.problems-per-round, " + problemsPerRound);
    }

    /** Problems in one shard, the same for all. */
    public int problemsPerShard() {
      return problemsPerRound / shards;
    }
  }

  /** How a round trains. */
  public record TrainSettings(
      @Setting(
              meaning = "The objective.",
              byDefault = "pacs",
              oneOf = {"pacs"})
          String objective,
      @Setting(
              meaning = "Scale of the implicit reward in the objective.",
              byDefault = "1.0",
              min = 0,
              aboveMin = true,
              max = 1000)
          double beta,
      @Setting(
              meaning = "Weight of correct and incorrect rollouts inside a group.",
              byDefault = "balanced",
              oneOf = {"balanced", "none"})
          String classWeight,
      @Setting(
              meaning =
                  "Outcome reward that a rollout with verdict unknown is trained with; such rollouts"
                      + " are counted.",
              byDefault = "0",
              min = 0,
              max = 1)
          int unknownReward,
      @Setting(
              meaning =
                  "Whether rollouts sampled with top-p or top-k may be trained on, although their"
                      + " log-probs are those of the untruncated distribution.",
              byDefault = "false")
          boolean allowTruncatedSampling,
      @Setting(
              meaning = "Highest learning rate.",
              byDefault = "3.0E-4",
              min = 0,
              aboveMin = true,
              max = 1)
          double learningRate,
      @Setting(
              meaning = "Course of the learning rate after the warm-up, over all rounds.",
              byDefault = "linear",
              oneOf = {"linear", "cosine", "constant"})
          String schedule,
      @Setting(
              meaning = "Learning rate at the end of the schedule, as a fraction of the highest.",
              unit = "fraction",
              byDefault = "0.1",
              min = 0,
              max = 1)
          double finalFraction,
      @Setting(
              meaning = "Rounds of linear warm-up from 0.",
              unit = "rounds",
              byDefault = "5",
              min = 0,
              max = 1000000)
          int warmUpRounds,
      @Setting(
              meaning = "Shards that one update consumes; divides rollout.shards.",
              unit = "shards",
              byDefault = "2",
              min = 1,
              max = 100000)
          int shardsPerStep,
      @Setting(
              meaning =
                  "Largest gradient norm; longer gradients are scaled down to it. 0 switches this"
                      + " off.",
              byDefault = "1.0",
              min = 0,
              max = 1000000)
          double clipNorm,
      @Setting(
              meaning = "AdamW: decay of the first moment.",
              byDefault = "0.9",
              min = 0,
              max = 1,
              belowMax = true)
          double adamBeta1,
      @Setting(
              meaning = "AdamW: decay of the second moment.",
              byDefault = "0.999",
              min = 0,
              max = 1,
              belowMax = true)
          double adamBeta2,
      @Setting(meaning = "AdamW: epsilon.", byDefault = "1.0E-8", min = 0, aboveMin = true, max = 1)
          double adamEpsilon,
      @Setting(meaning = "AdamW: decoupled weight decay.", byDefault = "0.0", min = 0, max = 1)
          double weightDecay,
      @Setting(
              meaning =
                  "Sequences of one forward and backward pass: bounds memory; the gradient is the"
                      + " same but for its last bits.",
              unit = "sequences",
              byDefault = "64",
              min = 1,
              max = 65536)
          int microBatchSequences,
      @Setting(
              meaning =
                  "Whether the optimizer's moments start at zero in every round, instead of being"
                      + " carried on.",
              byDefault = "false")
          boolean resetOptimizer,
      @Setting(
              meaning =
                  "Largest mean difference allowed between behavior log-probs and the trainer's own of"
                      + " the same tokens; above it the round stops.",
              unit = "nats per token",
              byDefault = "0.05",
              min = 0,
              aboveMin = true,
              max = 100)
          double behaviorGapLimit) {
    /** Checks every range. */
    public TrainSettings {
      SettingSchema.check(
          TrainSettings.class,
          objective,
          beta,
          classWeight,
          unknownReward,
          allowTruncatedSampling,
          learningRate,
          schedule,
          finalFraction,
          warmUpRounds,
          shardsPerStep,
          clipNorm,
          adamBeta1,
          adamBeta2,
          adamEpsilon,
          weightDecay,
          microBatchSequences,
          resetOptimizer,
          behaviorGapLimit);
    }
  }

  /** How policies are measured on the held-out problems. */
  public record EvaluationSettings(
      @Setting(
              meaning = "Held-out problems that are evaluated; at most task.held-out-problems.",
              unit = "problems",
              byDefault = "128",
              min = 1,
              max = 1000000)
          int problems,
      @Setting(
              meaning =
                  "Samples per problem (n) for the base policy, the last one and the control.",
              unit = "samples",
              byDefault = "256",
              min = 1,
              max = 100000)
          int samples,
      @Setting(
              meaning = "Samples per problem of a progress evaluation.",
              unit = "samples",
              byDefault = "16",
              min = 1,
              max = 100000)
          int progressSamples,
      @Setting(
              meaning = "The k of pass@k, each at most samples, ascending.",
              unit = "samples",
              byDefault = "[1, 2, 4, 8, 16, 32, 64, 128, 256]",
              min = 1,
              max = 100000)
          List<Integer> ks,
      @Setting(
              meaning = "Softmax temperature; greedy answers are measured beside it.",
              byDefault = "1.0",
              min = 0,
              aboveMin = true,
              max = 100)
          double temperature,
      @Setting(
              meaning = "Nucleus mass; 1 switches it off.",
              unit = "fraction",
              byDefault = "1.0",
              min = 0,
              aboveMin = true,
              max = 1)
          double topP,
      @Setting(
              meaning = "Number of most likely tokens kept; 0 switches it off.",
              unit = "tokens",
              byDefault = "0",
              min = 0,
              max = 1000000)
          int topK,
      @Setting(
              meaning = "Seed of the evaluation's samples, the same for all policies.",
              byDefault = "1",
              min = 0,
              max = 9007199254740991.0)
          long seed,
      @Setting(
              meaning = "Shards of one evaluation; divides the problems.",
              unit = "shards",
              byDefault = "8",
              min = 1,
              max = 100000)
          int shards,
      @Setting(
              meaning = "Sequences that are sampled together.",
              unit = "sequences",
              byDefault = "256",
              min = 1,
              max = 65536)
          int batchSequences) {
    /** Checks every range, and that n and k, problems and shards fit. */
    public EvaluationSettings {
      SettingSchema.check(
          EvaluationSettings.class,
          problems,
          samples,
          progressSamples,
          ks,
          temperature,
          topP,
          topK,
          seed,
          shards,
          batchSequences);
      ks = List.copyOf(ks);
      for (int i = 0; i < ks.size(); i++) {
        require(
            ks.get(i) <= samples,
            "evaluation.ks",
            ks.get(i),
            "at most evaluation.samples, " + samples);
        require(
            i == 0 || ks.get(i) > ks.get(i - 1),
            "evaluation.ks",
            ks,
            "ascending, each number once");
      }
      require(
          problems % shards == 0,
          "evaluation.shards",
          shards,
          "a divisor of evaluation.problems, " + problems);
      require(
          progressSamples <= samples,
          "evaluation.progress-samples",
          progressSamples,
          "at most evaluation.samples, " + samples);
    }
  }

  /**
   * The control: a copy of the base policy that gets more supervised training on the same worked
   * solutions instead of rounds, so that the report can show what the same time buys.
   */
  public record ControlSettings(
      @Setting(
              meaning = "Further supervised updates of the control; 0 leaves the control out.",
              unit = "updates",
              byDefault = "0",
              min = 0,
              max = 10000000)
          int updates,
      @Setting(
              meaning =
                  "Highest learning rate of the control; warm-up, cosine and batch as in the warm"
                      + " start.",
              byDefault = "0.003",
              min = 0,
              aboveMin = true,
              max = 1)
          double learningRate) {
    /** Checks every range. */
    public ControlSettings {
      SettingSchema.check(ControlSettings.class, updates, learningRate);
    }
  }

  /** The numeric class: what decides the last bit of a floating-point result. */
  public record ComputeSettings(
      @Setting(
              meaning = "Where the policy program runs.",
              byDefault = "cpu",
              oneOf = {"cpu", "cuda"})
          String device,
      @Setting(
              meaning = "Intra-op threads of one process.",
              unit = "threads",
              byDefault = "1",
              min = 1,
              max = 1024)
          int threads,
      @Setting(
              meaning = "Instruction set that the math libraries are pinned to.",
              byDefault = "avx2",
              oneOf = {"avx2", "avx512", "portable"})
          String instructionSet,
      @Setting(
              meaning = "Compute type of sampling and training.",
              byDefault = "float32",
              oneOf = {"float32"})
          String dtype) {
    /** Checks every range. */
    public ComputeSettings {
      SettingSchema.check(ComputeSettings.class, device, threads, instructionSet, dtype);
    }
  }

  /** Where the jobs run; never changes a byte of the data, so it is left out of the digest. */
  public record RunnerSettings(
      @Setting(
              meaning = "Beam runner.",
              byDefault = "flink",
              oneOf = {"direct", "flink"},
              content = false)
          String runner,
      @Setting(
              meaning = "Shards that are worked on at the same time.",
              unit = "slots",
              byDefault = "2",
              min = 1,
              max = 10000,
              content = false)
          int parallelism,
      @Setting(
              meaning = "Flink's address: [local] for the embedded one, or host:port.",
              byDefault = "[local]",
              pattern = "\\[local\\]|\\S+:[0-9]+",
              content = false)
          String flinkMaster) {
    /** Checks every range. */
    public RunnerSettings {
      SettingSchema.check(RunnerSettings.class, runner, parallelism, flinkMaster);
    }
  }

  /** Checks the combinations across groups. */
  public RunConfig {
    TaskGenerator generator = task.generator();
    long problemsWanted = (long) task.problems() + task.demonstrations() + task.heldOutProblems();
    require(
        problemsWanted <= generator.problemCount(),
        "task.problems",
        task.problems(),
        "with demonstrations and held-out-problems at most "
            + generator.problemCount()
            + ", all that there are with size "
            + task.size());
    int longestResponse =
        Math.max(rollout.maxResponseTokens(), generator.longestSolutionTokens() + 1);
    require(
        generator.longestPromptTokens() + longestResponse <= model.maxPositions(),
        "model.max-positions",
        model.maxPositions(),
        "at least "
            + (generator.longestPromptTokens() + longestResponse)
            + ", the longest prompt and response");
    require(
        rollout.shards() % train.shardsPerStep() == 0,
        "train.shards-per-step",
        train.shardsPerStep(),
        "a divisor of rollout.shards, " + rollout.shards());
    require(
        rollout.problemsPerRound() <= task.problems(),
        "rollout.problems-per-round",
        rollout.problemsPerRound(),
        "at most task.problems, " + task.problems());
    require(
        evaluation.problems() <= task.heldOutProblems(),
        "evaluation.problems",
        evaluation.problems(),
        "at most task.held-out-problems, " + task.heldOutProblems());
    require(
        train.warmUpRounds() <= run.rounds(),
        "train.warm-up-rounds",
        train.warmUpRounds(),
        "at most run.rounds, " + run.rounds());
    require(
        run.evaluateEvery() <= run.rounds(),
        "run.evaluate-every",
        run.evaluateEvery(),
        "at most run.rounds, " + run.rounds());
    require(
        train.allowTruncatedSampling() || (rollout.topP() == 1 && rollout.topK() == 0),
        rollout.topP() == 1 ? "rollout.top-k" : "rollout.top-p",
        rollout.topP() == 1 ? rollout.topK() : rollout.topP(),
        "off, unless train.allow-truncated-sampling is true");
    require(
        control.updates() == 0 || warmStart.warmUpUpdates() <= control.updates(),
        "control.updates",
        control.updates(),
        "0, or at least warm-start.warm-up-updates, " + warmStart.warmUpUpdates());
  }

  /**
   * Reads a file.
   *
   * @throws InvalidInputException with file, line, key and value, if it is missing or not allowed
   */
  public static RunConfig load(Path file) {
    return ConfigReader.read(file);
  }

  /**
   * Reads text.
   *
   * @param text YAML
   * @param source name of its origin for error messages
   */
  public static RunConfig parse(String text, String source) {
    return ConfigReader.parse(text, source);
  }

  /**
   * A packaged configuration, the same as {@code configs/NAME.yaml}.
   *
   * @param name {@code tiny} or {@code small}
   */
  public static RunConfig preset(String name) {
    return Presets.named(name);
  }

  /**
   * This configuration with another seed.
   *
   * @throws InvalidInputException if the seed is out of range
   */
  public RunConfig withSeed(long seed) {
    try {
      RunSettings seeded = new RunSettings(run.name(), seed, run.rounds(), run.evaluateEvery());
      return new RunConfig(
          seeded, task, model, warmStart, rollout, train, evaluation, control, compute, runner);
    } catch (SettingException e) {
      throw new InvalidInputException("Cannot use " + e.getMessage(), e);
    }
  }

  /** This configuration with other settings for where the jobs run. */
  public RunConfig withRunner(RunnerSettings runner) {
    return new RunConfig(
        run, task, model, warmStart, rollout, train, evaluation, control, compute, runner);
  }

  /**
   * The canonical form: every setting in schema order, defaults written out. Parses to an equal.
   */
  public String toYaml() {
    return ConfigWriter.toYaml(this);
  }

  /**
   * SHA-256, lower-case hex, over every setting that decides the content of datasets: all but the
   * run's name and the {@code runner} group.
   */
  public String contentDigest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] content = ConfigWriter.contentText(this).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(digest.digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }

  private static void require(boolean condition, String key, Object value, String allowed) {
    if (!condition) {
      throw new SettingException(key, value, allowed);
    }
  }
}
