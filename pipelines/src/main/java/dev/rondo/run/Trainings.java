package dev.rondo.run;

import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.NumericClass;
import dev.rondo.dataset.Storage;
import dev.rondo.policy.checkpoint.Architecture;
import dev.rondo.policy.checkpoint.CheckpointFiles;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.ModelInitializer;
import dev.rondo.policy.checkpoint.RopeScaling;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.text.CharacterVocabulary;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.task.TaskGenerator;
import dev.rondo.trainer.LearningRateSchedule;
import dev.rondo.trainer.RolloutUse;
import dev.rondo.trainer.RoundPolicies;
import dev.rondo.trainer.RoundRollouts;
import dev.rondo.trainer.RunIdentity;
import dev.rondo.trainer.Surroundings;
import dev.rondo.trainer.TrainProgress;
import dev.rondo.trainer.TrainRoundInputs;
import dev.rondo.trainer.TrainSettings;
import dev.rondo.trainer.WarmStartInputs;
import dev.rondo.trainer.WarmStartSettings;
import dev.rondo.trainer.batch.CommittedShards;
import dev.rondo.trainer.metrics.MetricsLog;
import dev.rondo.trainer.network.AdamWSettings;
import dev.rondo.trainer.network.CriticSettings;
import dev.rondo.trainer.network.LoraSettings;
import dev.rondo.trainer.network.MemorySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Turns a run's configuration into what the trainer takes. Decides nothing itself. */
public final class Trainings {
  /** Where the warm start's checkpoints lie while it runs. */
  static final String WARM_START_CHECKPOINTS = "warm-start";

  /** Where the control's checkpoints lie while it runs. */
  static final String CONTROL_CHECKPOINTS = "control";

  /** The policies that supervised training publishes, with where its checkpoints lie meanwhile. */
  static final Map<String, String> CHECKPOINTS =
      Map.of(
          RunDirectory.policyDirectory(0),
          WARM_START_CHECKPOINTS,
          RunDirectory.policyDirectory(RunDirectory.CONTROL),
          CONTROL_CHECKPOINTS);

  private final RunConfig config;
  private final Storage storage;
  private final NumericClass numericClass;
  private final MetricsLog metrics;
  private final String codeVersion;

  /**
   * @param storage of the run, as who trains sees it
   * @param codeVersion what the policies state to be made by
   */
  Trainings(
      RunConfig config,
      Storage storage,
      NumericClass numericClass,
      MetricsLog metrics,
      String codeVersion) {
    this.codeVersion = codeVersion;
    this.storage = storage;
    this.config = config;
    this.numericClass = numericClass;
    this.metrics = metrics;
  }

  /** The tokenizer of a new policy over the task's alphabet; the caller closes it. */
  static FileTokenizer tokenizer(RunConfig config) {
    return FileTokenizer.of(vocabulary(config.task().generator()), config.model().maxPositions());
  }

  /** The files of a new policy but its weights. */
  static CheckpointFiles newPolicy(RunConfig config) {
    CharacterVocabulary vocabulary = vocabulary(config.task().generator());
    return CheckpointFiles.of(model(config, vocabulary), vocabulary)
        .withType(config.model().publishedDtype().typeName());
  }

  WarmStartInputs warmStart(FileTokenizer tokenizer, TrainProgress progress) {
    CheckpointFiles files = newPolicy(config);
    ModelInitializer initializer = ModelInitializer.forTinyPolicies(config.model().layers());
    return warmStart(new WarmStartInputs.Origin.NewPolicy(files, tokenizer, initializer), progress);
  }

  /** The base policy from a checkpoint: as it is, or after supervised updates. */
  WarmStartInputs checkpoint(TrainProgress progress) {
    Path directory = Path.of(config.model().from());
    PromptFormat format = config.model().promptFormat();
    CheckpointFiles files =
        CheckpointFiles.read(directory)
            .with(format)
            .withType(config.model().publishedDtype().typeName());
    return warmStart(new WarmStartInputs.Origin.Checkpoint(directory, files, format), progress);
  }

