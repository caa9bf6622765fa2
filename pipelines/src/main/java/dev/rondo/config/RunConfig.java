package dev.rondo.config;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.task.TaskGenerator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
    RunGroup run,
    TaskGroup task,
    ModelGroup model,
    WarmStartGroup warmStart,
    RolloutGroup rollout,
    TrainGroup train,
    PolicyGradientGroup policyGradient,
    CriticGroup critic,
    AlarmsGroup alarms,
    EvaluationGroup evaluation,
    ControlGroup control,
    ComputeGroup compute,
    RunnerGroup runner) {

  /** File name of the frozen configuration in a run directory. */
  public static final String FILE_NAME = "run.yaml";

  /** Checks the combinations across groups. */
  public RunConfig {
    TaskGenerator generator = task.generator();
    long problemsWanted = (long) task.problems() + task.demonstrations() + task.heldOutProblems();
    SettingSchema.require(
        !task.isImported() || !model.from().isEmpty(),
        "task.from",
        task.from(),
        "empty, unless model.from names a checkpoint, whose tokenizer reads any text");
    SettingSchema.require(
        task.isImported() || problemsWanted <= generator.problemCount(),
        "task.problems",
        task.problems(),
        "with demonstrations and held-out-problems at most "
            + generator.problemCount()
            + ", all that there are with size "
            + task.size());
    int longestResponse =
        Math.max(rollout.maxResponseTokens(), generator.longestSolutionTokens() + 1);
    SettingSchema.require(
        !model.from().isEmpty()
            || generator.longestPromptTokens() + longestResponse <= model.maxPositions(),
        "model.max-positions",
        model.maxPositions(),
        "at least "
            + (generator.longestPromptTokens() + longestResponse)
            + ", the longest prompt and response");
    SettingSchema.require(
        rollout.shards() % train.shardsPerStep() == 0,
        "train.shards-per-step",
        train.shardsPerStep(),
        "a divisor of rollout.shards, " + rollout.shards());
    SettingSchema.require(
        2 * train.heldOutGroups() <= rollout.problemsPerRound(),
        "train.held-out-groups",
        train.heldOutGroups(),
        "at most half of rollout.problems-per-round, " + rollout.problemsPerRound());
    boolean comparesRollouts =
        switch (train.objective()) {
          case "grpo", "rloo" -> true;
          case "pacs" -> !train.scoreEstimator().equals("naive");
          default -> false;
        };
    SettingSchema.require(
        rollout.groupSize() >= 2 || !comparesRollouts,
        "rollout.group-size",
        rollout.groupSize(),
        "2 and above, since objective " + train.objective() + " compares the rollouts of a group");
    SettingSchema.require(
        rollout.problemsPerRound() <= task.problems(),
        "rollout.problems-per-round",
        rollout.problemsPerRound(),
        "at most task.problems, " + task.problems());
    SettingSchema.require(
        evaluation.problems() <= task.heldOutProblems(),
        "evaluation.problems",
        evaluation.problems(),
        "at most task.held-out-problems, " + task.heldOutProblems());
    SettingSchema.require(
        train.warmUpRounds() <= run.rounds(),
        "train.warm-up-rounds",
        train.warmUpRounds(),
        "at most run.rounds, " + run.rounds());
    SettingSchema.require(
        run.evaluateEvery() <= run.rounds(),
        "run.evaluate-every",
        run.evaluateEvery(),
        "at most run.rounds, " + run.rounds());
    SettingSchema.require(
        train.allowTruncatedSampling() || (rollout.topP() == 1 && rollout.topK() == 0),
        rollout.topP() == 1 ? "rollout.top-k" : "rollout.top-p",
        rollout.topP() == 1 ? rollout.topK() : rollout.topP(),
        "off, unless train.allow-truncated-sampling is true");
    SettingSchema.require(
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
      RunGroup seeded =
          new RunGroup(
              run.name(),
              seed,
              run.rounds(),
              run.evaluateEvery(),
              run.stopWithoutGainRounds(),
              run.smallestGain(),
              run.stopWhenSolvedRounds());
      return new RunConfig(
          seeded,
          task,
          model,
          warmStart,
          rollout,
          train,
          policyGradient,
          critic,
          alarms,
          evaluation,
          control,
          compute,
          runner);
    } catch (SettingException e) {
      throw new InvalidInputException("Cannot use " + e.getMessage(), e);
    }
  }

  /** This configuration with other settings for where the jobs run. */
  public RunConfig withRunner(RunnerGroup runner) {
    return new RunConfig(
        run,
        task,
        model,
        warmStart,
        rollout,
        train,
        policyGradient,
        critic,
        alarms,
        evaluation,
        control,
        compute,
        runner);
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
}