  private WarmStartInputs warmStart(WarmStartInputs.Origin origin, TrainProgress progress) {
    return supervised(
        origin,
        RunDirectory.policyDirectory(0),
        WARM_START_CHECKPOINTS,
        "warm-start",
        config.warmStart().updates(),
        config.warmStart().learningRate(),
        progress);
  }

  WarmStartInputs control(TrainProgress progress) {
    return supervised(
        new WarmStartInputs.Origin.CommittedPolicy(RunDirectory.policyDirectory(0)),
        RunDirectory.policyDirectory(RunDirectory.CONTROL),
        CONTROL_CHECKPOINTS,
        "supervised",
        config.control().updates(),
        config.control().learningRate(),
        progress);
  }

  TrainRoundInputs round(
      Chain chain, int round, CommittedShards shards, MetricsLog metrics, TrainProgress progress) {
    var rollout = config.rollout();
    return new TrainRoundInputs(
        storage,
        new RoundPolicies(
            chain.policyDirectory(round - 1),
            chain.policyDirectory(referenceRound(config, round)),
            isReferenceReset(config, round),
            chain.policyDirectory(round)),
        new RoundRollouts(round, shards, rollout.groupSize(), rollout.sampling(), false),
        trainSettings(config),
        new Surroundings(identity(), device(), metrics, progress));
  }

  /** How the rounds of a configuration are trained. */
  public static TrainSettings trainSettings(RunConfig config) {
    var train = config.train();
    var optimizer = config.optimizer();
    return new TrainSettings(
        Objectives.of(config),
        new AdamWSettings(
            optimizer.adamBeta1(),
            optimizer.adamBeta2(),
            optimizer.adamEpsilon(),
            optimizer.weightDecay()),
        new LearningRateSchedule(
            optimizer.schedule(),
            optimizer.learningRate(),
            optimizer.warmUpRounds(),
            Math.max(1, config.run().rounds()),
            optimizer.finalFraction()),
        train.shardsPerUpdate(),
        optimizer.clipNorm(),
        memory(config, lora(config)),
        optimizer.resetWithReference(),
        train.unknownReward(),
        train.nonFiniteLimit(),
        train.heldOutGroups(),
        config.objective().beta(),
        new CriticSettings(config.critic().learningRate(), config.critic().clipNorm()),
        Objectives.alarms(config.alarms()),
        train.allowTruncatedSampling(),
        new RolloutUse(train.truncated(), train.overlongTokens(), train.uniformGroups()));
  }

  /**
   * The rollouts of a round as a configuration has them trained on: those of a control on shuffled
   * verdicts, which their directory and their round tell, with the verdicts dealt out anew.
   *
   * @throws dev.rondo.schema.InvalidInputException if the dataset is not committed or has no
   *     rollouts
   */
  public static CommittedShards shards(RunConfig config, Storage storage, DatasetStore rollouts)
      throws IOException {
    CommittedShards shards = new CommittedShards(storage, rollouts);
    Integer round = shards.manifest().lineage().round();
    String directory = rollouts.directory();
    String name = directory.substring(directory.lastIndexOf('/') + 1);
    boolean isOfControl =
        config.control().hasRounds() && round != null && name.equals(Chain.CONTROL.name(round));
    return isOfControl ? shards.withShuffledVerdicts() : shards;
  }

  /** Round whose policy is the reference of a round. */
  public static int referenceRound(RunConfig config, int round) {
    var objective = config.objective();
    return switch (objective.reference()) {
      case FROZEN -> 0;
      case EVERY_N_ROUNDS ->
          (round - 1) / objective.referenceRounds() * objective.referenceRounds();
      case ROUND -> round - 1;
    };
  }

  /** Whether a round has another reference than the round before. */
  public static boolean isReferenceReset(RunConfig config, int round) {
    return round == 1 || referenceRound(config, round) != referenceRound(config, round - 1);
  }

  /** What bounds the memory of the rounds' training. */
  static MemorySettings memory(RunConfig config) {
    return memory(config, lora(config));
  }

  /** The shape of the policy that a run without a checkpoint begins with. */
  static ModelConfig shape(RunConfig config) {
    return model(config, vocabulary(config.task().generator()));
  }

  private static MemorySettings memory(RunConfig config, LoraSettings lora) {
    var memory = config.memory();
    return new MemorySettings(
        memory.microBatchTokens(),
        memory.recompute(),
        memory.computeType(),
        memory.momentType(),
        lora,
        memory.workers());
  }

  private static LoraSettings lora(RunConfig config) {
    var adapters = config.adapters();
    return adapters.rank() == 0
        ? null
        : new LoraSettings(
            adapters.rank(),
            adapters.alpha(),
            List.of(adapters.targets().split(",")),
            config.run().seed());
  }

  private WarmStartInputs supervised(
      WarmStartInputs.Origin origin,
      String targetDirectory,
      String checkpointDirectory,
      String phase,
      int updates,
      double learningRate,
      TrainProgress progress) {
    return new WarmStartInputs(
        storage,
        RunDirectory.DEMONSTRATIONS,
        origin,
        targetDirectory,
        checkpointDirectory,
        phase,
        supervisedSettings(config, updates, learningRate),
        new Surroundings(identity(), device(), metrics, progress));
  }

  private static WarmStartSettings supervisedSettings(
      RunConfig config, int updates, double learningRate) {
    var settings = config.warmStart();
    return new WarmStartSettings(
        updates,
        settings.batchSequences(),
        new AdamWSettings(
            settings.adamBeta1(),
            settings.adamBeta2(),
            settings.adamEpsilon(),
            settings.weightDecay()),
        new LearningRateSchedule(
            LearningRateSchedule.Shape.COSINE,
            learningRate,
            Math.min(settings.warmUpUpdates(), updates),
            Math.max(1, updates),
            settings.finalFraction()),
        settings.clipNorm(),
        memory(config, null),
        settings.checkpointEvery());
  }

  /**
   * Builds the settings of every training of a run.
   *
   * @throws dev.rondo.schema.InvalidInputException if the trainer does not take one of them
   */
  static void requireSettings(RunConfig config) {
    trainSettings(config);
    supervisedSettings(config, config.warmStart().updates(), config.warmStart().learningRate());
    supervisedSettings(config, config.control().updates(), config.control().learningRate());
  }

  private static ModelConfig model(RunConfig config, CharacterVocabulary vocabulary) {
    var model = config.model();
    return new ModelConfig(
        Architecture.QWEN2,
        vocabulary.size(),
        model.hiddenSize(),
        model.feedForwardSize(),
        model.layers(),
        model.heads(),
        model.kvHeads(),
        model.headSize(),
        model.maxPositions(),
        model.normEpsilon(),
        model.ropeBase(),
        new RopeScaling.Default(),
        true);
  }

  private static CharacterVocabulary vocabulary(TaskGenerator task) {
    List<String> texts = task.alphabet().stream().filter(text -> text.length() > 1).toList();
    String characters =
        task.alphabet().stream().filter(text -> text.length() == 1).collect(Collectors.joining());
    return new CharacterVocabulary(texts, characters);
  }

  private RunIdentity identity() {
    return new RunIdentity(config.run().seed(), config.contentDigest(), codeVersion, numericClass);
  }

  /** What decides a training's content beside its inputs and settings. */
  public static RunIdentity identity(RunConfig config, NumericClass numericClass) {
    return new RunIdentity(
        config.run().seed(), config.contentDigest(), CodeVersion.current(), numericClass);
  }

  private DeviceSettings device() {
    return config.compute().deviceSettings();
  }
}
